//! A moment that has been, as people type it.

use jiff::{Timestamp, ToSpan, Zoned, civil};

/// `15:00` is the last one that was; `2026-11-21 15:00` and RFC 3339 say the day.
pub(super) fn read(text: &str, now: &Zoned) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    // Of a day and a time it would take the time.
    if !text.contains('-')
        && let Ok(time) = text.parse::<civil::Time>()
    {
        let today = now.date().to_datetime(time).to_zoned(now.time_zone().clone()).ok()?;
        let last = if today > *now { today.checked_sub(1.day()).ok()? } else { today };
        return Some(last.timestamp());
    }
    let local: civil::DateTime = text.replacen(' ', "T", 1).parse().ok()?;
    Some(local.to_zoned(now.time_zone().clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_time_alone_is_the_last_one_that_was() {
        let now: Zoned = "2026-11-22T12:00:00+01:00[Europe/Berlin]".parse().unwrap();
        for (text, moment) in [
            ("11:59", Some("2026-11-22T10:59:00Z")),
            ("12:00", Some("2026-11-22T11:00:00Z")),
            ("15:00", Some("2026-11-21T14:00:00Z")),
            (" 15:00:30 ", Some("2026-11-21T14:00:30Z")),
            ("2026-07-01 15:00", Some("2026-07-01T13:00:00Z")),
            ("2026-07-01T15:00", Some("2026-07-01T13:00:00Z")),
            ("2026-07-01T15:00:00Z", Some("2026-07-01T15:00:00Z")),
            ("2026-07-01", Some("2026-06-30T22:00:00Z")),
            ("soon", None),
            ("25:00", None),
            ("", None),
        ] {
            assert_eq!(read(text, &now), moment.map(|moment| moment.parse().unwrap()), "{text}");
        }
    }
}
