//! Search among a million articles: words that few, some and many of them hold, pairs of these, and what is typed of
//! them letter by letter.

use lorch_model::search::{Found, Order, Question};
use lorch_store::{Store, StoreOptions};

use std::time::Instant;

use crate::{
    Result,
    figure::{Budget, Figure, Report, median},
    lists::{RARE, SOME, WIDE, profile},
    process::Copy,
};

const RUNS: usize = 5;
/// Questions of one run: newest first, and closest first, which reads every hit.
const ASKED: [(Order, usize); 2] = [(Order::Newest, 100), (Order::Closest, 5)];
const PAGE: u32 = 50;

/// Asks a process of its own, by turns for each word.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let folder = profile().await?;
    report.part(&format!("Search, {PAGE} hits out of {} articles", crate::lists::articles()));
    let mut copy = Copy::start(&["@search", folder.to_str().ok_or("the target folder has an odd name")?])?;
    for (words, name) in questions() {
        for &(order, _) in asked(&words) {
            let mut runs = [Vec::new(), Vec::new()];
            for _ in 0..RUNS {
                let line = copy.line()?;
                let (p50, p99) = line.split_once(' ').ok_or("no figures came")?;
                runs[0].push(p50.parse()?);
                runs[1].push(p99.parse()?);
            }
            let (label, budgets) = match order {
                // While it is typed, the page has as long as a keystroke may take.
                Order::Newest if !words.ends_with(' ') => ("newest", [Budget::Told, Budget::Most(50.0)]),
                // Too few of the newest hold both: what counts is how long it takes to the first ones.
                Order::Newest if words.starts_with(RARE) && words.trim() != RARE => {
                    ("newest", [Budget::Told, Budget::Most(100.0)])
                }
                Order::Newest => ("newest", [Budget::Most(2.0), Budget::Most(20.0)]),
                Order::Closest => ("closest", [Budget::Told, Budget::Most(60.0)]),
            };
            for ((runs, which), budget) in runs.iter().zip(["p50", "p99"]).zip(budgets) {
                let what = format!("{label}, {which}, {name}");
                report.tell(&Figure { what: &what, unit: "ms", runs, beside: None, budget });
            }
        }
    }
    Ok(())
}

/// The words and what they are called.
fn questions() -> Vec<(String, String)> {
    let share = [(RARE, "0.01 %"), (SOME, "1 %"), (WIDE, "30 %")];
    let alone = share.iter().map(|(word, name)| (format!("{word} "), (*name).to_owned()));
    let pairs = [(0, 2), (1, 2), (0, 1)];
    let pairs =
        pairs.map(|(a, b)| (format!("{} {} ", share[a].0, share[b].0), format!("{} with {}", share[a].1, share[b].1)));
    let typed = (1..=WIDE.len()).map(|letters| (WIDE[..letters].to_owned(), format!("30 %, {letters} letters typed")));
    alone.chain(pairs).chain(typed).collect()
}

/// How it is asked: what is still being typed is asked newest first alone.
fn asked(words: &str) -> &'static [(Order, usize)] {
    if words.ends_with(' ') { &ASKED } else { &ASKED[..1] }
}

/// Prints the median and the 99th percentile in milliseconds, run by run.
pub(crate) async fn serve(folder: &str) -> Result<()> {
    let path = std::path::Path::new(folder).join("lorch.db");
    let store =
        Store::open_with(&path, StoreOptions::default(), lorch_model::id::Id([2; 16]), jiff::Timestamp::now()).await?;
    for (words, _) in questions() {
        let question = Question::of(words.as_str());
        for &(order, asked) in asked(&words) {
            // The first one warms up.
            let _: Found = store.search(&question, order, None, PAGE).await?;
            for _ in 0..RUNS {
                let mut took = Vec::with_capacity(asked);
                for _ in 0..asked {
                    let began = Instant::now();
                    store.search(&question, order, None, PAGE).await?;
                    took.push(began.elapsed().as_secs_f64() * 1000.0);
                }
                took.sort_by(f64::total_cmp);
                let p99 = took.get((took.len() * 99).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default();
                println!("{} {p99}", median(&took));
            }
        }
    }
    store.close().await;
    Ok(())
}
