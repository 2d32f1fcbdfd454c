//! What a newer Lorch sent: kept as it came until this one can read it.

use lorch_model::{
    Timestamp,
    exchange::{Content, Item, Raw},
    id::Id,
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write};

#[derive(FromRow)]
struct Row {
    origin: Vec<u8>,
    seq: i64,
    kind: String,
    key: Vec<u8>,
    schema: u32,
    class: String,
    body: String,
}

impl Store {
    /// Everything that could not be read when it came.
    pub async fn unknown(&self) -> Result<Vec<Item>> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT origin, seq, kind, key, schema, class, body FROM unknown ORDER BY origin, seq")
                .fetch_all(&self.readers)
                .await?;
        let unreadable = || StoreError::Unreadable("log");
        rows.into_iter()
            .map(|row| {
                Ok(Item {
                    origin: Id::from_slice(&row.origin).ok_or_else(unreadable)?,
                    seq: row.seq,
                    key: Id::from_slice(&row.key).ok_or_else(unreadable)?,
                    schema: row.schema,
                    content: Content::Other(Raw { class: row.class, kind: row.kind, body: row.body }),
                })
            })
            .collect()
    }

    /// Documents and records that were not shown for their kind or schema: kind as in the log, key, schema.
    pub async fn unshown(&self) -> Result<Vec<(String, Id, u32)>> {
        let rows: Vec<(String, Vec<u8>, u32)> =
            sqlx::query_as("SELECT kind, key, schema FROM unshown ORDER BY kind, key").fetch_all(&self.readers).await?;
        Ok(rows.into_iter().filter_map(|(kind, key, schema)| Some((kind, Id::from_slice(&key)?, schema))).collect())
    }
}

impl Write {
    /// Whether this word on a thing, or a later one of the same origin, is kept.
    pub async fn has_unknown(&mut self, item: &Item) -> Result<bool> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM unknown WHERE kind = ? AND key = ? AND origin = ? AND seq >= ?)",
        )
        .bind(item.content.kind())
        .bind(item.key.as_bytes())
        .bind(item.origin.as_bytes())
        .bind(item.seq)
        .fetch_one(self.conn().await?)
        .await?)
    }

    /// Keeps what can't be read, at its place. Of one origin the later word on a thing holds all of the earlier one;
    /// of two origins both are kept, since only who can read them can merge them.
    pub async fn keep_unknown(&mut self, item: &Item, raw: &Raw, now: Timestamp) -> Result<()> {
        self.meet(&item.origin, now).await?;
        if self.has_unknown(item).await? {
            return Ok(());
        }
        sqlx::query(
            "INSERT OR REPLACE INTO unknown (origin, seq, kind, key, schema, class, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(item.origin.as_bytes())
        .bind(item.seq)
        .bind(&raw.kind)
        .bind(item.key.as_bytes())
        .bind(item.schema)
        .bind(&raw.class)
        .bind(&raw.body)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// Forgets the raw form of what was read by now.
    pub async fn forget_unknown(&mut self, item: &Item) -> Result<()> {
        sqlx::query("DELETE FROM unknown WHERE origin = ? AND seq = ?")
            .bind(item.origin.as_bytes())
            .bind(item.seq)
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }

    /// Notes that a thing is kept but not shown.
    pub async fn note_unshown(&mut self, kind: &str, key: &Id, schema: u32) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO unshown (kind, key, schema) VALUES (?, ?, ?)")
            .bind(kind)
            .bind(key.as_bytes())
            .bind(schema)
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }

    /// Notes that a thing is shown by now.
    pub async fn note_shown(&mut self, kind: &str, key: &Id) -> Result<()> {
        sqlx::query("DELETE FROM unshown WHERE kind = ? AND key = ?")
            .bind(kind)
            .bind(key.as_bytes())
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }
}
