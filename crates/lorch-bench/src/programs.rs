//! `lorch` as people start it: how soon it answers, how much memory it holds while it serves.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{
    Result, feeds,
    figure::{Budget, Figure, Report},
    http1::Client,
    process::{self, Copy},
};

const SPAWNS: usize = 30;
const RUNS: usize = 3;
const FEEDS: usize = 50;
const ITEMS: usize = 50;

pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    report.part("Programs");
    report.tell(&Figure {
        what: "lorch --version",
        unit: "ms",
        runs: &versions()?,
        beside: None,
        budget: Budget::Most(10.0),
    });
    let mut server = Copy::start(&["@feeds", &FEEDS.to_string(), &ITEMS.to_string()])?;
    let origins = server.line()?;
    let (mut holds, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (now, peak) = memory_of_serve(&origins).await?;
        holds.push(now);
        peaks.push(peak);
    }
    report.tell(&Figure {
        what: "lorch serve after refreshing 50 feeds, memory",
        unit: "MiB",
        runs: &holds,
        beside: None,
        budget: Budget::Most(60.0),
    });
    report.tell(&Figure {
        what: "its most while refreshing",
        unit: "MiB",
        runs: &peaks,
        beside: None,
        budget: Budget::Told,
    });
    Ok(())
}

fn versions() -> Result<Vec<f64>> {
    let lorch = process::built("lorch")?;
    (0..SPAWNS)
        .map(|_| {
            let began = Instant::now();
            let status = Command::new(&lorch).arg("--version").stdout(Stdio::null()).status()?;
            let took = began.elapsed().as_secs_f64() * 1000.0;
            if status.success() { Ok(took) } else { Err(format!("lorch --version ended with {status}").into()) }
        })
        .collect()
}

/// What `lorch serve` holds after a refresh and a few requests, and the most it held.
async fn memory_of_serve(origins: &str) -> Result<(f64, f64)> {
    let folder = tempfile::tempdir()?;
    let mut serve = Copy::of(lorch(folder.path(), &["serve", "--port", "0"])?)?;
    let link = loop {
        let line = serve.line()?;
        if let Some(at) = line.find("http://").filter(|_| line.contains("#code=")) {
            break line[at..].split_whitespace().next().unwrap_or_default().to_owned();
        }
    };
    let mut client = Client::sign_in(&link).await?;
    fill(&mut client, origins, FEEDS).await?;
    for path in ["status", "reader/feeds", "reader/articles", "timeline", "search?q=gorden", "sources", "settings"] {
        for _ in 0..5 {
            client.get(&format!("/api/{path}")).await?;
        }
    }
    let pid = serve.id().to_string();
    Ok((process::status_mib(&pid, "VmRSS")?, process::status_mib(&pid, "VmHWM")?))
}

/// Subscribes to the feeds at `origins` and waits until they are there.
async fn fill(client: &mut Client, origins: &str, count: usize) -> Result<()> {
    for origin in origins.split(',') {
        client.send("POST", "/api/sources/allowed", &format!("{{\"address\":\"{origin}\"}}")).await?;
    }
    client.send("POST", "/api/reader/opml", &feeds::opml(origins, count)).await?;
    // The import has begun to fetch already; feeds under way are left out here, so look at what came.
    client.send("POST", "/api/reader/refresh", "{\"wait\":true}").await?;
    for _ in 0..600 {
        let feeds: serde_json::Value = serde_json::from_slice(&client.get("/api/reader/feeds").await?)?;
        let here = |feed: &serde_json::Value| feed["articles"].as_u64() == Some(ITEMS as u64);
        if feeds["items"].as_array().is_some_and(|feeds| feeds.len() == count && feeds.iter().all(here)) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Err("the feeds did not come within a minute".into())
}

/// `lorch` on a profile in `folder`, away from the person's own files.
fn lorch(folder: &Path, words: &[&str]) -> Result<Command> {
    let mut command = Command::new(process::built("lorch")?);
    command.args(words).env("LORCH_PROFILE", folder.join("profile")).stderr(Stdio::null());
    for (name, below) in [("XDG_STATE_HOME", "state"), ("XDG_RUNTIME_DIR", "run")] {
        command.env(name, folder.join(below));
    }
    std::fs::create_dir_all(folder.join("run"))?;
    Ok(command)
}
