//! Asking feeds now, and watching.

use clap::Args;
use http::Method;
use lorch_model::{
    problem::Problem,
    reader::{Feed, Health, RefreshReport},
};
use serde_json::json;

use super::which;
use crate::{
    failure::Failure,
    out::{Out, bad, count, faint, good, plain, strong},
    run::Session,
};

/// Ask feeds for news now.
#[derive(Debug, Args)]
pub struct Refresh {
    /// Ids or addresses of feeds; all when none is named
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
}

impl Refresh {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let mut body = json!({ "wait": true });
        let mut ids = Vec::new();
        for meant in &self.feeds {
            ids.push(which::feed(call, meant).await?.id);
        }
        if !ids.is_empty() {
            body["feeds"] = json!(ids);
        }
        let report: RefreshReport = tokio::select! {
            report = call.send(Method::POST, "/api/reader/refresh", &body) => report?,
            never = out.watch(call, "{bar:24} {pos} of {len} feeds", |status| status.refresh) => match never {},
        };
        if out.json {
            out.object(&report)?;
        } else {
            tell(out, &report)?;
        }
        let failing: Vec<Feed> = match report.failed {
            0 => Vec::new(),
            _ => which::all(call).await?,
        };
        let asked = |feed: &&Feed| ids.is_empty() || ids.contains(&feed.id);
        for feed in
            failing.iter().filter(asked).filter(|feed| matches!(feed.health, Health::Failing | Health::Retrying))
        {
            let Some(fault) = feed.fault.as_ref().filter(|_| !out.json) else { continue };
            out.line(&[bad("failed  "), plain(&feed.title), faint(format!("  {}", fault.title))])?;
        }
        if report.checked > 0 && report.failed == report.checked {
            let problem = Problem::new(502, "refresh_failed", "None of the feeds could be fetched.");
            return Err(problem.hint("They will be asked again later; `lorch feeds list` says what is wrong.").into());
        }
        Ok(())
    }
}

fn tell(out: &Out, report: &RefreshReport) -> Result<(), Failure> {
    let new = count(report.new, "new article");
    let mut line = vec![if report.new > 0 { good(new) } else { strong(new) }];
    if report.changed > 0 {
        line.push(plain(format!(", {} changed", report.changed)));
    }
    line.push(faint(format!("  {} asked, {} unchanged", count(report.checked, "feed"), report.unchanged)));
    if report.failed > 0 {
        line.push(bad(format!(", {} failed", report.failed)));
    }
    Ok(out.done(&line)?)
}
