#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::planner::{ActivityEdit, Every, Exceptional, Repeat};

fn kept(json: &str, repeat: Option<Repeat>) -> KeptActivity {
    let edit: ActivityEdit = serde_json::from_str(json).unwrap();
    let plan = Plan::made(&edit, "Europe/Berlin", Timestamp::UNIX_EPOCH).unwrap();
    KeptActivity { id: Id([1; 16]), plan, repeat, exceptions: BTreeMap::new(), removed: None }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What is shown from one day to another in a zone: first day, time, last day.
fn shown(kept: &KeptActivity, from: &str, to: &str, viewer: &str) -> Vec<String> {
    let said = |one: Occurrence| {
        let time = one.time.unwrap_or("-".into());
        let mark = [(one.done.is_some(), "done"), (one.changed, "changed")];
        let marks: String = mark.iter().filter(|(is, _)| *is).map(|(_, word)| format!(" {word}")).collect();
        format!("{} {time} {}{marks}", one.day, one.last)
    };
    occurrences(kept, (day(from), day(to)), &zone(viewer), false).into_iter().map(said).collect()
}

#[test]
fn a_thing_stands_on_the_days_it_touches_where_one_looks_from() {
    let late = kept(r#"{"title": "Late", "start": "2026-12-03T23:30", "minutes": 60}"#, None);
    let early = kept(r#"{"title": "Until midnight", "start": "2026-12-03T23:00", "minutes": 60}"#, None);
    let fair = kept(r#"{"title": "Fair", "start": "2026-12-03", "days": 3}"#, None);
    let due = kept(r#"{"title": "Tax", "due": "2026-12-03T12:00"}"#, None);
    for (kept, from, to, viewer, expected) in [
        (&late, "2026-12-04", "2026-12-04", "Europe/Berlin", Some("2026-12-03 23:30 2026-12-04")),
        (&late, "2026-12-04", "2026-12-04", "America/New_York", None),
        (&late, "2026-12-03", "2026-12-03", "America/New_York", Some("2026-12-03 17:30 2026-12-03")),
        (&early, "2026-12-04", "2026-12-04", "Europe/Berlin", None),
        (&fair, "2026-12-05", "2026-12-09", "Asia/Tokyo", Some("2026-12-03 - 2026-12-05")),
        (&fair, "2026-12-06", "2026-12-09", "Asia/Tokyo", None),
        (&due, "2026-12-03", "2026-12-03", "Europe/Berlin", Some("2026-12-03 12:00 2026-12-03")),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(shown(kept, from, to, viewer), expected, "{} from {from} in {viewer}", kept.plan.title);
    }
}

#[test]
fn wall_time_is_kept_when_the_clock_is_put_forward() {
    let daily =
        kept(r#"{"title": "Early", "start": "2026-03-28T02:30", "minutes": 30}"#, Some(Repeat::each(Every::Day)));
    let seen = shown(&daily, "2026-03-28", "2026-03-30", "Europe/Berlin");
    assert_eq!(seen, ["2026-03-28 02:30 2026-03-28", "2026-03-29 03:30 2026-03-29", "2026-03-30 02:30 2026-03-30"]);
    let noon = kept(r#"{"title": "Noon", "start": "2026-10-24T12:00"}"#, Some(Repeat::each(Every::Day)));
    let seen = shown(&noon, "2026-10-24", "2026-10-26", "UTC");
    assert_eq!(seen, ["2026-10-24 10:00 2026-10-24", "2026-10-25 11:00 2026-10-25", "2026-10-26 11:00 2026-10-26"]);
}

#[test]
fn what_is_exceptional_about_a_day_shows_there() {
    let mut run = kept(r#"{"title": "Run", "start": "2026-12-01T07:00"}"#, Some(Repeat::each(Every::Week)));
    let mut except = |on: &str, skipped, changed, plan: Plan| {
        run.exceptions.insert(day(on), Exceptional { skipped, changed, plan });
    };
    let plan = kept(r#"{"title": "Run", "start": "2026-12-01T07:00"}"#, None).plan;
    except("2026-12-08", true, false, plan.on(day("2026-12-08")));
    except("2026-12-15", false, true, Plan { start: Some("2027-01-02T09:00".parse().unwrap()), ..plan.clone() });
    except("2026-12-22", false, false, Plan { done: Some(Timestamp::UNIX_EPOCH), ..plan.on(day("2026-12-22")) });
    // Neither of these days is one of the rule: what was done there was, what was changed there is not.
    except("2026-12-23", false, true, plan.on(day("2026-12-23")));
    except("2026-12-24", false, false, Plan { done: Some(Timestamp::UNIX_EPOCH), ..plan.on(day("2026-12-24")) });
    let seen = shown(&run, "2026-12-01", "2027-01-03", "Europe/Berlin");
    assert_eq!(
        seen,
        [
            "2026-12-01 07:00 2026-12-01",
            "2026-12-22 07:00 2026-12-22 done",
            "2026-12-24 07:00 2026-12-24 done",
            "2026-12-29 07:00 2026-12-29",
            "2027-01-02 09:00 2027-01-02 changed",
        ]
    );
    assert_eq!(plan_on(&run, day("2026-12-08")), None);
    assert_eq!(plan_on(&run, day("2026-12-23")), None);
    assert_eq!(plan_on(&run, day("2026-12-15")).unwrap().start.unwrap().to_string(), "2027-01-02T09:00");
    assert_eq!(run.count_before(day("2026-12-16")), 3);
    assert_eq!(run.reach(), Some((day("2026-11-29"), None)));
}

proptest! {
    #[test]
    fn a_window_shows_what_a_larger_one_shows_there(
        start in 0_i32..700, hour in 0_i8..24, minutes in 0_u32..4_000, interval in 1_u16..4,
        every in prop::sample::select(vec![Every::Day, Every::Week, Every::Month]),
        from in 0_i32..900, length in 0_i32..40,
        viewer in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"]),
    ) {
        let base = day("2026-01-01");
        let begins = plus(base, start).at(hour, 30, 0, 0);
        let repeat = Repeat { interval, ..Repeat::each(every) };
        let json = format!(r#"{{"title": "T", "start": "{}", "minutes": {minutes}}}"#, Local::Time(begins));
        let kept = kept(&json, Some(repeat));
        let (from, viewer) = (plus(base, from), zone(viewer));
        let to = plus(from, length);
        let whole = occurrences(&kept, (base, plus(to, 30)), &viewer, false);
        let inside: Vec<_> = whole.iter().filter(|one| one.day <= to && one.last >= from).cloned().collect();
        prop_assert_eq!(occurrences(&kept, (from, to), &viewer, false), inside);
        let first = Local::Time(begins).moment(&zone("Europe/Berlin"));
        prop_assert!(whole.iter().all(|one| one.start >= Some(first)), "before it begins");
        let (reach, end) = kept.reach().unwrap();
        prop_assert!(whole.iter().all(|one| one.day >= reach && end.is_none_or(|end| one.last <= end)));
    }
}
