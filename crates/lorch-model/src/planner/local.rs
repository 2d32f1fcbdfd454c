use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The years that something can be planned in.
pub const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// When, by the clock on the wall: a whole day, or a day and a time to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Local {
    /// `2026-12-03`.
    Day(Date),
    /// `2026-12-03T09:30`.
    Time(DateTime),
}

/// What is neither a day nor a time, or lies outside of [`YEARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time is written as 2026-12-03 or 2026-12-03T09:30, between 1800 and 2200")]
pub struct NotLocal;

impl Local {
    /// This day at this time; seconds are dropped.
    pub fn at(day: Date, time: Time) -> Self {
        Self::Time(day.at(time.hour(), time.minute(), 0, 0))
    }

    /// The day.
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Time(time) => time.date(),
        }
    }

    /// The time, unless it is a whole day.
    pub fn time(self) -> Option<Time> {
        match self {
            Self::Day(_) => None,
            Self::Time(time) => Some(time.time()),
        }
    }

    /// The same time on another day.
    #[must_use]
    pub fn on(self, day: Date) -> Self {
        match self {
            Self::Day(_) => Self::Day(day),
            Self::Time(time) => Self::at(day, time.time()),
        }
    }

    /// The same `days` later.
    #[must_use]
    pub fn later(self, days: i32) -> Self {
        self.on(plus(self.day(), days))
    }

    /// The moment it begins at in a zone. A time that the clock skips there is taken as much later as the clock is put
    /// forward; of a time that comes twice the first is taken.
    pub fn moment(self, zone: &TimeZone) -> Timestamp {
        let time = match self {
            Self::Day(day) => day.at(0, 0, 0, 0),
            Self::Time(time) => time,
        };
        time.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).unwrap_or_default()
    }
}

/// The zone of this name, else that of Greenwich.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The day so many days after another one; at the ends of time it stays there.
pub fn plus(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// Days from one day to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

impl fmt::Display for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Time(time) => write!(f, "{}T{:02}:{:02}", time.date(), time.hour(), time.minute()),
        }
    }
}

impl FromStr for Local {
    type Err = NotLocal;

    fn from_str(text: &str) -> Result<Self, NotLocal> {
        let local = if text.len() == 10 {
            text.parse().map(Self::Day)
        } else {
            text.parse::<DateTime>().map(|time| Self::at(time.date(), time.time()))
        };
        local.ok().filter(|local| YEARS.contains(&local.day().year())).ok_or(NotLocal)
    }
}

impl Serialize for Local {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Local {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_anything_else_refused() {
        for text in ["2026-12-03", "2026-12-03T09:30", "1800-01-01", "2200-12-31T23:59"] {
            assert_eq!(text.parse::<Local>().unwrap().to_string(), text);
        }
        assert_eq!("2026-12-03T09:30:59".parse::<Local>().unwrap().to_string(), "2026-12-03T09:30");
        for text in ["", "2026-13-03", "1799-12-31", "2201-01-01", "2026-12-03T25:00", "tomorrow", "2026-12-03Tü"] {
            assert_eq!(text.parse::<Local>(), Err(NotLocal), "{text}");
        }
    }

    #[test]
    fn a_time_that_is_skipped_comes_later_and_of_two_the_first_is_taken() {
        let berlin = zone("Europe/Berlin");
        for (local, moment) in [
            ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
            ("2026-03-29T03:30", "2026-03-29T01:30:00Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("2026-10-25T03:30", "2026-10-25T02:30:00Z"),
            ("2026-12-03", "2026-12-02T23:00:00Z"),
        ] {
            assert_eq!(local.parse::<Local>().unwrap().moment(&berlin).to_string(), moment, "{local}");
        }
        assert_eq!(zone("Nowhere/Else"), TimeZone::UTC);
    }
}
