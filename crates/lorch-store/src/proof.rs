//! Whether a database is whole: pages, references, full text, schema.

use std::path::Path;

use lorch_model::backup::Check;
use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

use crate::{Result, Store, StoreError, schema};

impl Store {
    /// Every page and index of the open database is as it should be.
    pub(crate) async fn pages(&self) -> Result<()> {
        // A connection of its own: FTS5 checks by what a connection remembers of the index, and finds fault with it
        // when another one has changed it since.
        let mut conn = SqliteConnection::connect_with(&self.readers.connect_options()).await?;
        let found = pages(&mut conn).await;
        conn.close().await?;
        found
    }

    /// Checks a copy that lies by itself at `file`, one thing after the other; what doesn't pass ends it. An older
    /// schema is brought up to date.
    pub async fn proofs(&self, file: &Path) -> Result<Vec<Check>> {
        // The copy can be written, also where the profile can't.
        let options = (*self.readers.connect_options()).clone().filename(file).read_only(false).immutable(false);
        let options = plain_journal(options);
        let mut checks = Vec::new();
        let mut conn = match SqliteConnection::connect_with(&options).await {
            Ok(conn) => conn,
            Err(fault) => return Ok(vec![check("integrity", Err(fault.into()), "")]),
        };
        for (name, good) in CHECKS {
            let found = match name {
                "schema" => up_to_date(&mut conn).await,
                "integrity" => pages(&mut conn).await,
                "references" => references(&mut conn).await,
                "search" => full_text(&mut conn).await,
                "contents" => contents(&mut conn).await,
                _ => log(&mut conn).await,
            };
            checks.push(check(name, found, good));
            if checks.last().is_some_and(|check| !check.ok) {
                break;
            }
        }
        conn.close().await?;
        Ok(checks)
    }
}

/// The checks in their order, and what is said of each that passes.
const CHECKS: [(&str, &str); 6] = [
    ("schema", "Every table is as Lorch makes it."),
    ("integrity", "Every page and every index can be read and is whole."),
    ("references", "Every row that another one names is there."),
    ("search", "The index of full text says what the texts say."),
    ("contents", "What is kept as JSON or as a change can be read."),
    ("log", "No place in the log is ahead of what was counted, and every mark has one."),
];

fn check(name: &str, found: Result<()>, good: &str) -> Check {
    let detail = match &found {
        Ok(()) => good.to_owned(),
        Err(fault) => match fault.trouble() {
            Some(trouble) if !trouble.detail.is_empty() => trouble.detail.clone(),
            Some(trouble) => trouble.to_string(),
            None => format!("{fault}."),
        },
    };
    Check { name: name.to_owned(), ok: found.is_ok(), detail }
}

async fn up_to_date(conn: &mut SqliteConnection) -> Result<()> {
    schema::check(conn).await?;
    schema::MIGRATIONS.run_direct(None, conn, false).await?;
    schema::check(conn).await.map(drop)
}

/// What is kept inside of columns has the form it should have.
async fn contents(conn: &mut SqliteConnection) -> Result<()> {
    for (sql, what) in [
        ("SELECT count(*) FROM settings WHERE NOT json_valid(value)", "settings"),
        ("SELECT count(*) FROM shared_settings WHERE NOT json_valid(value)", "settings"),
        ("SELECT count(*) FROM article_bodies WHERE NOT json_valid(extras)", "articles"),
        ("SELECT count(*) FROM changes WHERE length(body) = 0", "changes"),
    ] {
        none(conn, sql, what).await?;
    }
    Ok(())
}

async fn log(conn: &mut SqliteConnection) -> Result<()> {
    for (sql, what) in [
        (
            "SELECT count(*) FROM log LEFT JOIN vector USING (origin)
             WHERE origin = (SELECT origin FROM incarnation) AND log.seq > coalesce(vector.seq, 0)",
            "places of the log",
        ),
        (
            "SELECT count(*) FROM marks
             WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.kind = 'mark:' || marks.mark AND log.key = marks.thing)",
            "marks",
        ),
    ] {
        none(conn, sql, what).await?;
    }
    Ok(())
}

async fn none(conn: &mut SqliteConnection, sql: &'static str, what: &str) -> Result<()> {
    match sqlx::query_scalar::<_, i64>(sql).fetch_one(conn).await? {
        0 => Ok(()),
        bad => Err(StoreError::damaged(format!("{bad} {what} are not as they should be"))),
    }
}

/// Options for a file that lies by itself: nothing of it may stay in a second file.
pub(crate) fn plain_journal(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.create_if_missing(false).journal_mode(SqliteJournalMode::Delete).pragma("trusted_schema", "OFF")
}

/// Reads everything through. Returns the number of its schema.
pub(crate) async fn prove(conn: &mut SqliteConnection) -> Result<i64> {
    let version = schema::check(conn).await?;
    pages(conn).await?;
    references(conn).await?;
    full_text(conn).await?;
    Ok(version)
}

/// Every page and index is as it should be.
pub(crate) async fn pages(conn: &mut SqliteConnection) -> Result<()> {
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(3)").fetch_all(conn).await?;
    if found == ["ok"] { Ok(()) } else { Err(StoreError::damaged(found.join("; "))) }
}

/// Every row that another one names is there.
pub(crate) async fn references(conn: &mut SqliteConnection) -> Result<()> {
    let found: Option<(String, Option<i64>, String)> =
        sqlx::query_as("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 1")
            .fetch_optional(conn)
            .await?;
    match found {
        None => Ok(()),
        Some((table, _, parent)) => {
            Err(StoreError::damaged(format!("a row of {table} names one of {parent} that is not there")))
        }
    }
}

/// The index of full text says what the texts say.
pub(crate) async fn full_text(conn: &mut SqliteConnection) -> Result<()> {
    match sqlx::query("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)").execute(conn).await {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(fault)) => Err(StoreError::damaged(format!("full text: {fault}"))),
        Err(fault) => Err(fault.into()),
    }
}
