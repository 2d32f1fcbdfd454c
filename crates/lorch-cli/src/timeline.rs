//! What happened.

use clap::Args;
use lorch_model::timeline::TimelineEntry;

use crate::{
    call::{Paging, pages},
    failure::Failure,
    out::{Column, Table, faint, plain, short, strong},
    run::Session,
};

/// List what happened, newest first.
#[derive(Debug, Args)]
pub struct Timeline {
    /// Only of this room
    #[arg(long, value_name = "ROOM", value_parser = ["reader", "planner", "coding", "listening"])]
    room: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

impl Timeline {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let mut none = true;
        let wished = [("room", self.room)];
        let more = pages(call, "/api/timeline", &wished, self.paging, |entries: Vec<TimelineEntry>| {
            none &= entries.is_empty();
            if out.json {
                return Ok(entries.iter().try_for_each(|entry| out.object(entry))?);
            }
            let mut table = Table::new(&[
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Most(24)),
                ("", Column::Rest),
            ]);
            for entry in &entries {
                table.row([
                    faint(short(&entry.id)),
                    faint(out.when(entry.started)),
                    plain(&entry.kind),
                    faint(&entry.subtitle),
                    if entry.read == Some(false) { strong(&entry.title) } else { plain(&entry.title) },
                ]);
            }
            Ok(out.table(&table)?)
        })
        .await?;
        if none {
            out.note("Nothing happened yet.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}
