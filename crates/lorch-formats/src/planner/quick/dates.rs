//! Days.

use jiff::civil::{Date, DateTime};
use lorch_model::planner::{DayOfWeek, YEARS, plus};

use super::{
    cut::Word,
    words::{NEXT, month, number, weekday},
};

/// A day and how many words say it: `3 Dec`, `Dec 3rd, 2026`, `3. Dezember`, `3.12.`, `2026-12-03`, `tomorrow`,
/// `next Monday`, `in 3 days`, `Thu 3 Dec`. Without a year it is the next such day. What is `first` in the line may be
/// a word that only looks like a day.
pub(super) fn day(rest: &[Word], first: bool, now: DateTime) -> Option<(Date, usize)> {
    let today = now.date();
    let word = rest.first().filter(|word| !word.is_quoted)?;
    let second = rest.get(1).map(|word| word.low.as_str());
    let named = match (word.low.as_str(), second) {
        ("today" | "heute", _) => Some((today, 1)),
        ("tomorrow" | "morgen", _) => Some((plus(today, 1), 1)),
        ("übermorgen", _) => Some((plus(today, 2), 1)),
        ("yesterday" | "gestern", _) => Some((plus(today, -1), 1)),
        ("day", Some("after")) if rest.get(2).is_some_and(|word| word.low == "tomorrow") => Some((plus(today, 2), 3)),
        ("next" | "nächste", Some("week" | "woche")) => Some((plus(today, 7 - DayOfWeek::of(today) as i32), 2)),
        ("next" | "nächsten", Some("month" | "monat")) => {
            Some((today.first_of_month().saturating_add(jiff::Span::new().months(1)), 2))
        }
        ("in", Some(number)) => ahead(number, &rest.get(2)?.low, today).map(|day| (day, 3)),
        _ => None,
    };
    named.or_else(|| of_week(rest, first, today)).or_else(|| of_month(rest, today))
}

/// The last day of what a word names, and how many words that are: as [`day`], `June`, `2027`, `June 2027`.
pub(super) fn last_day(rest: &[Word], begins: Date) -> Option<(Date, usize)> {
    if let Some(found) = day(rest, false, begins.at(0, 0, 0, 0)) {
        return Some(found);
    }
    let word = rest.first().filter(|word| !word.is_quoted)?;
    if let Some(month) = month(&word.low) {
        let year = rest.get(1).and_then(|word| year(&word.low));
        let this = begins.year() + i16::from(month < begins.month());
        let first = Date::new(year.unwrap_or(this), month, 1).ok()?;
        return Some((first.last_of_month(), 1 + usize::from(year.is_some())));
    }
    let first = Date::new(year(&word.low)?, 12, 31).ok()?;
    Some((first, 1))
}

/// `Tue`, `next Monday`; where a day of a month follows, that counts.
fn of_week(rest: &[Word], first: bool, today: Date) -> Option<(Date, usize)> {
    let skipped = usize::from(NEXT.contains(&rest[0].low.as_str()));
    let named = rest.get(skipped)?;
    let behind = rest.get(skipped + 1..).and_then(|behind| of_month(behind, today));
    let sure = skipped > 0 || behind.is_some() || (!first && is_time_ahead(rest.get(skipped + 1)));
    let weekday = weekday(named, sure)?;
    if let Some((day, taken)) = behind {
        return Some((day, skipped + 1 + taken));
    }
    let far = (weekday as i32 - DayOfWeek::of(today) as i32).rem_euclid(7);
    let is_next = skipped > 0 && !rest[0].low.starts_with("this") && !rest[0].low.starts_with("dies");
    let far = if is_next && far == 0 { 7 } else { far };
    Some((plus(today, far), skipped + 1))
}

/// Behind the name of a day often stands a time.
fn is_time_ahead(word: Option<&Word>) -> bool {
    word.is_some_and(|word| {
        word.low.starts_with(|c: char| c.is_ascii_digit()) || ["um", "at"].contains(&word.low.as_str())
    })
}

fn of_month(rest: &[Word], today: Date) -> Option<(Date, usize)> {
    let word = rest.first().filter(|word| !word.is_quoted)?;
    if let Some(day) = written(&word.low, today) {
        return Some((day, 1));
    }
    let second = rest.get(1)?;
    let (day, month, mut taken) = match (month(&second.low), month(&word.low)) {
        (Some(month), _) => (ordinal(&word.low)?, month, 2),
        (None, Some(month)) => (ordinal(&second.low)?, month, 2),
        (None, None) => return None,
    };
    let year = rest.get(2).and_then(|word| year(&word.low));
    taken += usize::from(year.is_some());
    Some((dated(day, month, year, today)?, taken))
}

/// `2026-12-03`, `3.12.`, `03.12.2026`.
fn written(word: &str, today: Date) -> Option<Date> {
    if let Ok(day) = word.parse::<Date>() {
        return (word.len() == 10 && YEARS.contains(&day.year())).then_some(day);
    }
    let mut parts = word.split('.');
    let (day, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let small = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2 && !text.starts_with(['+', '-']));
    if parts.next().is_some() {
        return None;
    }
    let year = match rest.len() {
        0 => None,
        2 => Some(2000 + i16::from(small(rest)?)),
        _ => Some(year(rest)?),
    };
    dated(small(day)?, small(month)?, year, today)
}

fn dated(day: i8, month: i8, year: Option<i16>, today: Date) -> Option<Date> {
    match year {
        Some(year) => Date::new(year, month, day).ok(),
        // The 29th of February may be years away.
        None => (0..9).filter_map(|ahead| Date::new(today.year() + ahead, month, day).ok()).find(|day| *day >= today),
    }
}

/// `3`, `3.`, `3rd`.
fn ordinal(word: &str) -> Option<i8> {
    let bare = ["st", "nd", "rd", "th", "."].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let is_number = (1..=2).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit());
    bare.parse().ok().filter(|day| is_number && (1..=31).contains(day))
}

fn year(word: &str) -> Option<i16> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|year| is_year && YEARS.contains(year))
}

fn ahead(count: &str, unit: &str, today: Date) -> Option<Date> {
    let count = i32::try_from(number(count)?).ok()?;
    let day = match unit {
        "day" | "days" | "tag" | "tage" | "tagen" => plus(today, count),
        "week" | "weeks" | "woche" | "wochen" => plus(today, count * 7),
        "month" | "months" | "monat" | "monate" | "monaten" => today.saturating_add(jiff::Span::new().months(count)),
        _ => return None,
    };
    Some(day).filter(|day| YEARS.contains(&day.year()))
}
