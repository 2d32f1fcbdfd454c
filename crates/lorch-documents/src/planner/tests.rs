#![allow(clippy::unwrap_used)]

use super::*;
use lorch_model::planner::{ActivityEdit, Every};

const ID: Id = Id([7; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn edit(json: &str) -> ActivityEdit {
    serde_json::from_str(json).unwrap()
}

/// What a device writes into the document, if it is anything.
fn then(bodies: &mut Vec<Vec<u8>>, origin: u8, second: i64, wishes: Vec<Wish>) -> Vec<FieldEdit> {
    let Some(made) = put(bodies, &Id([origin; 16]), at(second), wishes, false).unwrap() else { return Vec::new() };
    bodies.push(made.change.body);
    made.edits
}

fn begun(json: &str, repeat: Option<Repeat>) -> Vec<Vec<u8>> {
    let mut bodies = vec![genesis(&ID).unwrap().body];
    let plan = Plan::made(&edit(json), "Europe/Berlin", at(0)).unwrap();
    then(&mut bodies, 1, 1, added(&plan, repeat.as_ref(), Fields::new()));
    bodies
}

/// An edit of the whole, as one device makes it.
fn change(bodies: &mut Vec<Vec<u8>>, origin: u8, json: &str) -> Vec<FieldEdit> {
    let fields = fields::read(bodies).unwrap();
    let kept = shown(&fields).unwrap();
    let edit = edit(json);
    let plan = kept.plan.edited(&edit, at(9)).unwrap();
    then(bodies, origin, 9, changed(&fields, &plan, kept.repeat.as_ref(), &edit.named()))
}

fn change_day(bodies: &mut Vec<Vec<u8>>, origin: u8, on: &str, json: &str) {
    let fields = fields::read(bodies).unwrap();
    let plan = lorch_model::planner::plan_on(&shown(&fields).unwrap(), day(on)).unwrap();
    let edit = edit(json);
    then(bodies, origin, 9, on_day(&fields, day(on), &plan.edited(&edit, at(9)).unwrap(), &edit.named()));
}

const RUN: &str = r#"{"title": "Run", "start": "2026-12-01T07:00", "tags": ["legs"]}"#;

fn weekly() -> Option<Repeat> {
    Some(Repeat::each(Every::Week))
}

#[test]
fn an_activity_begins_with_the_same_bytes_everywhere() {
    let hash: String = genesis(&ID).unwrap().hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // A released genesis can never change: two versions of Lorch would lose one side of a merge.
    assert_eq!(hash, "33f388f5748209f217f7a756fced4a83ad1fd0a6d4b1c13e35f40dac26066768");
}

#[test]
fn what_was_said_is_what_is_shown_and_saying_it_again_changes_nothing() {
    let mut bodies = begun(RUN, weekly());
    let kept = project(&bodies).unwrap();
    assert_eq!((kept.plan.title.as_str(), kept.plan.minutes, kept.plan.tags.len()), ("Run", Some(60), 1));
    assert_eq!((kept.repeat, kept.id), (weekly(), ID));
    assert!(change(&mut bodies, 1, "{}").is_empty());
    assert_eq!(change(&mut bodies, 1, r#"{"minutes": 30}"#).len(), 1);
}

#[test]
fn what_two_devices_change_of_an_activity_is_both_kept() {
    let (mut one, mut two) = (begun(RUN, None), begun(RUN, None));
    change(&mut one, 1, r#"{"tags": ["legs", "early"], "title": "Long run"}"#);
    change(&mut two, 2, r#"{"tags": ["sport"], "start": "2026-12-02T08:00", "notes": "slowly"}"#);
    let together: Vec<_> = one.iter().chain(&two).cloned().collect();
    let plan = project(&together).unwrap().plan;
    assert_eq!(plan.tags, ["early", "sport"], "two were added and one was taken away");
    assert_eq!((plan.title.as_str(), plan.notes.as_str()), ("Long run", "slowly"));
    assert_eq!(plan.start.unwrap().to_string(), "2026-12-02T08:00");
}

#[test]
fn what_two_devices_say_of_single_days_is_both_kept() {
    let (mut one, mut two) = (begun(RUN, weekly()), begun(RUN, weekly()));
    change_day(&mut one, 1, "2026-12-08", r#"{"done": true}"#);
    change_day(&mut one, 1, "2026-12-15", r#"{"start": "2026-12-16T07:00"}"#);
    change_day(&mut two, 2, "2026-12-15", r#"{"title": "With Ada", "tags": []}"#);
    then(&mut two, 2, 9, skipped(day("2026-12-22")));
    change(&mut two, 2, r#"{"minutes": 45}"#);
    let kept = project(&one.iter().chain(&two).cloned().collect::<Vec<_>>()).unwrap();
    let of = |on: &str| kept.exceptions[&day(on)].clone();
    assert_eq!(of("2026-12-08").plan.done, Some(at(9)));
    assert!(!of("2026-12-08").changed && of("2026-12-22").skipped);
    let moved = of("2026-12-15").plan;
    assert_eq!((moved.start.unwrap().to_string().as_str(), moved.title.as_str()), ("2026-12-16T07:00", "With Ada"));
    assert_eq!((moved.tags.len(), moved.minutes), (0, Some(45)), "and what is said of the series holds there too");
}

#[test]
fn a_reminder_is_a_field_of_its_own_and_goes_along_with_each_of_a_series() {
    let (mut one, mut two) = (begun(RUN, weekly()), begun(RUN, weekly()));
    assert_eq!(change(&mut one, 1, r#"{"reminder": {"at": "2026-11-30T20:00"}}"#).len(), 1);
    change(&mut two, 2, r#"{"title": "Long run"}"#);
    change_day(&mut one, 1, "2026-12-15", r#"{"reminder": null}"#);
    change_day(&mut one, 1, "2026-12-22", r#"{"reminder": {"before": 15}}"#);
    let kept = project(&one.iter().chain(&two).cloned().collect::<Vec<_>>()).unwrap();
    let on = |text: &str| lorch_model::planner::plan_on(&kept, day(text)).unwrap();
    let own = |text: &str| Some(Reminder::At { at: text.parse().unwrap() });
    assert_eq!((on("2026-12-08").reminder, on("2026-12-08").title.as_str()), (own("2026-12-07T20:00"), "Long run"));
    assert_eq!((on("2026-12-15").reminder, on("2026-12-22").reminder), (None, Some(Reminder::Before { before: 15 })));
    assert!(change(&mut one, 1, r#"{"reminder": {"before": 1}}"#).len() == 1 && project(&one).is_ok());
}

#[test]
fn what_two_devices_said_at_once_is_listed_until_somebody_speaks_of_it() {
    let (mut one, mut two) = (begun(RUN, None), begun(RUN, None));
    change(&mut one, 1, r#"{"title": "Long run"}"#);
    change(&mut two, 2, r#"{"title": "Hill run"}"#);
    let mut bodies: Vec<_> = one.iter().chain(&two[2..]).cloned().collect();
    change(&mut bodies, 1, r#"{"minutes": 30}"#);
    assert_eq!(crate::history::conflicts(&bodies).unwrap().len(), 1, "of the title nothing was said");
    let shown = project(&bodies).unwrap().plan.title;
    change(&mut bodies, 1, &format!(r#"{{"title": "{shown}"}}"#));
    assert_eq!(crate::history::conflicts(&bodies).unwrap().len(), 0);
}

#[test]
fn what_is_said_as_the_series_has_it_is_no_exception() {
    let mut bodies = begun(RUN, weekly());
    change_day(&mut bodies, 1, "2026-12-08", r#"{"start": "2026-12-09T07:00", "notes": "x", "done": true}"#);
    change_day(&mut bodies, 1, "2026-12-08", r#"{"start": "2026-12-08T07:00", "notes": "", "done": false}"#);
    assert_eq!(project(&bodies).unwrap().exceptions, BTreeMap::new());
}

#[test]
fn a_series_ends_and_hands_over_what_was_said_of_later_days() {
    let mut bodies = begun(RUN, Some(Repeat { count: Some(9), ..weekly().unwrap() }));
    for on in ["2026-12-08", "2026-12-15", "2026-12-22"] {
        change_day(&mut bodies, 1, on, r#"{"done": true, "title": "Hill"}"#);
    }
    let fields = fields::read(&bodies).unwrap();
    let repeat = shown(&fields).unwrap().repeat.unwrap();
    let (wishes, carried) = ended(&fields, &repeat, day("2026-12-15"));
    then(&mut bodies, 1, 10, wishes);
    let kept = project(&bodies).unwrap();
    assert_eq!((kept.repeat.as_ref().unwrap().until, kept.repeat.unwrap().count), (Some(day("2026-12-14")), None));
    assert_eq!(kept.exceptions.keys().copied().collect::<Vec<_>>(), [day("2026-12-08")]);
    let carried: Vec<&str> = carried.keys().map(String::as_str).collect();
    assert_eq!(carried, ["on:2026-12-15:done", "on:2026-12-22:done", "on:2026-12-22:title"]);
}

#[test]
fn removing_an_activity_is_a_tombstone_that_can_be_lifted() {
    let mut bodies = begun(RUN, None);
    let before = project(&bodies).unwrap();
    then(&mut bodies, 1, 5, removed(at(5)));
    assert_eq!(project(&bodies).unwrap().removed, Some(at(5)));
    then(&mut bodies, 1, 6, restored());
    assert_eq!(project(&bodies).unwrap(), before);
}

#[test]
fn what_no_version_would_write_is_left_out() {
    let mut bodies = begun(RUN, weekly());
    let odd = [
        ("start", Value::Text("soon".into())),
        ("minutes", Value::Number(-1)),
        ("title", Value::Text("a\u{2}b\n c".into())),
        ("repeat", Value::Text("FREQ=SECONDLY".into())),
        ("on:2026-12-08", Value::Flag(true)),
        ("on:never:done", Value::Flag(true)),
        ("tag:", Value::Flag(true)),
        ("colour", Value::Text("of a later Lorch".into())),
    ];
    then(&mut bodies, 1, 5, odd.map(|(name, value)| (name.to_owned(), Some(value))).into());
    let kept = project(&bodies).unwrap();
    assert_eq!((kept.plan.start, kept.plan.minutes, kept.plan.title.as_str()), (None, None, "a b c"));
    assert_eq!((kept.repeat, kept.exceptions.len(), kept.plan.tags.len()), (None, 0, 1));
    change(&mut bodies, 1, r#"{"title": "Run"}"#);
    assert!(fields::read(&bodies).unwrap().contains_key("colour"), "what is not known is kept");
}
