//! Whether two databases hold the same: schema, header, and each row of each table.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::{Converted, differs};
use crate::{Result, StoreError};

/// Name, and whether it has row ids.
type Table = (String, bool);

/// Compares `new`, which is read through as well, with `old`.
pub(super) async fn same(old: &mut SqliteConnection, new: &mut SqliteConnection) -> Result<Converted> {
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(3)").fetch_all(&mut *new).await?;
    if found != ["ok"] {
        return Err(other(&found.join("; ")));
    }
    if schema(old).await? != schema(new).await? {
        return Err(other("the schema differs"));
    }
    for name in ["application_id", "user_version"] {
        let value = || sqlx::query_scalar::<_, i64>(AssertSqlSafe(format!("PRAGMA {name}")));
        if value().fetch_one(&mut *old).await? != value().fetch_one(&mut *new).await? {
            return Err(other(name));
        }
    }
    let mut sum = Converted { tables: 0, rows: 0 };
    for table in tables(old).await? {
        let (before, after) = (digest(old, &table).await?, digest(new, &table).await?);
        if before != after {
            return Err(other(&format!("table {}", table.0)));
        }
        sum.tables += 1;
        sum.rows += after.0;
    }
    Ok(sum)
}

fn other(what: &str) -> StoreError {
    differs(std::path::Path::new("The copy"), what).into()
}

async fn schema(conn: &mut SqliteConnection) -> Result<Vec<(String, String, Option<String>)>> {
    Ok(sqlx::query_as("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetch_all(conn).await?)
}

/// Everything that has rows of its own; what a virtual table shows lies in its shadow tables.
async fn tables(conn: &mut SqliteConnection) -> Result<Vec<Table>> {
    Ok(sqlx::query_as(
        "SELECT name, wr = 0 FROM pragma_table_list
         WHERE schema = 'main' AND type IN ('table', 'shadow') AND name <> 'sqlite_schema' ORDER BY name",
    )
    .fetch_all(conn)
    .await?)
}

/// Number of rows, and a hash over all of them in their order.
async fn digest(conn: &mut SqliteConnection, (table, has_row_ids): &Table) -> Result<(u64, blake3::Hash)> {
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY cid")
        .bind(table)
        .fetch_all(&mut *conn)
        .await?;
    let quoted: Vec<String> = columns.iter().map(|name| format!("quote({})", identifier(name))).collect();
    let order = if *has_row_ids { " ORDER BY rowid" } else { "" };
    let sql = format!("SELECT {} FROM {}{order}", quoted.join(" || ',' || "), identifier(table));
    let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(conn);
    let (mut count, mut hasher) = (0, blake3::Hasher::new());
    while let Some(row) = rows.try_next().await? {
        count += 1;
        hasher.update(&(row.len() as u64).to_le_bytes());
        hasher.update(row.as_bytes());
    }
    Ok((count, hasher.finalize()))
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
