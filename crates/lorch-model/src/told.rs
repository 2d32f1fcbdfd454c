//! What a notice says of what it is of. It stands between the rooms: the Inbox knows no activities, and the planner no
//! notices.

use serde::{Deserialize, Serialize};

use crate::{
    inbox::{Action, Kind},
    planner::{self, Local, Plan, Reminder},
};

/// What a notice knows beside what all of them know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Said {
    /// Of a reminder: task or event.
    pub activity_kind: Option<planner::Kind>,
    /// Of a reminder: when it begins, else is due, by the clock of `zone`.
    #[schema(value_type = Option<String>)]
    pub start: Option<Local>,
    /// Name of that zone.
    pub zone: Option<String>,
    /// The reminder as it was set.
    pub reminder: Option<Reminder>,
    /// It came more than a minute after it was due, or was to come back.
    pub late: bool,
    /// Earlier ones of the same series that nobody was told of.
    pub missed: u32,
    /// Of a fault: its code.
    pub code: Option<String>,
    /// How many things: of an import, of feeds that fail together.
    pub count: Option<u32>,
    /// Number of the run of an import.
    pub import: Option<String>,
}

impl Said {
    /// What a reminder says.
    pub fn of_plan(plan: &Plan, late: bool, missed: u32) -> Self {
        Self {
            late,
            activity_kind: Some(plan.kind),
            start: plan.anchor(),
            zone: Some(plan.zone.clone()),
            reminder: plan.reminder,
            missed,
            ..Self::default()
        }
    }

    /// The one thing to do about a notice of this kind.
    pub fn action(&self, kind: Kind) -> Action {
        match (kind, self.activity_kind) {
            (Kind::Reminder, Some(planner::Kind::Task)) => Action::Done,
            _ => Action::Open,
        }
    }

    /// What there is to say, in a sentence; `title` is what it is of.
    pub fn detail(&self, kind: Kind, title: &str) -> String {
        match kind {
            Kind::Reminder => {
                let verb = if self.activity_kind == Some(planner::Kind::Event) { "Begins" } else { "Planned for" };
                let when = self.start.map(|start| format!("{verb} {}.", said(start)));
                let missed = (self.missed > 0).then(|| match self.missed {
                    1 => "An earlier one was missed.".to_owned(),
                    many => format!("{many} earlier ones were missed."),
                });
                [when, missed].into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Kind::FeedFailing => match self.count {
                Some(count) if count > 1 => format!("{count} feeds could not be fetched several times in a row."),
                _ => format!("{title} could not be fetched several times in a row."),
            },
            Kind::ConnectionNeedsYou => {
                let what = match self.code.as_deref() {
                    Some("token_missing") => "The vault of this computer has no token for it.",
                    Some("client_refused") => "The service refuses the application that it was connected by.",
                    Some("scope_missing") => "The service does not let its token read what there is.",
                    Some("account_differs") => "The service says that it is another account.",
                    _ => "The service refuses its token.",
                };
                format!("{what} Sign in again.")
            }
            Kind::ImportFinished => match self.count {
                Some(1) => "1 thing was imported.".to_owned(),
                count => format!("{} things were imported.", count.unwrap_or_default()),
            },
            Kind::NoticesUnavailable => {
                "Nothing on this computer shows notices, so reminders come to the Inbox alone.".to_owned()
            }
        }
    }

    /// Why it came, in a few words.
    pub fn why(&self, kind: Kind) -> String {
        match (kind, self.reminder) {
            (Kind::Reminder, Some(Reminder::Before { before })) => format!("reminder you set, {}", ahead(before)),
            (Kind::Reminder, Some(Reminder::At { at })) => format!("reminder you set for {}", said(at)),
            (Kind::Reminder, None) => "reminder you set".to_owned(),
            (Kind::FeedFailing, _) => "you read it here".to_owned(),
            (Kind::ConnectionNeedsYou, _) => "you connected it".to_owned(),
            (Kind::ImportFinished, _) => "you began it".to_owned(),
            (Kind::NoticesUnavailable, _) => "you set reminders".to_owned(),
        }
    }
}

/// `10 min before`, `at its time`, `1 day before`.
pub fn ahead(minutes: u32) -> String {
    let of = |count: u32, unit: &str| match count {
        1 => format!("1 {unit} before"),
        _ => format!("{count} {unit}s before"),
    };
    match minutes {
        0 => "at its time".to_owned(),
        minutes if minutes % (24 * 60) == 0 => of(minutes / (24 * 60), "day"),
        minutes if minutes % 60 == 0 => format!("{} h before", minutes / 60),
        minutes => format!("{minutes} min before"),
    }
}

fn said(local: Local) -> String {
    match local.time() {
        Some(time) => format!("{} {:02}:{:02}", local.day(), time.hour(), time.minute()),
        None => local.day().to_string(),
    }
}
