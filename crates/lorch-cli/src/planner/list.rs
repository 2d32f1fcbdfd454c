use clap::Args;
use lorch_model::planner::{Activity, Kind};

use super::{PATH, said};
use crate::{
    call::{Paging, pages},
    failure::Failure,
    out::{Column, Table, faint, plain, strong, tail},
    run::Session,
};

/// List what is to do.
#[derive(Debug, Args)]
pub struct List {
    /// Those without a start
    #[arg(long, group = "which")]
    unscheduled: bool,
    /// What is done, the latest first
    #[arg(long, group = "which")]
    done: bool,
    /// What repeats
    #[arg(long, group = "which")]
    repeating: bool,
    /// Everything, events too, what was planned last first
    #[arg(long, group = "which")]
    everything: bool,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

impl List {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let lists = [
            (self.unscheduled, "unscheduled"),
            (self.done, "done"),
            (self.repeating, "repeating"),
            (self.everything, "all"),
        ];
        let which = lists.into_iter().find(|(wished, _)| *wished).map(|(_, word)| word.to_owned());
        let tag = self.tag.map(|tag| tag.trim_start_matches('#').to_owned());
        let mut none = true;
        let more = pages(call, PATH, &[("which", which), ("tag", tag)], self.paging, |activities: Vec<Activity>| {
            none &= activities.is_empty();
            if out.json {
                return Ok(activities.iter().try_for_each(|activity| out.object(activity))?);
            }
            let mut table = Table::new(&[
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Most(40)),
                ("", Column::Most(48)),
                ("", Column::Rest),
            ]);
            for activity in &activities {
                let state = match (activity.kind, activity.done) {
                    (_, Some(_)) => "done",
                    (Kind::Task, None) => "to do",
                    (Kind::Event, None) => "event",
                };
                table.row([
                    faint(tail(&activity.id)),
                    faint(state),
                    strong(&activity.title),
                    plain(said::when(activity)),
                    faint(said::tags(&activity.tags)),
                ]);
            }
            Ok(out.table(&table)?)
        })
        .await?;
        if none {
            out.note("Nothing here. `lorch plan add buy milk` plans something.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}
