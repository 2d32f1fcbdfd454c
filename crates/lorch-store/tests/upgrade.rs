//! Profiles of every earlier schema: brought up to date, they hold all that they held before.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use lorch_model::{Timestamp, id::Id};
use lorch_store::{Store, reader::ArticleFilter};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection,
    migrate::Migration,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

/// The schemas of released versions, by the number of their steps, with rows in every table.
const FIXTURES: [(usize, &str); 1] = [(7, include_str!("fixtures/schema-0007.sql"))];

/// Steps of released versions; from then on not a byte of them changes.
const RELEASED: &str = include_str!("fixtures/released.sha384");

/// Tables that follow from others, or from the moment, so that an upgrade may change what they say.
const NOT_KEPT: [&str; 3] = ["_sqlx_migrations", "search_forms", "topics"];

/// A table, and each of its rows as text by column.
type Dump = BTreeMap<String, BTreeSet<BTreeMap<String, String>>>;

#[tokio::test]
async fn an_upgrade_from_every_schema_loses_nothing() {
    let newest = steps().len();
    let fresh = {
        let folder = tempfile::tempdir().unwrap();
        shape(&mut at_step(&folder.path().join("fresh.db"), newest).await).await
    };
    for (released, rows) in FIXTURES {
        // As it was released, and as developers had it between two releases.
        for level in released..=newest {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("lorch.db");
            let mut before = at_step(&path, released).await;
            sqlx::raw_sql(rows).execute(&mut before).await.unwrap();
            migrate(&mut before, level).await;
            fill(&mut before).await;
            let held = dump(&mut before).await;
            before.close().await.unwrap();

            let store = Store::open(&path, Id([9; 16]), Timestamp::UNIX_EPOCH).await.unwrap();
            assert_eq!(store.feeds().await.unwrap().len(), 3, "from step {level}");
            let starred = ArticleFilter { starred: true, ..ArticleFilter::default() };
            assert_eq!(store.articles(&starred, None, 50).await.unwrap().items.len(), 2, "from step {level}");
            store.close().await;

            let mut after = open(&path).await;
            let holds = dump(&mut after).await;
            for (table, rows) in &held {
                for row in rows {
                    let kept = holds.get(table).is_some_and(|rows| rows.iter().any(|now| says(now, row)));
                    assert!(kept, "from step {level}: {table} lost {row:?}");
                }
            }
            assert_eq!(shape(&mut after).await, fresh, "from step {level}");
            for question in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
                let said: Vec<String> = sqlx::query_scalar(question).fetch_all(&mut after).await.unwrap();
                assert!(said.is_empty() || said == ["ok"], "from step {level}: {said:?}");
            }
            sqlx::raw_sql("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
                .execute(&mut after)
                .await
                .unwrap();
        }
    }
}

#[test]
fn a_released_step_never_changes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let now: BTreeMap<String, String> = steps()
        .iter()
        .map(|step| {
            let name = format!("{:04}_{}.sql", step.version, step.description.replace(' ', "_"));
            assert!(folder.join(&name).is_file(), "{name}");
            (name, step.checksum.iter().map(|byte| format!("{byte:02x}")).collect())
        })
        .collect();
    let mut released = 0;
    for line in RELEASED.lines() {
        let (hash, name) = line.split_once("  ").unwrap();
        let here = now.get(name).unwrap_or_else(|| panic!("{name} was released and is gone"));
        assert_eq!(here, hash, "{name} was released: profiles have it; put what is to change into a new step");
        released += 1;
    }
    assert_eq!(FIXTURES.map(|(steps, _)| steps).last(), Some(&released), "the newest release has no fixture");
}

fn steps() -> Vec<Migration> {
    sqlx::migrate!("../../migrations").iter().cloned().collect()
}

async fn open(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

async fn at_step(path: &Path, step: usize) -> SqliteConnection {
    let mut connection = open(path).await;
    migrate(&mut connection, step).await;
    connection
}

/// Brings it up to the step in this place; the numbers of steps may have gaps.
async fn migrate(connection: &mut SqliteConnection, step: usize) {
    let version = steps()[step - 1].version;
    sqlx::migrate!("../../migrations").run_to(version, connection).await.unwrap();
}

/// Tables of rows; not those that SQLite keeps for full text.
/// Every table, those that point at others last.
async fn tables(connection: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'
         ORDER BY EXISTS (SELECT 1 FROM pragma_foreign_key_list(pragma_table_list.name))",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

/// Puts a row into each table that has none: what was added after the fixture was written.
async fn fill(connection: &mut SqliteConnection) {
    sqlx::raw_sql("PRAGMA foreign_keys = ON").execute(&mut *connection).await.unwrap();
    for table in tables(connection).await {
        let is_empty = format!("SELECT NOT EXISTS (SELECT 1 FROM \"{table}\")");
        // What the index holds follows from it.
        let is_index = table == "search_forms";
        if is_index
            || !sqlx::query_scalar::<_, bool>(AssertSqlSafe(is_empty)).fetch_one(&mut *connection).await.unwrap()
        {
            continue;
        }
        let columns: Vec<(String, String)> = sqlx::query_as("SELECT name, type FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let parents: BTreeMap<String, String> = sqlx::query_as::<_, (String, String, String)>(
            "SELECT \"from\", \"table\", coalesce(\"to\", \"from\") FROM pragma_foreign_key_list(?)",
        )
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .unwrap()
        .into_iter()
        .map(|(column, parent, key)| (column, format!("(SELECT \"{key}\" FROM \"{parent}\" LIMIT 1)")))
        .collect();
        // Lengths that a CHECK may ask for: an id, a hash, anything.
        let filled = 'filled: {
            for bytes in [16, 32, 3] {
                let values = columns.iter().map(|(name, kind)| match (parents.get(name), kind.as_str()) {
                    (Some(parent), _) => parent.clone(),
                    (None, "INTEGER" | "REAL") => "1".to_owned(),
                    (None, "TEXT") => "'word'".to_owned(),
                    (None, _) => format!("zeroblob({bytes})"),
                });
                let values = values.collect::<Vec<_>>().join(", ");
                let sql = format!("INSERT INTO \"{table}\" VALUES ({values})");
                if sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.is_ok() {
                    break 'filled true;
                }
            }
            false
        };
        assert!(filled, "no row was found that {table} takes: give it one");
    }
}

/// Everything there is.
async fn dump(connection: &mut SqliteConnection) -> Dump {
    let mut dump = Dump::new();
    for table in tables(connection).await {
        if NOT_KEPT.contains(&table.as_str()) {
            continue;
        }
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let quoted = columns.iter().map(|name| format!("quote(\"{name}\")")).collect::<Vec<_>>().join(", ");
        let rows: Vec<SqliteRow> = sqlx::query(AssertSqlSafe(format!("SELECT {quoted} FROM \"{table}\"")))
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let row = |row: &SqliteRow| columns.iter().enumerate().map(|(at, name)| (name.clone(), row.get(at))).collect();
        dump.insert(table, rows.iter().map(row).collect());
    }
    dump
}

/// Whether a row says all that another said.
fn says(now: &BTreeMap<String, String>, before: &BTreeMap<String, String>) -> bool {
    before.iter().all(|(column, value)| now.get(column) == Some(value))
}

/// Tables, columns and indexes, whatever way they came about.
async fn shape(connection: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT m.type || ' ' || m.name || coalesce(' ' || c.name || ' ' || c.type || c.\"notnull\" || c.pk, '')
         FROM sqlite_schema AS m LEFT JOIN pragma_table_xinfo(m.name) AS c ORDER BY 1",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}
