#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    id::Id,
    planner::{ActivityEdit, ActivityFault, Every, Exceptional, Repeat},
};

fn kept(json: &str, repeat: Option<Repeat>) -> KeptActivity {
    let edit: ActivityEdit = serde_json::from_str(json).unwrap();
    let plan = Plan::made(&edit, "Europe/Berlin", Timestamp::UNIX_EPOCH).unwrap();
    KeptActivity { id: Id([1; 16]), plan, repeat, exceptions: BTreeMap::new(), removed: None }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn moments(kept: &KeptActivity, after: &str, until: &str) -> Vec<String> {
    reminders_between(kept, at(after), at(until)).into_iter().map(|one| one.due.to_string()).collect()
}

#[test]
fn a_reminder_comes_ahead_by_the_clock_on_the_wall() {
    for (json, expected) in [
        (r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"before": 10}}"#, "2026-12-03T08:20:00Z"),
        (r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"before": 0}}"#, "2026-12-03T08:30:00Z"),
        (r#"{"title": "a", "due": "2026-12-03T09:30", "reminder": {"before": 90}}"#, "2026-12-03T07:00:00Z"),
        (r#"{"title": "a", "due": "2026-12-03", "reminder": {"before": 0}}"#, "2026-12-03T08:00:00Z"),
        (r#"{"title": "a", "start": "2026-12-03", "days": 2, "reminder": {"before": 60}}"#, "2026-12-03T07:00:00Z"),
        (r#"{"title": "a", "reminder": {"at": "2026-12-03T08:00"}}"#, "2026-12-03T07:00:00Z"),
        (r#"{"title": "a", "reminder": {"at": "2026-12-03"}}"#, "2026-12-03T08:00:00Z"),
        // The night between has an hour less, and one more: a day before is the same time of day, a minute is a minute.
        (r#"{"title": "a", "start": "2026-03-29T09:30", "reminder": {"before": 1440}}"#, "2026-03-28T08:30:00Z"),
        (r#"{"title": "a", "start": "2026-10-25T09:30", "reminder": {"before": 1440}}"#, "2026-10-24T07:30:00Z"),
        (r#"{"title": "a", "start": "2026-03-29T03:30", "reminder": {"before": 60}}"#, "2026-03-29T00:30:00Z"),
    ] {
        let found = kept(json, None).plan.reminder_moment().unwrap().to_string();
        assert_eq!(found, expected, "{json}");
    }
}

#[test]
fn what_is_no_reminder_is_refused() {
    let far = r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"before": 40321}}"#;
    let of_nothing = r#"{"title": "a", "reminder": {"before": 10}}"#;
    for (json, fault) in [(far, ActivityFault::FarReminder), (of_nothing, ActivityFault::ReminderOfNothing)] {
        let edit: ActivityEdit = serde_json::from_str(json).unwrap();
        assert_eq!(Plan::made(&edit, "UTC", Timestamp::UNIX_EPOCH), Err(fault), "{json}");
    }
    let month = kept(r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"at": "2026-10-01T08:00"}}"#, None);
    assert_eq!(month.plan.repeated(Repeat::each(Every::Week)), Err(ActivityFault::FarReminder));
    for json in [
        r#"{"reminder": {}}"#,
        r#"{"reminder": 10}"#,
        r#"{"reminder": {"before": -1}}"#,
        r#"{"reminder": {"before": 1, "at": "2026-12-03"}}"#,
        r#"{"reminder": {"at": "soon"}}"#,
    ] {
        assert!(serde_json::from_str::<ActivityEdit>(json).is_err(), "{json}");
    }
}

#[test]
fn a_moment_of_its_own_goes_along_by_the_day_and_one_ahead_of_nothing_goes() {
    let plan =
        kept(r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"at": "2026-12-02T20:00"}}"#, None).plan;
    let edited =
        |json: &str| plan.edited(&serde_json::from_str(json).unwrap(), Timestamp::UNIX_EPOCH).unwrap().reminder;
    let own = |text: &str| Some(Reminder::At { at: text.parse().unwrap() });
    assert_eq!(edited(r#"{"start": "2026-12-10T11:00"}"#), own("2026-12-09T20:00"));
    assert_eq!(edited(r#"{"start": "2026-12-03T18:00"}"#), own("2026-12-02T20:00"));
    assert_eq!(edited(r#"{"start": null}"#), own("2026-12-02T20:00"));
    assert_eq!(edited(r#"{"reminder": null}"#), None);
    let plan = kept(r#"{"title": "a", "start": "2026-12-03T09:30", "reminder": {"before": 5}}"#, None).plan;
    let edit: ActivityEdit = serde_json::from_str(r#"{"start": null}"#).unwrap();
    assert_eq!(plan.edited(&edit, Timestamp::UNIX_EPOCH).unwrap().reminder, None);
}

#[test]
fn of_a_series_each_has_its_own_but_what_is_done_skipped_or_removed() {
    let json = r#"{"title": "a", "start": "2026-10-23T09:30", "reminder": {"before": 30}}"#;
    let mut daily = kept(json, Some(Repeat::each(Every::Day)));
    let all = ["2026-10-23T07:00:00Z", "2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"];
    assert_eq!(moments(&daily, "2026-10-23T00:00:00Z", "2026-10-26T08:00:00Z"), all);
    assert_eq!(moments(&daily, all[0], all[2]), all[1..3], "after one, up to the other");
    let exception = |plan: Plan, skipped| Exceptional { skipped, changed: true, plan };
    let day = |text: &str| text.parse::<Date>().unwrap();
    let on = |text: &str| daily.plan.on(day(text));
    let done = Plan { done: Some(at("2026-10-23T05:00:00Z")), ..on("2026-10-23") };
    let later = Plan { start: Some("2026-10-25T20:00".parse().unwrap()), ..on("2026-10-25") };
    let silent = Plan { reminder: None, ..on("2026-10-26") };
    daily.exceptions = BTreeMap::from([
        (day("2026-10-23"), exception(done, false)),
        (day("2026-10-24"), exception(on("2026-10-24"), true)),
        (day("2026-10-25"), exception(later, false)),
        (day("2026-10-26"), exception(silent, false)),
    ]);
    assert_eq!(moments(&daily, "2026-10-22T00:00:00Z", "2026-10-27T00:00:00Z"), ["2026-10-25T18:30:00Z"]);
    assert_eq!(next_reminder(&daily, at("2026-10-25T18:30:00Z")), Some(at("2026-10-27T08:00:00Z")));
    let stands = |on: &str, due: &str| reminded(&daily, Some(day(on)), at(due)).is_some();
    assert!(stands("2026-10-25", "2026-10-25T18:30:00Z") && !stands("2026-10-25", "2026-10-25T08:00:00Z"), "moved");
    assert!(
        !stands("2026-10-23", all[0]) && !stands("2026-10-24", all[1]) && stands("2026-10-28", "2026-10-28T08:00:00Z")
    );
    daily.removed = Some(at("2026-10-23T00:00:00Z"));
    assert_eq!(next_reminder(&daily, at("2026-10-23T00:00:00Z")), None);
}

#[test]
fn the_next_is_found_however_rare_it_is() {
    let json = r#"{"title": "a", "start": "2026-02-01T09:30", "reminder": {"before": 2880}}"#;
    let rare = kept(json, Some(Repeat { interval: 99, ..Repeat::each(Every::Year) }));
    assert_eq!(next_reminder(&rare, at("2026-02-01T00:00:00Z")), Some(at("2125-01-30T08:30:00Z")));
    let own = kept(r#"{"title": "a", "reminder": {"at": "2026-02-01T09:30"}}"#, None);
    assert_eq!(next_reminder(&own, at("2026-01-01T00:00:00Z")), Some(at("2026-02-01T08:30:00Z")), "on no day at all");
    let once = kept(r#"{"title": "a", "start": "2026-02-01T09:30"}"#, None);
    assert_eq!(next_reminder(&once, Timestamp::UNIX_EPOCH), None);
    let ended = kept(json, Some(Repeat { count: Some(2), ..Repeat::each(Every::Week) }));
    assert_eq!(next_reminder(&ended, at("2026-02-20T00:00:00Z")), None);
    assert_eq!(next_reminder(&rare, Timestamp::MAX), None);
}

proptest! {
    /// However the time is cut up, each reminder lies in one piece and is the next one of what is before it.
    #[test]
    fn pieces_of_time_miss_none_and_double_none(
        before in 0..=MOST_BEFORE,
        interval in 1_u16..20,
        every in prop::sample::select(vec![Every::Day, Every::Week, Every::Month, Every::Year]),
        cuts in prop::collection::btree_set(0_i64..60_000_000, 0..12),
    ) {
        let json = format!(r#"{{"title": "a", "start": "2026-01-31T02:30", "reminder": {{"before": {before}}}}}"#);
        let series = kept(&json, Some(Repeat { interval, ..Repeat::each(every) }));
        let begin = at("2026-01-01T00:00:00Z");
        let cut = |second: i64| begin + Duration::from_secs(second.unsigned_abs());
        let end = cut(60_000_000);
        let whole: Vec<Timestamp> = reminders_between(&series, begin, end).into_iter().map(|one| one.due).collect();
        let mut pieces = Vec::new();
        let mut from = begin;
        for to in cuts.into_iter().map(cut).chain([end]) {
            pieces.extend(reminders_between(&series, from, to).into_iter().map(|one| one.due));
            from = to;
        }
        prop_assert_eq!(&pieces, &whole);
        let mut walked = Vec::new();
        let mut here = begin;
        while let Some(next) = next_reminder(&series, here).filter(|next| *next <= end) {
            walked.push(next);
            here = next;
        }
        prop_assert_eq!(&walked, &whole);
    }
}
