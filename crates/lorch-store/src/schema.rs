//! The schema that Lorch knows, and whether a file has it. A file from outside may carry triggers and views of its own,
//! so nothing of it is used before every object in it is one that our migrations make.

use std::collections::BTreeSet;

use lorch_model::trouble::{Trouble, TroubleKind};
use sqlx::{
    Connection, SqliteConnection,
    migrate::{Migration, Migrator},
};

use crate::{Result, StoreError};

/// Every step from nothing to the schema of today.
pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

type Object = (String, String, String, Option<String>);

/// Number of the last migration that this Lorch knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Number of the last migration that was applied; `None` for a database that never had one.
pub(crate) async fn applied(conn: &mut SqliteConnection) -> Result<Option<i64>> {
    let has: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')")
        .fetch_one(&mut *conn)
        .await?;
    if !has {
        return Ok(None);
    }
    Ok(sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(conn).await?)
}

/// Compares the database with the known schema of its version, which is returned.
pub(crate) async fn check(conn: &mut SqliteConnection) -> Result<i64> {
    let version = applied(conn).await?.ok_or_else(|| foreign("It has no migrations."))?;
    if version > newest() {
        let detail = format!("Its tables are of step {version}, and this Lorch knows {}.", newest());
        return Err(Trouble::new(TroubleKind::Newer, detail).into());
    }
    let steps: Vec<&Migration> = MIGRATIONS.iter().filter(|step| step.version <= version).collect();
    let done: Vec<(i64, bool, Vec<u8>)> =
        sqlx::query_as("SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version")
            .fetch_all(&mut *conn)
            .await?;
    let same = |((version, success, checksum), step): (&(i64, bool, Vec<u8>), &Migration)| {
        *version == step.version && *success && *checksum == *step.checksum
    };
    if done.len() != steps.len() || !done.iter().zip(steps).all(same) {
        return Err(foreign("Its migrations are not those of Lorch."));
    }
    let mut model = SqliteConnection::connect("sqlite::memory:").await?;
    MIGRATIONS.run_direct(Some(version), &mut model, false).await?;
    let (ours, theirs) = (objects(&mut model).await?, objects(conn).await?);
    model.close().await?;
    match ours.symmetric_difference(&theirs).next() {
        None => Ok(version),
        Some((kind, name, ..)) => Err(foreign(format!("The {kind} `{name}` is not as Lorch makes it."))),
    }
}

fn foreign(detail: impl Into<String>) -> StoreError {
    Trouble::new(TroubleKind::Foreign, detail).into()
}

/// Everything in the schema but the statistics that SQLite keeps for itself.
async fn objects(conn: &mut SqliteConnection) -> Result<BTreeSet<Object>> {
    let rows: Vec<Object> = sqlx::query_as(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4')",
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().collect())
}
