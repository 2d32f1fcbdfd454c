//! Times of day and lengths.

use jiff::civil::Time;
use lorch_model::planner::{MOST_DAYS, MOST_MINUTES};

use super::{
    cut::Word,
    words::{UNTIL, number},
};

/// A time of day, and the one until which it goes where that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub from: Time,
    pub until: Option<Time>,
}

impl Clock {
    /// Minutes from one to the other; a night lies between where the other comes first.
    pub(super) fn minutes(self) -> Option<u32> {
        let minute = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        u32::try_from((minute(self.until?) - minute(self.from)).rem_euclid(24 * 60)).ok()
    }
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Minutes(u32),
    Days(u32),
}

/// A time and how many words say it: `9:30`, `at 9`, `9 am`, `um 9 Uhr`, `9:30-10:15`, `von 9 bis 10:30`.
pub(super) fn clock(rest: &[Word]) -> Option<(Clock, usize)> {
    let sure = usize::from(["at", "um", "@", "from", "von"].contains(&rest.first()?.low.as_str()));
    let (from, taken, is_clear) = match rest.get(sure)?.low.split_once(['-', '–']) {
        // Both in one word: the words behind it belong to the second.
        Some((from, until)) if !from.is_empty() && !until.is_empty() => {
            let mut second = rest[sure..].to_vec();
            until.clone_into(&mut second[0].low);
            let (until, more, is_clear) = one(&second)?;
            let (from, is_also) = written(from)?;
            if !(is_clear || is_also || sure > 0) {
                return None;
            }
            return Some((Clock { from: half_day(from, until, &second), until: Some(until) }, sure + more));
        }
        _ => one(&rest[sure..])?,
    };
    let mut taken = sure + taken;
    let mut clock = Clock { from, until: None };
    let mut clear = is_clear || sure > 0;
    let goes_on = |word: &Word| ["-", "–", "to"].contains(&word.low.as_str()) || UNTIL.contains(&word.low.as_str());
    if rest.get(taken).is_some_and(goes_on)
        && let Some((until, more, is_also)) = rest.get(taken + 1..).and_then(one)
        && (clear || is_also)
    {
        clock = Clock { from: half_day(from, until, &rest[taken + 1..]), until: Some(until) };
        clear = true;
        taken += 1 + more;
    }
    clear.then_some((clock, taken))
}

/// A length and how many words say it: `45 min`, `1.5 h`, `1h30`, `for 3 days`, `2 Stunden`.
pub(super) fn length(rest: &[Word]) -> Option<(Length, usize)> {
    let skipped = usize::from(["for", "für", "dauer"].contains(&rest[0].low.as_str()));
    let word = rest.get(skipped)?.low.as_str();
    if let Some(minutes) = in_one(word) {
        let more =
            rest.get(skipped + 1).and_then(|next| in_one(&next.low)).filter(|more| *more < 60 && minutes % 60 == 0);
        let taken = skipped + 1 + usize::from(more.is_some());
        return allowed(minutes + more.unwrap_or_default()).map(|length| (length, taken));
    }
    let unit = rest.get(skipped + 1)?.low.trim_end_matches('.');
    if let Some(unit) = minutes_of(unit) {
        let minutes = tenths(word)? * unit / 10;
        let rest_of_hour = rest.get(skipped + 2..).filter(|_| unit == 60 && minutes % 60 == 0);
        let more = rest_of_hour.and_then(|rest| {
            let number = number(&rest.first()?.low).filter(|number| *number < 60)?;
            (minutes_of(rest.get(1)?.low.trim_end_matches('.')) == Some(1)).then_some(number)
        });
        let taken = skipped + if more.is_some() { 4 } else { 2 };
        return allowed(minutes + more.unwrap_or_default()).map(|length| (length, taken));
    }
    let days = match unit {
        "day" | "days" | "tag" | "tage" | "tagen" => number(word)?,
        "week" | "weeks" | "woche" | "wochen" => number(word)?.checked_mul(7)?,
        _ => return None,
    };
    (1..=MOST_DAYS).contains(&days).then_some((Length::Days(days), skipped + 2))
}

fn allowed(minutes: u32) -> Option<Length> {
    (1..=MOST_MINUTES).contains(&minutes).then_some(Length::Minutes(minutes))
}

/// One time, how many words say it, and whether it could be nothing else.
fn one(rest: &[Word]) -> Option<(Time, usize, bool)> {
    let word = rest.first()?;
    let (mut time, mut is_clear) = match word.low.as_str() {
        "noon" | "midday" => return Some((Time::constant(12, 0, 0, 0), 1, true)),
        "midnight" | "mitternacht" => return Some((Time::MIN, 1, true)),
        low => written(low)?,
    };
    let mut taken = 1;
    match rest.get(1).map(|next| next.low.trim_end_matches('.')) {
        Some("uhr" | "o'clock") => {
            (taken, is_clear) = (2, true);
            let minute = rest.get(2).filter(|word| word.low.len() == 2).and_then(|word| word.low.parse::<i8>().ok());
            if let Some(minute) = minute.filter(|_| time.minute() == 0)
                && let Ok(later) = Time::new(time.hour(), minute, 0, 0)
                // `9 Uhr 30 min` is a length.
                && rest.get(3).is_none_or(|unit| minutes_of(unit.low.trim_end_matches('.')).is_none())
            {
                (time, taken) = (later, 3);
            }
        }
        Some("am" | "pm" | "a.m" | "p.m") => {
            let is_after = rest[1].low.starts_with('p');
            // `am` before a day is German.
            let is_day = rest.get(2).is_some_and(|word| word.low.starts_with(|c: char| c.is_ascii_digit()));
            if (is_after || !is_day) && (1..=12).contains(&time.hour()) {
                time = twelve(time, is_after)?;
                (taken, is_clear) = (2, true);
            }
        }
        _ => {}
    }
    Some((time, taken, is_clear))
}

/// A time in one word, and whether it could be nothing else: `9:30`, `9h30`, `9am`, `9.30` and `9` could.
fn written(word: &str) -> Option<(Time, bool)> {
    let word = word.trim_end_matches(['.', ',']);
    let (digits, half) = match word.find(|c: char| c.is_ascii_alphabetic() && c != 'h') {
        Some(at) => (&word[..at], Some(&word[at..])),
        None => (word, None),
    };
    let (hour, minute, is_clear) = match digits.split_once([':', 'h']) {
        Some((hour, "")) if digits.ends_with('h') => {
            let _ = hour;
            return None;
        }
        Some((hour, minute)) if minute.len() == 2 => (hour, minute, true),
        Some(_) => return None,
        None => match digits.split_once('.') {
            Some((hour, minute)) if minute.len() == 2 => (hour, minute, false),
            Some(_) => return None,
            None => (digits, "0", false),
        },
    };
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) {
        return None;
    }
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    match half {
        None => Some((time, is_clear)),
        Some("am" | "pm") => Some((twelve(time, half == Some("pm"))?, true)),
        Some("uhr") => Some((time, true)),
        Some(_) => None,
    }
}

/// A time of the half of a day.
fn twelve(time: Time, is_after: bool) -> Option<Time> {
    let hour = (1..=12).contains(&time.hour()).then_some(time.hour() % 12)?;
    Time::new(hour + if is_after { 12 } else { 0 }, time.minute(), 0, 0).ok()
}

/// In `2-4 pm` both are of the afternoon.
fn half_day(from: Time, until: Time, second: &[Word]) -> Time {
    let says_pm = second.iter().take(2).any(|word| word.low.ends_with("pm") || word.low.ends_with("p.m"));
    let later = Time::new((from.hour() + 12) % 24, from.minute(), 0, 0).unwrap_or(from);
    if says_pm && from.hour() < 12 && later < until { later } else { from }
}

/// Minutes in one word: `45min`, `2h`, `1h30`, `1,5h`.
fn in_one(word: &str) -> Option<u32> {
    let at = word.find(|c: char| c.is_alphabetic())?;
    let (number, unit) = word.split_at(at);
    if let Some(rest) = unit.strip_prefix('h').filter(|rest| !rest.is_empty()) {
        let minutes = rest.trim_end_matches("min").trim_end_matches('m');
        let is_minutes = minutes.len() == 2 && minutes.bytes().all(|byte| byte.is_ascii_digit());
        if is_minutes {
            return Some(tenths(number)? * 6 + minutes.parse::<u32>().ok().filter(|minutes| *minutes < 60)?);
        }
    }
    Some(tenths(number)? * minutes_of(unit.trim_end_matches('.'))? / 10)
}

fn minutes_of(unit: &str) -> Option<u32> {
    match unit {
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Some(1),
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => Some(60),
        _ => None,
    }
}

/// Tenths of a number: of `1.5` they are 15.
fn tenths(text: &str) -> Option<u32> {
    match text.split_once(['.', ',']) {
        Some((whole, part)) if part.len() == 1 => Some(number(whole)? * 10 + part.parse::<u32>().ok()?),
        Some(_) => None,
        None => Some(number(text)? * 10),
    }
}
