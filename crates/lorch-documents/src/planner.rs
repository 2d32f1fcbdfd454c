//! The document of an activity: what is planned, how it repeats, and what is exceptional about single days.
//!
//! A tag is a field of its own, and so is each thing that is said of one occurrence: two devices that add tags, or tick
//! off two days, both keep what they said. What is said of an occurrence stands in `on:<day>:<field>`, where nothing but
//! what differs from the series is written; `false` stands there for what the series has and the occurrence has not.

mod rule;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use lorch_model::{
    Timestamp,
    id::Id,
    made::{FieldEdit, Fields, Value},
    planner::{Exceptional, KeptActivity, Kind, Local, MOST_BEFORE, Plan, Reminder, Repeat, lines, one_line},
};

use crate::{
    Change, DocumentError, Made,
    fields::{self, REMOVED, Wish, text, time},
};

/// Word of this kind in the log.
pub const KIND: &str = "activity";
/// Schema number of the documents made today.
pub const SCHEMA: u32 = 1;

const TAG: &str = "tag:";
const DONE: &str = "done";
const REPEAT: &str = "repeat";
const UNTIL: &str = "until";
const SKIPPED: &str = "skipped";
/// Minutes ahead, or a moment by the clock on the wall: one field, so that of two devices one says it all.
const REMINDER: &str = "reminder";

/// The first change of the document of the activity `id`.
pub fn genesis(id: &Id) -> Result<Change, DocumentError> {
    fields::genesis(&[("schema", Value::Number(i64::from(SCHEMA))), ("id", id.to_string().as_str().into())])
}

/// The change that makes the document hold what is wished, or `None` when it holds all of it already. What undoes a
/// new one is to remove it.
pub fn put(
    bodies: &[Vec<u8>],
    origin: &Id,
    at: Timestamp,
    wishes: Vec<Wish>,
    is_new: bool,
) -> Result<Option<Made>, DocumentError> {
    let mut made = fields::put(bodies, origin, at, wishes)?;
    if let (true, Some(made)) = (is_new, &mut made) {
        made.edits = vec![FieldEdit { field: REMOVED.to_owned(), from: Some(Value::Time(at)), to: None }];
    }
    Ok(made)
}

/// The activity that the changes add up to, in whatever order they came.
pub fn project(bodies: &[Vec<u8>]) -> Result<KeptActivity, DocumentError> {
    shown(&fields::read(bodies)?)
}

/// The activity that these fields say. What no version of Lorch would write is left out.
pub fn shown(fields: &Fields) -> Result<KeptActivity, DocumentError> {
    let id = text(fields, "id").and_then(|id| id.parse().ok()).ok_or(DocumentError::Missing("id"))?;
    let plan = plan(fields);
    let repeat = text(fields, REPEAT).and_then(|rule| rule::read(&rule));
    let repeat = repeat.map(|rule| {
        let until = text(fields, UNTIL).and_then(|day| day.parse::<Local>().ok()).map(Local::day);
        let rule = Repeat { until, count: rule.count.filter(|_| until.is_none()), ..rule };
        plan.anchor().map_or(rule.clone(), |begins| rule.normal(begins.day()))
    });
    let mut exceptions = BTreeMap::new();
    if repeat.is_some() && plan.anchor().is_some() {
        for (day, said) in said_by_day(fields) {
            let skipped = said.get(SKIPPED) == Some(&Value::Flag(true));
            let changed = said.keys().any(|field| field != SKIPPED && field != DONE);
            exceptions.insert(day, Exceptional { skipped, changed, plan: over(&plan.on(day), said) });
        }
    }
    Ok(KeptActivity { id, plan, repeat, exceptions, removed: time(fields, REMOVED) })
}

/// What a new activity says; `carried` comes from the series it was part of.
pub fn added(plan: &Plan, repeat: Option<&Repeat>, carried: Fields) -> Vec<Wish> {
    let mut wishes = changed(&Fields::new(), plan, repeat, &[]);
    wishes.extend(carried.into_iter().map(|(field, value)| (field, Some(value))));
    wishes
}

/// What makes a document that holds `fields` say this of the whole series, as far as it says something else or the edit
/// is of what is `named`: where two devices said two things at once, saying one of them again settles it.
pub fn changed(fields: &Fields, plan: &Plan, repeat: Option<&Repeat>, named: &[&str]) -> Vec<Wish> {
    let mut wanted = values(plan);
    if let Some(repeat) = repeat {
        wanted.insert(REPEAT.to_owned(), Value::Text(rule::written(repeat)));
        if let Some(until) = repeat.until {
            wanted.insert(UNTIL.to_owned(), Value::Text(until.to_string()));
        }
    }
    let is_own = |field: &str| is_said(field) || field == REPEAT || field == UNTIL;
    let here = fields.iter().filter(|(field, _)| is_own(field)).map(|(field, value)| (field.clone(), value.clone()));
    differing(&here.collect(), wanted, named)
}

/// As [`changed`], of the occurrence of `day`.
pub fn on_day(fields: &Fields, day: Date, plan: &Plan, named: &[&str]) -> Vec<Wish> {
    let (series, said) = (values(&self::plan(fields).on(day)), values(plan));
    let mut wanted: Fields =
        said.clone().into_iter().filter(|(field, value)| series.get(field) != Some(value)).collect();
    for field in series.into_keys().filter(|field| !said.contains_key(field)) {
        wanted.insert(field, Value::Flag(false));
    }
    let mut here = said_by_day(fields).remove(&day).unwrap_or_default();
    here.remove(SKIPPED);
    let wishes = differing(&here, wanted, named).into_iter();
    wishes.map(|(field, value)| (format!("on:{day}:{field}"), value)).collect()
}

/// What leaves the occurrence of `day` out.
pub fn skipped(day: Date) -> Vec<Wish> {
    vec![(format!("on:{day}:{SKIPPED}"), Some(Value::Flag(true)))]
}

/// What ends a series before `day`, and what was said of the days from then on.
pub fn ended(fields: &Fields, repeat: &Repeat, day: Date) -> (Vec<Wish>, Fields) {
    let rule = Repeat { count: None, ..repeat.clone() };
    let last = lorch_model::planner::plus(day, -1);
    let mut wishes = vec![
        (REPEAT.to_owned(), Some(Value::Text(rule::written(&rule)))),
        (UNTIL.to_owned(), Some(Value::Text(last.to_string()))),
    ];
    let mut carried = Fields::new();
    for (on, said) in said_by_day(fields).range(day..) {
        for (field, value) in said {
            let name = format!("on:{on}:{field}");
            wishes.push((name.clone(), None));
            // Of the day itself the edit says all, but for whether it is done.
            if *on > day || field == DONE {
                carried.insert(name, value.clone());
            }
        }
    }
    (wishes, carried)
}

/// What removes it: a tombstone, the document stays.
pub fn removed(at: Timestamp) -> Vec<Wish> {
    vec![(REMOVED.to_owned(), Some(Value::Time(at)))]
}

/// What lifts the tombstone.
pub fn restored() -> Vec<Wish> {
    vec![(REMOVED.to_owned(), None)]
}

fn differing(here: &Fields, wanted: Fields, named: &[&str]) -> Vec<Wish> {
    let gone: Vec<Wish> =
        here.keys().filter(|field| !wanted.contains_key(*field)).map(|field| (field.clone(), None)).collect();
    let is_named = |field: &str| named.contains(&field.split(':').next().unwrap_or(field));
    let said = wanted.into_iter().filter(|(field, value)| here.get(field) != Some(value) || is_named(field));
    gone.into_iter().chain(said.map(|(field, value)| (field, Some(value)))).collect()
}

fn is_said(field: &str) -> bool {
    field.starts_with(TAG)
        || ["kind", "title", "notes", "start", "minutes", "days", "due", "zone", REMINDER, DONE].contains(&field)
}

/// What is said of single days, by their fields.
fn said_by_day(fields: &Fields) -> BTreeMap<Date, Fields> {
    let mut days: BTreeMap<Date, Fields> = BTreeMap::new();
    for (name, value) in fields {
        let said = name.strip_prefix("on:").and_then(|rest| rest.split_once(':'));
        let Some((day, field)) = said else { continue };
        if let (true, Ok(Local::Day(day))) = (is_said(field) || field == SKIPPED, day.parse()) {
            days.entry(day).or_default().insert(field.to_owned(), value.clone());
        }
    }
    days
}

/// What an occurrence says over what its series says of its day.
fn over(series: &Plan, said: Fields) -> Plan {
    let mut fields = values(series);
    for (field, value) in said {
        match value {
            Value::Flag(false) => drop(fields.remove(&field)),
            value => drop(fields.insert(field, value)),
        }
    }
    plan(&fields)
}

fn plan(fields: &Fields) -> Plan {
    let line = |name: &str| one_line(&text(fields, name).unwrap_or_default());
    let local = |name: &str| text(fields, name).and_then(|local| local.parse::<Local>().ok());
    let number = |name: &str, most: u32| match fields.get(name) {
        Some(Value::Number(number)) => u32::try_from(*number).ok().filter(|number| *number <= most),
        _ => None,
    };
    let tags: BTreeSet<String> = fields
        .iter()
        .filter(|(_, value)| **value == Value::Flag(true))
        .filter_map(|(field, _)| field.strip_prefix(TAG).map(one_line))
        .filter(|tag| !tag.is_empty())
        .collect();
    Plan {
        kind: if text(fields, "kind").as_deref() == Some(Kind::Event.word()) { Kind::Event } else { Kind::Task },
        title: line("title"),
        notes: lines(&text(fields, "notes").unwrap_or_default()),
        start: local("start"),
        minutes: number("minutes", lorch_model::planner::MOST_MINUTES),
        days: number("days", lorch_model::planner::MOST_DAYS),
        due: local("due"),
        zone: line("zone"),
        tags: tags.into_iter().collect(),
        reminder: number(REMINDER, MOST_BEFORE)
            .map(|before| Reminder::Before { before })
            .or_else(|| local(REMINDER).map(|at| Reminder::At { at })),
        done: time(fields, DONE),
    }
    .with_lengths()
}

fn values(plan: &Plan) -> Fields {
    let local = |local: Option<Local>| local.map(|local| Value::Text(local.to_string()));
    let number = |number: Option<u32>| number.map(|number| Value::Number(number.into()));
    let text = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    let named = [
        ("kind", Some(Value::Text(plan.kind.word().to_owned()))),
        ("title", text(&plan.title)),
        ("notes", text(&plan.notes)),
        ("start", local(plan.start)),
        ("minutes", number(plan.minutes)),
        ("days", number(plan.days)),
        ("due", local(plan.due)),
        ("zone", text(&plan.zone)),
        (
            REMINDER,
            plan.reminder.map(|reminder| match reminder {
                Reminder::Before { before } => Value::Number(before.into()),
                Reminder::At { at } => Value::Text(at.to_string()),
            }),
        ),
        (DONE, plan.done.map(Value::Time)),
    ];
    let tags = plan.tags.iter().map(|tag| (format!("{TAG}{tag}"), Value::Flag(true)));
    named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).chain(tags).collect()
}

#[cfg(test)]
mod tests;
