//! What the tables hold, in a form that can be compared: the same for the same content, whatever the order of the rows
//! and the numbers that only mean something here.

use futures::TryStreamExt;
use lorch_model::backup::Digest;
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::{Result, Store};

/// Tables that speak of this device and its past, not of what the person has.
const LOCAL: [&str; 16] = [
    "_sqlx_migrations",
    "deliveries",
    "devices",
    "fetches",
    "imports",
    "incarnation",
    "jobs",
    "log",
    "muted",
    "notices",
    "origins",
    "reminders",
    "replies",
    "this_device",
    "topics",
    "vector",
];

/// Columns that hold local numbers, and what stands for them; nothing where the rest of the row says enough.
const NUMBERS: [(&str, &str, Option<&str>); 12] = [
    ("changes", "number", None),
    ("subscriptions", "number", None),
    ("feeds", "number", Some("(SELECT id FROM subscriptions AS s WHERE s.number = feeds.number)")),
    ("timeline", "key", Some("key >> 20")),
    ("articles", "key", Some("key >> 20")),
    ("articles", "feed", Some("(SELECT id FROM subscriptions AS s WHERE s.number = articles.feed)")),
    ("coding", "key", Some("(SELECT id FROM timeline AS t WHERE t.key = coding.key)")),
    ("plays", "key", Some("(SELECT id FROM timeline AS t WHERE t.key = plays.key)")),
    ("heard_first", "first", Some("first >> 20")),
    ("article_bodies", "key", Some("(SELECT id FROM timeline AS t WHERE t.key = article_bodies.key)")),
    ("search_texts", "key", Some("(SELECT id FROM timeline AS t WHERE t.key = search_texts.key)")),
    ("search_forms", "key", Some("(SELECT id FROM timeline AS t WHERE t.key = search_forms.key)")),
];

impl Store {
    /// A hash of each table with a person's data, by name. Order of rows and local numbers don't matter.
    pub async fn digests(&self) -> Result<Vec<Digest>> {
        let mut tx = self.readers.begin().await?;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'
             ORDER BY name",
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut digests = Vec::new();
        for table in tables.into_iter().filter(|table| !LOCAL.contains(&table.as_str())) {
            digests.push(digest(&mut tx, table).await?);
        }
        Ok(digests)
    }
}

async fn digest(conn: &mut SqliteConnection, table: String) -> Result<Digest> {
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY name")
        .bind(&table)
        .fetch_all(&mut *conn)
        .await?;
    let said: Vec<String> = columns.iter().filter_map(|column| said(&table, column)).collect();
    let sql = format!("SELECT {} FROM {table}", said.join(" || ',' || "));
    let mut lines = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(conn);
    let (mut rows, mut sum) = (0, 0_u128);
    while let Some(line) = lines.try_next().await? {
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(line.as_bytes()).as_bytes()[..16]);
        // A sum doesn't care for the order.
        sum = sum.wrapping_add(u128::from_le_bytes(first));
        rows += 1;
    }
    drop(lines);
    Ok(Digest { table, rows, hash: format!("{sum:032x}") })
}

fn said(table: &str, column: &str) -> Option<String> {
    match NUMBERS.iter().find(|(of, number, _)| (*of, *number) == (table, column)) {
        Some((_, _, stand_in)) => stand_in.map(|expression| format!("quote({expression})")),
        None => Some(format!("quote(\"{column}\")")),
    }
}
