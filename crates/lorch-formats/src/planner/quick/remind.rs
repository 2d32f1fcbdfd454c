//! When to remind of it.

use jiff::civil::{Date, DateTime, Time};
use lorch_model::planner::{Local, MOST_BEFORE, Reminder, plus};

use super::{
    cut::Word,
    dates,
    times::{self, Length},
};

const REMIND: [&str; 6] = ["remind", "reminder", "erinnern", "erinnere", "erinnerung", "erinner"];
const WHOM: [&str; 2] = ["me", "mich"];
const BEFORE: [&str; 8] = ["before", "earlier", "ahead", "vorher", "davor", "früher", "zuvor", "vor"];
const AT_ITS_TIME: [[&str; 2]; 4] = [["at", "start"], ["on", "time"], ["zu", "beginn"], ["zum", "beginn"]];

/// When somebody wants to be reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// So many minutes before.
    Before(u32),
    /// At a time, of the same day where no other was said.
    At(Option<Date>, Time),
}

impl Wanted {
    /// The reminder of what begins, or is due, at `anchor`.
    pub(super) fn of(self, anchor: Option<Local>, now: DateTime) -> Reminder {
        match self {
            Self::Before(before) => Reminder::Before { before },
            Self::At(day, time) => {
                let today = if time < now.time() { plus(now.date(), 1) } else { now.date() };
                Reminder::At { at: Local::at(day.or(anchor.map(Local::day)).unwrap_or(today), time) }
            }
        }
    }
}

/// A reminder and how many words say it: `remind 10 min before`, `remind me 1 day before`, `remind at 8:00`,
/// `Erinnerung 1 h vorher`.
pub(super) fn wanted(rest: &[Word], now: DateTime) -> Option<(Wanted, usize)> {
    if !REMIND.contains(&rest[0].low.as_str()) {
        return None;
    }
    let says = |at: usize, words: &[&str]| rest.get(at).is_some_and(|word| words.contains(&word.low.as_str()));
    let begun = 1 + usize::from(says(1, &WHOM));
    let behind = rest.get(begun..).filter(|behind| !behind.is_empty())?;
    if AT_ITS_TIME.iter().any(|words| words.iter().enumerate().all(|(place, word)| says(begun + place, &[*word]))) {
        return Some((Wanted::Before(0), begun + 2));
    }
    if let Some((length, taken)) = times::length(behind) {
        let minutes = match length {
            Length::Minutes(minutes) => minutes,
            Length::Days(days) => days.checked_mul(24 * 60)?,
        };
        let taken = begun + taken;
        return (minutes <= MOST_BEFORE).then(|| (Wanted::Before(minutes), taken + usize::from(says(taken, &BEFORE))));
    }
    let skipped = usize::from(says(begun, &["on", "am"]));
    let day = behind.get(skipped..).filter(|day| !day.is_empty()).and_then(|rest| dates::day(rest, false, now));
    let (day, taken) = day.map_or((None, 0), |(day, taken)| (Some(day), skipped + taken));
    let (clock, more) = behind.get(taken..).filter(|clock| !clock.is_empty()).and_then(times::clock)?;
    clock.until.is_none().then_some((Wanted::At(day, clock.from), begun + taken + more))
}
