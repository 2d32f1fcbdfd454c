//! How long an answer wants to be left alone.

use std::time::{Duration, UNIX_EPOCH};

use jiff::Timestamp;

use super::headers::ReplyHeaders;

/// No server can silence a source for longer than this.
pub const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait that a `Retry-After` asks for, in seconds or as a date, one day at most. `None` when it says nothing.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    seconds(value).or_else(|| until(http_date(value)?, now))
}

/// How long an answer stays fresh by `Cache-Control: max-age`, else by `Expires`, one day at most.
///
/// As RFC 9111 has it, `max-age` overrules `Expires`, which is measured from the server's own `Date`.
pub fn fresh_for(headers: &ReplyHeaders, now: Timestamp) -> Option<Duration> {
    let control = headers.cache_control.as_deref().unwrap_or_default();
    let directives = || control.split(',').map(str::trim);
    if directives().any(|d| d.eq_ignore_ascii_case("no-store") || d.eq_ignore_ascii_case("no-cache")) {
        return None;
    }
    let max_age = directives().find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds(value.trim().trim_matches('"')))?
    });
    max_age.or_else(|| {
        let expires = http_date(headers.expires.as_deref()?.trim())?;
        until(expires, headers.date.as_deref().and_then(http_date).unwrap_or(now))
    })
}

fn seconds(text: &str) -> Option<Duration> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More digits than fit is only a very long wait.
    let seconds = text.parse().unwrap_or(u64::MAX);
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn http_date(text: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()
}

fn until(then: Timestamp, now: Timestamp) -> Option<Duration> {
    let seconds = then.as_second().saturating_sub(now.as_second()).max(0).unsigned_abs();
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn noon() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        for (value, wait) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(86_400)),
            ("Sat, 21 Nov 2026 12:05:00 GMT", Some(300)),
            ("Saturday, 21-Nov-26 12:05:00 GMT", Some(300)),
            ("Sat Nov 21 12:05:00 2026", Some(300)),
            ("Sat, 21 Nov 2026 11:00:00 GMT", Some(0)),
            ("Sun, 21 Nov 2027 11:00:00 GMT", Some(86_400)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, noon()), wait.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn freshness_by_cache_control_and_expires() {
        let later = "Sat, 21 Nov 2026 13:00:00 GMT";
        for (control, expires, date, fresh) in [
            ("public, max-age=600", "", "", Some(600)),
            ("MAX-AGE=\"600\"", "", "", Some(600)),
            ("s-maxage=5, max-age=900000", "", "", Some(86_400)),
            ("max-age=60", later, "", Some(60)),
            ("max-age=x", later, "", Some(3600)),
            ("no-cache, max-age=60", later, "", None),
            ("no-store", later, "", None),
            ("", later, "", Some(3600)),
            ("", later, "Sat, 21 Nov 2026 12:30:00 GMT", Some(1800)),
            ("", "0", "", None),
            ("", "", "", None),
        ] {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let (cache_control, expires, date) = (some(control), some(expires), some(date));
            let headers = ReplyHeaders { cache_control, expires, date, ..ReplyHeaders::default() };
            assert_eq!(fresh_for(&headers, noon()), fresh.map(Duration::from_secs), "{headers:?}");
        }
    }

    proptest! {
        #[test]
        fn any_value_waits_a_day_at_most(value in ".{0,40}", expires in ".{0,40}") {
            prop_assert!(retry_after(&value, noon()).is_none_or(|wait| wait <= LONGEST_WAIT));
            let headers = ReplyHeaders { cache_control: Some(value), expires: Some(expires), ..ReplyHeaders::default() };
            prop_assert!(fresh_for(&headers, noon()).is_none_or(|wait| wait <= LONGEST_WAIT));
        }
    }
}
