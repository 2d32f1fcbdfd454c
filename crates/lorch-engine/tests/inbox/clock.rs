//! At least once, never twice, whatever the clock does and whenever the process ends.

use std::collections::BTreeMap;

use lorch_model::{
    id::Id,
    planner::{KeptActivity, reminders_between},
};
use proptest::prelude::*;

use super::*;
use crate::wall::Mood;

/// What befalls a device.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Time passes, in minutes, while it runs.
    Runs(i32),
    /// It sleeps, or the clock is set, by so many minutes, ahead or back.
    Leaps(i32),
    Restarts,
    /// It is killed when the next notice is kept and not shown, and starts again.
    DiesBefore,
    /// It is killed when the next notice is shown and that is not noted, and starts again.
    DiesAfter,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1..300).prop_map(Act::Runs),
        2 => (-4_000..6_000).prop_map(Act::Leaps),
        1 => Just(Act::Restarts),
        1 => Just(Act::DiesBefore),
        1 => Just(Act::DiesAfter),
    ]
}

const PLANS: [&str; 4] = [
    r#"{"title": "Once", "start": "2026-11-21T18:00", "zone": "UTC", "reminder": {"before": 30}}"#,
    r#"{"title": "Later", "start": "2026-11-23T07:15", "zone": "Europe/Berlin", "reminder": {"before": 1440}}"#,
    r#"{"title": "Daily", "start": "2026-11-21T20:00", "zone": "UTC", "reminder": {"before": 0},
        "repeat": {"every": "day"}}"#,
    r#"{"title": "Own", "start": "2026-11-22T09:00", "zone": "UTC", "reminder": {"at": "2026-11-21T21:00"},
        "repeat": {"every": "day", "interval": 2}}"#,
];

async fn live(acts: &[Act]) -> Result<(), TestCaseError> {
    let (mut bench, wall) = device().await;
    let mut kept: Vec<KeptActivity> = Vec::new();
    for json in PLANS {
        let id = add(&bench, json).await.id;
        kept.push(bench.engine.store().write().await.unwrap().activity(&id).await.unwrap().unwrap().0);
    }
    let (mut now, mut furthest, mut doubled) = (at(NOON), at(NOON), 0);
    for act in acts {
        let minutes = |minutes: i32| now + jiff::SignedDuration::from_mins(minutes.into());
        match *act {
            Act::Runs(minutes) => {
                for _ in 0..minutes / 10 {
                    now += jiff::SignedDuration::from_mins(10);
                    bench.clock.set(now);
                    bench.engine.remind().await.unwrap();
                    furthest = furthest.max(now);
                }
            }
            Act::Leaps(by) => {
                now = minutes(by);
                bench.clock.set(now);
                bench.engine.remind().await.unwrap();
                furthest = furthest.max(now);
            }
            Act::Restarts => again(&mut bench, &wall).await,
            Act::DiesBefore | Act::DiesAfter => {
                now = minutes(700);
                bench.clock.set(now);
                furthest = furthest.max(now);
                wall.be(if matches!(act, Act::DiesBefore) { Mood::DiesBefore } else { Mood::DiesAfter });
                let died = tokio::select! {
                    biased;
                    () = wall.died() => true,
                    done = bench.engine.remind() => { done.unwrap(); false }
                };
                doubled += usize::from(died && matches!(act, Act::DiesAfter));
                wall.be(Mood::Well);
                again(&mut bench, &wall).await;
                bench.engine.remind().await.unwrap();
            }
        }
    }
    bench.engine.remind().await.unwrap();
    let notices = inbox(&bench, Which::All).await;
    prop_assert!(bench.engine.store().open_deliveries().await.unwrap().is_empty(), "all went out");
    for activity in &kept {
        let told: Vec<Timestamp> =
            notices.iter().filter(|one| one.thing == Some(activity.id)).filter_map(|one| one.due).collect();
        for one in reminders_between(activity, at(NOON), furthest) {
            let is_told = told.contains(&one.due);
            let is_passed_over = activity.series().is_some() && told.iter().any(|due| *due > one.due);
            prop_assert!(is_told || is_passed_over, "{} of {} was never told", one.plan.title, one.due);
        }
        let real = reminders_between(activity, at(NOON), furthest);
        prop_assert!(told.iter().all(|due| real.iter().any(|one| one.due == *due)), "{told:?}");
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for shown in wall.all().into_iter().filter(|shown| shown.tag.parse::<Id>().is_ok()) {
        *times.entry(shown.tag).or_default() += 1;
    }
    let twice: usize = times.values().map(|times| times - 1).sum();
    prop_assert!(twice <= doubled, "shown twice: {twice}, killed right after it was shown: {doubled}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn each_is_told_and_none_is_shown_twice(acts in prop::collection::vec(act(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(live(&acts))?;
    }
}

#[tokio::test]
async fn a_clock_put_back_brings_nothing_twice_and_loses_nothing() {
    let (bench, wall) = device().await;
    add(&bench, PLANS[2]).await;
    then(&bench, "2030-01-01T20:00:00Z").await;
    assert_eq!(wall.news().len(), 1, "years ahead, only the newest is told");
    then(&bench, "2026-11-21T12:30:00Z").await;
    for (moment, news) in [
        ("2026-11-21T20:00:00Z", 1),
        ("2026-11-22T20:00:00Z", 1),
        ("2026-11-21T19:00:00Z", 0),
        ("2026-11-21T20:00:00Z", 0),
        ("2026-11-22T20:00:00Z", 0),
        ("2026-11-23T20:00:00Z", 1),
    ] {
        then(&bench, moment).await;
        assert_eq!(wall.news().len(), news, "{moment}");
    }
}

#[tokio::test]
async fn a_process_that_ends_before_it_shows_shows_it_the_next_time() {
    let (mut bench, wall) = device().await;
    add(&bench, PLANS[0]).await;
    bench.clock.set(at("2026-11-21T17:30:00Z"));
    wall.be(Mood::DiesBefore);
    tokio::select! {
        biased;
        () = wall.died() => {}
        _ = bench.engine.remind() => unreachable!("it dies"),
    }
    assert!(wall.all().is_empty());
    wall.be(Mood::Well);
    again(&mut bench, &wall).await;
    then(&bench, "2026-11-21T17:35:00Z").await;
    let news = wall.news();
    assert!(news.len() == 1 && news[0].starts_with("Once | Was due"), "{news:?}");
    assert_eq!(said(&bench).await, ["21. 17:30 Once*"], "it came to the Inbox in time");
}
