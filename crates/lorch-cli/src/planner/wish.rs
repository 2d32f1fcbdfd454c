//! What to change. Times, lengths and rules are said as in `lorch plan add`.

use clap::{ArgGroup, Args, ValueEnum};
use lorch_model::{
    planner::{Activity, ActivityEdit, Kind, Quick},
    problem::Problem,
};

use crate::{
    call::{Call, query},
    failure::Failure,
};

/// What to change.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("wish").required(true).multiple(true)
    .args(["title", "notes", "start", "length", "due", "repeat", "tags", "kind", "remind"])))]
pub struct Wish {
    /// What to call it
    #[arg(long)]
    title: Option<String>,
    /// What else there is to say; empty for nothing
    #[arg(long)]
    notes: Option<String>,
    /// When it begins: "3 Dec 9:30", "tomorrow", 2026-12-03; empty for not yet
    #[arg(long, value_name = "WHEN")]
    start: Option<String>,
    /// How long it takes: "45 min", "3 days"
    #[arg(long = "for", id = "length", value_name = "LENGTH")]
    length: Option<String>,
    /// When it has to be done: "Friday", "3 Dec 12:00"; empty for never
    #[arg(long, value_name = "WHEN")]
    due: Option<String>,
    /// How it repeats: "every 2 weeks on Tue until June"; empty for not at all
    #[arg(long, value_name = "RULE")]
    repeat: Option<String>,
    /// All of its tags, a comma between them; empty for none
    #[arg(long, value_delimiter = ',', value_name = "TAG,…")]
    tags: Option<Vec<String>>,
    /// When to remind of it: "10 min", "1 day", "at 8:00"; empty for never
    #[arg(long, value_name = "WHEN")]
    remind: Option<String>,
    /// Task or event
    #[arg(long, value_name = "KIND")]
    kind: Option<Sort>,
}

/// Task or event.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// To be done
    Task,
    /// Takes place
    Event,
}

impl Wish {
    pub(super) async fn into_edit(self, call: &Call, now: &Activity) -> Result<ActivityEdit, Failure> {
        let understood = async |name: &str, said: &str, line: String| -> Result<ActivityEdit, Failure> {
            let asked = [("text", Some(line)), ("zone", Some(now.zone.clone()))];
            let quick: Quick = call.get(&query("/api/planner/quick", &asked)).await?;
            // All of it has to mean something: what does not is taken for more of the title.
            if quick.edit.title.as_deref() == Some(TITLE) {
                return Ok(quick.edit);
            }
            let problem = Problem::new(422, "activity_invalid", format!("`{said}` can't be read as --{name}."));
            Err(problem.hint("Say it like `3 Dec 9:30`, `45 min` or `every 2 weeks on Tue`.").into())
        };
        let mut edit = ActivityEdit {
            title: self.title,
            notes: self.notes,
            kind: self.kind.map(|kind| match kind {
                Sort::Task => Kind::Task,
                Sort::Event => Kind::Event,
            }),
            tags: self.tags,
            ..ActivityEdit::default()
        };
        if let Some(said) = self.start {
            edit.start = Some(match said.trim() {
                "" => None,
                said => understood("start", said, format!("{TITLE} {said}")).await?.start.flatten(),
            });
        }
        if let Some(said) = self.due {
            edit.due = Some(match said.trim() {
                "" => None,
                said => understood("due", said, format!("{TITLE} due {said}")).await?.due.flatten(),
            });
        }
        if let Some(said) = self.length {
            let whole = understood("for", &said, format!("{TITLE} tomorrow {said}")).await?;
            let timed = understood("for", &said, format!("{TITLE} tomorrow 9:00 {said}")).await?;
            let starts_on_a_day = edit.start.unwrap_or(now.start).is_some_and(|start| start.time().is_none());
            match starts_on_a_day {
                true => edit.days = whole.days,
                false => edit.minutes = timed.minutes,
            }
        }
        if let Some(said) = self.repeat {
            edit.repeat = Some(match said.trim() {
                "" => None,
                said => understood("repeat", said, format!("{TITLE} {said}")).await?.repeat.flatten(),
            });
        }
        if let Some(said) = self.remind {
            // A time is of the day that it is planned for.
            let day = edit.start.unwrap_or(now.start).or(edit.due.unwrap_or(now.due)).map(|at| at.day().to_string());
            edit.reminder = Some(match said.trim() {
                "" => None,
                said => {
                    let line = format!("{TITLE} {} remind {said}", day.unwrap_or_default());
                    understood("remind", said, line).await?.reminder.flatten()
                }
            });
        }
        Ok(edit)
    }
}

/// Stands for the title in what is asked.
const TITLE: &str = "it";
