//! Times and rules as a line says them.

use jiff::civil::Date;
use lorch_model::{
    planner::{Activity, Every, Local, Monthly, Reminder, Repeat},
    told::ahead,
};
use serde::Deserialize;

/// A list that has one page only.
#[derive(Deserialize)]
pub(super) struct Items<T> {
    pub items: Vec<T>,
}

/// `Thu 3 Dec 2026`.
pub(super) fn day(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// `Thu 3 Dec 2026 09:30, 45 min, every week`; nothing where nothing is said.
pub(super) fn when(activity: &Activity) -> String {
    let mut parts = Vec::new();
    parts.extend(activity.start.map(local));
    match (activity.minutes, activity.days) {
        (Some(minutes), _) if minutes > 0 => parts.push(format!("{minutes} min")),
        (_, Some(days @ 2..)) => parts.push(format!("{days} days")),
        _ => {}
    }
    parts.extend(activity.due.map(|due| format!("due {}", local(due))));
    parts.extend(activity.repeat.as_ref().map(rule));
    parts.extend(activity.reminder.map(reminder));
    parts.join(", ")
}

/// `#legs #early`.
pub(super) fn tags(tags: &[String]) -> String {
    tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
}

fn reminder(reminder: Reminder) -> String {
    match reminder {
        Reminder::Before { before } => format!("reminder {}", ahead(before)),
        Reminder::At { at } => format!("reminder {}", local(at)),
    }
}

fn local(local: Local) -> String {
    match local.time() {
        Some(time) => format!("{} {:02}:{:02}", day(local.day()), time.hour(), time.minute()),
        None => day(local.day()),
    }
}

fn rule(repeat: &Repeat) -> String {
    let unit = match repeat.every {
        Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
        Every::Year => "year",
    };
    let mut text = match repeat.interval {
        1 => format!("every {unit}"),
        interval => format!("every {interval} {unit}s"),
    };
    if !repeat.weekdays.is_empty() {
        let names = repeat.weekdays.iter().map(|weekday| {
            let word = weekday.word();
            let full = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            full.into_iter().find(|name| name.to_uppercase().starts_with(word)).unwrap_or(word)
        });
        text += &format!(" on {}", names.collect::<Vec<_>>().join(", "));
    }
    if repeat.monthly == Monthly::Weekday {
        text += " on that weekday";
    }
    match (repeat.until, repeat.count) {
        (Some(until), _) => text + &format!(" until {}", day(until)),
        (None, Some(count)) => text + &format!(", {count} times"),
        (None, None) => text,
    }
}
