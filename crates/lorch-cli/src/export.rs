//! Everything out as open files, and in again.

mod place;

use std::{
    path::{Path, PathBuf},
    pin::pin,
};

use clap::Args;
use http::Method;
use lorch_model::reader::ImportReport;
use serde_json::json;

use crate::{
    backup::{absolute, size},
    call::{self, Answer},
    failure::Failure,
    input,
    out::{Column, Table, bad, count, faint, plain, strong},
    run::Session,
    signals::Signals,
};

/// The most that is taken from stdin.
const MOST: u64 = 512 * 1024 * 1024;

/// Write everything you keep as open files, into a zip or a folder.
#[derive(Debug, Args)]
pub struct Export {
    /// A name that ends in .zip, or a folder; `-` writes the zip to stdout
    #[arg(value_name = "FILE.zip|DIR")]
    path: PathBuf,
    /// Write over what is there; other files in a folder stay
    #[arg(long)]
    force: bool,
}

/// Bring back what was exported, or subscribe to the feeds of an OPML file.
///
/// It is merged with what is here: nothing is overwritten or removed, and the same file again changes nothing.
#[derive(Debug, Args)]
pub struct Import {
    /// A zip or a folder that `lorch export` made, or an OPML file; `-` for stdin
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,
}

impl Export {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        if self.path == Path::new("-") {
            return call.stream("/api/export", |part| Ok(out.bytes(part)?)).await;
        }
        let place = place::Place::find(&absolute(&self.path)?, self.force)?;
        let mut file = place.begin()?;
        let parts = call.stream("/api/export", |part| file.write(part));
        out.patiently("Exporting", parts).await?;
        let (bytes, manifest) = file.finish()?;
        let name = self.path.display().to_string();
        if out.json {
            return Ok(out.object(&json!({ "path": name, "bytes": bytes, "counts": manifest.counts }))?);
        }
        out.done(&[plain("Exported to "), strong(name), faint(format!("  {}", size(bytes)))])?;
        let number = |file: &str| manifest.counts.get(file).copied().unwrap_or(0);
        let [feeds, articles, marks] = [("feeds.json", "feed"), ("articles.json", "article"), ("marks.json", "mark")]
            .map(|(file, word)| count(number(file), word));
        out.note(&format!("{feeds}, {articles}, {marks}. It is not encrypted: keep it where only you can read it."));
        Ok(())
    }
}

impl Import {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        let (path, body) = if self.path == Path::new("-") {
            ("/api/import", ("application/octet-stream", input::read_up_to(&self.path, MOST)?))
        } else {
            ("/api/files/import", call::json(&json!({ "file": absolute(&self.path)? })))
        };
        let report: ImportReport = unless_ended(session, call.raw(Method::POST, path, Some(body))).await?.read()?;
        if out.json {
            return Ok(out.object(&report)?);
        }
        for refusal in &report.refused {
            out.cut_line(vec![bad("refused  "), plain(&refusal.text), faint(format!("  {}", refusal.reason))])?;
        }
        if report.kinds.iter().all(|kind| kind.added == 0) {
            return Ok(out.done(&[plain("Nothing new: everything in it is here already")])?);
        }
        let mut table = Table::new(&[("", Column::Whole), ("new", Column::Number), ("there", Column::Number)]);
        for kind in &report.kinds {
            table.row([plain(words(&kind.kind)), strong(kind.added.to_string()), plain(kind.existing.to_string())]);
        }
        out.table(&table)?;
        if !report.added.is_empty() {
            out.note("`lorch refresh` fetches the feeds now; a running Lorch does so by itself.");
        }
        if let Some(run) = &report.run {
            out.note(&format!("`lorch imports undo {run}` takes it back."));
        }
        Ok(())
    }
}

/// Shows how far an import is. Who ends the command ends the import, wherever it runs, and hears what came of it.
async fn unless_ended(
    Session { call, out }: &Session<'_>,
    importing: impl Future<Output = Result<Answer, Failure>>,
) -> Result<Answer, Failure> {
    let mut signals = Signals::listen()?;
    let mut importing = pin!(importing);
    let mut watching = pin!(out.watch(call, "{bar:24} {pos} of {len} things", |status| status.import));
    tokio::select! {
        done = &mut importing => return done,
        never = &mut watching => match never {},
        () = signals.end() => {}
    }
    call.raw(Method::DELETE, "/api/import", None).await?;
    importing.await
}

/// What people call things of a kind.
fn words(kind: &str) -> &str {
    match kind {
        "subscription" => "feeds",
        "article" => "articles",
        "mark" => "marks",
        "link" => "links",
        "import" => "imports",
        "folder" => "folders",
        "rule" => "rules",
        "address" => "allowed addresses",
        "unknown" => "of a newer Lorch",
        other => other,
    }
}
