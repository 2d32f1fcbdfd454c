//! What was understood, said in full, in English.

use jiff::civil::{Date, DateTime};
use lorch_model::planner::{ActivityEdit, DayOfWeek, Every, Kind, Local, Reminder, RepeatEdit};

use super::understood;

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The line that is understood as `edit`. The title stands in quotes where a word of it would be taken for more.
pub(super) fn said(edit: &ActivityEdit, now: DateTime) -> String {
    let title = edit.title.clone().unwrap_or_default();
    let plain = line(edit, &title);
    let is_understood = |line: &str| understood(line, now).is_some_and(|(again, _)| again == *edit);
    if is_understood(&plain) { plain } else { line(edit, &format!("\"{title}\"")) }
}

fn line(edit: &ActivityEdit, title: &str) -> String {
    let start = edit.start.flatten();
    let mut words = Vec::new();
    match edit.kind {
        Some(Kind::Task) if start.is_some() => words.push("todo:".to_owned()),
        Some(Kind::Event) if start.is_none() => words.push("event:".to_owned()),
        _ => {}
    }
    words.push(title.to_owned());
    words.extend(start.map(|start| day(start.day())));
    words.extend(start.and_then(Local::time).map(|time| format!("{}:{:02}", time.hour(), time.minute())));
    match (edit.days.flatten(), edit.minutes.flatten()) {
        (Some(1), _) => words.push("all day".to_owned()),
        (Some(days), _) => words.push(format!("all day {days} days")),
        (None, Some(minutes)) => words.push(format!("{minutes} min")),
        (None, None) => {}
    }
    if let Some(repeat) = edit.repeat.as_ref().and_then(Option::as_ref) {
        words.push(rule(repeat));
    }
    if let Some(due) = edit.due.flatten() {
        let time = due.time().map(|time| format!(" {}:{:02}", time.hour(), time.minute())).unwrap_or_default();
        words.push(format!("due {}{time}", day(due.day())));
    }
    match edit.reminder.flatten() {
        Some(Reminder::Before { before: 0 }) => words.push("remind at start".to_owned()),
        Some(Reminder::Before { before }) => words.push(ahead(before)),
        Some(Reminder::At { at }) => {
            let time = at.time().unwrap_or_default();
            words.push(format!("remind {} {}:{:02}", day(at.day()), time.hour(), time.minute()));
        }
        None => {}
    }
    words.extend(edit.tags.iter().flatten().map(|tag| format!("#{tag}")));
    words.join(" ")
}

fn ahead(minutes: u32) -> String {
    match minutes {
        1_440 => "remind 1 day before".to_owned(),
        days if days % (24 * 60) == 0 => format!("remind {} days before", days / (24 * 60)),
        hours if hours % 60 == 0 && hours < 24 * 60 => format!("remind {} h before", hours / 60),
        minutes => format!("remind {minutes} min before"),
    }
}

fn day(day: Date) -> String {
    format!("{} {}", NAMES[DayOfWeek::of(day) as usize], day.strftime("%-d %b %Y"))
}

fn rule(repeat: &RepeatEdit) -> String {
    let unit = match repeat.every {
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
        Every::Year => "year",
    };
    let mut text = match repeat.interval {
        None => format!("every {unit}"),
        Some(interval) => format!("every {interval} {unit}s"),
    };
    if let Some(weekdays) = &repeat.weekdays {
        let names: Vec<&str> = weekdays.iter().map(|weekday| NAMES[*weekday as usize]).collect();
        text.push_str(&format!(" on {}", names.join(" and ")));
    }
    match (repeat.until, repeat.count) {
        (Some(until), _) => text.push_str(&format!(" until {}", day(until))),
        (None, Some(count)) => text.push_str(&format!(" {count} times")),
        (None, None) => {}
    }
    text
}
