//! What every profile has to hold, whatever happened to it: counted anew, word for word, by plain SQL.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tokio::runtime::Runtime;

use crate::Result;

/// What must not be there: its name, and a statement that counts it.
const BREACHES: [(&str, &str); 13] = [
    ("articles that are there twice", "SELECT count(*) - count(DISTINCT id) FROM articles"),
    ("subscriptions that are there twice", "SELECT count(*) - count(DISTINCT first_url) FROM subscriptions"),
    (
        "feeds whose articles are counted wrong",
        "SELECT count(*) FROM feeds WHERE articles <> (SELECT count(*) FROM articles WHERE feed = feeds.number)",
    ),
    (
        "feeds whose unread articles are counted wrong",
        "SELECT count(*) FROM feeds
         WHERE unread <> (SELECT count(*) FROM articles WHERE feed = feeds.number AND read = 0)",
    ),
    (
        "articles that don't show their mark `read`",
        "SELECT count(*) FROM articles WHERE read <> coalesce(
             (SELECT value FROM marks WHERE thing = articles.id AND mark = 'read'), 0)",
    ),
    (
        "articles that don't show their mark `starred`",
        "SELECT count(*) FROM articles WHERE starred <> coalesce(
             (SELECT value FROM marks WHERE thing = articles.id AND mark = 'starred'), 0)",
    ),
    (
        "articles without their place in the timeline",
        "SELECT count(*) FROM articles LEFT JOIN timeline USING (key)
         WHERE timeline.id IS NULL OR timeline.id <> articles.id OR timeline.removed <> articles.removed",
    ),
    (
        "articles without a body",
        "SELECT count(*) FROM articles LEFT JOIN article_bodies USING (key) WHERE html IS NULL",
    ),
    (
        "articles of nowhere in the timeline",
        "SELECT count(*) FROM timeline LEFT JOIN articles USING (key)
         WHERE timeline.kind = 'article' AND articles.key IS NULL",
    ),
    (
        "texts for search that are missing or of nowhere",
        "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM search_texts JOIN articles USING (key))",
    ),
    (
        "marks without a place in the log",
        "SELECT count(*) FROM marks LEFT JOIN log ON log.kind = 'mark:' || mark AND log.key = thing
         WHERE log.seq IS NULL",
    ),
    (
        "documents without a place in the log",
        "SELECT count(DISTINCT document) FROM changes LEFT JOIN log ON log.kind = changes.kind AND log.key = document
         WHERE log.seq IS NULL",
    ),
    (
        "places of the log beyond the vector",
        "SELECT count(*) FROM log LEFT JOIN vector USING (origin)
         WHERE (SELECT own FROM origins WHERE id = log.origin) = 1 AND log.seq > coalesce(vector.seq, 0)",
    ),
];

/// A profile's database, read beside the Lorch that has it open.
pub(crate) struct Database {
    runtime: Runtime,
    connection: SqliteConnection,
}

impl Database {
    pub fn open(path: &Path) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(std::time::Duration::from_secs(30));
        let connection = runtime.block_on(options.connect())?;
        Ok(Self { runtime, connection })
    }

    /// Makes a database with the first `steps` of the schema.
    pub fn make(path: &Path, steps: i64) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = runtime.block_on(options.connect())?;
        runtime.block_on(sqlx::migrate!("../../migrations").run_to(steps, &mut connection))?;
        Ok(Self { runtime, connection })
    }

    /// The one number that a statement returns.
    pub fn number(&mut self, sql: &str) -> Result<i64> {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        Ok(self.runtime.block_on(query.fetch_one(&mut self.connection))?)
    }

    /// The lines of text that a statement returns.
    pub fn lines(&mut self, sql: &str) -> Result<Vec<String>> {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        Ok(self.runtime.block_on(query.fetch_all(&mut self.connection))?)
    }

    /// Does statements, one after the other.
    pub fn run(&mut self, sql: &str) -> Result<()> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        self.runtime.block_on(query.execute(&mut self.connection))?;
        Ok(())
    }

    /// Holds all of it against the rules, at one moment.
    pub fn check(&mut self) -> Result<()> {
        // Nobody writes meanwhile, and FTS5 wants to be asked as if it were a write.
        self.run("BEGIN IMMEDIATE")?;
        let checked = self.breaches();
        self.run("ROLLBACK")?;
        checked
    }

    /// Lets go of it.
    pub fn close(self) -> Result<()> {
        Ok(self.runtime.block_on(self.connection.close())?)
    }

    fn breaches(&mut self) -> Result<()> {
        let said = self.lines("PRAGMA integrity_check")?;
        if said != ["ok"] {
            return Err(format!("integrity_check: {}", said.join("; ")).into());
        }
        let query = sqlx::query("PRAGMA foreign_key_check");
        let rows: Vec<SqliteRow> = self.runtime.block_on(query.fetch_all(&mut self.connection))?;
        if !rows.is_empty() {
            return Err(format!("foreign_key_check: {} rows without what they belong to", rows.len()).into());
        }
        self.run("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
            .map_err(|fault| format!("full text differs from what it stands for: {fault}"))?;
        for (name, sql) in BREACHES {
            match self.number(sql)? {
                0 => {}
                count => return Err(format!("{count} {name}").into()),
            }
        }
        Ok(())
    }
}
