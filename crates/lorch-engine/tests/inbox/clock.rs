//! At least once, never twice, whatever the clock does and whenever the process ends.

use std::collections::{BTreeMap, BTreeSet};

use lorch_model::{
    id::Id,
    inbox::is_late,
    planner::{KeptActivity, next_reminder, reminders_between},
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

/// What should be told, by the same rules said in another way: of each activity when it is due next, nothing else.
struct Model {
    kept: Vec<(KeptActivity, Option<Timestamp>)>,
    seen: Timestamp,
    told: BTreeSet<(Id, Timestamp)>,
}

impl Model {
    fn remind(&mut self, now: Timestamp) {
        if self.seen > now {
            for (kept, next) in self.kept.iter_mut().filter(|(_, next)| next.is_none_or(|next| next > now)) {
                *next = next_reminder(kept, now);
            }
            self.seen = now;
        }
        for (kept, next) in &mut self.kept {
            let Some(due) = next.filter(|due| *due <= now) else { continue };
            let all = reminders_between(kept, due - jiff::SignedDuration::from_millis(1), now);
            let (late, fresh): (Vec<_>, Vec<_>) =
                all.into_iter().map(|one| one.due).partition(|due| is_late(*due, now));
            let told = if fresh.is_empty() { late.last().copied().into_iter().collect() } else { fresh };
            self.told.extend(told.into_iter().map(|due| (kept.id, due)));
            *next = next_reminder(kept, now);
            self.seen = now;
        }
    }
}

async fn live(acts: &[Act]) -> Result<(), TestCaseError> {
    let (mut bench, wall) = device().await;
    let mut kept: Vec<KeptActivity> = Vec::new();
    for json in PLANS {
        let id = add(&bench, json).await.id;
        kept.push(bench.engine.store().write().await.unwrap().activity(&id).await.unwrap().unwrap().0);
    }
    let (mut now, mut doubled) = (at(NOON), 0);
    let planned = kept.into_iter().map(|kept| (kept.clone(), next_reminder(&kept, now))).collect();
    let mut model = Model { kept: planned, seen: now, told: BTreeSet::new() };
    for act in acts {
        let minutes = |minutes: i32| now + jiff::SignedDuration::from_mins(minutes.into());
        match *act {
            Act::Runs(minutes) => {
                for _ in 0..minutes / 10 {
                    now += jiff::SignedDuration::from_mins(10);
                    bench.clock.set(now);
                    model.remind(now);
                    bench.engine.remind().await.unwrap();
                }
            }
            Act::Leaps(by) => {
                now = minutes(by);
                bench.clock.set(now);
                model.remind(now);
                bench.engine.remind().await.unwrap();
            }
            Act::Restarts => again(&mut bench, &wall).await,
            Act::DiesBefore | Act::DiesAfter => {
                now = minutes(700);
                bench.clock.set(now);
                model.remind(now);
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
    model.remind(now);
    bench.engine.remind().await.unwrap();
    let notices = inbox(&bench, InboxFilter::All).await;
    prop_assert!(bench.engine.store().open_deliveries().await.unwrap().is_empty(), "all went out");
    let told: BTreeSet<(Id, Timestamp)> = notices.iter().filter_map(|one| Some((one.thing?, one.due?))).collect();
    prop_assert_eq!(&told, &model.told);
    prop_assert_eq!(told.len(), notices.len(), "each once");
    let shown: BTreeSet<String> = wall.all().into_iter().map(|shown| shown.tag).collect();
    let together = shown.contains("several");
    prop_assert!(together || notices.iter().all(|one| shown.contains(&one.id.to_string())), "all were shown");
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
