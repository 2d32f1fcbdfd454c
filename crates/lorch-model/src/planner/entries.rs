//! What the timeline and the search know of an activity. The timeline says what happened: an event once it is over, a
//! task when it was done. What is still to come is found by the search alone.

use jiff::{Timestamp, civil::Date};

use super::{
    KeptActivity, Kind, Local, Plan,
    expand::{plans, span_days},
    plus, zone,
};
use crate::id::Id;

/// The most occurrences of one series that stand on the timeline, the last ones: eleven years of days.
const MOST: usize = 4_000;
/// How far back they are looked for, in days, for those beyond are more than [`MOST`] or rarer than any.
const FAR: i32 = 366 * 100;

/// One row of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// That of the activity, or of an occurrence.
    pub id: Id,
    /// The occurrence; `None` for the activity itself.
    pub occurrence: Option<Date>,
    /// Task or event.
    pub kind: Kind,
    /// When it began, was done, or is planned for.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Minutes that its place was ahead of Greenwich then.
    pub offset_minutes: i32,
    /// What it is called.
    pub title: String,
    /// Its tags, each with a `#`.
    pub subtitle: String,
    /// What else it is found by.
    pub text: String,
    /// It has not happened: only the search shows it.
    pub planned: bool,
}

/// Id of an occurrence where it stands by itself: the same on every device.
pub fn occurrence_id(activity: &Id, day: Date) -> Id {
    Id::of_parts(&["occurrence", &activity.to_string(), &day.to_string()])
}

/// The rows of an activity, of which everything has passed that was over by `past`.
pub fn entries(kept: &KeptActivity, past: Timestamp) -> Vec<Entry> {
    if kept.removed.is_some() {
        return Vec::new();
    }
    if kept.series().is_none() {
        return vec![entry(kept, None, &kept.plan, past)];
    }
    let head =
        Entry { planned: true, ended: None, ..entry(kept, None, &Plan { done: None, ..kept.plan.clone() }, past) };
    let mut happened = past_plans(kept, past);
    happened.sort_by_key(|(day, plan)| (over(plan), *day));
    let from = happened.len().saturating_sub(MOST);
    let rows = happened[from..].iter().map(|(day, plan)| entry(kept, Some(*day), plan, past));
    std::iter::once(head).chain(rows).collect()
}

/// When the next event of it is over that was not yet by `past`.
pub fn next_over(kept: &KeptActivity, past: Timestamp) -> Option<Timestamp> {
    if kept.plan.kind == Kind::Task && kept.exceptions.values().all(|exception| exception.plan.kind == Kind::Task) {
        return None;
    }
    let here = day_of(past, &kept.plan);
    let first = plus(here, -3 - span_days(&kept.plan));
    let later = |to: Date| {
        let plans = plans(kept, first, to).into_iter().filter(|(_, _, plan)| plan.kind == Kind::Event);
        plans.filter_map(|(_, _, plan)| over(&plan)).filter(|over| *over > past).min()
    };
    // What is near is nearly always enough; a year every 99 of them is as far as it goes.
    later(plus(here, 40)).or_else(|| later(plus(here, 366 * 100)))
}

fn past_plans(kept: &KeptActivity, past: Timestamp) -> Vec<(Date, Plan)> {
    let to = day_of(past, &kept.plan);
    let is_over = |plan: &Plan| match plan.kind {
        Kind::Task => plan.done.is_some(),
        Kind::Event => over(plan).is_some_and(|over| over <= past),
    };
    if kept.plan.kind == Kind::Task {
        let done = kept.exceptions.iter().filter(|(_, exception)| !exception.skipped && is_over(&exception.plan));
        return done.map(|(day, exception)| (*day, exception.plan.clone())).collect();
    }
    let plans = plans(kept, plus(to, -FAR), to).into_iter();
    plans.filter(|(_, _, plan)| is_over(plan)).filter_map(|(day, _, plan)| Some((day?, plan))).collect()
}

fn day_of(moment: Timestamp, plan: &Plan) -> Date {
    moment.to_zoned(zone(&plan.zone)).date()
}

/// When something is over: its end, and that of its last day.
fn over(plan: &Plan) -> Option<Timestamp> {
    let zone = zone(&plan.zone);
    Some(match (plan.start, plan.anchor()?) {
        (Some(_), Local::Time(_)) => {
            plan.anchor()?.moment(&zone)
                + std::time::Duration::from_secs(u64::from(plan.minutes.unwrap_or_default()) * 60)
        }
        (None, Local::Time(_)) => plan.anchor()?.moment(&zone),
        (_, Local::Day(day)) => {
            let days = if plan.start.is_some() { plan.days.unwrap_or(1).max(1) } else { 1 };
            Local::Day(plus(day, i32::try_from(days).unwrap_or(1))).moment(&zone)
        }
    })
}

fn entry(kept: &KeptActivity, day: Option<Date>, plan: &Plan, past: Timestamp) -> Entry {
    let place = zone(&plan.zone);
    let planned_for = plan.anchor().map(|anchor| anchor.moment(&place));
    let (started, ended, planned) = match plan.kind {
        Kind::Task => (plan.done.or(planned_for), None, plan.done.is_none()),
        Kind::Event => {
            let over = over(plan);
            (planned_for, over, over.is_none_or(|over| over > past))
        }
    };
    let started = started.unwrap_or(kept.id.made_at());
    let tags: Vec<String> = plan.tags.iter().map(|tag| format!("#{tag}")).collect();
    let text =
        if day.is_none() { format!("{}\n{}", plan.notes, tags.join(" ")).trim().to_owned() } else { String::new() };
    Entry {
        id: day.map_or(kept.id, |day| occurrence_id(&kept.id, day)),
        occurrence: day,
        kind: plan.kind,
        started,
        ended: ended.filter(|ended| *ended > started && !planned),
        offset_minutes: place.to_offset(started).seconds() / 60,
        title: plan.title.clone(),
        subtitle: tags.join(" "),
        text,
        planned,
    }
}

#[cfg(test)]
mod tests;
