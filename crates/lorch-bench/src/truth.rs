//! What it costs that nothing is lost: edits, batches of other devices, opening.

mod batch;
mod edit;
mod rebuild;
mod records;

pub(crate) use rebuild::rebuild;

use std::{path::Path, sync::Arc, time::Instant};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, SystemClock};

use crate::{
    Result,
    figure::{Budget, Figure, Report},
    lists,
    process::Copy,
};

const RUNS: usize = 5;

pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    report.part("Truth");
    let (edits, marks, bare) = edit::measure().await?;
    report.tell(&Figure {
        what: "an edit of a feed, acknowledged",
        unit: "ms",
        runs: &edits,
        beside: Some(("one synced transaction", &bare)),
        budget: Budget::Times(1.5),
    });
    report.tell(&Figure {
        what: "a mark of an article, acknowledged",
        unit: "ms",
        runs: &marks,
        beside: Some(("one synced transaction", &bare)),
        budget: Budget::Times(1.5),
    });
    report.tell(&Figure {
        what: "10,000 edits of 10,000 feeds from another device",
        unit: "s",
        runs: &batch::measure().await?,
        beside: None,
        budget: Budget::Most(1.0),
    });
    let (marks, records) = (batch::marks().await?, records::measure().await?);
    report.tell(&Figure {
        what: "10,000 marks of 10,000 articles from another device",
        unit: "s",
        runs: &marks,
        beside: None,
        budget: Budget::Most(1.0),
    });
    report.tell(&Figure {
        what: "100,000 records with timeline and full text",
        unit: "s",
        runs: &records.0,
        beside: Some(("inserts of many rows into the same tables", &records.1)),
        budget: Budget::Times(2.0),
    });
    let million = lists::profile().await?;
    let path = million.to_str().ok_or("the target folder has an odd name")?;
    let openings = (0..RUNS).map(|_| Ok(Copy::start(&["@truth-open", path])?.line()?.parse()?));
    report.tell(&Figure {
        what: "opening a profile of 1,000,000 articles",
        unit: "ms",
        runs: &openings.collect::<Result<Vec<f64>>>()?,
        beside: None,
        budget: Budget::Most(100.0),
    });
    report.tell(&Figure {
        what: "a rebuild of 1,000,000 articles",
        unit: "s",
        runs: &[Copy::start(&["@truth-rebuild", path])?.line()?.parse()?],
        beside: None,
        budget: Budget::Most(60.0),
    });
    Ok(())
}

/// Opens the profile in `folder` and prints how many milliseconds that took.
pub(crate) async fn open(folder: &str) -> Result<()> {
    let began = Instant::now();
    let engine = engine(Path::new(folder)).await?;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    // Told last: whoever hears it ends this process, and what was not closed is read through at the next opening.
    engine.stop().await;
    println!("{took}");
    Ok(())
}

/// An engine as every face starts it.
async fn engine(folder: &Path) -> Result<Engine> {
    Ok(Engine::open(EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: "bench".to_owned(),
        version: lorch_api::core::VERSION.to_owned(),
        clock: Arc::new(SystemClock),
        seed: [7; 32],
        client: ClientConfig::new(lorch_api::core::USER_AGENT),
    })
    .await?)
}

/// An OPML file with so many feeds that nobody asks.
fn opml(count: usize) -> String {
    let outlines: String = (0..count)
        .map(|feed| format!("<outline text=\"Feed {feed}\" xmlUrl=\"https://feed{feed}.example/\"/>"))
        .collect();
    format!("<opml version=\"2.0\"><body>{outlines}</body></opml>")
}
