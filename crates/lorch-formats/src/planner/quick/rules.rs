//! How something repeats.

use lorch_model::planner::{DayOfWeek, Every, MOST_COUNT, MOST_INTERVAL, Repeat};

use super::{
    cut::Word,
    words::{AND, EACH, each_weekday, number, weekday},
};

/// A rule and how many words say it: `daily`, `every 2 weeks on Tue and Fri`, `jeden Di und Fr`, `werktags`, `mondays`.
pub(super) fn rule(rest: &[Word]) -> Option<(Repeat, usize)> {
    let first = rest[0].low.as_str();
    if let Some(every) = adverb(first) {
        return Some((with_days(Repeat::each(every), rest, 1), 1 + days_behind(every, rest, 1)));
    }
    if ["weekdays", "werktags"].contains(&first) {
        return Some((working_days(), 1));
    }
    if each_weekday(&rest[0]).is_some() {
        let (days, taken) = list(rest, each_weekday);
        return Some((on(days), taken));
    }
    if first == "on" && rest.get(1).is_some_and(|word| word.low == "weekdays") {
        return Some((working_days(), 2));
    }
    if first == "on" && rest.get(1).and_then(each_weekday).is_some() {
        let (days, taken) = list(&rest[1..], each_weekday);
        return Some((on(days), taken + 1));
    }
    if first == "alle" {
        let interval = number(&rest.get(1)?.low)?;
        return unit_behind(rest, 2, interval);
    }
    if !EACH.contains(&first) {
        return None;
    }
    let second = rest.get(1)?;
    if ["weekday", "werktag", "workday"].contains(&second.low.as_str()) {
        return Some((working_days(), 2));
    }
    if let (days, taken @ 1..) = list(&rest[1..], |word| weekday(word, true)) {
        return Some((on(days), taken + 1));
    }
    match second.low.as_str() {
        "other" | "second" | "zweite" | "zweiten" | "zweites" | "2nd" | "2." => unit_behind(rest, 2, 2),
        "third" | "dritte" | "dritten" | "drittes" | "3rd" | "3." => unit_behind(rest, 2, 3),
        word => match number(word) {
            Some(interval) => unit_behind(rest, 2, interval),
            None => unit_behind(rest, 1, 1),
        },
    }
}

/// How often it repeats, and how many words say it: `5 times`, `5x`, `5 mal`.
pub(super) fn times(rest: &[Word]) -> Option<(u32, usize)> {
    let allowed = |count: &u32| (1..=MOST_COUNT).contains(count);
    let skipped = usize::from(rest[0].low == "for");
    let first = rest.get(skipped)?;
    if let Some(count) = first.low.strip_suffix(['x', '×']).and_then(number).filter(allowed) {
        return Some((count, skipped + 1));
    }
    let says = |word: &Word| ["times", "time", "mal", "x"].contains(&word.low.as_str());
    let count = number(&first.low).filter(allowed).filter(|_| rest.get(skipped + 1).is_some_and(says))?;
    Some((count, skipped + 2))
}

fn adverb(word: &str) -> Option<Every> {
    Some(match word {
        "daily" | "täglich" => Every::Day,
        "weekly" | "wöchentlich" => Every::Week,
        "monthly" | "monatlich" => Every::Month,
        "yearly" | "annually" | "jährlich" => Every::Year,
        _ => return None,
    })
}

fn unit(word: &str) -> Option<Every> {
    Some(match word {
        "day" | "days" | "tag" | "tage" => Every::Day,
        "week" | "weeks" | "woche" | "wochen" => Every::Week,
        "month" | "months" | "monat" | "monate" => Every::Month,
        "year" | "years" | "jahr" | "jahre" => Every::Year,
        _ => return None,
    })
}

fn unit_behind(rest: &[Word], at: usize, interval: u32) -> Option<(Repeat, usize)> {
    let every = unit(&rest.get(at)?.low)?;
    let interval = u16::try_from(interval).ok().filter(|interval| (1..=MOST_INTERVAL).contains(interval))?;
    let rule = Repeat { interval, ..Repeat::each(every) };
    Some((with_days(rule, rest, at + 1), at + 1 + days_behind(every, rest, at + 1)))
}

/// `on Tue and Fri` behind a rule of weeks.
fn with_days(rule: Repeat, rest: &[Word], at: usize) -> Repeat {
    let weekdays = behind(rule.every, rest, at).map_or(Vec::new(), |(days, _)| days);
    Repeat { weekdays, ..rule }
}

fn days_behind(every: Every, rest: &[Word], at: usize) -> usize {
    behind(every, rest, at).map_or(0, |(_, taken)| taken)
}

fn behind(every: Every, rest: &[Word], at: usize) -> Option<(Vec<DayOfWeek>, usize)> {
    let is_on = |word: &Word| ["on", "am"].contains(&word.low.as_str());
    rest.get(at).filter(|word| every == Every::Week && is_on(word))?;
    let (days, taken) = list(rest.get(at + 1..)?, |word| weekday(word, true));
    (taken > 0).then_some((days, taken + 1))
}

/// Days of the week one behind the other, with `and` or a comma between them, and how many words they take.
fn list(rest: &[Word], day: impl Fn(&Word) -> Option<DayOfWeek>) -> (Vec<DayOfWeek>, usize) {
    let (mut days, mut taken) = (Vec::new(), 0);
    let mut at = 0;
    while let Some(word) = rest.get(at) {
        let joins = AND.contains(&word.low.as_str()) && taken > 0;
        match day(word) {
            Some(found) if !word.is_quoted => {
                days.push(found);
                taken = at + 1;
            }
            _ if joins && at == taken => {}
            _ => break,
        }
        at += 1;
    }
    days.sort_unstable();
    days.dedup();
    (days, taken)
}

fn on(weekdays: Vec<DayOfWeek>) -> Repeat {
    Repeat { weekdays, ..Repeat::each(Every::Week) }
}

fn working_days() -> Repeat {
    on(DayOfWeek::ALL[..5].to_vec())
}
