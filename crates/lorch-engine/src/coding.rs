//! The room at one glance, by the days of a person's zone.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use lorch_model::{
    Timestamp,
    clock::{EDGE, begins, ends, stretches},
    coding::{CalendarDay, Coding, CodingEntry, CodingFacts, Kind, Repositories, RepositoryWeeks, streaks},
    page::Page,
    planner::{epoch_day, plus},
};
use lorch_store::{
    StoreError,
    coding::{DayOfCoding, RepositoryWeek},
};

use crate::{Engine, EngineError};

/// Weeks of the calendar.
const CALENDAR: i32 = 53;
/// Weeks of repositories and of the hours, and those that a usual week is the middle of.
const LATELY: i32 = 12;
/// Bits of a key below its millisecond.
const TIES: u32 = 20;

impl Engine {
    /// The room as it is on the day `until`, in the days of `zone`.
    pub async fn coding(&self, until: Date, zone: &TimeZone, of: Repositories) -> Result<Coding, EngineError> {
        let store = self.store();
        let monday = plus(until, -i32::from(until.weekday().to_monday_zero_offset()));
        let sunday = plus(monday, 6);
        let span = (begins(monday, zone), ends(until, zone));
        let reach = store.reach_of_coding().await?;
        let days = match reach {
            Some((first, last)) => store.days_of_coding(&stretches(zone, first, last), of).await?,
            None => Vec::new(),
        };
        let counts = Counts::of(&days);
        let weeks: Vec<(i64, i64)> = (1 - LATELY..=0)
            .map(|week| plus(monday, 7 * week))
            .map(|first| (begins(first, zone), ends(plus(first, 6).min(until), zone)))
            .collect();
        let lately = (weeks.first().map_or(span.0, |week| week.0), span.1);
        let repositories = store.repository_weeks(&weeks, of).await?;
        let hours = store.hours_of_coding(&stretches(zone, lately.0, lately.1), of).await?;
        let merged = store.merged(span, of).await?;
        let mut took: Vec<i64> = merged.iter().filter_map(|one| one.took_s).collect();
        let first = plus(monday, -7 * (CALENDAR - 1));
        let calendar: Vec<CalendarDay> = (0..7 * CALENDAR)
            .map(|day| plus(first, day))
            .map(|day| CalendarDay { day, count: if day > until { 0 } else { counts.of_day(day) } })
            .collect();
        let ((best, best_until), now) = streaks(&counts.days(), epoch_day(until));
        let week = |kind, from: Date, to: Date| counts.between(kind, from, to);
        let mut usual: Vec<i64> = (1..=LATELY)
            .map(|back| plus(monday, -7 * back))
            .map(|first| i64::from(week(Kind::Commit, first, plus(first, 6))))
            .collect();
        Ok(Coding {
            until,
            facts: CodingFacts {
                commits_week: week(Kind::Commit, monday, until),
                commits_usual: median(&mut usual).and_then(|usual| u32::try_from(usual).ok()).unwrap_or(0),
                merged_week: u32::try_from(merged.len()).unwrap_or(u32::MAX),
                merge_median_s: median(&mut took),
                reviews_week: week(Kind::Review, monday, until),
                streak_days: now,
                best_streak_days: best,
                best_streak_until: best_until.map(date),
            },
            total: calendar.iter().map(|day| day.count).sum(),
            calendar,
            repositories: told(repositories),
            hours: by_hour(&hours),
            since: counts.days().first().copied().map(date),
            all: counts.all(sunday),
        })
    }

    /// A page of what was done, newest first: the commits of a day to one branch are told together.
    pub async fn coding_activity(
        &self,
        after: Option<&str>,
        limit: u32,
        zone: &TimeZone,
        of: Repositories,
    ) -> Result<Page<CodingEntry>, EngineError> {
        let mut below = match after {
            Some(cursor) => cursor.parse().map_err(|_| StoreError::UnknownCursor)?,
            None => i64::MAX,
        };
        let limit = limit as usize;
        let mut items: Vec<CodingEntry> = Vec::new();
        let mut last = below;
        while items.len() <= limit {
            let Some(newest) = self.store().coding_below(below, of).await? else {
                return Ok(Page { items, next: None });
            };
            let day = Timestamp::from_millisecond(newest >> TIES).unwrap_or_default().to_zoned(zone.clone()).date();
            let key = |ms: i64| ms.clamp(-EDGE, EDGE) << TIES;
            let (from, to) = (key(begins(day, zone)), key(ends(day, zone)));
            // The whole day: what is told together counts also where a page begins in its middle.
            for (key, entry) in together(self.store().coding_between((from, to), of).await?) {
                if key >= last {
                    continue;
                }
                if items.len() == limit {
                    return Ok(Page { items, next: Some(last.to_string()) });
                }
                last = key;
                items.push(entry);
            }
            below = from;
        }
        Ok(Page { items, next: None })
    }
}

/// Entries of one day, newest first, commits to one branch told with the newest of them.
fn together(entries: Vec<(i64, CodingEntry)>) -> Vec<(i64, CodingEntry)> {
    let mut told: Vec<(i64, CodingEntry)> = Vec::new();
    for (key, entry) in entries {
        match told.iter_mut().find(|(_, newer)| newer.takes(&entry)) {
            Some((_, newer)) => newer.take(&entry),
            None => told.push((key, entry)),
        }
    }
    told
}

/// What was done on each day, by kind.
struct Counts(BTreeMap<i64, BTreeMap<String, u32>>);

impl Counts {
    fn of(days: &[DayOfCoding]) -> Self {
        let mut counts: BTreeMap<i64, BTreeMap<String, u32>> = BTreeMap::new();
        for day in days {
            let count = u32::try_from(day.count).unwrap_or(0);
            *counts.entry(day.day).or_default().entry(day.kind.clone()).or_default() += count;
        }
        Self(counts)
    }

    fn days(&self) -> Vec<i64> {
        self.0.keys().copied().collect()
    }

    fn of_day(&self, day: Date) -> u32 {
        self.0.get(&epoch_day(day)).map_or(0, |kinds| kinds.values().sum())
    }

    fn between(&self, kind: Kind, from: Date, to: Date) -> u32 {
        let days = self.0.range(epoch_day(from)..=epoch_day(to));
        days.filter_map(|(_, kinds)| kinds.get(kind.word())).sum()
    }

    fn all(&self, to: Date) -> u64 {
        let days = self.0.range(..=epoch_day(to));
        days.flat_map(|(_, kinds)| kinds.values()).map(|count| u64::from(*count)).sum()
    }
}

/// Repositories with their weeks, those with most commits first.
fn told(rows: Vec<RepositoryWeek>) -> Vec<RepositoryWeeks> {
    let mut by_name: BTreeMap<String, RepositoryWeeks> = BTreeMap::new();
    for row in rows {
        let last = Timestamp::from_millisecond(row.last).unwrap_or_default();
        let weeks = vec![0; usize::try_from(LATELY).unwrap_or_default()];
        let one = by_name.entry(row.repository.clone()).or_insert_with(|| RepositoryWeeks {
            name: row.repository.clone(),
            own: None,
            weeks,
            commits: 0,
            added: None,
            removed: None,
            last,
        });
        let commits = u32::try_from(row.commits).unwrap_or(0);
        if let Some(week) = usize::try_from(row.week).ok().and_then(|week| one.weeks.get_mut(week)) {
            *week += commits;
        }
        one.commits += commits;
        one.own = one.own.max(row.own);
        for (sum, more) in [(&mut one.added, row.added), (&mut one.removed, row.removed)] {
            *sum = match (*sum, more) {
                (None, None) => None,
                (sum, more) => Some(sum.unwrap_or(0) + more.unwrap_or(0)),
            };
        }
        one.last = one.last.max(last);
    }
    let mut told: Vec<RepositoryWeeks> = by_name.into_values().collect();
    told.sort_by(|a, b| b.commits.cmp(&a.commits).then_with(|| a.name.cmp(&b.name)));
    told
}

fn by_hour(hours: &[(i64, i64)]) -> Vec<Vec<u32>> {
    let mut week = vec![vec![0; 24]; 7];
    for (hour, count) in hours {
        let Ok(hour) = usize::try_from(*hour) else { continue };
        if let Some(cell) = week.get_mut(hour / 24).and_then(|day| day.get_mut(hour % 24)) {
            *cell = u32::try_from(*count).unwrap_or(0);
        }
    }
    week
}

/// The one in the middle, of an even number the lower of the two.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied()
}

fn date(day: i64) -> Date {
    Date::constant(1970, 1, 1).checked_add(day.days()).unwrap_or_default()
}
