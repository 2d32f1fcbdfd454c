//! Dates as feeds write them: RFC 3339, RFC 822, and everything in between.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Reads a date. Without a zone it is taken as UTC; what cannot be a date is none.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if !text.is_ascii() || text.len() > LONGEST {
        return None;
    }
    iso(text).or_else(|| words(text))
}

/// No date is longer, however sloppy.
const LONGEST: usize = 80;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Zones by name that feeds use, in minutes east of Greenwich. Single letters of the military were so often wrong that
/// RFC 2822 reads them all as UTC, and so does [`zone`].
const ZONES: [(&str, i32); 32] = [
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("ist", 330),
    ("cet", 60),
    ("met", 60),
    ("cest", 120),
    ("mest", 120),
    ("eet", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("msd", 240),
    ("hkt", 480),
    ("sgt", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("pst", -480),
    ("pdt", -420),
];

/// `2024-05-01T10:00:00.5+02:00` and what is left of it in the wild: a space for the T, no colon, no zone, no time.
fn iso(text: &str) -> Option<Timestamp> {
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], text[at + 1..].trim_start()),
        None => (text, ""),
    };
    let date = iso_date(date.trim_end_matches(['Z', 'z']))?;
    let time_end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ',')).unwrap_or(rest.len());
    let (time, after) = rest.split_at(time_end);
    let offset = if after.trim().is_empty() { Some(0) } else { zone(after.trim()) }?;
    let (time, days) = if time.is_empty() { (Time::midnight(), 0) } else { clock(time)? };
    instant(date, time, days, offset)
}

/// `2024-05-01`, `20240501`, `2024-05`, `2024`.
fn iso_date(text: &str) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    if text.len() == 8 && !text.contains('-') {
        return date(number(&text[..4])?, number(&text[4..6])?, number(&text[6..])?);
    }
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let (month, day) = (parts.next().unwrap_or("1"), parts.next().unwrap_or("1"));
    date(number(year)?, number(month)?, number(day)?)
}

/// `Thu, 1 Feb 24 09:05 EST`, `Feb 1, 2024 9:05 PM`, `Thu Feb  1 09:05:00 2024`: the words tell by their looks what
/// they are.
fn words(text: &str) -> Option<Timestamp> {
    let (mut day, mut month, mut year) = (None, None, None);
    let (mut time, mut days, mut offset, mut afternoon) = (None, 0, None, None);
    let letters = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    for word in letters.flat_map(split_date) {
        let lower = word.to_ascii_lowercase();
        if word.contains(':') && time.is_none() {
            let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(word.len());
            (time, days) = clock(&word[..end]).map(|(time, days)| (Some(time), days))?;
            match word[end..].to_ascii_lowercase().as_str() {
                "" => {}
                "am" => afternoon = Some(false),
                "pm" => afternoon = Some(true),
                glued => offset = zone(glued),
            }
        } else if let Some(value) = number(word) {
            match (day, year) {
                (None, _) if (1..=31).contains(&value) && word.len() <= 2 => day = Some(value),
                (_, None) => year = Some(full_year(value, word.len())?),
                _ => {}
            }
        } else if matches!(lower.as_str(), "am" | "pm") {
            afternoon = Some(lower == "pm");
        } else if let (None, Some(at)) = (month, MONTHS.iter().position(|name| lower.starts_with(name))) {
            month = i32::try_from(at + 1).ok();
        } else if time.is_some() && offset.is_none() {
            offset = zone(word);
        }
    }
    let mut time = time.unwrap_or_else(Time::midnight);
    match afternoon {
        Some(true) if time.hour() < 12 => time = Time::new(time.hour() + 12, time.minute(), time.second(), 0).ok()?,
        Some(false) if time.hour() == 12 => time = Time::new(0, time.minute(), time.second(), 0).ok()?,
        _ => {}
    }
    instant(date(year?, month?, day?)?, time, days, offset.unwrap_or(0))
}

/// `01-Feb-2024` in three.
fn split_date(word: &str) -> impl Iterator<Item = &str> {
    let parted = word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic());
    word.split(move |c| parted && c == '-').map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty())
}

fn full_year(value: i32, digits: usize) -> Option<i32> {
    match digits {
        2 if value < 70 => Some(value + 2000),
        2 | 3 => Some(value + 1900),
        4 => Some(value),
        _ => None,
    }
}

/// `9:05`, `09:05:30.25`, and how many days to add: `24:00` is the next day's midnight, `23:59:60` its last second.
fn clock(text: &str) -> Option<(Time, i32)> {
    let text = text.replace(',', ".");
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?, parts.next().unwrap_or("0"));
    let seconds = parts.next().unwrap_or("0");
    let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let nanos = format!("{:0<9.9}", fraction).parse().unwrap_or(0);
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?.min(59));
    let days = i32::from(hour == 24);
    let hour = if hour == 24 { 0 } else { hour };
    let part = |value: i32| i8::try_from(value).ok();
    Some((Time::new(part(hour)?, part(minute)?, part(second)?, nanos).ok()?, days))
}

/// Minutes east of Greenwich.
fn zone(text: &str) -> Option<i32> {
    let text = text.trim_matches(['(', ')']);
    let lower = text.to_ascii_lowercase();
    let signed = lower.trim_start_matches("gmt").trim_start_matches("utc");
    if let Some(sign) = signed.bytes().next().filter(|byte| matches!(byte, b'+' | b'-')) {
        let digits: String = signed[1..].chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = match digits.len() {
            1 | 2 => (number(&digits)?, 0),
            3 => (number(&digits[..1])?, number(&digits[1..])?),
            4.. => (number(&digits[..2])?, number(&digits[2..4])?),
            0 => return None,
        };
        let minutes = hours * 60 + minutes;
        return (minutes <= 26 * 60).then_some(if sign == b'-' { -minutes } else { minutes });
    }
    if lower.len() == 1 {
        return Some(0);
    }
    ZONES.iter().find(|(name, _)| *name == lower).map(|(_, minutes)| *minutes)
}

fn number(text: &str) -> Option<i32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn instant(date: Date, time: Time, days: i32, offset_minutes: i32) -> Option<Timestamp> {
    let date = if days == 1 { date.tomorrow().ok()? } else { date };
    let offset = Offset::from_seconds(offset_minutes * 60).ok()?;
    offset.to_timestamp(DateTime::from_parts(date, time)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_every_kind_are_read() {
        let cases = [
            ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
            ("2024-05-01T10:00:00.25+02:00", "2024-05-01T08:00:00.25Z"),
            ("2024-05-01T10:00:00+0200", "2024-05-01T08:00:00Z"),
            ("2024-05-01T10:00:00 -05:30", "2024-05-01T15:30:00Z"),
            ("2024-05-01 10:00", "2024-05-01T10:00:00Z"),
            ("2024-05-01T10:00:00 EST", "2024-05-01T15:00:00Z"),
            ("2024-05-01T24:00:00Z", "2024-05-02T00:00:00Z"),
            ("2024-05-01", "2024-05-01T00:00:00Z"),
            ("20240501", "2024-05-01T00:00:00Z"),
            ("2024-05", "2024-05-01T00:00:00Z"),
            ("2024", "2024-01-01T00:00:00Z"),
            ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00Z"),
            ("Wed, 01 May 2024 10:00:00 +0200", "2024-05-01T08:00:00Z"),
            ("Wednesday, 1 May 24 10:00 PDT", "2024-05-01T17:00:00Z"),
            ("Wed, 01 May 99 10:00:00 UT", "1999-05-01T10:00:00Z"),
            ("01 May 2024 10:00:60 Z", "2024-05-01T10:00:59Z"),
            ("May 1, 2024 9:05 PM", "2024-05-01T21:05:00Z"),
            ("May 1st 2024", "none"),
            ("Wed May  1 10:00:00 2024", "2024-05-01T10:00:00Z"),
            ("Wed May  1 10:00:00 CEST 2024", "2024-05-01T08:00:00Z"),
            ("01-May-2024 10:00:00 GMT", "2024-05-01T10:00:00Z"),
            ("Wed, 01 May 2024 10:00:00 GMT+2", "2024-05-01T08:00:00Z"),
            ("Wed, 1 May 2024 10:00:00 -0000", "2024-05-01T10:00:00Z"),
            ("Wrd, 1 Mayo 2024 10:00:00 A", "2024-05-01T10:00:00Z"),
            ("Wed, 01 May 2024 00:00 (EDT)", "2024-05-01T04:00:00Z"),
            ("yesterday", "none"),
            ("2024-13-45", "none"),
            ("", "none"),
            ("99999999999999", "none"),
        ];
        for (given, wanted) in cases {
            let read = read(given).map_or("none".to_owned(), |date| date.to_string());
            assert_eq!(read, wanted, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn what_jiff_writes_is_read_back(seconds in -2_000_000_000i64..4_000_000_000, offset in -840i32..840) {
            let stamp = Timestamp::from_second(seconds).unwrap();
            let zoned = stamp.to_zoned(Offset::from_seconds(offset * 60).unwrap().to_time_zone());
            prop_assert_eq!(read(&zoned.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()), Some(stamp));
            prop_assert_eq!(read(&zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()), Some(stamp));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9a-zA-Z:+., ()-]{0,40}|\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
