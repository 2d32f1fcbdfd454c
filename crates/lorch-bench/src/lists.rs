//! Lists out of a million articles over HTTP, beside the bare libraries on one flat table.

mod bare;
mod profile;

use std::{num::NonZeroU32, path::Path, time::Instant};

use lorch_api::{core, face::Lifetime, guard::Pace, serve};
use lorch_host::Profile;

use crate::{
    Result,
    figure::{Budget, Figure, Report, median},
    http1::Client,
    process::{self, Copy},
};

pub(crate) use bare::serve_bare;
pub(crate) use profile::{RARE, SOME, WIDE, articles, draft, made as profile};

const RUNS: usize = 5;
const REQUESTS: usize = 200;
const PAGE: usize = 50;
const FAR_PAGE: usize = 10_000;

/// What a request took in milliseconds: each of this round, and the medians of the rounds before.
#[derive(Debug, Default)]
struct Taken {
    round: Vec<[f64; 2]>,
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

/// Asks both servers by turns.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let folder = profile::made().await?;
    let far = profile::key_before(&folder, (FAR_PAGE - 1) * PAGE).await?;
    report.part(&format!("Lists of {PAGE} out of {} articles over HTTP", profile::articles()));
    let path = folder.to_str().ok_or("the target folder has an odd name")?;
    let (mut lorch, mut bare) = (Copy::start(&["@lists", path])?, Copy::start(&["@lists-bare", path])?);
    let mut to_lorch = Client::sign_in(&lorch.line()?).await?;
    let mut to_bare = Client::connect(&bare.line()?).await?;
    let (first, later) = (format!("?limit={PAGE}"), format!("?limit={PAGE}&after={far}"));
    let (of_lorch, of_bare) = (|query: &str| format!("/api/reader/articles{query}"), |query: &str| format!("/{query}"));
    same_items(&to_lorch.get(&of_lorch(&later)).await?, &to_bare.get(&of_bare(&later)).await?)?;
    let (near, far, flat) = (of_lorch(&first), of_lorch(&later), of_bare(&first));
    let [mut page_1, mut page_far, mut bare_1] = [(); 3].map(|()| Taken::default());
    // The first round warms both up.
    for round in 0..=RUNS {
        // By turns, request by request: whatever else the machine does falls upon all of them alike.
        for _ in 0..REQUESTS {
            page_1.ask(&mut to_lorch, lorch.id(), &near).await?;
            bare_1.ask(&mut to_bare, bare.id(), &flat).await?;
            page_far.ask(&mut to_lorch, lorch.id(), &far).await?;
        }
        for taken in [&mut page_1, &mut bare_1, &mut page_far] {
            taken.end_round(round > 0);
        }
    }
    report.tell(&Figure {
        what: "page 1",
        unit: "ms",
        runs: &page_1.wall,
        beside: Some(("bare", &bare_1.wall)),
        budget: Budget::Times(2.0),
    });
    report.tell(&Figure {
        what: "page 1, CPU of the server",
        unit: "ms",
        runs: &page_1.cpu,
        beside: Some(("bare", &bare_1.cpu)),
        budget: Budget::Told,
    });
    report.tell(&Figure {
        what: "page 10000",
        unit: "ms",
        runs: &page_far.wall,
        beside: Some(("page 1", &page_1.wall)),
        budget: Budget::Times(1.2),
    });
    Ok(())
}

impl Taken {
    async fn ask(&mut self, client: &mut Client, server: u32, path: &str) -> Result<()> {
        let (spent, began) = (process::cpu_of(server), Instant::now());
        client.get(path).await?;
        let took = began.elapsed();
        self.round.push([took, process::cpu_of(server).saturating_sub(spent)].map(|time| time.as_secs_f64() * 1000.0));
        Ok(())
    }

    fn end_round(&mut self, keep: bool) {
        let round = std::mem::take(&mut self.round);
        if keep {
            self.wall.push(median(&round.iter().map(|[wall, _]| *wall).collect::<Vec<_>>()));
            self.cpu.push(median(&round.iter().map(|[_, cpu]| *cpu).collect::<Vec<_>>()));
        }
    }
}

/// Serves the profile in `folder` with everything in front that a browser meets, only faster than a person may ask.
pub(crate) async fn serve(folder: &str) -> Result<()> {
    let profile = Profile::resolve(Some(folder.into()), &|name| std::env::var_os(name))?;
    let face = core::open(profile, Lifetime::Brief).await?;
    let pace = Pace { per_second: NonZeroU32::MAX, burst: NonZeroU32::MAX };
    let serving = serve::serve(face.clone(), serve::listen(0).await?, pace, std::future::pending()).await?;
    println!("{}", serving.first_link.expose());
    tokio::task::spawn_blocking(process::until_let_go).await?;
    face.stop().await;
    Ok(())
}

/// Both must answer the same, or nothing is compared.
fn same_items(lorch: &[u8], bare: &[u8]) -> Result<()> {
    let items = |bytes: &[u8]| -> Result<serde_json::Value> {
        let mut page: serde_json::Value = serde_json::from_slice(bytes)?;
        Ok(page["items"].take())
    };
    let (lorch, bare) = (items(lorch)?, items(bare)?);
    if lorch.as_array().map(Vec::len) == Some(PAGE) && lorch == bare {
        return Ok(());
    }
    Err(format!("the lists differ:\n{}\n{}", lorch[0], bare[0]).into())
}

/// Where the flat table lies beside the profile's database.
fn flat(folder: &Path) -> std::path::PathBuf {
    folder.join("flat.db")
}
