#![allow(clippy::unwrap_used)]

use super::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn edit(json: &str) -> ActivityEdit {
    serde_json::from_str(json).unwrap()
}

fn made(json: &str) -> Plan {
    Plan::made(&edit(json), "Europe/Berlin", NOW).unwrap()
}

fn local(text: &str) -> Option<Local> {
    Some(text.parse().unwrap())
}

#[test]
fn what_is_not_said_follows_from_what_is() {
    let dentist = made(r##"{"title": " Dentist\n", "start": "2026-12-03T09:30", "tags": ["#teeth", "", "teeth"]}"##);
    assert_eq!((dentist.kind, dentist.title.as_str(), dentist.minutes), (Kind::Event, "Dentist", Some(60)));
    assert_eq!((dentist.tags.as_slice(), dentist.zone.as_str()), (["teeth".to_owned()].as_slice(), "Europe/Berlin"));
    let milk = made(r#"{"title": "Milk"}"#);
    assert_eq!((milk.kind, milk.start, milk.minutes, milk.days), (Kind::Task, None, None, None));
    let fair = made(r#"{"title": "Fair", "start": "2026-12-03"}"#);
    assert_eq!((fair.kind, fair.minutes, fair.days), (Kind::Event, None, Some(1)));
}

#[test]
fn absent_stays_null_takes_away_and_another_form_takes_its_length() {
    let plan = made(r#"{"title": "T", "start": "2026-12-03T09:30", "minutes": 45, "due": "2026-12-05"}"#);
    let then = |json: &str| plan.edited(&edit(json), NOW).unwrap();
    assert_eq!(then("{}"), plan);
    assert_eq!(then(r#"{"due": null}"#).due, None);
    assert_eq!(then(r#"{"start": "2026-12-04T10:00"}"#).minutes, Some(45));
    let day = then(r#"{"start": "2026-12-04"}"#);
    assert_eq!((day.minutes, day.days), (None, Some(1)));
    let back = day.edited(&edit(r#"{"start": "2026-12-04T08:00"}"#), NOW).unwrap();
    assert_eq!((back.minutes, back.days), (Some(60), None));
    assert_eq!(then(r#"{"start": null}"#).start, None);
    let done = then(r#"{"done": true}"#);
    assert_eq!(done.done, Some(NOW));
    let later = Timestamp::from_second(9).unwrap();
    assert_eq!(done.edited(&edit(r#"{"done": true}"#), later).unwrap().done, Some(NOW), "it was done before");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (json, code) in [
        (r#"{}"#, "activity_invalid"),
        (r#"{"title": " \u0007 "}"#, "activity_invalid"),
        (r#"{"title": "T", "minutes": 20161}"#, "activity_invalid"),
        (r#"{"title": "T", "days": 0}"#, "activity_invalid"),
        (r#"{"title": "T", "zone": "Atlantis"}"#, "zone_unknown"),
    ] {
        assert_eq!(Plan::made(&edit(json), "UTC", NOW).unwrap_err().code(), code, "{json}");
    }
    for (json, fault) in [
        (r#"{"every": "day", "interval": 0}"#, ActivityFault::Interval),
        (r#"{"every": "day", "count": 1000}"#, ActivityFault::Count),
        (r#"{"every": "day", "count": 2, "until": "2026-12-03"}"#, ActivityFault::TwoEnds),
    ] {
        assert_eq!(serde_json::from_str::<RepeatEdit>(json).unwrap().rule(), Err(fault));
    }
    assert_eq!(made(r#"{"title": "T"}"#).repeated(Repeat::each(Every::Day)), Err(ActivityFault::NoBeginning));
    let over = Repeat { until: Some("2026-01-01".parse().unwrap()), ..Repeat::each(Every::Day) };
    assert_eq!(made(r#"{"title": "T", "due": "2026-12-05"}"#).repeated(over), Err(ActivityFault::Never));
    assert!(serde_json::from_str::<ActivityEdit>(r#"{"start": "soon"}"#).is_err());
    assert!(serde_json::from_str::<ActivityEdit>(r#"{"begin": "2026-12-03"}"#).is_err());
}

#[test]
fn a_series_begins_on_the_first_of_its_days() {
    let rule = Repeat { weekdays: vec![DayOfWeek::Fr, DayOfWeek::Tu], ..Repeat::each(Every::Week) };
    let (plan, rule) = made(r#"{"title": "Run", "start": "2026-12-02T07:00"}"#).repeated(rule).unwrap();
    assert_eq!((plan.start, rule.weekdays), (local("2026-12-04T07:00"), vec![DayOfWeek::Tu, DayOfWeek::Fr]));
    let alone = Repeat { weekdays: vec![DayOfWeek::Tu], ..Repeat::each(Every::Week) };
    let (plan, rule) = made(r#"{"title": "Run", "start": "2026-12-02T07:00"}"#).repeated(alone).unwrap();
    assert_eq!((plan.start, rule.weekdays), (local("2026-12-08T07:00"), vec![]), "it follows its start from here on");
}

#[test]
fn moving_one_of_a_series_moves_all_as_far() {
    let weekdays = vec![DayOfWeek::Tu, DayOfWeek::Fr];
    let rule = Repeat { weekdays, ..Repeat::each(Every::Week) };
    let series = made(r#"{"title": "Run", "start": "2026-12-01T07:00"}"#);
    let (start, rule) =
        moved_series(&series, &rule, "2026-12-15".parse().unwrap(), "2026-12-16T08:00".parse().unwrap());
    assert_eq!((Some(start), rule.weekdays), (local("2026-12-02T08:00"), vec![DayOfWeek::We, DayOfWeek::Fr]));
    let monthly = Repeat::each(Every::Month);
    let (start, _) = moved_series(&series, &monthly, "2027-03-01".parse().unwrap(), "2027-03-04".parse().unwrap());
    assert_eq!(Some(start), local("2026-12-04"));
}
