//! The clock of a zone over a time: whole stretches in which it is so far from Greenwich.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

/// Milliseconds since 1970 that a key of the timeline can say.
pub const EDGE: i64 = (1 << 43) - 1;

/// A stretch of time with one distance from Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Its first millisecond since 1970.
    pub from: i64,
    /// The millisecond behind its last one.
    pub to: i64,
    /// Minutes east of Greenwich, in whole quarters of an hour.
    pub minutes: i64,
}

/// The stretches of `zone` from `from` up to `to`, in ms since 1970, in order and without a gap.
pub fn stretches(zone: &TimeZone, from: i64, to: i64) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let Ok(first) = Timestamp::from_millisecond(from) else { return found };
    let minutes = |at: Timestamp| i64::from(zone.to_offset(at).seconds()).div_euclid(900) * 15;
    let mut at = (from, minutes(first));
    for turn in zone.following(first) {
        let turned = turn.timestamp();
        if turned.as_millisecond() >= to {
            break;
        }
        let next = minutes(turned);
        if next != at.1 {
            found.push(Stretch { from: at.0, to: turned.as_millisecond(), minutes: at.1 });
            at = (turned.as_millisecond(), next);
        }
    }
    if at.0 < to {
        found.push(Stretch { from: at.0, to, minutes: at.1 });
    }
    found
}

/// The millisecond since 1970 at which a day begins in `zone`, held inside what the timeline can say.
pub fn begins(day: Date, zone: &TimeZone) -> i64 {
    let at = day
        .to_zoned(zone.clone())
        .map_or_else(|_| if day.year() < 1970 { -EDGE } else { EDGE }, |zoned| zoned.timestamp().as_millisecond());
    at.clamp(-EDGE, EDGE)
}

/// The millisecond since 1970 at which a day is over in `zone`.
pub fn ends(day: Date, zone: &TimeZone) -> i64 {
    day.tomorrow().map_or(EDGE, |next| begins(next, zone))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_year_in_berlin_has_three_stretches_and_none_lies_between_them() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let (from, to) = (begins("2026-01-01".parse().unwrap(), &zone), ends("2026-12-31".parse().unwrap(), &zone));
        let found = stretches(&zone, from, to);
        assert_eq!(found.iter().map(|one| one.minutes).collect::<Vec<_>>(), [60, 120, 60]);
        assert_eq!((found[0].from, found[2].to), (from, to));
        assert!(found.windows(2).all(|two| two[0].to == two[1].from));
        assert_eq!(to - from, 365 * 86_400_000);
    }

    #[test]
    fn a_zone_that_never_turns_is_one_stretch() {
        let zone = TimeZone::get("Asia/Kathmandu").unwrap();
        let found = stretches(&zone, 1_600_000_000_000, 1_700_000_000_000);
        assert_eq!(found, [Stretch { from: 1_600_000_000_000, to: 1_700_000_000_000, minutes: 345 }]);
        assert_eq!(stretches(&zone, 5, 5), []);
    }
}
