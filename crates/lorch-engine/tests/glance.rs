//! Coding and Listening: what the rooms tell is what a slow count over all records tells, in every zone, whatever order
//! they came in, what was taken back and what was made again.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::Bench;
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use lorch_model::{
    Timestamp,
    coding::{Kind, Repositories, Work},
    listening::{Heard, Period},
    record::RecordDraft,
    search::{Order, Question},
    timeline::Room,
};
use lorch_store::timeline::TimelineFilter;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};

const ZONES: [&str; 4] = ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "UTC"];

fn now() -> Timestamp {
    "2026-11-21T17:30:00Z".parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// Plays of two years and a bit, of few artists, some of them around the turns of days, years and clocks.
fn plays(chance: &mut StdRng, many: usize) -> Vec<Heard> {
    let edges = ["2025-12-31T22:30:00Z", "2025-12-31T23:30:00Z", "2026-10-25T00:40:00Z", "2026-03-29T00:50:00Z"];
    let mut found = BTreeMap::new();
    for n in 0..many {
        let started: Timestamp = match edges.get(n / 3) {
            Some(edge) => edge.parse::<Timestamp>().unwrap() + (chance.random_range(0..90_i64)).minutes(),
            None => now() - chance.random_range(1..1_100_000_i64).minutes(),
        };
        let ms = chance.random_range(30..400) * 1_000;
        let artist = chance.random_range(0..9);
        let heard = Heard {
            started,
            ended: started + ms.milliseconds(),
            track: format!("track {}", chance.random_range(0..4)),
            artists: if artist == 0 { vec![] } else { vec![format!("artist {artist}"), "guest".to_owned()] },
            album: (artist > 2).then(|| format!("album {}", chance.random_range(0..3))),
            ms,
            url: None,
        };
        found.insert(heard.ended, heard);
    }
    found.into_values().collect()
}

fn drafts(plays: &[Heard]) -> Vec<RecordDraft> {
    plays.iter().map(|heard| heard.into_record("spotify:me", &heard.track)).collect()
}

async fn sound(bench: &Bench) {
    let verified = bench.engine.verify().await.unwrap();
    assert!(verified.ok, "{verified:?}");
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

/// Holds every figure of the room against a count of all plays.
async fn listening_is_true(bench: &Bench, all: &[Heard], period: Period, at: Date, zone: &TimeZone) {
    let today = now().to_zoned(zone.clone()).date();
    let told = bench.engine.listening(period, at, today, zone).await.unwrap();
    let day = |heard: &Heard| heard.started.to_zoned(zone.clone()).date();
    let among = |span: Option<(Date, Date)>| -> Vec<&Heard> {
        all.iter().filter(|heard| span.is_none_or(|(from, to)| (from..=to).contains(&day(heard)))).collect()
    };
    let inside = among(period.around(at));
    let sum = |plays: &[&Heard]| plays.iter().map(|heard| heard.ms).sum::<i64>();
    let hint = format!("{period:?} {at} {:?}", zone.iana_name());
    assert_eq!(told.facts.heard_ms, sum(&inside), "{hint}");
    assert_eq!(told.facts.plays as usize, inside.len(), "{hint}");
    assert_eq!(told.days.iter().map(|day| day.ms).sum::<i64>(), sum(&inside), "{hint}");
    assert_eq!(told.hours.iter().flatten().sum::<i64>(), sum(&inside), "{hint}");
    let artist = |heard: &Heard| heard.artists.first().cloned();
    let artists: BTreeSet<String> = inside.iter().filter_map(|heard| artist(heard)).collect();
    assert_eq!(told.facts.artists as usize, artists.len(), "{hint}");
    let tracks: BTreeSet<_> = inside.iter().map(|heard| (&heard.track, artist(heard))).collect();
    assert_eq!(told.facts.tracks as usize, tracks.len(), "{hint}");
    let first_of =
        |name: &str| all.iter().filter(|heard| artist(heard).as_deref() == Some(name)).map(|h| h.started).min();
    let new = artists.iter().filter(|name| inside.iter().any(|heard| first_of(name) == Some(heard.started))).count();
    assert_eq!(told.facts.artists_new as usize, new, "{hint}");
    let ranks = |plays: &[&Heard]| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for heard in plays {
            if let Some(artist) = artist(heard) {
                *sums.entry(artist).or_default() += heard.ms;
            }
        }
        let mut ranked: Vec<(i64, String)> = sums.into_iter().map(|(artist, ms)| (ms, artist)).collect();
        ranked.sort_by(|a, b| b.cmp(a));
        ranked
    };
    let before = period.before(at).map(|span| ranks(&among(Some(span)))).unwrap_or_default();
    let rank =
        |name: &str| before.iter().position(|(_, artist)| artist == name).map(|at| u32::try_from(at + 1).unwrap());
    let wanted: Vec<_> = ranks(&inside).into_iter().take(7).map(|(ms, name)| (rank(&name), ms, name)).collect();
    let found: Vec<_> = told.artists.iter().map(|one| (one.rank_before, one.ms, one.name.clone())).collect();
    let has_twins = before.windows(2).any(|two| two[0].0 == two[1].0);
    assert!(found == wanted || has_twins, "{hint}: {found:?} {wanted:?}");
    let mut hours = vec![vec![0; 24]; 7];
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for heard in &inside {
        // What was heard counts in the quarter of the hour in which it began.
        let at = heard.started.to_zoned(zone.clone());
        hours[usize::try_from(at.weekday().to_monday_zero_offset()).unwrap()][usize::try_from(at.hour()).unwrap()] +=
            heard.ms;
        *days.entry(at.date()).or_default() += heard.ms;
    }
    assert_eq!(told.hours, hours, "{hint}");
    let longest = days.values().max().copied();
    assert_eq!(told.facts.longest_day.map(|day| day.ms), longest, "{hint}");
}

#[tokio::test]
async fn listening_tells_what_a_slow_count_of_all_plays_tells() {
    let chance = &mut StdRng::seed_from_u64(7);
    let bench = Bench::new().await;
    bench.clock.set(now());
    let mut all = plays(chance, 400);
    // As a service gives them: in parts, in any order, some of them twice.
    let mut order = all.clone();
    order.shuffle(chance);
    for part in order.chunks(57) {
        bench.engine.import_records("first", drafts(part)).await.unwrap();
        bench.engine.import_records("again", drafts(&part[..part.len().min(9)])).await.unwrap();
    }
    for _ in 0..2 {
        for name in ZONES {
            for period in [Period::Week, Period::Month, Period::Year, Period::All] {
                for at in ["2026-11-21", "2026-01-01", "2025-12-31", "2025-10-26", "2026-10-25"] {
                    listening_is_true(&bench, &all, period, at.parse().unwrap(), &zone(name)).await;
                }
            }
        }
        // One part goes: with its sums, and with what was heard for the first time in it.
        let gone: Vec<_> = drafts(&all[..all.len() / 3]).iter().map(RecordDraft::id).collect();
        let mut write = bench.engine.store().write().await.unwrap();
        write.remove_records(&gone, now()).await.unwrap();
        write.commit().await.unwrap();
        all.drain(..all.len() / 3);
    }
    sound(&bench).await;
}

#[tokio::test]
async fn any_split_of_the_same_plays_lands_the_same_rows() {
    let mut held = Vec::new();
    for seed in 0..3 {
        let chance = &mut StdRng::seed_from_u64(seed);
        let bench = Bench::new().await;
        bench.clock.set(now());
        let mut all = drafts(&plays(&mut StdRng::seed_from_u64(99), 120));
        all.shuffle(chance);
        let mut write = bench.engine.store().write().await.unwrap();
        while !all.is_empty() {
            let part = all.split_off(all.len() - chance.random_range(1..=all.len()));
            let again = part.first().cloned();
            write.land_records(None, part, now()).await.unwrap();
            write.land_records(None, again.into_iter().collect(), now()).await.unwrap();
        }
        write.commit().await.unwrap();
        let digests = bench.engine.store().digests().await.unwrap();
        let rooms = ["plays", "heard", "heard_hours", "heard_first", "timeline", "timeline_days", "records"];
        held.push(digests.into_iter().filter(|digest| rooms.contains(&digest.table.as_str())).collect::<Vec<_>>());
    }
    // The origin of a record is the device's: the same here, for the seed of the engine is.
    assert_eq!(held[0], held[1]);
    assert_eq!(held[0], held[2]);
}

fn work(at: Timestamp, repository: &str, kind: Kind, number: i64) -> Work {
    let opened = (kind == Kind::PullRequest).then(|| at - 90.minutes());
    Work {
        at,
        title: format!("{} {number}", kind.word()),
        text: "about harbours".to_owned(),
        repository: repository.to_owned(),
        own: Some(repository.starts_with("me/")),
        branch: (kind == Kind::Commit).then(|| if number % 2 == 0 { "main" } else { "side" }.to_owned()),
        number: Some(number),
        state: (kind == Kind::PullRequest).then(|| "merged".to_owned()),
        opened,
        added: Some(number),
        removed: Some(1),
        url: None,
    }
}

fn year_of_work(chance: &mut StdRng) -> Vec<(Kind, Work)> {
    let kinds = [
        Kind::Commit,
        Kind::Commit,
        Kind::Commit,
        Kind::PullRequest,
        Kind::Review,
        Kind::Issue,
        Kind::Star,
        Kind::Release,
    ];
    (0..600)
        .map(|number| {
            let kind = kinds[chance.random_range(0..kinds.len())];
            let repository = ["me/one", "them/two", "them/three"][chance.random_range(0..3)];
            let near = if number % 3 == 0 { 30_000 } else { 600_000 };
            let at = now() - chance.random_range(1..near).minutes();
            (kind, work(at, repository, kind, number))
        })
        .collect()
}

fn records(all: &[(Kind, Work)]) -> Vec<RecordDraft> {
    let record = |(kind, work): &(Kind, Work)| {
        work.into_record("github:1", format!("{}:{}", kind.word(), work.number.unwrap()), *kind, work.at)
    };
    all.iter().map(record).collect()
}

#[tokio::test]
async fn coding_tells_what_a_slow_count_of_all_records_tells() {
    let chance = &mut StdRng::seed_from_u64(3);
    let bench = Bench::new().await;
    bench.clock.set(now());
    let all = year_of_work(chance);
    bench.engine.import_records("github", records(&all)).await.unwrap();
    for name in ZONES {
        for (of, own) in [(Repositories::All, None), (Repositories::Own, Some(true)), (Repositories::Work, Some(false))]
        {
            let zone = zone(name);
            let until = now().to_zoned(zone.clone()).date();
            let told = bench.engine.coding(until, &zone, of).await.unwrap();
            let here: Vec<_> = all.iter().filter(|(_, work)| own.is_none() || work.own == own).collect();
            let day = |work: &Work| work.at.to_zoned(zone.clone()).date();
            let counts = |kind: &Kind| Kind::CONTRIBUTIONS.contains(kind);
            assert_eq!(told.calendar.len(), 371);
            for cell in &told.calendar {
                let wanted = here.iter().filter(|(kind, work)| counts(kind) && day(work) == cell.day).count();
                assert_eq!(cell.count as usize, wanted, "{} {name} {of:?}", cell.day);
            }
            assert_eq!(told.total, told.calendar.iter().map(|cell| cell.count).sum::<u32>());
            assert_eq!(told.all as usize, here.iter().filter(|(kind, _)| counts(kind)).count());
            let monday = until - i64::from(until.weekday().to_monday_zero_offset()).days();
            let week = |kind: Kind| here.iter().filter(|(k, work)| *k == kind && day(work) >= monday).count();
            assert_eq!(told.facts.commits_week as usize, week(Kind::Commit), "{name}");
            assert_eq!(told.facts.merged_week as usize, week(Kind::PullRequest), "{name}");
            assert_eq!(told.facts.reviews_week as usize, week(Kind::Review), "{name}");
            assert_eq!(told.facts.merge_median_s, (week(Kind::PullRequest) > 0).then_some(5_400));
            let lately = monday - 77.days();
            let commits: Vec<_> =
                here.iter().filter(|(kind, work)| *kind == Kind::Commit && day(work) >= lately).collect();
            assert_eq!(
                told.repositories.iter().map(|one| one.commits as usize).sum::<usize>(),
                commits.len(),
                "{name}"
            );
            assert_eq!(told.hours.iter().flatten().sum::<u32>() as usize, commits.len(), "{name} {of:?}");
            for one in &told.repositories {
                assert_eq!(one.weeks.iter().sum::<u32>(), one.commits);
                let added: i64 =
                    commits.iter().filter(|(_, w)| w.repository == one.name).filter_map(|(_, w)| w.added).sum();
                assert_eq!(one.added, Some(added), "{}", one.name);
            }
        }
    }
    sound(&bench).await;
}

#[tokio::test]
async fn activity_in_pages_of_any_length_is_the_same_list_and_tells_commits_of_a_branch_together() {
    let bench = Bench::new().await;
    bench.clock.set(now());
    let all = year_of_work(&mut StdRng::seed_from_u64(5));
    bench.engine.import_records("github", records(&all)).await.unwrap();
    let zone = zone("Europe/Berlin");
    let whole = bench.engine.coding_activity(None, 10_000, &zone, Repositories::All).await.unwrap();
    assert_eq!(whole.next, None);
    assert_eq!(whole.items.iter().map(|entry| entry.count as usize).sum::<usize>(), all.len(), "each is told once");
    assert!(whole.items.iter().any(|entry| entry.count > 1), "some are told together");
    assert!(whole.items.windows(2).all(|two| two[0].at >= two[1].at), "newest first");
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let mut seen = BTreeSet::new();
    for entry in whole.items.iter().filter(|entry| entry.kind == Kind::Commit) {
        assert!(
            seen.insert((day(entry.at), entry.repository.clone(), entry.branch.clone())),
            "one line a branch and day"
        );
    }
    for limit in [1, 7, 50] {
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let page = bench.engine.coding_activity(after.as_deref(), limit, &zone, Repositories::All).await.unwrap();
            assert!(page.items.len() <= limit as usize);
            pages.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pages, whole.items, "pages of {limit}");
    }
}

#[tokio::test]
async fn they_are_on_the_timeline_and_found_and_change_in_place() {
    let bench = Bench::new().await;
    bench.clock.set(now());
    let opened = Work { state: Some("open".into()), ..work(now() - 600.minutes(), "them/two", Kind::PullRequest, 1) };
    let merged = work(now() - 60.minutes(), "them/two", Kind::PullRequest, 1);
    let record = |work: &Work| work.into_record("github:1", "pull:1".into(), Kind::PullRequest, work.at);
    let heard = plays(&mut StdRng::seed_from_u64(1), 3);
    bench.engine.import_records("github", vec![record(&opened)]).await.unwrap();
    bench.engine.import_records("spotify", drafts(&heard)).await.unwrap();
    let store = bench.engine.store();
    let of = async |room| {
        let filter = TimelineFilter { room: Some(room), ..Default::default() };
        store.timeline(&filter, &Default::default(), 50).await.unwrap().items
    };
    assert_eq!(of(Room::Coding).await[0].started, opened.at);
    assert_eq!((of(Room::Listening).await.len(), of(Room::Listening).await[0].source.as_str()), (3, "spotify"));
    bench.engine.import_records("github", vec![record(&merged)]).await.unwrap();
    let entries = of(Room::Coding).await;
    assert_eq!((entries.len(), entries[0].started, entries[0].subtitle.as_str()), (1, merged.at, "them/two"));
    for (words, found) in [("harbours", 1), ("guest", heard.iter().filter(|heard| !heard.artists.is_empty()).count())] {
        let hits = store.search(&Question::of(words), Order::Newest, None, 9).await.unwrap().items;
        assert_eq!(hits.len(), found, "{words}");
    }
    let undone = bench.engine.undo_import(2).await.unwrap();
    assert_eq!(undone.removed, 3);
    assert_eq!(of(Room::Listening).await, []);
    assert_eq!(
        bench
            .engine
            .listening(
                Period::All,
                now().to_zoned(TimeZone::UTC).date(),
                now().to_zoned(TimeZone::UTC).date(),
                &TimeZone::UTC
            )
            .await
            .unwrap()
            .facts
            .plays,
        0
    );
    sound(&bench).await;
}
