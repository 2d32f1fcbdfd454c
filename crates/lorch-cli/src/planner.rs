//! Tasks and events.

mod agenda;
mod list;
mod said;
mod wish;

use clap::{Args, Subcommand};
use http::Method;
use jiff::civil::Date;
use lorch_model::{
    page::Page,
    planner::{Activity, Occurrence, Quick, Scope},
    problem::Problem,
};
use serde_json::json;

use crate::{
    call::{Call, query},
    failure::Failure,
    out::{Out, faint, plain, strong, tail},
    run::Session,
};

const PATH: &str = "/api/planner/activities";

/// Plan tasks and events.
#[derive(Debug, Subcommand)]
pub enum Plan {
    /// Plan something, said in one line: dentist 3 Dec 9:30 45 min
    Add(Add),
    /// List what is to do: tasks that are not done, the next first
    List(list::List),
    /// Show what is planned, day by day
    Agenda(agenda::Agenda),
    /// Say that something is done
    Done {
        /// Title of it, or digits of its id
        #[arg(value_name = "ACTIVITY")]
        activity: String,
        /// Which one of what repeats [default: today's]
        #[arg(long, value_name = "DAY")]
        on: Option<Date>,
        /// It is not done after all
        #[arg(long)]
        not: bool,
    },
    /// Change something that is planned
    Edit {
        /// Title of it, or digits of its id
        #[arg(value_name = "ACTIVITY")]
        activity: String,
        #[command(flatten)]
        part: Part,
        #[command(flatten)]
        wish: wish::Wish,
    },
    /// Remove something that is planned; it lies in the bin for 30 days
    Remove {
        /// Title of it, or digits of its id
        #[arg(value_name = "ACTIVITY")]
        activity: String,
        #[command(flatten)]
        part: Part,
    },
}

/// What to plan.
#[derive(Debug, Args)]
pub struct Add {
    /// What, when and how long, in English or German: run every Tue and Fri 7:00 until June
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// When to remind of it: 10m, "1 day", "at 8:00"
    #[arg(long, value_name = "WHEN")]
    remind: Option<String>,
    /// Only show how it is understood
    #[arg(long)]
    preview: bool,
}

/// Which part of what repeats.
#[derive(Debug, Args)]
pub struct Part {
    /// Only the one of this day
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,
    /// That one and all later ones
    #[arg(long, requires = "on")]
    following: bool,
}

impl Plan {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        match self {
            Self::Add(add) => add.run(session).await,
            Self::List(list) => list.run(session).await,
            Self::Agenda(agenda) => agenda.run(session).await,
            Self::Done { activity, on, not } => {
                let found = find(call, &activity).await?;
                let body = json!({ "done": !not, "occurrence": on });
                let done: Activity = call.send(Method::POST, &format!("{PATH}/{}/done", found.id), &body).await?;
                show(out, if not { "Not done: " } else { "Done: " }, &done)
            }
            Self::Edit { activity, part, wish } => {
                let found = find(call, &activity).await?;
                let edit = wish.into_edit(call, &found).await?;
                let changed = call.send(Method::PATCH, &part.path(&found), &edit).await?;
                show(out, "Now ", &changed)
            }
            Self::Remove { activity, part } => {
                let found = find(call, &activity).await?;
                call.raw(Method::DELETE, &part.path(&found), None).await?;
                show(out, "Removed ", &found)
            }
        }
    }
}

impl Add {
    async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let words = self.words.join(" ");
        let remind = self.remind.as_ref().map(|said| format!(" remind {said}"));
        let text = format!("{words}{}", remind.unwrap_or_default());
        let quick: Quick = call.get(&query("/api/planner/quick", &[("text", Some(text.clone()))])).await?;
        if let Some(said) = self.remind.filter(|_| quick.edit.reminder.is_none()) {
            let problem = Problem::new(422, "reminder_invalid", format!("`{said}` can't be read as --remind."));
            return Err(problem.hint("Say it like `10m`, `1 day` or `at 8:00`.").into());
        }
        if self.preview {
            return Ok(if out.json { out.object(&quick) } else { out.line(&[plain(quick.text)]) }?);
        }
        let planned = call.send(Method::POST, "/api/planner/quick", &json!({ "text": text })).await?;
        show(out, "Planned ", &planned)
    }
}

impl Part {
    fn path(&self, activity: &Activity) -> String {
        let scope = match (self.on, self.following) {
            (None, _) => Scope::All,
            (Some(_), false) => Scope::This,
            (Some(_), true) => Scope::Following,
        };
        let word = match scope {
            Scope::All => None,
            Scope::This => Some("this".to_owned()),
            Scope::Following => Some("following".to_owned()),
        };
        let occurrence = self.on.map(|day| day.to_string());
        query(&format!("{PATH}/{}", activity.id), &[("scope", word), ("occurrence", occurrence)])
    }
}

fn show(out: &Out, verb: &str, activity: &Activity) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(activity)?);
    }
    let when = match said::when(activity) {
        nothing if nothing.is_empty() => nothing,
        when => format!("  {when}"),
    };
    Ok(out.done(&[plain(verb), strong(&activity.title), faint(format!("  {}", tail(&activity.id))), plain(when)])?)
}

/// The activity that is meant: by its title, or by digits at either end of its id.
async fn find(call: &Call, meant: &str) -> Result<Activity, Failure> {
    let digits = meant.to_ascii_lowercase();
    let is_meant = |activity: &Activity| {
        let id = activity.id.to_string();
        activity.title == meant || (digits.len() >= 4 && (id.starts_with(&digits) || id.ends_with(&digits)))
    };
    let (mut found, mut after): (Vec<Activity>, Option<String>) = (Vec::new(), None);
    loop {
        let asked = [("which", Some("all".to_owned())), ("limit", Some("200".to_owned())), ("after", after)];
        let page: Page<Activity> = call.get(&query(PATH, &asked)).await?;
        found.extend(page.items.into_iter().filter(is_meant));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    match (found.pop(), found.is_empty()) {
        (Some(activity), true) => Ok(activity),
        (None, _) => Err(Problem::new(404, "activity_not_found", format!("Nothing planned is called `{meant}`."))
            .hint("`lorch plan list` shows what is planned, and the ids.")
            .into()),
        (Some(_), false) => {
            let problem = Problem::new(409, "id_ambiguous", format!("Several things that are planned fit `{meant}`."));
            Err(problem.hint("Give digits of the id instead.").into())
        }
    }
}

/// What is planned on some days.
async fn occurrences(call: &Call, from: Date, to: Date, tag: Option<String>) -> Result<Vec<Occurrence>, Failure> {
    let asked = [("from", Some(from.to_string())), ("to", Some(to.to_string())), ("tag", tag)];
    Ok(call.get::<said::Items<Occurrence>>(&query("/api/planner/occurrences", &asked)).await?.items)
}
