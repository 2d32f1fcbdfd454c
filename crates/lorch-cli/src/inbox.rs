//! What Lorch told.

use clap::{Args, Subcommand, ValueEnum};
use http::Method;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Time};
use lorch_model::{
    id::Id,
    inbox::{Notice, NoticeMuting},
    page::Page,
    problem::Problem,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    call::{Call, Paging, pages, query},
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, short, strong},
    run::Session,
};

const PATH: &str = "/api/inbox";

/// See what Lorch told you, and put it off or clear it.
#[derive(Debug, Args)]
pub struct Inbox {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List it, the latest first
    List(List),
    /// Say that what a reminder is of is done
    Done {
        /// Id of the notice, or the digits that are listed
        #[arg(value_name = "NOTICE")]
        notice: String,
    },
    /// Mark as seen
    Read {
        /// Id of the notice, or the digits that are listed
        #[arg(value_name = "NOTICE", required_unless_present = "all")]
        notice: Option<String>,
        /// All that is there
        #[arg(long, conflicts_with = "notice")]
        all: bool,
        /// Mark as not seen
        #[arg(long, conflicts_with = "all")]
        not: bool,
    },
    /// Let it come back later
    Snooze {
        /// Id of the notice, or the digits that are listed
        #[arg(value_name = "NOTICE")]
        notice: String,
        /// How long: 5m, 1h, 2d, or tomorrow
        #[arg(value_name = "LENGTH", default_value = "10m")]
        length: String,
        /// Let it come back now
        #[arg(long, conflicts_with = "length")]
        end: bool,
    },
    /// Clear it; what is cleared is kept for 90 days
    Archive {
        /// Id of the notice, or the digits that are listed
        #[arg(value_name = "NOTICE", required_unless_present = "done")]
        notice: Option<String>,
        /// All that was seen and waits for nobody
        #[arg(long, conflicts_with = "notice")]
        done: bool,
        /// Bring it back
        #[arg(long, conflicts_with = "done")]
        back: bool,
    },
    /// Hear no more of a kind, or list the kinds
    Mute {
        /// The kind
        #[arg(value_name = "KIND")]
        kind: Option<Sort>,
        /// Hear of it again
        #[arg(long, requires = "kind")]
        not: bool,
    },
}

/// What to list.
#[derive(Debug, Args)]
struct List {
    /// Only these
    #[arg(long, value_name = "WHICH")]
    which: Option<Which>,
    #[command(flatten)]
    paging: Paging,
}

/// A part of the Inbox.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// What waits for you to do something
    NeedsYou,
    /// Reminders
    Reminders,
    /// What people did
    People,
    /// What Lorch and this machine have to say
    System,
    /// What comes back by itself
    Snoozed,
    /// What was cleared
    Archived,
}

/// A kind of notices.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// Something planned
    Reminder,
    /// A feed can't be fetched
    FeedFailing,
    /// An account has to be signed in to again
    ConnectionNeedsYou,
    /// An import is done
    ImportFinished,
    /// Nothing shows notices
    NoticesUnavailable,
}

#[derive(Deserialize)]
struct Kinds {
    items: Vec<NoticeMuting>,
}

impl Inbox {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        let usual = Paging { limit: 50, all: false };
        match self.what.unwrap_or(What::List(List { which: None, paging: usual })) {
            What::List(list) => list.run(session).await,
            What::Done { notice } => {
                let id = find(call, &notice).await?;
                show(out, "Done: ", &call.raw(Method::POST, &format!("{PATH}/{id}/done"), None).await?.read()?)
            }
            What::Read { notice: Some(notice), not, .. } => {
                let id = find(call, &notice).await?;
                let read = edit(call, &id, &json!({ "read": !not })).await?;
                show(out, if not { "Not seen: " } else { "Seen: " }, &read)
            }
            What::Read { notice: None, .. } => many(session, "read", &json!({}), "Seen: ").await,
            What::Snooze { notice, end: true, .. } => {
                let id = find(call, &notice).await?;
                show(out, "Back: ", &call.raw(Method::DELETE, &format!("{PATH}/{id}/snooze"), None).await?.read()?)
            }
            What::Snooze { notice, length, .. } => {
                let id = find(call, &notice).await?;
                let until = until(&length, &Zoned::now())?;
                let body = json!({ "until": until });
                let snoozed: Notice = call.send(Method::POST, &format!("{PATH}/{id}/snooze"), &body).await?;
                show(out, "Snoozed: ", &snoozed)
            }
            What::Archive { notice: Some(notice), back, .. } => {
                let id = find(call, &notice).await?;
                let cleared = edit(call, &id, &json!({ "archived": !back })).await?;
                show(out, if back { "Back: " } else { "Cleared: " }, &cleared)
            }
            What::Archive { notice: None, .. } => {
                many(session, "archive", &json!({ "which": "done" }), "Cleared: ").await
            }
            What::Mute { kind: None, .. } => kinds(session).await,
            What::Mute { kind: Some(kind), not } => {
                let path = format!("{PATH}/kinds/{}", kind.word());
                let muted: NoticeMuting = call.send(Method::PUT, &path, &json!({ "muted": !not })).await?;
                if out.json {
                    return Ok(out.object(&muted)?);
                }
                let verb = if muted.muted { "Muted: " } else { "Not muted: " };
                Ok(out.done(&[plain(verb), strong(muted.kind.word())])?)
            }
        }
    }
}

impl List {
    async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let word = |which: Which| match which {
            Which::NeedsYou => "needs_you",
            Which::Reminders => "reminders",
            Which::People => "people",
            Which::System => "system",
            Which::Snoozed => "snoozed",
            Which::Archived => "archived",
        };
        let which = self.which.map(|which| word(which).to_owned());
        let mut none = true;
        let more = pages(call, PATH, &[("which", which)], self.paging, |notices: Vec<Notice>| {
            none &= notices.is_empty();
            if out.json {
                return Ok(notices.iter().try_for_each(|notice| out.object(notice))?);
            }
            let mut table = Table::new(&[
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Whole),
                ("", Column::Most(40)),
                ("", Column::Rest),
            ]);
            for notice in &notices {
                let mark = match (notice.needs_you, notice.read) {
                    (true, _) => "needs you",
                    (_, false) => "new",
                    _ => "",
                };
                table.row([
                    faint(short(&notice.id)),
                    plain(out.when(notice.snoozed.unwrap_or(notice.at))),
                    faint(mark),
                    strong(title(notice)),
                    plain(format!("{} ({})", notice.detail, notice.why)),
                ]);
            }
            Ok(out.table(&table)?)
        })
        .await?;
        if none {
            out.note("Nothing here.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::FeedFailing => "feed_failing",
            Self::ConnectionNeedsYou => "connection_needs_you",
            Self::ImportFinished => "import_finished",
            Self::NoticesUnavailable => "notices_unavailable",
        }
    }
}

async fn edit(call: &Call, id: &Id, edit: &Value) -> Result<Notice, Failure> {
    call.send(Method::PATCH, &format!("{PATH}/{id}"), edit).await
}

async fn many(Session { call, out }: &Session<'_>, what: &str, body: &Value, verb: &str) -> Result<(), Failure> {
    let done: Value = call.send(Method::POST, &format!("{PATH}/{what}"), body).await?;
    if out.json {
        return Ok(out.object(&done)?);
    }
    let notices = done["count"].as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
    Ok(out.done(&[plain(verb), strong(count(notices, "notice"))])?)
}

async fn kinds(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let kinds = call.get::<Kinds>(&format!("{PATH}/kinds")).await?.items;
    if out.json {
        return Ok(kinds.iter().try_for_each(|kind| out.object(kind))?);
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    for kind in &kinds {
        table.row([plain(kind.kind.word().replace('_', "-")), faint(if kind.muted { "muted" } else { "" })]);
    }
    Ok(out.table(&table)?)
}

fn show(out: &Out, verb: &str, notice: &Notice) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(notice)?);
    }
    let back = notice.snoozed.map(|until| format!("  until {}", out.when(until))).unwrap_or_default();
    Ok(out.done(&[plain(verb), strong(title(notice)), faint(format!("  {}", short(&notice.id))), plain(back)])?)
}

fn title(notice: &Notice) -> String {
    if notice.title.is_empty() { notice.kind.word().replace('_', " ") } else { notice.title.clone() }
}

/// The notice that is meant, by digits its id begins with: one that is there, else one that is snoozed or cleared.
async fn find(call: &Call, meant: &str) -> Result<Id, Failure> {
    let digits = meant.to_ascii_lowercase();
    if let Ok(id) = digits.parse() {
        return Ok(id);
    }
    let mut found = Vec::new();
    for which in ["all", "snoozed", "archived"] {
        let mut after = None;
        loop {
            let asked = [("which", Some(which.to_owned())), ("limit", Some("200".to_owned())), ("after", after)];
            let page: Page<Notice> = call.get(&query(PATH, &asked)).await?;
            let fits = |notice: &Notice| !digits.is_empty() && notice.id.to_string().starts_with(&digits);
            found.extend(page.items.into_iter().filter(fits));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    match (found.pop(), found.is_empty()) {
        (Some(notice), true) => Ok(notice.id),
        (None, _) => Err(Problem::new(404, "notice_not_found", format!("There is no notice `{meant}`."))
            .hint("`lorch inbox` shows the notices and their ids.")
            .into()),
        (Some(_), false) => {
            let problem =
                Problem::new(409, "id_ambiguous", format!("Several notices have ids that begin with {meant}."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}

/// The end of `5m`, `1h`, `2d`; of `tomorrow` nine in the morning.
fn until(length: &str, now: &Zoned) -> Result<Timestamp, Failure> {
    let fault = || -> Failure {
        let problem = Problem::new(422, "snooze_invalid", format!("`{length}` is not a length."));
        problem.hint("Say it like `5m`, `1h`, `2d` or `tomorrow`.").into()
    };
    if length == "tomorrow" {
        let morning = now.date().saturating_add(1.day()).to_datetime(Time::constant(9, 0, 0, 0));
        return Ok(morning.to_zoned(now.time_zone().clone()).map_err(|_| fault())?.timestamp());
    }
    let (number, unit) = length.split_at(length.len().saturating_sub(length.chars().last().map_or(0, char::len_utf8)));
    let number: i64 = number.trim().parse().ok().filter(|number| (1..=100_000).contains(number)).ok_or_else(fault)?;
    let minutes = match unit {
        "m" => number,
        "h" => number * 60,
        "d" => number * 24 * 60,
        _ => return Err(fault()),
    };
    now.timestamp().checked_add(SignedDuration::from_mins(minutes)).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_in_minutes_hours_and_days() {
        let now: Zoned = "2026-10-24T22:30[Europe/Berlin]".parse().unwrap();
        let read = |length: &str| until(length, &now).map(|until| until.to_string()).map_err(|fault| fault.exit_code());
        assert_eq!(read("5m"), Ok("2026-10-24T20:35:00Z".into()));
        assert_eq!(read("1h"), Ok("2026-10-24T21:30:00Z".into()));
        assert_eq!(read("2d"), Ok("2026-10-26T20:30:00Z".into()));
        // The night between has an hour more.
        assert_eq!(read("tomorrow"), Ok("2026-10-25T08:00:00Z".into()));
        for wrong in ["", "m", "0m", "-5m", "5", "5x", "soon", "5 ü", "999999999d"] {
            assert_eq!(read(wrong), Err(1), "{wrong}");
        }
    }
}
