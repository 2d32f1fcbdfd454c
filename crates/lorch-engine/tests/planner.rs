//! Activities: planned, changed, done, removed, undone, on one device and on two; what the timeline and the search know.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, whole};
use jiff::{civil::Date, tz::TimeZone};
use lorch_engine::{EngineError, planner::Part};
use lorch_model::{
    Timestamp,
    id::Id,
    made::Action,
    planner::{Activity, ActivityEdit, Scope},
    search::{Order, Question},
    timeline::Room,
};
use lorch_store::planner::{ActivityFilter, Which};

fn edit(json: &str) -> ActivityEdit {
    serde_json::from_str(json).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn part(scope: Scope, on: &str) -> Part {
    Part { scope, occurrence: Some(day(on)) }
}

/// A device on 21 November 2026, at noon.
async fn device(number: u8) -> Bench {
    let bench = Bench::seeded(number).await;
    bench.clock.set("2026-11-21T12:00:00Z".parse().unwrap());
    bench
}

async fn add(bench: &Bench, json: &str) -> Activity {
    bench.engine.add_activity(edit(json)).await.unwrap()
}

/// A run, every Tuesday and Friday at seven.
async fn run(bench: &Bench) -> Activity {
    let run = r#"{"title": "Run", "start": "2026-11-24T07:00", "minutes": 45, "zone": "UTC", "tags": ["legs"],
        "repeat": {"every": "week", "weekdays": ["tu", "fr"]}}"#;
    add(bench, run).await
}

/// What is planned on some days, in short.
async fn agenda(bench: &Bench, from: &str, to: &str) -> Vec<String> {
    let found = bench.engine.occurrences((day(from), day(to)), &TimeZone::UTC, None, None).await.unwrap();
    let said = |one: lorch_model::planner::Occurrence| {
        let time = one.time.unwrap_or("-".into());
        format!("{} {time} {}{}", one.day.strftime("%d.%m."), one.title, if one.done.is_some() { " done" } else { "" })
    };
    found.into_iter().map(said).collect()
}

async fn happened(bench: &Bench) -> Vec<String> {
    let filter = lorch_store::timeline::TimelineFilter { room: Some(Room::Planner), source: None };
    let page = bench.engine.store().timeline(&filter, &Default::default(), 200).await.unwrap();
    page.items.into_iter().map(|entry| format!("{} {}", entry.started, entry.title)).collect()
}

async fn found(bench: &Bench, words: &str) -> Vec<Id> {
    let hits = bench.engine.store().search(&Question::of(words), Order::Newest, None, 50).await.unwrap();
    hits.items.into_iter().map(|hit| hit.entry.id).collect()
}

#[tokio::test]
async fn what_is_planned_is_changed_done_removed_and_each_of_it_undone() {
    let bench = device(1).await;
    let made = add(&bench, r#"{"title": "Dentist", "start": "2026-12-03T09:30", "minutes": 45, "zone": "UTC"}"#).await;
    let engine = &bench.engine;
    engine.edit_activity(&made.id, Part::default(), edit(r#"{"start": "2026-12-04T10:00"}"#)).await.unwrap();
    engine
        .edit_activity(&made.id, Part::default(), edit(r#"{"notes": "Upper left", "tags": ["teeth"]}"#))
        .await
        .unwrap();
    engine.finish_activity(&made.id, None, true).await.unwrap();
    engine.remove_activity(&made.id, Part::default()).await.unwrap();
    assert_eq!(agenda(&bench, "2026-12-01", "2026-12-31").await, [""; 0]);
    assert_eq!(engine.store().bin().await.unwrap()[0].kind, "activity");
    let mut states = Vec::new();
    for _ in 0..4 {
        states.push(engine.undo(None).await.unwrap().action);
    }
    use Action::{ActivityAdded, ActivityChanged, ActivityDone, ActivityMoved, ActivityRemoved};
    assert_eq!(states, [ActivityRemoved, ActivityDone, ActivityChanged, ActivityMoved]);
    let now = engine.store().activity(&made.id).await.unwrap().unwrap().0;
    assert_eq!(now, made, "as it was made");
    assert_eq!(engine.undo(None).await.unwrap().action, ActivityAdded);
    assert_eq!(engine.store().activity(&made.id).await.unwrap(), None);
    for _ in 0..5 {
        engine.redo(None).await.unwrap();
    }
    engine.restore_from_bin(&made.id).await.unwrap();
    assert_eq!(agenda(&bench, "2026-12-01", "2026-12-31").await, ["04.12. 10:00 Dentist done"]);
    let history = engine.history(&made.id).await.unwrap();
    let change = &history.items.last().unwrap().change;
    engine.restore_state(&made.id, &<[u8; 32]>::try_from(hex(change)).unwrap()).await.unwrap();
    assert_eq!(agenda(&bench, "2026-12-01", "2026-12-31").await, ["03.12. 09:30 Dentist"]);
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn of_what_repeats_one_or_the_later_ones_or_all_are_changed() {
    let bench = device(1).await;
    let (engine, run) = (&bench.engine, run(&bench).await);
    let two_weeks = ["24.11. 07:00 Run", "27.11. 07:00 Run", "01.12. 07:00 Run", "04.12. 07:00 Run"];
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, two_weeks);

    // One: moved and named otherwise.
    let one = edit(r#"{"start": "2026-11-28T09:00", "title": "Long run"}"#);
    engine.edit_activity(&run.id, part(Scope::This, "2026-11-27"), one).await.unwrap();
    let moved = ["24.11. 07:00 Run", "28.11. 09:00 Long run", "01.12. 07:00 Run", "04.12. 07:00 Run"];
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, moved);

    // All of them, moved by that one Tuesday; what was said of one day stays.
    let all = edit(r#"{"start": "2026-12-02T06:30"}"#);
    engine.edit_activity(&run.id, part(Scope::All, "2026-12-01"), all).await.unwrap();
    let expected = ["25.11. 06:30 Run", "28.11. 09:00 Long run", "02.12. 06:30 Run", "04.12. 06:30 Run"];
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, expected);
    engine.undo(None).await.unwrap();
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, moved);

    // This and all later ones: another series, undone as one.
    engine.finish_activity(&run.id, Some(day("2026-12-04")), true).await.unwrap();
    let later = edit(r#"{"start": "2026-12-01T18:00"}"#);
    let next = engine.edit_activity(&run.id, part(Scope::Following, "2026-12-01"), later).await.unwrap();
    assert_ne!(next.id, run.id);
    let split = ["24.11. 07:00 Run", "28.11. 09:00 Long run", "01.12. 18:00 Run", "04.12. 18:00 Run done"];
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, split);
    let edits = engine.store().edits(None, 1).await.unwrap().items;
    assert_eq!((edits[0].count, edits[0].action), (2, Action::ActivityMoved));
    engine.undo(None).await.unwrap();
    engine.undo(None).await.unwrap();
    assert_eq!(agenda(&bench, "2026-11-23", "2026-12-06").await, moved);

    // Removing one, the later ones, all.
    engine.remove_activity(&run.id, part(Scope::This, "2026-12-01")).await.unwrap();
    assert_eq!(agenda(&bench, "2026-11-29", "2026-12-06").await, ["04.12. 07:00 Run"]);
    engine.remove_activity(&run.id, part(Scope::Following, "2026-12-04")).await.unwrap();
    assert_eq!(agenda(&bench, "2026-11-23", "2027-12-06").await, moved[..2]);
    engine.remove_activity(&run.id, part(Scope::Following, "2026-11-24")).await.unwrap();
    assert_eq!(agenda(&bench, "2026-11-23", "2027-12-06").await, [""; 0]);
    let bin = engine.store().bin().await.unwrap();
    assert!(bin.iter().any(|item| item.id == run.id), "what has no first one is gone as a whole");
}

#[tokio::test]
async fn a_count_goes_on_where_a_series_is_split() {
    let bench = device(1).await;
    let yoga = r#"{"title": "Yoga", "start": "2026-12-01", "repeat": {"every": "week", "count": 5}}"#;
    let yoga = add(&bench, yoga).await;
    let later = edit(r#"{"title": "Pilates"}"#);
    bench.engine.edit_activity(&yoga.id, part(Scope::Following, "2026-12-15"), later).await.unwrap();
    let expected = ["01.12. - Yoga", "08.12. - Yoga", "15.12. - Pilates", "22.12. - Pilates", "29.12. - Pilates"];
    assert_eq!(agenda(&bench, "2026-12-01", "2027-12-01").await, expected);
}

#[tokio::test]
async fn what_is_asked_of_a_day_that_is_none_is_refused() {
    let bench = device(1).await;
    let (engine, run) = (&bench.engine, run(&bench).await);
    let title = || edit(r#"{"title": "Walk"}"#);
    let scoped = |scope, occurrence| Part { scope, occurrence };
    for (part, edit, code) in [
        (scoped(Scope::This, None), title(), "missing"),
        (scoped(Scope::Following, None), title(), "missing"),
        (part(Scope::This, "2026-11-25"), title(), "not found"),
        (part(Scope::Following, "2026-11-25"), title(), "not found"),
        (part(Scope::This, "2026-11-24"), edit(r#"{"repeat": null}"#), "invalid"),
        (Part::default(), edit(r#"{"done": true}"#), "invalid"),
        (Part::default(), edit(r#"{"title": " "}"#), "invalid"),
    ] {
        let said = match engine.edit_activity(&run.id, part, edit.clone()).await {
            Err(EngineError::OccurrenceMissing) => "missing",
            Err(EngineError::OccurrenceNotFound(_)) => "not found",
            Err(EngineError::ActivityInvalid(_)) => "invalid",
            other => unreachable!("{other:?}"),
        };
        assert_eq!(said, code, "{part:?} {edit:?}");
    }
    assert!(matches!(engine.finish_activity(&run.id, None, true).await, Err(EngineError::OccurrenceMissing)));
    assert!(matches!(
        engine.edit_activity(&Id([9; 16]), Part::default(), title()).await,
        Err(EngineError::ActivityNotFound)
    ));
    assert_eq!(engine.store().edits(None, 9).await.unwrap().items.len(), 1, "nothing of it was done");
}

#[tokio::test]
async fn the_timeline_says_what_happened_and_the_search_also_what_will() {
    let bench = device(1).await;
    let run = run(&bench).await;
    add(&bench, r#"{"title": "Dentist", "start": "2026-12-03T09:30", "zone": "UTC", "notes": "upper left molar"}"#)
        .await;
    let tax = add(&bench, r#"{"title": "Tax return", "due": "2026-12-10", "zone": "UTC", "tags": ["paper"]}"#).await;
    add(&bench, r#"{"title": "Yesterday", "start": "2026-11-20T08:00", "zone": "UTC"}"#).await;
    assert_eq!(happened(&bench).await, ["2026-11-20T08:00:00Z Yesterday"]);
    assert_eq!(found(&bench, "paper").await, [tax.id]);
    assert_eq!(found(&bench, "molar").await.len(), 1);
    assert_eq!(found(&bench, "run").await, [run.id]);

    bench.clock.set("2026-12-01T07:44:00Z".parse().unwrap());
    bench.engine.tidy_up().await.unwrap();
    assert_eq!(happened(&bench).await.len(), 3, "the run of today is not over");
    bench.clock.set("2026-12-04T12:00:00Z".parse().unwrap());
    bench.engine.finish_activity(&tax.id, None, true).await.unwrap();
    assert_eq!(
        happened(&bench).await,
        [
            "2026-12-04T12:00:00Z Tax return",
            "2026-12-04T07:00:00Z Run",
            "2026-12-03T09:30:00Z Dentist",
            "2026-12-01T07:00:00Z Run",
            "2026-11-27T07:00:00Z Run",
            "2026-11-24T07:00:00Z Run",
            "2026-11-20T08:00:00Z Yesterday",
        ]
    );
    let (activity, on) = {
        let hits = found(&bench, "run").await;
        bench.engine.store().activity(&hits[0]).await.unwrap().unwrap()
    };
    assert_eq!((activity.id, on), (run.id, Some(day("2026-12-04"))), "a row of one day leads to its series");

    // A clock that was put back takes back what has not happened; days are counted all along.
    bench.clock.set("2026-11-30T00:00:00Z".parse().unwrap());
    let before = bench.engine.store().days(Some(Room::Planner), None).await.unwrap();
    assert_eq!(before.iter().map(|day| day.records).sum::<i64>(), 7);
    bench.engine.edit_activity(&run.id, Part::default(), edit(r#"{"title": "Walk"}"#)).await.unwrap();
    let seen = happened(&bench).await;
    assert_eq!(seen[1..], ["2026-11-27T07:00:00Z Walk", "2026-11-24T07:00:00Z Walk", "2026-11-20T08:00:00Z Yesterday"]);
    let after = bench.engine.store().days(Some(Room::Planner), None).await.unwrap();
    assert_eq!(after.iter().map(|day| day.records).sum::<i64>(), 4);
    bench.engine.remove_activity(&run.id, Part::default()).await.unwrap();
    assert_eq!(found(&bench, "walk").await, [Id([0; 16]); 0], "what lies in the bin is not found");
}

#[tokio::test]
async fn what_two_devices_do_to_an_activity_is_both_kept() {
    let (one, two) = (device(1).await, device(2).await);
    let run = run(&one).await;
    whole(&two, &one).await;
    one.engine.finish_activity(&run.id, Some(day("2026-11-24")), true).await.unwrap();
    one.engine.edit_activity(&run.id, Part::default(), edit(r#"{"tags": ["legs", "early"]}"#)).await.unwrap();
    two.engine.finish_activity(&run.id, Some(day("2026-11-27")), true).await.unwrap();
    two.engine.remove_activity(&run.id, part(Scope::This, "2026-12-01")).await.unwrap();
    two.engine.edit_activity(&run.id, Part::default(), edit(r#"{"tags": ["sport"], "minutes": 30}"#)).await.unwrap();
    whole(&two, &one).await;
    whole(&one, &two).await;
    let expected = ["24.11. 07:00 Run done", "27.11. 07:00 Run done", "04.12. 07:00 Run"];
    for bench in [&one, &two] {
        assert_eq!(agenda(bench, "2026-11-23", "2026-12-06").await, expected);
        let (activity, _) = bench.engine.store().activity(&run.id).await.unwrap().unwrap();
        assert_eq!((activity.tags, activity.minutes), (vec!["early".to_owned(), "sport".to_owned()], Some(30)));
    }
    // A removal travels, lies in the other bin, and is purged there as well.
    one.engine.remove_activity(&run.id, Part::default()).await.unwrap();
    whole(&two, &one).await;
    assert_eq!(two.engine.store().bin().await.unwrap()[0].title, "Run");
    two.engine.purge(&run.id).await.unwrap();
    whole(&one, &two).await;
    assert_eq!(one.engine.store().bin().await.unwrap().len(), 0);
    assert!(one.engine.history(&run.id).await.is_err());
}

#[tokio::test]
async fn projections_made_again_are_the_same_whatever_the_clock_says() {
    let bench = device(1).await;
    let run = run(&bench).await;
    add(&bench, r#"{"title": "Tax", "due": "2026-12-10"}"#).await;
    add(&bench, r#"{"title": "Milk", "done": true}"#).await;
    bench.clock.set("2026-12-04T12:00:00Z".parse().unwrap());
    bench.engine.tidy_up().await.unwrap();
    bench.engine.edit_activity(&run.id, part(Scope::This, "2026-12-08"), edit(r#"{"title": "Hills"}"#)).await.unwrap();
    let before = bench.engine.store().digests().await.unwrap();
    let shown = happened(&bench).await;
    for now in ["2027-06-01T00:00:00Z", "2026-11-22T00:00:00Z"] {
        bench.clock.set(now.parse::<Timestamp>().unwrap());
        bench.engine.rebuild().await.unwrap();
        assert_eq!(bench.engine.store().digests().await.unwrap(), before, "at {now}");
        assert_eq!(happened(&bench).await, shown);
    }
    assert_eq!(found(&bench, "hills").await.len(), 0, "one that is changed and still to come is found by its series");
    assert_eq!(found(&bench, "run").await.len(), 5);
}

#[tokio::test]
async fn lists_are_in_the_order_in_which_things_are_next() {
    let bench = device(1).await;
    for (title, more) in [
        ("Later", r#""start": "2026-12-05T10:00", "kind": "task""#),
        ("Someday", r#""notes": "x""#),
        ("Due", r#""due": "2026-11-25""#),
        ("Done", r#""done": true"#),
        ("Event", r#""start": "2026-12-01""#),
        ("Plants", r#""start": "2026-11-23", "kind": "task", "repeat": {"every": "day", "interval": 3}"#),
    ] {
        add(&bench, &format!(r#"{{"title": "{title}", "zone": "UTC", "tags": ["t"], {more}}}"#)).await;
    }
    let store = bench.engine.store();
    for (which, expected) in [
        (Which::Open, vec!["Plants", "Due", "Later", "Someday"]),
        (Which::Unscheduled, vec!["Due", "Someday"]),
        (Which::Done, vec!["Done"]),
        (Which::Repeating, vec!["Plants"]),
    ] {
        let filter = ActivityFilter { which, kind: None, tag: Some("t".into()) };
        let (mut titles, mut after) = (Vec::new(), None);
        loop {
            let page = store.activities(&filter, after.as_deref(), 1).await.unwrap();
            titles.extend(page.items.into_iter().map(|activity| activity.title));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(titles, expected, "{which:?}");
    }
    let all = ActivityFilter { which: Which::All, ..Default::default() };
    assert_eq!(store.activities(&all, None, 50).await.unwrap().items.len(), 6);
    let none = ActivityFilter { tag: Some("u".into()), ..all };
    assert_eq!(store.activities(&none, None, 50).await.unwrap().items.len(), 0);
    assert_eq!(store.activity_tags().await.unwrap()[0].activities, 6);
}
