#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::planner::{ActivityEdit, Every, Exceptional, Repeat};

fn kept(json: &str, repeat: Option<Repeat>) -> KeptActivity {
    let edit: ActivityEdit = serde_json::from_str(json).unwrap();
    let plan = Plan::made(&edit, "Europe/Berlin", at("2026-12-31T00:00:00Z")).unwrap();
    KeptActivity { id: Id([1; 16]), plan, repeat, exceptions: BTreeMap::new(), removed: None }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// When each row begins, and whether it has happened.
fn said(kept: &KeptActivity, past: &str) -> Vec<String> {
    let row = |row: Entry| format!("{}{}", row.started, if row.planned { " planned" } else { "" });
    entries(kept, at(past)).into_iter().map(row).collect()
}

#[test]
fn an_event_has_happened_when_it_is_over_and_a_task_when_it_is_done() {
    let dentist = kept(r#"{"title": "Dentist", "start": "2026-12-03T09:30", "minutes": 45}"#, None);
    assert_eq!(said(&dentist, "2026-12-03T09:14:59Z"), ["2026-12-03T08:30:00Z planned"]);
    assert_eq!(said(&dentist, "2026-12-03T09:15:00Z"), ["2026-12-03T08:30:00Z"]);
    assert_eq!(next_over(&dentist, at("2026-12-01T00:00:00Z")), Some(at("2026-12-03T09:15:00Z")));
    assert_eq!(next_over(&dentist, at("2026-12-03T09:15:00Z")), None);
    let fair = kept(r#"{"title": "Fair", "start": "2026-12-03", "days": 2}"#, None);
    assert_eq!(next_over(&fair, at("2026-12-01T00:00:00Z")), Some(at("2026-12-04T23:00:00Z")));
    let open = kept(r#"{"title": "Tax", "due": "2026-12-03"}"#, None);
    assert_eq!(said(&open, "2027-01-01T00:00:00Z"), ["2026-12-02T23:00:00Z planned"]);
    let done = kept(r#"{"title": "Tax", "due": "2026-12-03", "done": true}"#, None);
    assert_eq!(said(&done, "1990-01-01T00:00:00Z"), ["2026-12-31T00:00:00Z"]);
    assert_eq!(said(&KeptActivity { removed: Some(Timestamp::UNIX_EPOCH), ..done }, "2027-01-01T00:00:00Z"), [""; 0]);
}

#[test]
fn of_a_series_each_one_happens_by_itself_and_the_whole_is_found() {
    let mut run =
        kept(r#"{"title": "Run", "start": "2026-12-01T07:00", "tags": ["legs"]}"#, Some(Repeat::each(Every::Week)));
    let skipped = run.plan.on("2026-12-08".parse().unwrap());
    run.exceptions.insert("2026-12-08".parse().unwrap(), Exceptional { skipped: true, changed: false, plan: skipped });
    assert_eq!(
        said(&run, "2026-12-20T00:00:00Z"),
        ["2026-12-01T06:00:00Z planned", "2026-12-01T06:00:00Z", "2026-12-15T06:00:00Z"]
    );
    let rows = entries(&run, at("2026-12-20T00:00:00Z"));
    assert_eq!((rows[0].id, rows[0].text.as_str()), (run.id, "#legs"));
    assert_eq!(rows[1].id, occurrence_id(&run.id, "2026-12-01".parse().unwrap()));
    assert_eq!(next_over(&run, at("2026-12-20T00:00:00Z")), Some(at("2026-12-22T07:00:00Z")));
}

#[test]
fn a_series_from_long_ago_fills_no_timeline() {
    let daily = kept(r#"{"title": "Old", "start": "1800-01-01"}"#, Some(Repeat::each(Every::Day)));
    let rows = entries(&daily, at("2026-12-20T00:00:00Z"));
    assert_eq!(rows.len(), MOST + 1);
    assert_eq!(rows.last().unwrap().started, at("2026-12-18T23:00:00Z"));
}
