//! When a person wants to be reminded of what is planned, and which of these moments lie in a stretch of time.

use std::time::Duration;

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use super::{KeptActivity, Local, Plan, days_between, expand::plans, plan_on, plus, zone};

/// The most minutes that a reminder comes before: four weeks.
pub const MOST_BEFORE: u32 = 28 * DAY;
/// The most days between a moment of its own and the day that it is of, of what repeats.
const MOST_APART: i32 = 28;
/// Minutes of a day.
const DAY: u32 = 24 * 60;
/// Days from a document of elsewhere that are believed.
const FARTHEST: i32 = 40_000;
/// When a day begins for whom no time was said.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// When to remind of something planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Reminder {
    /// Ahead of its start, else of when it is due.
    Before {
        /// Minutes, 0 to 40,320. Of a whole day they count from 09:00. Whole days of them go by the calendar.
        before: u32,
    },
    /// At a moment of its own.
    At {
        /// By the clock of the activity; of what repeats the moment for the first of it, which goes along with each.
        #[schema(value_type = String)]
        at: Local,
    },
}

/// A reminder at its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReminder {
    /// Which one of what repeats.
    pub occurrence: Option<Date>,
    /// The moment.
    pub due: Timestamp,
    /// What it reminds of.
    pub plan: Plan,
}

impl Reminder {
    /// The same so many days later; what counts from its start goes along by itself.
    #[must_use]
    pub fn later(self, days: i32) -> Self {
        match self {
            Self::At { at } => Self::At { at: at.later(days) },
            before => before,
        }
    }

    /// Whether it can be one, and of `day` where what it reminds of repeats.
    pub(super) fn is_near(self, day: Option<Date>) -> bool {
        match (self, day) {
            (Self::Before { before }, _) => before <= MOST_BEFORE,
            (Self::At { at }, Some(day)) => days_between(at.day(), day).abs() <= MOST_APART,
            (Self::At { .. }, None) => true,
        }
    }
}

impl Plan {
    /// When it is to be reminded of.
    pub fn reminder_moment(&self) -> Option<Timestamp> {
        let zone = zone(&self.zone);
        Some(match self.reminder? {
            Reminder::At { at } => morning(at).moment(&zone),
            Reminder::Before { before } => {
                let days = i32::try_from(before / DAY).unwrap_or(FARTHEST);
                let moment = morning(self.anchor()?).later(-days).moment(&zone);
                moment.checked_sub(Duration::from_secs(u64::from(before % DAY) * 60)).ok()?
            }
        })
    }
}

impl KeptActivity {
    /// Whether there is a reminder anywhere in it.
    pub fn reminds(&self) -> bool {
        leads(self).is_some()
    }
}

/// Reminders after one moment and up to another, by time. What is done, left out or removed has none.
pub fn reminders_between(kept: &KeptActivity, after: Timestamp, until: Timestamp) -> Vec<DueReminder> {
    let Some((least, most)) = leads(kept) else { return Vec::new() };
    let day = |moment: Timestamp| moment.to_zoned(zone(&kept.plan.zone)).date();
    let plans = match kept.series() {
        Some(_) => plans(kept, plus(day(after), least - 2), plus(day(until), most + 2)),
        // It may stand on no day and have a reminder all the same.
        None if kept.removed.is_none() => vec![(None, false, kept.plan.clone())],
        None => Vec::new(),
    };
    let mut found: Vec<DueReminder> = plans
        .into_iter()
        .filter(|(_, _, plan)| plan.done.is_none())
        .filter_map(|(occurrence, _, plan)| Some(DueReminder { occurrence, due: plan.reminder_moment()?, plan }))
        .filter(|one| one.due > after && one.due <= until)
        .collect();
    found.sort_by_key(|one| (one.due, one.occurrence));
    found
}

/// The first reminder after a moment.
pub fn next_reminder(kept: &KeptActivity, after: Timestamp) -> Option<Timestamp> {
    leads(kept)?;
    // What is near is nearly always enough; a year every 99 of them is as far as it goes.
    [40, 400, 366 * 100].into_iter().find_map(|days| {
        let until = after.saturating_add(Duration::from_secs(days * 24 * 3600)).unwrap_or(Timestamp::MAX);
        reminders_between(kept, after, until).first().map(|one| one.due)
    })
}

/// What the reminder of one occurrence, or of a single thing, is of, if it still stands: nothing was done, removed or
/// moved since.
pub fn reminded(kept: &KeptActivity, occurrence: Option<Date>, due: Timestamp) -> Option<Plan> {
    if kept.removed.is_some() {
        return None;
    }
    let plan = match (occurrence, kept.series()) {
        (Some(day), Some(_)) => plan_on(kept, day)?,
        (None, None) => kept.plan.clone(),
        _ => return None,
    };
    (plan.done.is_none() && plan.reminder_moment() == Some(due)).then_some(plan)
}

/// A day for whom no time was said begins in the morning.
fn morning(local: Local) -> Local {
    match local {
        Local::Day(day) => Local::at(day, MORNING),
        time => time,
    }
}

/// How many days a reminder comes before the day that it is of, at least and at most; `None` where there is none.
fn leads(kept: &KeptActivity) -> Option<(i32, i32)> {
    let changed = kept.exceptions.values().map(|exception| &exception.plan);
    let leads = std::iter::once(&kept.plan).chain(changed).filter_map(|plan| {
        let days = match plan.reminder? {
            Reminder::Before { before } => i32::try_from(before / DAY).unwrap_or(FARTHEST) + 1,
            Reminder::At { at } => plan.anchor().map_or(0, |anchor| days_between(at.day(), anchor.day())),
        };
        Some(days.clamp(-FARTHEST, FARTHEST))
    });
    leads.fold(None, |all, days| {
        let (least, most) = all.unwrap_or((0, 0));
        Some((days.min(least), days.max(most)))
    })
}

#[cfg(test)]
mod tests;
