use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{KeptActivity, Kind, Local, Plan, Reminder, State, days_between, plus, zone};
use crate::id::Id;

/// What a calendar shows: one thing at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Occurrence {
    /// The activity.
    #[schema(value_type = String)]
    pub activity: Id,
    /// Which one of what repeats: the day that the rule names, also where it was moved from there; `null` where nothing
    /// repeats.
    #[schema(value_type = Option<String>, format = Date)]
    pub occurrence: Option<Date>,
    /// Task or event.
    pub kind: Kind,
    /// What the person calls it.
    pub title: String,
    /// Tags, in order.
    pub tags: Vec<String>,
    /// It is of whole days.
    pub all_day: bool,
    /// When it begins; `null` of whole days.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub start: Option<Timestamp>,
    /// When it ends; `null` of whole days.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub end: Option<Timestamp>,
    /// The first day, in the zone that was asked for.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// The last day that it touches there.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
    /// When it begins by the clock there, `09:30`; `null` of whole days.
    pub time: Option<String>,
    /// How long it takes; `null` of whole days.
    pub minutes: Option<u32>,
    /// When it begins, or is due, by the clock of its own zone.
    #[schema(value_type = String)]
    pub local: Local,
    /// It has no start and stands where it is due.
    pub by_due: bool,
    /// When it has to be done.
    #[schema(value_type = Option<String>)]
    pub due: Option<Local>,
    /// When to remind of it.
    pub reminder: Option<Reminder>,
    /// Whether it is done.
    pub state: State,
    /// When it was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done: Option<Timestamp>,
    /// It is one of what repeats.
    pub repeats: bool,
    /// It says something else than its series.
    pub changed: bool,
    /// It belongs to the sample.
    pub sample: bool,
}

/// What there is of an activity on the days from `from` to `to` of a zone, by its time. The work follows from the
/// number of these days and of exceptions, whenever a series began.
pub fn occurrences(kept: &KeptActivity, (from, to): (Date, Date), viewer: &TimeZone, sample: bool) -> Vec<Occurrence> {
    let mut found: Vec<Occurrence> = plans(kept, from, to)
        .into_iter()
        .filter_map(|(day, changed, plan)| occurrence(kept, day, changed, &plan, viewer, sample))
        .filter(|one| one.day <= to && one.last >= from)
        .collect();
    found.sort_by_key(|one| (one.day, one.start, one.occurrence));
    found
}

/// What is planned for the occurrence of `day`, if there is one.
pub fn plan_on(kept: &KeptActivity, day: Date) -> Option<Plan> {
    let (repeat, begins) = kept.series()?;
    match kept.exceptions.get(&day) {
        Some(exception) if exception.skipped => None,
        Some(exception) if exception.plan.done.is_some() => Some(exception.plan.clone()),
        exception => repeat
            .falls_on(begins, day)
            .then(|| exception.map_or_else(|| kept.plan.on(day), |exception| exception.plan.clone())),
    }
}

/// What may touch these days: the day of the series, whether it is changed, what it says.
pub(super) fn plans(kept: &KeptActivity, from: Date, to: Date) -> Vec<(Option<Date>, bool, Plan)> {
    if kept.removed.is_some() {
        return Vec::new();
    }
    let Some((repeat, begins)) = kept.series() else {
        return match kept.plan.anchor() {
            Some(_) => vec![(None, false, kept.plan.clone())],
            None => Vec::new(),
        };
    };
    // Two days are more than two clocks can be apart.
    let (first, last) = (plus(from, -2 - span_days(&kept.plan)), plus(to, 2));
    let regular = repeat.days(begins, first, last).into_iter().filter(|day| !kept.exceptions.contains_key(day));
    let mut plans: Vec<_> = regular.map(|day| (Some(day), false, kept.plan.on(day))).collect();
    for (day, exception) in kept.exceptions.iter().filter(|(_, exception)| !exception.skipped) {
        let Some(at) = exception.plan.anchor().map(Local::day) else { continue };
        let near = at <= last && plus(at, 2 + span_days(&exception.plan)) >= from;
        // What was done was, whatever the rule says since.
        if near && (exception.plan.done.is_some() || repeat.falls_on(begins, *day)) {
            plans.push((Some(*day), exception.changed, exception.plan.clone()));
        }
    }
    plans
}

/// Days that it may reach beyond its first.
pub(super) fn span_days(plan: &Plan) -> i32 {
    let minutes = plan.minutes.unwrap_or_default() / (24 * 60) + 1;
    i32::try_from(plan.days.unwrap_or_default().max(minutes)).unwrap_or(i32::MAX / 4)
}

fn occurrence(
    kept: &KeptActivity,
    day: Option<Date>,
    changed: bool,
    plan: &Plan,
    viewer: &TimeZone,
    sample: bool,
) -> Option<Occurrence> {
    let local = plan.anchor()?;
    let by_due = plan.start.is_none();
    let minutes = if by_due { 0 } else { plan.minutes.unwrap_or_default() };
    let start = local.time().map(|_| local.moment(&zone(&plan.zone)));
    let end = start.map(|start| start + std::time::Duration::from_secs(u64::from(minutes) * 60));
    let (first, last, time) = match start.zip(end) {
        Some((start, end)) => {
            let begins = start.to_zoned(viewer.clone());
            // At midnight it has ended with the day before.
            let touched = if end > start { end - std::time::Duration::from_nanos(1) } else { end };
            let time = format!("{:02}:{:02}", begins.hour(), begins.minute());
            (begins.date(), touched.to_zoned(viewer.clone()).date(), Some(time))
        }
        None => {
            let days = if by_due { 1 } else { plan.days.unwrap_or(1).max(1) };
            (local.day(), plus(local.day(), i32::try_from(days - 1).unwrap_or_default()), None)
        }
    };
    Some(Occurrence {
        activity: kept.id,
        occurrence: day,
        kind: plan.kind,
        title: plan.title.clone(),
        tags: plan.tags.clone(),
        all_day: start.is_none(),
        start,
        end,
        day: first,
        last,
        time,
        minutes: start.map(|_| minutes),
        local,
        by_due,
        due: plan.due,
        reminder: plan.reminder,
        state: if plan.done.is_some() { State::Done } else { State::Open },
        done: plan.done,
        repeats: day.is_some(),
        changed,
        sample,
    })
}

impl KeptActivity {
    /// The first and the last day that it may touch in any zone; `None` for the last one where it has no end, and for
    /// both where it stands nowhere.
    pub fn reach(&self) -> Option<(Date, Option<Date>)> {
        let moved = self.exceptions.values().filter_map(|exception| {
            let day = exception.plan.anchor()?.day();
            Some((day, plus(day, span_days(&exception.plan))))
        });
        let begins = self.plan.anchor()?.day();
        let length = span_days(&self.plan);
        let (mut first, mut last) = (begins, Some(plus(begins, length)));
        if let Some((repeat, begins)) = self.series() {
            last = match (repeat.until, repeat.count) {
                (Some(until), _) => Some(plus(until.max(begins), length)),
                (None, Some(count)) => {
                    let most = i32::try_from(count).unwrap_or_default() * i32::from(repeat.interval) * 367;
                    let days = repeat.days(begins, begins, plus(begins, most));
                    Some(plus(days.last().copied().unwrap_or(begins), length))
                }
                (None, None) => None,
            };
            for (from, to) in moved {
                first = first.min(from);
                last = last.map(|last| last.max(to));
            }
        }
        Some((plus(first, -2), last.map(|last| plus(last, 2))))
    }

    /// How many of a series come before `day`.
    pub fn count_before(&self, day: Date) -> u32 {
        let Some((repeat, begins)) = self.series() else { return 0 };
        u32::try_from(repeat.days(begins, begins, plus(day, -1)).len()).unwrap_or(u32::MAX)
    }
}

/// The day as a number: 0 is the first of 1970.
pub fn epoch_day(day: Date) -> i64 {
    i64::from(days_between(Date::constant(1970, 1, 1), day))
}

#[cfg(test)]
mod tests;
