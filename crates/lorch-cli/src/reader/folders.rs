//! Folders.

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::{
    problem::Problem,
    reader::{Folder, FolderEdit},
};

use super::which::Items;
use crate::{
    call::Call,
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, strong},
    run::Session,
};

/// List the folders that feeds are in, and rename them.
#[derive(Debug, Args)]
pub struct Folders {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the folders
    List,
    /// Give a folder another path; its feeds and folders go with it
    Rename {
        /// Where it is, `/` between levels
        #[arg(value_name = "OLD")]
        old: String,
        /// Where it is from now on
        #[arg(value_name = "NEW")]
        new: String,
    },
}

const PATH: &str = "/api/reader/folders";

impl Folders {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        match self.what {
            None | Some(What::List) => list(call, out).await,
            Some(What::Rename { old, new }) => {
                let folder = find(call, &old).await?;
                let edit = FolderEdit { path: new };
                let now: Folder = call.send(Method::PATCH, &format!("{PATH}/{}", folder.id), &edit).await?;
                if out.json {
                    return Ok(out.object(&now)?);
                }
                let feeds = count(now.feeds, "feed");
                Ok(out.done(&[plain("Now "), strong(&now.path), faint(format!("  {feeds}"))])?)
            }
        }
    }
}

async fn list(call: &Call, out: &Out) -> Result<(), Failure> {
    let folders = call.get::<Items<Folder>>(PATH).await?.items;
    if out.json {
        return Ok(folders.iter().try_for_each(|folder| out.object(folder))?);
    }
    if folders.is_empty() {
        out.note("No feed is in a folder. `lorch feeds edit FEED --folder FOLDER` files one.");
    }
    let mut table = Table::new(&[("feeds", Column::Number), ("folder", Column::Rest)]);
    for folder in &folders {
        table.row([faint(folder.feeds.to_string()), plain(&folder.path)]);
    }
    Ok(out.table(&table)?)
}

async fn find(call: &Call, meant: &str) -> Result<Folder, Failure> {
    let path = lorch_model::reader::folder_path(meant);
    let folders = call.get::<Items<Folder>>(PATH).await?.items;
    folders.into_iter().find(|folder| folder.path == path || folder.id.to_string() == meant).ok_or_else(|| {
        Problem::new(404, "folder_not_found", format!("There is no folder `{meant}`."))
            .hint("`lorch folders list` shows the folders.")
            .into()
    })
}
