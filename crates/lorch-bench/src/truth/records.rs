//! Records of a source landed, beside the barest way to the same rows: each table filled by inserts of many rows.

use std::{path::Path, sync::Arc, time::Instant};

use jiff::Timestamp;
use lorch_model::id::Id;
use lorch_store::Store;
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
};

use crate::{Result, lists};

const RUNS: usize = 3;
const RECORDS: usize = 100_000;
/// Rows of one bare insert.
const ROWS: usize = 64;

/// What landing fills, in an order that foreign keys allow, and where its rows are read.
const TABLES: [(&str, &str); 9] = [
    ("subscriptions", "SELECT * FROM subscriptions"),
    ("feeds", "SELECT * FROM feeds"),
    ("records", "SELECT * FROM records"),
    ("log", "SELECT * FROM log"),
    ("timeline", "SELECT * FROM timeline ORDER BY key"),
    ("articles", "SELECT * FROM articles ORDER BY key"),
    ("article_bodies", "SELECT * FROM article_bodies ORDER BY key"),
    ("search_texts", "SELECT * FROM search_texts ORDER BY key"),
    ("search", "SELECT key AS rowid, title, text FROM search_content ORDER BY key"),
];

/// Seconds of landing, and of the bare inserts, taking turns.
pub(super) async fn measure() -> Result<(Vec<f64>, Vec<f64>)> {
    let mut runs = [Vec::new(), Vec::new()];
    for _ in 0..RUNS {
        let folder = tempfile::tempdir()?;
        runs[0].push(landed(&folder.path().join("landed.db")).await?);
        runs[1].push(bare(&folder.path().join("landed.db"), &folder.path().join("bare.db")).await?);
    }
    let [landed, bare] = runs;
    Ok((landed, bare))
}

async fn landed(path: &Path) -> Result<f64> {
    let drafts = (0..RECORDS).map(|article| {
        let feed = i64::try_from(article % 50).unwrap_or(0);
        lists::draft(feed, article).into_record(format!("feed:https://feed{feed}.example/rss"), None)
    });
    let drafts = drafts.collect::<Result<Vec<_>, _>>()?;
    let store = Store::open(path, Id([1; 16]), Timestamp::UNIX_EPOCH).await?;
    let began = Instant::now();
    let mut write = store.write().await?;
    let landed = write.land_records(None, drafts, Timestamp::UNIX_EPOCH).await?;
    write.commit().await?;
    let took = began.elapsed().as_secs_f64();
    store.close().await;
    if landed.new as usize != RECORDS {
        return Err(format!("{} records landed instead of {RECORDS}", landed.new).into());
    }
    Ok(took)
}

/// The same rows into the same tables, in one transaction as durable as the store's.
async fn bare(from: &Path, to: &Path) -> Result<f64> {
    Store::open(to, Id([1; 16]), Timestamp::UNIX_EPOCH).await?.close().await;
    let mut source = open(from).await?;
    let mut tables = Vec::new();
    for (table, sql) in TABLES {
        let rows = sqlx::query(sql).fetch_all(&mut source).await?;
        let columns: Vec<String> = match rows.first() {
            Some(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
            None => return Err(format!("nothing landed in {table}").into()),
        };
        let rows = rows.iter().map(cells).collect::<Result<Vec<Vec<Cell>>>>()?;
        tables.push((table, columns, rows));
    }
    let mut connection = open(to).await?;
    let began = Instant::now();
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    for (table, columns, rows) in tables {
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let head = format!("INSERT INTO {table} ({}) VALUES", columns.join(","));
        let full = Arc::<str>::from(format!("{head} {}", vec![row.as_str(); ROWS].join(",")));
        for part in rows.chunks(ROWS) {
            let sql = match part.len() {
                ROWS => full.clone(),
                rest => Arc::from(format!("{head} {}", vec![row.as_str(); rest].join(","))),
            };
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for cell in part.iter().flatten() {
                query = match cell {
                    Cell::Null => query.bind(None::<i64>),
                    Cell::Integer(number) => query.bind(*number),
                    Cell::Real(number) => query.bind(*number),
                    Cell::Text(text) => query.bind(text.clone()),
                    Cell::Blob(bytes) => query.bind(bytes.clone()),
                };
            }
            query.execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    Ok(began.elapsed().as_secs_f64())
}

enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

fn cells(row: &SqliteRow) -> Result<Vec<Cell>> {
    (0..row.columns().len())
        .map(|column| {
            let value = row.try_get_raw(column)?;
            if value.is_null() {
                return Ok(Cell::Null);
            }
            let kind = value.type_info().name().to_owned();
            Ok(match kind.as_str() {
                "TEXT" => Cell::Text(row.try_get(column)?),
                "REAL" => Cell::Real(row.try_get(column)?),
                "BLOB" => Cell::Blob(row.try_get(column)?),
                _ => Cell::Integer(row.try_get(column)?),
            })
        })
        .collect()
}

async fn open(path: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(true);
    Ok(options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).connect().await?)
}
