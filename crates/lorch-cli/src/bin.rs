//! The bin.

use std::io::{self, IsTerminal, Write};

use clap::Subcommand;
use http::Method;
use lorch_formats::text::strip_controls;
use lorch_model::{
    bin::{BinItem, Purged},
    problem::Problem,
};
use serde::Deserialize;

use crate::{
    call::Call,
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, short, strong, tail},
    run::Session,
};

/// Look at what was removed, restore it, or delete it for good.
#[derive(Debug, Subcommand)]
pub enum Bin {
    /// List what lies in the bin
    List,
    /// Take a thing out of the bin
    Restore {
        /// Id of the thing, or the digits that are listed
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Delete a thing for good
    Purge {
        /// Id of the thing, or the digits that are listed
        #[arg(value_name = "ID", required_unless_present = "all")]
        id: Option<String>,
        /// Everything in the bin
        #[arg(long, conflicts_with = "id")]
        all: bool,
        /// Don't ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Deserialize)]
struct Items {
    items: Vec<BinItem>,
}

const PATH: &str = "/api/bin";

impl Bin {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        match self {
            Self::List => list(call, out).await,
            Self::Restore { id } => {
                let item = find(call, &id).await?;
                call.raw(Method::POST, &format!("{PATH}/{}/restore", item.id), None).await?;
                show(out, &item)
            }
            Self::Purge { id: Some(id), yes, .. } => {
                let item = find(call, &id).await?;
                agreed(out, yes, &format!("`{}` and its articles", strip_controls(&item.title)))?;
                purge(call, out, &format!("{PATH}/{}", item.id)).await
            }
            Self::Purge { id: None, yes, .. } => {
                agreed(out, yes, "everything in the bin")?;
                purge(call, out, PATH).await
            }
        }
    }
}

async fn list(call: &Call, out: &Out) -> Result<(), Failure> {
    let items = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(items.iter().try_for_each(|item| out.object(item))?);
    }
    if items.is_empty() {
        out.note("The bin is empty.");
    }
    let mut table = Table::new(&[
        ("id", Column::Whole),
        ("what", Column::Whole),
        ("title", Column::Most(40)),
        ("removed", Column::Whole),
        ("stays until", Column::Rest),
    ]);
    for item in &items {
        table.row([
            faint(shown(item)),
            plain(&item.kind),
            strong(&item.title),
            plain(out.when(item.removed)),
            plain(out.when(item.until)),
        ]);
    }
    Ok(out.table(&table)?)
}

/// Asks a person who sits there whether `what` may go for good. A program that says so means it.
fn agreed(out: &Out, yes: bool, what: &str) -> Result<(), Failure> {
    if yes || out.json || !io::stdin().is_terminal() {
        return Ok(());
    }
    out.flush()?;
    let mut answer = String::new();
    write!(io::stderr(), "Delete {what} for good? It can't be undone. [y/N] ")?;
    io::stdin().read_line(&mut answer)?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Problem::new(409, "not_agreed", "Nothing was deleted.").into())
}

async fn purge(call: &Call, out: &Out, path: &str) -> Result<(), Failure> {
    let purged: Purged = call.raw(Method::DELETE, path, None).await?.read()?;
    if out.json {
        return Ok(out.object(&purged)?);
    }
    out.done(&[plain("Deleted for good: "), strong(count(purged.things, "thing"))])?;
    if purged.backups > 0 {
        out.note(&format!("{} may still hold it, until they age out.", count(purged.backups, "backup")));
    }
    if purged.devices > 0 {
        out.note("Other devices delete it when they next hear of this one.");
    }
    Ok(())
}

fn show(out: &Out, item: &BinItem) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(item)?);
    }
    Ok(out.done(&[plain("Restored "), strong(&item.title), faint(format!("  {}", shown(item)))])?)
}

fn shown(item: &BinItem) -> String {
    if matches!(item.kind.as_str(), "rule" | "activity") { tail(&item.id) } else { short(&item.id) }
}

async fn find(call: &Call, meant: &str) -> Result<BinItem, Failure> {
    let prefix = meant.to_ascii_lowercase();
    let items = call.get::<Items>(PATH).await?.items;
    let is_meant = |id: String| !prefix.is_empty() && (id.starts_with(&prefix) || id.ends_with(&prefix));
    let mut found = items.into_iter().filter(|item| is_meant(item.id.to_string()));
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item),
        (None, _) => Err(Problem::new(404, "not_in_bin", format!("There is nothing `{meant}` in the bin."))
            .hint("`lorch bin list` shows what lies there.")
            .into()),
        (Some(_), Some(_)) => {
            let problem =
                Problem::new(409, "id_ambiguous", format!("Several things have ids that begin with {meant}."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}
