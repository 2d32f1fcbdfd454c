//! Refreshing many feeds, beside the bare loop: fetch, parse, insert, index.

mod bare;

use std::{path::Path, sync::Arc, time::Duration};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, SystemClock};
use lorch_model::reader::RefreshReport;
use serde::{Deserialize, Serialize};

use crate::{
    Result, feeds,
    figure::{Budget, Figure, Report},
    process::{self, Copy},
};

const RUNS: usize = 5;
const FEEDS: usize = 500;
const ITEMS: usize = 50;

/// What one run cost.
#[derive(Debug, Serialize, Deserialize)]
struct Cost {
    cold: f64,
    unchanged: f64,
    peak_mib: f64,
}

/// Runs both by turns, each in a process and a profile of its own.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    report.part(&format!("Refresh of {FEEDS} feeds × {ITEMS} items"));
    let mut server = Copy::start(&["@feeds", &FEEDS.to_string(), &ITEMS.to_string()])?;
    let origins = server.line()?;
    let (mut lorch, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        lorch.push(run("@refresh", &origins)?);
        bare.push(run("@refresh-bare", &origins)?);
    }
    let column = |costs: &[Cost], pick: fn(&Cost) -> f64| costs.iter().map(pick).collect::<Vec<f64>>();
    report.tell(&Figure {
        what: "cold, CPU",
        unit: "s",
        runs: &column(&lorch, |cost| cost.cold),
        beside: Some(("bare", &column(&bare, |cost| cost.cold))),
        budget: Budget::Times(2.5),
    });
    report.tell(&Figure {
        what: "all unchanged (304), CPU",
        unit: "s",
        runs: &column(&lorch, |cost| cost.unchanged),
        beside: None,
        budget: Budget::Most(0.15),
    });
    report.tell(&Figure {
        what: "peak memory",
        unit: "MiB",
        runs: &column(&lorch, |cost| cost.peak_mib),
        beside: Some(("bare", &column(&bare, |cost| cost.peak_mib))),
        budget: Budget::Most(150.0),
    });
    Ok(())
}

fn run(word: &str, origins: &str) -> Result<Cost> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().to_str().ok_or("the temporary folder has an odd name")?;
    let mut copy = Copy::start(&[word, origins, &FEEDS.to_string(), path])?;
    Ok(serde_json::from_str(&copy.line()?)?)
}

/// Refreshes the feeds at `origins` twice with the engine, as `lorch refresh` does, and prints what it cost.
pub(crate) async fn lorch(origins: &str, count: usize, folder: &str) -> Result<()> {
    let config = EngineConfig {
        database: Path::new(folder).join("lorch.db"),
        state: Path::new(folder).join("state"),
        machine: "bench".to_owned(),
        version: lorch_api::core::VERSION.to_owned(),
        clock: Arc::new(SystemClock),
        seed: [7; 32],
        client: ClientConfig::new(lorch_api::core::USER_AGENT),
    };
    let engine = Engine::open(config).await?;
    for origin in origins.split(',') {
        engine.allow_address(origin).await?;
    }
    engine.import_opml(feeds::opml(origins, count).as_bytes()).await?;
    let (first, cold) = refresh(&engine).await?;
    if first.new as usize != count * ITEMS {
        return Err(format!("{} articles came instead of {}", first.new, count * ITEMS).into());
    }
    let (second, unchanged) = refresh(&engine).await?;
    if second.unchanged as usize != count {
        return Err(format!("{} feeds were unchanged instead of {count}", second.unchanged).into());
    }
    tell(cold, unchanged)
}

async fn refresh(engine: &Engine) -> Result<(RefreshReport, Duration)> {
    let before = process::cpu();
    let ids = engine.ids_or_all(None).await?;
    let report = engine.refresh(&ids).await?;
    Ok((report, process::cpu() - before))
}

/// The same with the bare libraries.
pub(crate) async fn bare(origins: &str, count: usize, folder: &str) -> Result<()> {
    let loops = bare::Loop::open(&Path::new(folder).join("bare.db")).await?;
    let before = process::cpu();
    let articles = loops.refresh(&feeds::addresses(origins, count)).await?;
    let cold = process::cpu() - before;
    if articles != count * ITEMS {
        return Err(format!("{articles} articles came instead of {}", count * ITEMS).into());
    }
    tell(cold, Duration::ZERO)
}

fn tell(cold: Duration, unchanged: Duration) -> Result<()> {
    let cost = Cost {
        cold: cold.as_secs_f64(),
        unchanged: unchanged.as_secs_f64(),
        peak_mib: process::status_mib("self", "VmHWM")?,
    };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}
