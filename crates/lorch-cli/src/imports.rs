//! Imports that were done.

use clap::Subcommand;
use http::Method;
use lorch_model::sources::{Import, ImportUndone};
use serde::Deserialize;

use crate::{
    failure::Failure,
    out::{Column, Table, count, faint, plain, strong},
    run::Session,
};

/// List imports and undo them.
#[derive(Debug, Subcommand)]
pub enum Imports {
    /// List the imports, newest first
    List,
    /// Undo an import: what nothing else holds goes with it
    Undo {
        /// Number of the import
        #[arg(value_name = "NUMBER")]
        run: u64,
    },
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Import>,
}

const PATH: &str = "/api/sources/imports";

impl Imports {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self {
            Self::List => list(session).await,
            Self::Undo { run } => undo(session, run).await,
        }
    }
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let imports = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(imports.iter().try_for_each(|import| out.object(import))?);
    }
    if imports.is_empty() {
        out.note("Nothing was imported yet.");
    }
    let mut table = Table::new(&[
        ("number", Column::Number),
        ("what", Column::Whole),
        ("when", Column::Whole),
        ("new", Column::Number),
        ("there", Column::Number),
        ("refused", Column::Number),
        ("", Column::Rest),
    ]);
    for import in &imports {
        table.row([
            strong(&import.run),
            plain(&import.kind),
            plain(out.when(import.began)),
            plain(import.added.to_string()),
            plain(import.existing.to_string()),
            plain(import.refused.to_string()),
            faint(if import.undone { "undone" } else { "" }),
        ]);
    }
    Ok(out.table(&table)?)
}

async fn undo(Session { call, out }: &Session<'_>, run: u64) -> Result<(), Failure> {
    let undone: ImportUndone = call.raw(Method::DELETE, &format!("{PATH}/{run}"), None).await?.read()?;
    if out.json {
        return Ok(out.object(&undone)?);
    }
    out.done(&[plain("Removed "), strong(count(undone.removed, "thing"))])?;
    if undone.kept > 0 {
        out.note(&format!("{} stayed: something else holds them, or you changed them.", count(undone.kept, "thing")));
    }
    Ok(())
}
