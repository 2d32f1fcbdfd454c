//! How something repeats, and on which days: at most once a day, so that the day says which one is meant.

use chrono::{Datelike, NaiveDate, TimeZone as _};
use jiff::civil::{Date, Weekday};
use rrule::{Frequency, NWeekday, RRule, Tz, Unvalidated};
use serde::{Deserialize, Serialize};

use super::{days_between, plus};

/// Unit of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// Days.
    Day,
    /// Weeks, from Monday on.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Weekday)]
pub enum DayOfWeek {
    /// Monday.
    Mo,
    /// Tuesday.
    Tu,
    /// Wednesday.
    We,
    /// Thursday.
    Th,
    /// Friday.
    Fr,
    /// Saturday.
    Sa,
    /// Sunday.
    Su,
}

/// What a month repeats by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Monthly {
    /// The day of the month: on the 3rd.
    #[default]
    Day,
    /// The day of the week: on the first Thursday.
    Weekday,
}

/// How something repeats. Day of the month and the like follow from where it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Repeat {
    /// The unit.
    pub every: Every,
    /// Every how many of them, 1 to 99.
    pub interval: u16,
    /// On which days of a week, in order; of weeks alone. Empty for that of the beginning.
    pub weekdays: Vec<DayOfWeek>,
    /// By what of a month; of months alone.
    pub monthly: Monthly,
    /// The last day.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// How many times, 1 to 999.
    pub count: Option<u32>,
}

/// The most that `interval` may be.
pub const MOST_INTERVAL: u16 = 99;
/// The most that `count` may be.
pub const MOST_COUNT: u32 = 999;

impl DayOfWeek {
    /// All, from Monday on.
    pub const ALL: [Self; 7] = [Self::Mo, Self::Tu, Self::We, Self::Th, Self::Fr, Self::Sa, Self::Su];

    /// That of a day.
    pub fn of(day: Date) -> Self {
        Self::ALL[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default() % 7]
    }

    /// Its word in a rule: `MO`.
    pub fn word(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// As the calendar has it.
    pub fn weekday(self) -> Weekday {
        Weekday::from_monday_zero_offset(self as i8).unwrap_or(Weekday::Monday)
    }

    fn chrono(self) -> chrono::Weekday {
        chrono::Weekday::try_from(self as u8).unwrap_or(chrono::Weekday::Mon)
    }
}

impl Repeat {
    /// Each of the units, without an end.
    pub fn each(every: Every) -> Self {
        Self { every, interval: 1, weekdays: Vec::new(), monthly: Monthly::Day, until: None, count: None }
    }

    /// The same rule without what does not hold for its unit or goes without saying.
    #[must_use]
    pub fn normal(mut self, begins: Date) -> Self {
        self.weekdays.sort_unstable();
        self.weekdays.dedup();
        if self.every != Every::Week || self.weekdays == [DayOfWeek::of(begins)] {
            self.weekdays = Vec::new();
        }
        if self.every != Every::Month {
            self.monthly = Monthly::Day;
        }
        self
    }

    /// The days from `from` to `to` that it falls on when it begins on `begins`, in order. The work follows from how
    /// far apart `from` and `to` are, not from how long ago it began; never more than [`MOST_COUNT`] where it counts.
    pub fn days(&self, begins: Date, from: Date, to: Date) -> Vec<Date> {
        let last = self.until.map_or(to, |until| until.min(to));
        let first = from.max(begins);
        if first > last || self.interval == 0 {
            return Vec::new();
        }
        let skipped = if self.count.is_some() { begins } else { self.near(begins, first) };
        let (Some(start), Some(end)) = (moment(skipped), moment(last)) else { return Vec::new() };
        let mut rule = self.rule(begins).interval(self.interval).week_start(chrono::Weekday::Mon).until(end);
        if let Some(count) = self.count {
            rule = rule.count(count.min(MOST_COUNT));
        }
        let Ok(set) = rule.build(start) else { return Vec::new() };
        let days = (&set).into_iter().filter_map(|day| date(day.date_naive()));
        days.take_while(|day| *day <= last).filter(|day| *day >= first).collect()
    }

    /// Whether it falls on `day` when it begins on `begins`.
    pub fn falls_on(&self, begins: Date, day: Date) -> bool {
        !self.days(begins, day, day).is_empty()
    }

    /// The first day it falls on, when it begins on `begins`.
    pub fn first(&self, begins: Date) -> Option<Date> {
        // A fifth weekday, or a weekday that begins a rhythm of years, is never further away.
        let years = i32::from(self.interval) * 366 + 366;
        self.days(begins, begins, plus(begins, years)).first().copied()
    }

    fn rule(&self, begins: Date) -> RRule<Unvalidated> {
        let day = begins.day();
        let by_day = |rule: RRule<Unvalidated>| match day {
            // Where a month lacks the day its last one is taken.
            29.. => rule.by_month_day((28..=day).collect()).by_set_pos(vec![-1]),
            _ => rule.by_month_day(vec![day]),
        };
        match self.every {
            Every::Day => RRule::new(Frequency::Daily),
            Every::Week => {
                let own = [DayOfWeek::of(begins)];
                let weekdays = if self.weekdays.is_empty() { own.as_slice() } else { &self.weekdays };
                let weekdays = weekdays.iter().map(|weekday| NWeekday::Every(weekday.chrono())).collect();
                RRule::new(Frequency::Weekly).by_weekday(weekdays)
            }
            Every::Month if self.monthly == Monthly::Weekday => {
                let place = i16::from((day - 1) / 7 + 1);
                // A fifth is the last of its month, and the last of others.
                let place = if place == 5 { -1 } else { place };
                let weekday = NWeekday::Nth(place, DayOfWeek::of(begins).chrono());
                RRule::new(Frequency::Monthly).by_weekday(vec![weekday])
            }
            Every::Month => by_day(RRule::new(Frequency::Monthly)),
            Every::Year => {
                let month = u8::try_from(begins.month()).ok().and_then(|month| chrono::Month::try_from(month).ok());
                let rule = RRule::new(Frequency::Yearly).by_month(&[month.unwrap_or(chrono::Month::January)]);
                if (begins.month(), day) == (2, 29) { by_day(rule) } else { rule.by_month_day(vec![day]) }
            }
        }
    }

    /// A day at or before `first` that the rule may begin on instead, in step with its interval.
    fn near(&self, begins: Date, first: Date) -> Date {
        let interval = i32::from(self.interval);
        let in_step = |units: i32| units.div_euclid(interval) * interval;
        let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
        let near = match self.every {
            Every::Day => plus(begins, in_step(days_between(begins, first))),
            Every::Week => {
                let monday = plus(begins, -(DayOfWeek::of(begins) as i32));
                plus(monday, 7 * in_step(days_between(monday, first).div_euclid(7)))
            }
            Every::Month => {
                let month = month(begins) + in_step(month(first) - month(begins));
                first_of(month.div_euclid(12), month.rem_euclid(12) + 1)
            }
            Every::Year => first_of(i32::from(begins.year()) + in_step(i32::from(first.year() - begins.year())), 1),
        };
        near.max(begins)
    }
}

fn first_of(year: i32, month: i32) -> Date {
    let (year, month) = (i16::try_from(year).unwrap_or_default(), i8::try_from(month).unwrap_or(1));
    Date::new(year, month, 1).unwrap_or_default()
}

fn moment(day: Date) -> Option<chrono::DateTime<Tz>> {
    let month = u32::try_from(day.month()).ok()?;
    Tz::UTC.with_ymd_and_hms(day.year().into(), month, u32::try_from(day.day()).ok()?, 0, 0, 0).single()
}

fn date(day: NaiveDate) -> Option<Date> {
    let (year, month) = (i16::try_from(day.year()).ok()?, i8::try_from(day.month()).ok()?);
    Date::new(year, month, i8::try_from(day.day()).ok()?).ok()
}

#[cfg(test)]
mod tests;
