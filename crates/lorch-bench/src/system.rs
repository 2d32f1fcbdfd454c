//! This computer: what it costs to sample it, how much room a value takes, how soon a week of it is drawn.

mod life;
mod senses;

use std::time::{Duration, Instant};

use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use lorch_engine::{SystemClock, system::ChartWish};
use lorch_store::machine::MachineStore;
use tower::ServiceExt;

use self::{
    life::Life,
    senses::{Padded, Script},
};
use crate::{
    Result,
    figure::{Budget, Figure, Report},
    process::{self, Copy},
};

/// Seconds that sampling is watched.
const WATCHED: u64 = 30;
/// Minutes of a week.
const WEEK: i64 = 7 * 24 * 60;
const RUNS: usize = 20;
const SCRAPES: u32 = 200;
/// Samples of this machine that the room is measured by, and how far apart they are really.
const SAMPLES: i64 = 1_300;
const APART: Duration = Duration::from_millis(20);

pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    report.part("This computer");
    for (what, word, most) in [
        ("sampling 60 series each second, of one core", "plain", 0.1),
        ("the same with processes every 5 seconds", "processes", 0.5),
    ] {
        let cost: f64 = Copy::start(&["@system-sampling", word])?.line()?.parse()?;
        report.tell(&Figure { what, unit: "%", runs: &[cost], beside: None, budget: Budget::Most(most) });
    }
    report.tell(&Figure {
        what: "a sample value on the disk",
        unit: "B",
        runs: &[bytes_a_value().await?],
        beside: None,
        budget: Budget::Most(3.0),
    });
    let charts: Vec<f64> =
        Copy::start(&["@system-week"])?.line()?.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    report.tell(&Figure {
        what: "a chart of 6 series over 7 days",
        unit: "ms",
        runs: &charts,
        beside: None,
        budget: Budget::Most(30.0),
    });
    report.tell(&Figure {
        what: "/metrics, CPU",
        unit: "ms",
        runs: &[Copy::start(&["@system-metrics"])?.line()?.parse()?],
        beside: None,
        budget: Budget::Most(2.0),
    });
    Ok(())
}

/// Samples this machine while somebody looks, and prints what part of one core that takes, in percent.
pub(crate) async fn sampling(with_processes: bool) -> Result<()> {
    let life = Life::begin(SystemClock).await?;
    life.engine.give_senses(Padded::new(with_processes));
    life.engine.start();
    life.engine.look(None).await?;
    // What is done once is not counted.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (began, before) = (Instant::now(), process::cpu());
    while began.elapsed() < Duration::from_secs(WATCHED) {
        life.engine.look(None).await?;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    let part = (process::cpu() - before).as_secs_f64() / began.elapsed().as_secs_f64();
    let series = life.engine.system_series().await?.len();
    if series < 60 {
        return Err(format!("only {series} series were sampled").into());
    }
    println!("{}", part * 100.0);
    life.engine.stop().await;
    Ok(())
}

/// Draws a week of minutes again and again, and prints how many milliseconds each took.
pub(crate) async fn week() -> Result<()> {
    let (life, clock) = Life::scripted().await?;
    let script = Script::new(&clock);
    life.engine.give_senses(script.clone());
    life.engine.start();
    for minute in 0..WEEK {
        clock.set(life::at(minute * 60_000));
        script.sensed(minute + 1).await;
    }
    let ids = ["cpu", "memory", "disk_read", "disk_write", "network_in", "network_out"].map(str::to_owned).to_vec();
    let end = life::at(WEEK * 60_000).as_millisecond();
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let wish = ChartWish { ids: ids.clone(), from: end - 7 * 86_400_000, to: end, points: 800 };
        let chart = life.engine.chart(wish).await?;
        took.push((began.elapsed().as_secs_f64() * 1000.0).to_string());
        if chart.times.len() < 600 {
            return Err(format!("only {} points were drawn", chart.times.len()).into());
        }
    }
    println!("{}", took.join(" "));
    life.engine.stop().await;
    Ok(())
}

/// Scrapes again and again, and prints the milliseconds of CPU that each took.
pub(crate) async fn metrics() -> Result<()> {
    let life = Life::begin(SystemClock).await?;
    life.engine.give_senses(Padded::new(true));
    life.engine.start();
    let router = lorch_api::router(life.engine.clone());
    let mut before = process::cpu();
    for scrape in 0..SCRAPES + 20 {
        if scrape == 20 {
            before = process::cpu();
        }
        let request = Request::get("/metrics").header(header::HOST, "bench").body(Body::empty())?;
        let answer = router.clone().oneshot(request).await?;
        if !answer.status().is_success() || answer.into_body().collect().await?.to_bytes().len() < 2_000 {
            return Err("/metrics says too little".into());
        }
    }
    println!("{}", (process::cpu() - before).as_secs_f64() * 1000.0 / f64::from(SCRAPES));
    life.engine.stop().await;
    Ok(())
}

/// What this machine says, as if it had been said at seconds: nothing in it is made up but their distance.
async fn bytes_a_value() -> Result<f64> {
    let (life, clock) = Life::scripted().await?;
    let real = Script::of_this_machine(&clock);
    life.engine.give_senses(real.clone());
    life.engine.start();
    // Before the first, whoever looks is given one of their own, for which the clock would have to go on.
    real.sensed(1).await;
    for second in 1..=SAMPLES {
        life.engine.look(None).await?;
        clock.set(life::at(second * 1_000));
        real.sensed(second + 1).await;
        tokio::time::sleep(APART).await;
    }
    life.engine.stop().await;
    let store = MachineStore::open(&life.figures(), None, life::at(0)).await?.store;
    let samples = store.storage().await?.samples;
    store.close().await;
    if samples.values == 0 {
        return Err("no block of samples was made".into());
    }
    Ok(samples.bytes as f64 / samples.values as f64)
}
