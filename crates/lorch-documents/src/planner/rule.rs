//! A rule as the document has it: parts of an RRULE. What follows from the beginning is not said, so that it moves along.

use lorch_model::planner::{DayOfWeek, Every, MOST_COUNT, MOST_INTERVAL, Monthly, Repeat};

const UNITS: [(&str, Every); 4] =
    [("DAILY", Every::Day), ("WEEKLY", Every::Week), ("MONTHLY", Every::Month), ("YEARLY", Every::Year)];

/// `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR`. Its last day is a field of its own.
pub(super) fn written(rule: &Repeat) -> String {
    let unit = UNITS.iter().find(|(_, unit)| *unit == rule.every).map_or("DAILY", |(word, _)| word);
    let mut text = format!("FREQ={unit}");
    if rule.interval != 1 {
        text.push_str(&format!(";INTERVAL={}", rule.interval));
    }
    if !rule.weekdays.is_empty() {
        let days: Vec<&str> = rule.weekdays.iter().map(|day| day.word()).collect();
        text.push_str(&format!(";BYDAY={}", days.join(",")));
    }
    if rule.monthly == Monthly::Weekday {
        text.push_str(";BY=WEEKDAY");
    }
    if let Some(count) = rule.count {
        text.push_str(&format!(";COUNT={count}"));
    }
    text
}

/// Reads back what [`written`] wrote; `None` for what it never writes.
pub(super) fn read(text: &str) -> Option<Repeat> {
    let mut rule = Repeat::each(Every::Day);
    let mut has_unit = false;
    for part in text.split(';') {
        match part.split_once('=')? {
            ("FREQ", word) => {
                rule.every = UNITS.iter().find(|(unit, _)| *unit == word)?.1;
                has_unit = true;
            }
            ("INTERVAL", number) => rule.interval = number.parse().ok().filter(|n| (1..=MOST_INTERVAL).contains(n))?,
            ("BYDAY", days) => {
                let day = |word: &str| DayOfWeek::ALL.into_iter().find(|day| day.word() == word);
                rule.weekdays = days.split(',').map(day).collect::<Option<_>>()?;
            }
            ("BY", "WEEKDAY") => rule.monthly = Monthly::Weekday,
            ("COUNT", number) => rule.count = Some(number.parse().ok().filter(|n| (1..=MOST_COUNT).contains(n))?),
            _ => return None,
        }
    }
    has_unit.then_some(rule)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_rule_is_read_back(
            every in prop::sample::select(UNITS.map(|(_, unit)| unit).to_vec()),
            interval in 1_u16..=99,
            weekdays in prop::collection::vec(prop::sample::select(DayOfWeek::ALL.to_vec()), 0..7),
            monthly in prop::sample::select(vec![Monthly::Day, Monthly::Weekday]),
            count in prop::option::of(1_u32..=999),
        ) {
            let rule = Repeat { every, interval, weekdays, monthly, until: None, count };
            prop_assert_eq!(read(&written(&rule)), Some(rule));
        }

        #[test]
        fn what_is_no_rule_is_none(text in ".*") {
            let _ = read(&text);
        }
    }

    #[test]
    fn what_was_never_written_is_none() {
        for text in
            ["", "FREQ=HOURLY", "INTERVAL=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=1000", "FREQ=WEEKLY;BYDAY=XX"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
