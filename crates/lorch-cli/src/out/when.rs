//! Times as people say them.

use jiff::{Timestamp, tz::TimeZone};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `5 min ago`, `in 2 h`, `12 Mar`, `12 Mar 2024`.
pub(super) fn relative(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = time.as_second() - now.as_second();
    let far = seconds.abs();
    let span = match far {
        _ if far < MINUTE => return "now".to_owned(),
        _ if far < HOUR => format!("{} min", far / MINUTE),
        _ if far < DAY => format!("{} h", far / HOUR),
        _ if far < 7 * DAY => format!("{} d", far / DAY),
        _ => return date(time, now, zone),
    };
    if seconds < 0 { format!("{span} ago") } else { format!("in {span}") }
}

/// `12 Mar 2024, 14:05`.
pub(super) fn moment(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
}

fn date(time: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (there, here) = (time.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if there.year() == here.year() { "%-d %b" } else { "%-d %b %Y" };
    there.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_times_are_spans_and_far_ones_dates() {
        let now: Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
        for (time, said) in [
            ("2026-06-15T12:00:59Z", "now"),
            ("2026-06-15T11:59:01Z", "now"),
            ("2026-06-15T11:55:00Z", "5 min ago"),
            ("2026-06-15T13:59:00Z", "in 1 h"),
            ("2026-06-14T12:00:00Z", "1 d ago"),
            ("2026-06-08T12:00:01Z", "6 d ago"),
            ("2026-06-08T11:00:00Z", "8 Jun"),
            ("2025-06-08T11:00:00Z", "8 Jun 2025"),
            ("1969-12-31T23:59:59Z", "31 Dec 1969"),
            ("2026-12-31T23:59:59Z", "31 Dec"),
        ] {
            assert_eq!(relative(time.parse().unwrap(), now, &TimeZone::UTC), said, "{time}");
        }
    }

    #[test]
    fn a_moment_is_local() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(moment("2024-03-12T23:30:00Z".parse().unwrap(), &zone), "13 Mar 2024, 00:30");
    }
}
