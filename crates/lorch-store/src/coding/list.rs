//! What was done, newest first.

use lorch_model::{
    coding::{CodingEntry, Kind, Repositories},
    id::Id,
};
use sqlx::{AssertSqlSafe, FromRow};

use super::glance::among;
use crate::{Result, Store, StoreError, time};

/// The columns of an entry.
pub(crate) const LIST: &str = "SELECT coding.key, timeline.id, coding.kind, timeline.title, repository, branch, number,
        state, added, coding.removed, url
    FROM coding CROSS JOIN timeline ON timeline.key = coding.key
    WHERE coding.key >= ?1 AND coding.key < ?2 AND timeline.removed = 0";

#[derive(FromRow)]
struct Row {
    key: i64,
    id: Vec<u8>,
    kind: String,
    title: String,
    repository: String,
    branch: Option<String>,
    number: Option<i64>,
    state: Option<String>,
    added: Option<i64>,
    removed: Option<i64>,
    url: Option<String>,
}

impl Store {
    /// Everything with a key from `from` up to `to`, newest first, each with its key.
    pub async fn coding_between(&self, (from, to): (i64, i64), of: Repositories) -> Result<Vec<(i64, CodingEntry)>> {
        let sql = format!("{LIST} AND {} ORDER BY coding.key DESC", among(of, "coalesce(own, 2)"));
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(from).bind(to).fetch_all(&self.readers).await?;
        rows.into_iter().map(|row| Ok((row.key, row.into_entry()?))).collect()
    }

    /// The newest key below `key`.
    pub async fn coding_below(&self, key: i64, of: Repositories) -> Result<Option<i64>> {
        let sql = format!(
            "SELECT key FROM coding WHERE key < ? AND {} ORDER BY key DESC LIMIT 1",
            among(of, "coalesce(own, 2)")
        );
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(key).fetch_optional(&self.readers).await?)
    }
}

impl Row {
    fn into_entry(self) -> Result<CodingEntry> {
        Ok(CodingEntry {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("timeline id"))?,
            kind: Kind::from_word(&self.kind).ok_or(StoreError::Unreadable("kind"))?,
            at: time(self.key >> 20),
            title: self.title,
            repository: self.repository,
            branch: self.branch,
            number: self.number,
            count: 1,
            added: self.added,
            removed: self.removed,
            url: self.url,
            state: self.state,
        })
    }
}
