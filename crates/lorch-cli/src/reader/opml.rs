//! Subscriptions from and to a file.

use std::{fs, path::PathBuf};

use clap::Args;
use http::Method;
use lorch_model::reader::{ImportReport, Outline};
use serde_json::json;

use super::which;
use crate::{
    failure::Failure,
    input,
    out::{bad, count, faint, plain, strong},
    run::Session,
};

/// Subscribe to all feeds in an OPML file.
#[derive(Debug, Args)]
pub struct Import {
    /// The file; `-` for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    preview: bool,
}

/// Write all subscriptions as an OPML file.
#[derive(Debug, Args)]
pub struct Export {
    /// The file; stdout when none is named
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Import {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let bytes = input::read(&self.file)?;
        let path = if self.preview { "/api/reader/opml?preview=true" } else { "/api/reader/opml" };
        let report: ImportReport = call.raw(Method::POST, path, Some(("text/x-opml", bytes))).await?.read()?;
        if out.json {
            return Ok(out.object(&report)?);
        }
        if self.preview {
            for outline in &report.added {
                let folder = if outline.folder.is_empty() { String::new() } else { format!("{}  ", outline.folder) };
                let title = if outline.title.is_empty() { &outline.url } else { &outline.title };
                out.cut_line(vec![faint(folder), plain(title), faint(format!("  {}", outline.url))])?;
            }
        }
        for refusal in &report.refused {
            out.cut_line(vec![bad("refused  "), plain(&refusal.text), faint(format!("  {}", refusal.reason))])?;
        }
        let number = count(report.added.len() as u64, "feed");
        let added = if self.preview { format!("{number} would be added") } else { format!("{number} added") };
        let rest = format!(", {} there already, {} refused", report.existing, report.refused.len());
        out.done(&[strong(added), plain(rest)])?;
        if !self.preview && !report.added.is_empty() {
            out.note("`lorch refresh` fetches them now; a running Lorch does so by itself.");
        }
        Ok(())
    }
}

impl Export {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        if out.json && self.file.is_none() {
            for feed in which::all(call).await? {
                out.object(&Outline { url: feed.url, title: feed.title, folder: feed.folder, site: feed.site })?;
            }
            return Ok(());
        }
        let opml = call.raw(Method::GET, "/api/reader/opml", None).await?.body;
        let Some(file) = self.file else { return Ok(out.bytes(&opml)?) };
        let name = file.display().to_string();
        fs::write(&file, &opml).map_err(|fault| Failure::from_system(&format!("{name} can't be written"), &fault))?;
        if out.json {
            return Ok(out.object(&json!({ "file": name, "bytes": opml.len() }))?);
        }
        Ok(out.done(&[plain("Written to "), strong(name)])?)
    }
}
