//! The planner: tasks and events, what repeats of them, and what is exceptional about one day. Pure.
//!
//! Read in this order: [`Plan`] (what one thing says), [`Repeat`], [`KeptActivity`] (a whole document), [`occurrences`]
//! (what a calendar shows of it), [`entries`] (what the timeline and the search know of it).

mod edit;
mod entries;
mod expand;
mod local;
mod quick;
mod reminder;
mod repeat;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use edit::{ActivityEdit, ActivityFault, MOST_DAYS, MOST_MINUTES, RepeatEdit, lines, moved_series, one_line, tags};
pub use entries::{Entry, entries, next_over, occurrence_id};
pub use expand::{Occurrence, epoch_day, occurrences, plan_on};
pub use local::{Local, NotLocal, YEARS, days_between, plus, zone};
pub use quick::{Means, Quick, QuickPart};
pub use reminder::{DueReminder, MOST_BEFORE, Reminder, next_reminder, reminded, reminders_between};
pub use repeat::{DayOfWeek, Every, MOST_COUNT, MOST_INTERVAL, Monthly, Repeat};

use crate::id::Id;

/// Whether something is to be done, or takes place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ActivityKind)]
pub enum Kind {
    /// To be done.
    #[default]
    Task,
    /// Takes place.
    Event,
}

impl Kind {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Event => "event",
        }
    }

    /// Minutes of a timed one of which nothing was said.
    pub fn minutes(self) -> u32 {
        match self {
            Self::Task => 30,
            Self::Event => 60,
        }
    }
}

/// Whether it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ActivityState)]
pub enum State {
    /// Not yet.
    Open,
    /// It is.
    Done,
}

/// What is planned: one thing, or one of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Task or event.
    pub kind: Kind,
    /// What the person calls it; one line.
    pub title: String,
    /// What else there is to say.
    pub notes: String,
    /// When it begins.
    pub start: Option<Local>,
    /// How long it takes; of a whole day nothing, and without a start nothing unless it was said.
    pub minutes: Option<u32>,
    /// How many days it lasts, of whole days alone.
    pub days: Option<u32>,
    /// When it has to be done.
    pub due: Option<Local>,
    /// Name of the zone that its times are of.
    pub zone: String,
    /// Tags, in order.
    pub tags: Vec<String>,
    /// When to remind of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
    /// When it was done.
    pub done: Option<Timestamp>,
}

/// What its document says of an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptActivity {
    /// Identity.
    pub id: Id,
    /// What is planned; of what repeats, the first of it.
    pub plan: Plan,
    /// How it repeats. Without a beginning it does not.
    pub repeat: Option<Repeat>,
    /// What is exceptional, by the day that the rule names.
    pub exceptions: BTreeMap<Date, Exceptional>,
    /// When the person removed it.
    pub removed: Option<Timestamp>,
}

/// What is exceptional about one of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceptional {
    /// It does not take place.
    pub skipped: bool,
    /// It says something else than its series.
    pub changed: bool,
    /// What it says.
    pub plan: Plan,
}

/// Something planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Activity {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Task or event.
    pub kind: Kind,
    /// What the person calls it.
    pub title: String,
    /// What else there is to say.
    pub notes: String,
    /// When it begins by the clock of `zone`: `2026-12-03` (the whole day) or `2026-12-03T09:30`; `null`: not planned yet.
    #[schema(value_type = Option<String>)]
    pub start: Option<Local>,
    /// How long it takes; `null` of a whole day, and without a start where nothing was said.
    pub minutes: Option<u32>,
    /// How many days it lasts; `null` unless it begins with a whole day.
    pub days: Option<u32>,
    /// When it has to be done, as `start`.
    #[schema(value_type = Option<String>)]
    pub due: Option<Local>,
    /// Name of the zone that its times are of.
    pub zone: String,
    /// Tags, in order, without a `#`.
    pub tags: Vec<String>,
    /// When to remind of it.
    pub reminder: Option<Reminder>,
    /// How it repeats.
    pub repeat: Option<Repeat>,
    /// Whether it is done; of what repeats each occurrence is by itself.
    pub state: State,
    /// When it was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done: Option<Timestamp>,
    /// What is exceptional about which day of what repeats.
    pub exceptions: Vec<Exception>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created: Timestamp,
    /// It belongs to the sample.
    pub sample: bool,
}

/// What is exceptional about one day of what repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Exception {
    /// The day that the rule names, also where it was moved from there.
    #[schema(value_type = String, format = Date)]
    pub occurrence: Date,
    /// When it was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done: Option<Timestamp>,
    /// It does not take place.
    pub skipped: bool,
    /// It says something else than its series.
    pub changed: bool,
}

/// An activity, and which of its occurrences was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ActivityDetail {
    /// The activity.
    #[serde(flatten)]
    pub activity: Activity,
    /// The occurrence that the id stands for; `null` when it is that of the activity.
    #[schema(value_type = Option<String>, format = Date)]
    pub occurrence: Option<Date>,
}

/// A tag, and how much has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TagCount {
    /// The tag, without a `#`.
    pub tag: String,
    /// How many activities.
    pub activities: u32,
}

/// Which part of a series an edit is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One occurrence.
    This,
    /// One occurrence and all later ones.
    Following,
    /// All of them.
    #[default]
    All,
}

impl Plan {
    /// What says when it is: its start, else when it is due.
    pub fn anchor(&self) -> Option<Local> {
        self.start.or(self.due)
    }

    /// The same on another day: start, due and a reminder's own moment go along.
    #[must_use]
    pub fn on(&self, day: Date) -> Self {
        let days = self.anchor().map_or(0, |anchor| days_between(anchor.day(), day));
        let later = |local: Option<Local>| local.map(|local| local.later(days));
        let reminder = self.reminder.map(|reminder| reminder.later(days));
        Self { start: later(self.start), due: later(self.due), reminder, done: None, ..self.clone() }
    }

    /// With the lengths that go with its start: minutes at a time, days from a day on.
    #[must_use]
    pub fn with_lengths(mut self) -> Self {
        match self.start {
            Some(Local::Time(_)) => {
                self.minutes = Some(self.minutes.unwrap_or(self.kind.minutes()));
                self.days = None;
            }
            Some(Local::Day(_)) => {
                self.minutes = None;
                self.days = Some(self.days.unwrap_or(1).max(1));
            }
            None => self.days = None,
        }
        self
    }
}

impl KeptActivity {
    /// How it repeats, and from which day on.
    pub fn series(&self) -> Option<(&Repeat, Date)> {
        Some((self.repeat.as_ref()?, self.plan.anchor()?.day()))
    }

    /// As it is told.
    pub fn told(&self, sample: bool) -> Activity {
        let plan = self.plan.clone();
        let exception = |(day, of): (&Date, &Exceptional)| Exception {
            occurrence: *day,
            done: of.plan.done,
            skipped: of.skipped,
            changed: of.changed,
        };
        let repeats = self.series().is_some();
        let done = plan.done.filter(|_| !repeats);
        let repeat = self.series().map(|(repeat, begins)| {
            let mut repeat = repeat.clone();
            if repeat.every == Every::Week && repeat.weekdays.is_empty() {
                repeat.weekdays = vec![DayOfWeek::of(begins)];
            }
            repeat
        });
        Activity {
            id: self.id,
            kind: plan.kind,
            title: plan.title,
            notes: plan.notes,
            start: plan.start,
            minutes: plan.minutes,
            days: plan.days,
            due: plan.due,
            zone: plan.zone,
            tags: plan.tags,
            reminder: plan.reminder,
            repeat,
            state: if done.is_some() { State::Done } else { State::Open },
            done,
            exceptions: self.exceptions.iter().filter(|_| repeats).map(exception).collect(),
            created: self.id.made_at(),
            sample,
        }
    }
}
