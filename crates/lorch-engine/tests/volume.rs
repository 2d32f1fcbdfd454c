//! How much happened when: the counts are those of the records, whatever happens to them and wherever the zone is.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::collections::BTreeMap;

use common::Bench;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lorch_model::timeline::{Room, Volume};
use proptest::prelude::*;
use sqlx::{Connection, SqliteConnection};

const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"];

/// A record: milliseconds, minutes east of Greenwich, value, unit.
type Point = (i64, Option<i64>, Option<f64>, Option<&'static str>);

/// What one would count by hand.
fn naive(points: &[Point], zone: &TimeZone, form: &str) -> Vec<Volume> {
    let mut counts: BTreeMap<String, (u32, BTreeMap<&str, f64>)> = BTreeMap::new();
    for (ms, offset, value, unit) in points {
        let at = Timestamp::from_millisecond(*ms).unwrap();
        let date = match offset {
            Some(minutes) => Timestamp::from_millisecond(ms + minutes * 60_000).unwrap().to_zoned(TimeZone::UTC),
            None => at.to_zoned(zone.clone()),
        };
        let count = counts.entry(date.strftime(form).to_string()).or_default();
        count.0 += 1;
        if let Some(unit) = unit {
            *count.1.entry(unit).or_default() += value.unwrap_or(0.0);
        }
    }
    let sums = |sums: BTreeMap<&str, f64>| {
        sums.into_iter().map(|(unit, value)| lorch_model::timeline::Sum { unit: unit.into(), value }).collect()
    };
    counts.into_iter().map(|(at, (records, by))| Volume { at, records, sums: sums(by) }).collect()
}

async fn put(conn: &mut SqliteConnection, points: &[Point]) {
    for (number, (ms, offset, value, unit)) in points.iter().enumerate() {
        sqlx::query(
            "INSERT INTO timeline (key, id, room, kind, offset_minutes, title, subtitle, value, unit, source, provenance)
             VALUES (?, randomblob(16), 'reader', 'article', ?, '', '', ?, ?, 'feeds', 'api')",
        )
        .bind((ms << 20) | i64::try_from(number).unwrap())
        .bind(offset)
        .bind(value)
        .bind(unit)
        .execute(&mut *conn)
        .await
        .unwrap();
    }
}

fn any_points() -> impl Strategy<Value = Vec<Point>> {
    // Around the turns of a month, a year and 1970, where the zones differ.
    let moment =
        prop_oneof![-90_000_000_i64..90_000_000, 1_772_280_000_000_i64..1_772_460_000_000, 0_i64..1_800_000_000_000];
    let offset = prop::option::weighted(0.3, -720_i64..840);
    let value = prop::option::of((0_i64..10_000).prop_map(|thousandths| thousandths as f64 / 8.0));
    let unit = prop::sample::select(vec![None, Some("km"), Some("min")]);
    prop::collection::vec((moment, offset, value, unit), 0..60)
}

#[test]
fn months_and_days_are_those_of_the_records() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = runtime.block_on(Bench::new());
    let path = bench.folder.path().join("lorch.db");
    let conn = runtime.block_on(SqliteConnection::connect(&format!("sqlite:{}", path.display()))).unwrap();
    let conn = tokio::sync::Mutex::new(conn);
    proptest!(ProptestConfig::with_cases(60), |(points in any_points(), zone in prop::sample::select(ZONES.to_vec()))| {
        let zone = TimeZone::get(zone).unwrap();
        runtime.block_on(async {
            let conn = &mut *conn.lock().await;
            sqlx::raw_sql("DELETE FROM timeline").execute(&mut *conn).await.unwrap();
            put(conn, &points).await;
        });
        let months = runtime.block_on(bench.engine.months(Some(Room::Reader), Some("feeds"), &zone)).unwrap();
        prop_assert_eq!(months, naive(&points, &zone, "%Y-%m"));
        let (from, to): (Date, Date) = ("2026-02-20".parse().unwrap(), "2026-03-10".parse().unwrap());
        let days = runtime.block_on(bench.engine.days(None, None, (from, to), &zone)).unwrap();
        let all = naive(&points, &zone, "%Y-%m-%d");
        let within = |day: &Volume| (from..=to).contains(&day.at.parse::<Date>().unwrap());
        prop_assert_eq!(days, all.into_iter().filter(within).collect::<Vec<_>>());
        prop_assert!(runtime.block_on(bench.engine.months(None, Some("radio"), &zone)).unwrap().is_empty());
    });
}

#[test]
fn counts_follow_whatever_happens_to_the_timeline() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = runtime.block_on(Bench::new());
    let path = bench.folder.path().join("lorch.db");
    let conn = runtime.block_on(SqliteConnection::connect(&format!("sqlite:{}", path.display()))).unwrap();
    let conn = tokio::sync::Mutex::new(conn);
    let happenings = prop::sample::select(vec![
        "UPDATE timeline SET removed = 1 - removed WHERE key % 3 = 0",
        "UPDATE timeline SET value = value + 1.5, unit = 'km' WHERE key % 2 = 0",
        "UPDATE timeline SET offset_minutes = 60 WHERE key % 5 = 0",
        "UPDATE timeline SET key = key + (86400000 << 20) WHERE key % 7 = 0",
        "UPDATE timeline SET title = 'other'",
        "DELETE FROM timeline WHERE key % 4 = 1",
        "DELETE FROM timeline WHERE removed = 1",
    ]);
    proptest!(ProptestConfig::with_cases(60), |(points in any_points(), steps in prop::collection::vec(happenings, 0..8))| {
        runtime.block_on(async {
            let conn = &mut *conn.lock().await;
            put(conn, &points).await;
            for step in steps {
                sqlx::raw_sql(step).execute(&mut *conn).await.unwrap();
            }
            let differ: i64 = sqlx::query_scalar(
                "WITH counted AS (SELECT room, source, own, day, unit, count(*), sum(thousandths) FROM timeline_points
                     GROUP BY 1, 2, 3, 4, 5)
                 SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM timeline_days))
                     + (SELECT count(*) FROM (SELECT * FROM timeline_days EXCEPT SELECT * FROM counted))",
            ).fetch_one(&mut *conn).await.unwrap();
            sqlx::raw_sql("DELETE FROM timeline").execute(&mut *conn).await.unwrap();
            let left: i64 = sqlx::query_scalar("SELECT count(*) FROM timeline_days").fetch_one(&mut *conn).await.unwrap();
            prop_assert_eq!((differ, left), (0, 0));
            Ok(())
        })?;
    });
}
