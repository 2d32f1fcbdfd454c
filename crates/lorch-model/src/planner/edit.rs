//! What a person says of an activity, and what becomes of it.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    DayOfWeek, Every, Kind, Local, MOST_COUNT, MOST_INTERVAL, Monthly, Plan, Reminder, Repeat, days_between, plus,
};

/// The most minutes that something takes: two weeks.
pub const MOST_MINUTES: u32 = 14 * 24 * 60;
/// The most days that something lasts.
pub const MOST_DAYS: u32 = 366;
/// The most letters of a title.
const MOST_TITLE: usize = 500;
/// The most bytes of notes.
const MOST_NOTES: usize = 100_000;
/// The most tags, and letters of one.
const MOST_TAGS: (usize, usize) = (50, 60);

/// A change to an activity. What is absent stays, and is nothing in a new one; `null` takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityEdit {
    /// Task or event; a new one is an event when it has a start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What to call it; a new one needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// When it begins: `2026-12-03` (the whole day) or `2026-12-03T09:30`.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub start: Option<Option<Local>>,
    /// How long it takes, 0 to 20,160; else 60 of an event and 30 of a task.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub minutes: Option<Option<u32>>,
    /// How many days it lasts, 1 to 366; else one.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>)]
    pub days: Option<Option<u32>>,
    /// When it has to be done, as `start`.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub due: Option<Option<Local>>,
    /// Name of the zone that its times are of; that of this machine by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// All of its tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// When to remind of it; counted from its start it needs one, or a due day.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Reminder>)]
    pub reminder: Option<Option<Reminder>>,
    /// How it repeats.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RepeatEdit>)]
    pub repeat: Option<Option<RepeatEdit>>,
    /// Whether it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

/// How something is to repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatEdit {
    /// The unit.
    pub every: Every,
    /// Every how many of them, 1 to 99; 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<u16>,
    /// On which days of a week; that of the beginning by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<DayOfWeek>>,
    /// By what of a month; its day by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Monthly>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// How many times, 1 to 999.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// What is wrong with an activity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivityFault {
    /// It has no title.
    #[error("an activity needs a title")]
    Untitled,
    /// The title goes on and on.
    #[error("a title has at most 500 letters; the rest goes into the notes")]
    LongTitle,
    /// The notes are a book.
    #[error("notes have at most 100 kB")]
    LongNotes,
    /// It takes too long.
    #[error("an activity takes between 0 and 20160 minutes")]
    Minutes,
    /// It lasts too long, or not at all.
    #[error("an activity lasts between 1 and 366 days")]
    Days,
    /// Too many tags, or too long ones.
    #[error("an activity has at most 50 tags of at most 60 letters")]
    Tags,
    /// There is no such zone.
    #[error("the time zone `{0}` is not known")]
    Zone(String),
    /// Every how many is out of bounds.
    #[error("it repeats every 1 to 99 days, weeks, months or years")]
    Interval,
    /// How many times is out of bounds.
    #[error("it repeats 1 to 999 times")]
    Count,
    /// Two ends.
    #[error("it repeats until a day or so many times, not both")]
    TwoEnds,
    /// It has neither a start nor a due day.
    #[error("what repeats needs a day to begin on")]
    NoBeginning,
    /// It ends before it begins.
    #[error("it would repeat on no day at all")]
    Never,
    /// One of a series can't repeat by itself.
    #[error("one occurrence does not repeat by itself")]
    RepeatOfOne,
    /// A reminder that counts from nothing.
    #[error("a reminder so long before needs a start or a due day to count from")]
    ReminderOfNothing,
    /// A reminder far from what it is of.
    #[error("a reminder comes at most four weeks before")]
    FarReminder,
    /// Of a series each occurrence is done by itself.
    #[error("of what repeats each occurrence is done by itself")]
    DoneOfAll,
}

impl ActivityFault {
    /// Its code in a problem.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Zone(_) => "zone_unknown",
            Self::DoneOfAll => "occurrence_missing",
            Self::ReminderOfNothing | Self::FarReminder => "reminder_invalid",
            Self::Interval | Self::Count | Self::TwoEnds | Self::NoBeginning | Self::Never | Self::RepeatOfOne => {
                "repeat_invalid"
            }
            _ => "activity_invalid",
        }
    }
}

impl ActivityEdit {
    /// Whether it says when or how long, and nothing else.
    pub fn only_moves(&self) -> bool {
        let Self { start, minutes, days, due: _, kind, title, notes, zone, tags, reminder, repeat, done } = self;
        let moves = start.is_some() || minutes.is_some() || days.is_some();
        let more = kind.is_some() || title.is_some() || notes.is_some() || zone.is_some() || tags.is_some();
        moves && !more && reminder.is_none() && repeat.is_none() && done.is_none()
    }

    /// The words of what it speaks of.
    pub fn named(&self) -> Vec<&'static str> {
        let spoken = [
            ("kind", self.kind.is_some()),
            ("title", self.title.is_some()),
            ("notes", self.notes.is_some()),
            ("start", self.start.is_some()),
            ("minutes", self.minutes.is_some()),
            ("days", self.days.is_some()),
            ("due", self.due.is_some()),
            ("zone", self.zone.is_some()),
            ("tag", self.tags.is_some()),
            ("reminder", self.reminder.is_some()),
            ("repeat", self.repeat.is_some()),
            ("until", self.repeat.is_some()),
            ("done", self.done.is_some()),
        ];
        spoken.into_iter().filter(|(_, is_spoken)| *is_spoken).map(|(word, _)| word).collect()
    }

    /// The rule it asks for; `None` where it says nothing of one.
    pub fn rule(&self) -> Result<Option<Option<Repeat>>, ActivityFault> {
        self.repeat.as_ref().map(|repeat| repeat.as_ref().map(RepeatEdit::rule).transpose()).transpose()
    }
}

impl RepeatEdit {
    /// The rule, if it can be one.
    pub fn rule(&self) -> Result<Repeat, ActivityFault> {
        let rule = Repeat {
            every: self.every,
            interval: self.interval.unwrap_or(1),
            weekdays: self.weekdays.clone().unwrap_or_default(),
            monthly: self.monthly.unwrap_or_default(),
            until: self.until,
            count: self.count,
        };
        if !(1..=MOST_INTERVAL).contains(&rule.interval) {
            return Err(ActivityFault::Interval);
        }
        if rule.count.is_some_and(|count| !(1..=MOST_COUNT).contains(&count)) {
            return Err(ActivityFault::Count);
        }
        if rule.until.is_some() && rule.count.is_some() {
            return Err(ActivityFault::TwoEnds);
        }
        Ok(rule)
    }
}

impl From<&Repeat> for RepeatEdit {
    fn from(rule: &Repeat) -> Self {
        Self {
            every: rule.every,
            interval: (rule.interval != 1).then_some(rule.interval),
            weekdays: (!rule.weekdays.is_empty()).then(|| rule.weekdays.clone()),
            monthly: (rule.monthly != Monthly::Day).then_some(rule.monthly),
            until: rule.until,
            count: rule.count,
        }
    }
}

impl Plan {
    /// What a new one says, where nothing else is said of `zone`.
    pub fn made(edit: &ActivityEdit, zone: &str, now: Timestamp) -> Result<Self, ActivityFault> {
        let begins = edit.start.flatten().is_some();
        let nothing = Self {
            kind: if begins { Kind::Event } else { Kind::Task },
            title: String::new(),
            notes: String::new(),
            start: None,
            minutes: None,
            days: None,
            due: None,
            zone: zone.to_owned(),
            tags: Vec::new(),
            reminder: None,
            done: None,
        };
        let made = nothing.edited(edit, now)?;
        if made.title.is_empty() { Err(ActivityFault::Untitled) } else { Ok(made) }
    }

    /// What it says with an edit.
    pub fn edited(&self, edit: &ActivityEdit, now: Timestamp) -> Result<Self, ActivityFault> {
        let mut plan = self.clone();
        plan.kind = edit.kind.unwrap_or(plan.kind);
        if let Some(title) = &edit.title {
            plan.title = one_line(title);
            if plan.title.is_empty() {
                return Err(ActivityFault::Untitled);
            }
            if plan.title.chars().count() > MOST_TITLE {
                return Err(ActivityFault::LongTitle);
            }
        }
        if let Some(notes) = &edit.notes {
            plan.notes = lines(notes);
            if plan.notes.len() > MOST_NOTES {
                return Err(ActivityFault::LongNotes);
            }
        }
        plan.start = edit.start.unwrap_or(plan.start);
        plan.due = edit.due.unwrap_or(plan.due);
        if let Some(minutes) = edit.minutes {
            plan.minutes = minutes;
            if minutes.is_some_and(|minutes| minutes > MOST_MINUTES) {
                return Err(ActivityFault::Minutes);
            }
        }
        if let Some(days) = edit.days {
            plan.days = days;
            if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
                return Err(ActivityFault::Days);
            }
        }
        if let Some(zone) = &edit.zone {
            TimeZone::get(zone).map_err(|_| ActivityFault::Zone(zone.clone()))?;
            plan.zone.clone_from(zone);
        }
        if let Some(tags) = &edit.tags {
            plan.tags = self::tags(tags)?;
        }
        plan.reminder = plan.reminded(self.anchor(), edit.reminder)?;
        plan.done = match edit.done {
            Some(true) => Some(plan.done.unwrap_or(now)),
            Some(false) => None,
            None => plan.done,
        };
        Ok(plan.with_lengths())
    }

    /// The reminder of what stood at `before` and is edited: a moment of its own goes along by the day.
    fn reminded(
        &self,
        before: Option<Local>,
        edit: Option<Option<Reminder>>,
    ) -> Result<Option<Reminder>, ActivityFault> {
        let days = before.zip(self.anchor()).map_or(0, |(from, to)| days_between(from.day(), to.day()));
        let wanted = match edit {
            Some(wanted) => wanted,
            None => self.reminder.map(|reminder| reminder.later(days)),
        };
        match wanted {
            Some(Reminder::Before { .. }) if self.anchor().is_none() => match edit {
                Some(_) => Err(ActivityFault::ReminderOfNothing),
                None => Ok(None),
            },
            Some(reminder) if !reminder.is_near(None) => Err(ActivityFault::FarReminder),
            wanted => Ok(wanted),
        }
    }

    /// The same, begun on the first day that it falls on by `rule`, and the rule as it is kept.
    pub fn repeated(self, rule: Repeat) -> Result<(Self, Repeat), ActivityFault> {
        let begins = self.anchor().ok_or(ActivityFault::NoBeginning)?.day();
        let first = rule.first(begins).ok_or(ActivityFault::Never)?;
        let done = self.done;
        let rule = rule.normal(first);
        if done.is_some() {
            return Err(ActivityFault::DoneOfAll);
        }
        if self.reminder.is_some_and(|reminder| !reminder.is_near(Some(begins))) {
            return Err(ActivityFault::FarReminder);
        }
        Ok((self.on(first), rule))
    }
}

/// What an edit that gives one occurrence, planned for `on`, another start says of the whole series: it moves as far.
pub fn moved_series(series: &Plan, rule: &Repeat, on: Date, start: Local) -> (Local, Repeat) {
    let days = days_between(on, start.day());
    let begins = series.anchor().map_or(on, |anchor| plus(anchor.day(), days));
    let mut rule = rule.clone();
    let (from, to) = (DayOfWeek::of(on), DayOfWeek::of(start.day()));
    rule.weekdays.iter_mut().filter(|weekday| **weekday == from).for_each(|weekday| *weekday = to);
    (start.on(begins), rule.normal(begins))
}

/// Text on one line, without what steers a terminal.
pub fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without what steers a terminal, its lines as they are.
pub fn lines(text: &str) -> String {
    let kept = text.replace("\r\n", "\n");
    kept.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim_end().to_owned()
}

/// Tags as they are kept: in order, each once, without `#`.
pub fn tags(said: &[String]) -> Result<Vec<String>, ActivityFault> {
    let mut tags: Vec<String> = said.iter().map(|tag| one_line(tag.trim().trim_start_matches('#'))).collect();
    tags.retain(|tag| !tag.is_empty());
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MOST_TAGS.0 || tags.iter().any(|tag| tag.chars().count() > MOST_TAGS.1) {
        return Err(ActivityFault::Tags);
    }
    Ok(tags)
}

/// What is there was said, also when it is nothing.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
