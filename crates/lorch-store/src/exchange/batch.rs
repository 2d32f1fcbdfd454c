//! What a peer is sent: the things it lacks, in the order of the log.

use lorch_model::{
    exchange::{Ask, Batch, Content, Item, MARK, RECORD, Raw},
    id::Id,
};
use sqlx::FromRow;

use super::MarkRow;
use crate::{Result, Store, StoreError};

#[derive(FromRow)]
struct LogRow {
    seq: i64,
    kind: String,
    key: Vec<u8>,
    schema: u32,
    /// Of what this Lorch can't read: how it merges, and its content.
    class: Option<String>,
    body: Option<String>,
}

impl Store {
    /// Up to `limit` things that the one who asks lacks.
    pub async fn batch(&self, ask: &Ask, limit: usize) -> Result<Batch> {
        let mut items = Vec::new();
        let own = self.own_origins().await?;
        let part = |items, next| Batch { exchange: ask.exchange, after: ask.after, items, next, own: own.clone() };
        // Also what came from an origin by an exchange that broke off: it stands for what it superseded here.
        let origins: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM origins ORDER BY id").fetch_all(&self.readers).await?;
        for origin in origins.iter().filter_map(|origin| Id::from_slice(origin)) {
            let from = match ask.after {
                Some((last, _)) if origin < last => continue,
                Some((last, seq)) if origin == last => seq.max(ask.seen.of(&origin)),
                _ => ask.seen.of(&origin),
            };
            let rows: Vec<LogRow> = sqlx::query_as(
                "SELECT seq, kind, key, schema, NULL AS class, NULL AS body FROM log WHERE origin = ?1 AND seq > ?2
                     AND NOT EXISTS (SELECT 1 FROM sample WHERE thing = log.key)
                 UNION ALL SELECT seq, kind, key, schema, class, body FROM unknown WHERE origin = ?1 AND seq > ?2
                 ORDER BY seq LIMIT ?3",
            )
            .bind(origin.as_bytes())
            .bind(from)
            .bind(i64::try_from(limit - items.len()).unwrap_or(i64::MAX))
            .fetch_all(&self.readers)
            .await?;
            for row in rows {
                items.extend(self.item(origin, row).await?);
            }
            if items.len() == limit {
                let next = items.last().map(|item: &Item| (item.origin, item.seq));
                return Ok(part(items, next));
            }
        }
        Ok(part(items, None))
    }

    /// The content of a place. `None` when it moved on since the place was read: it is at a later one.
    async fn item(&self, origin: Id, row: LogRow) -> Result<Option<Item>> {
        let key = Id::from_slice(&row.key).ok_or(StoreError::Unreadable("log"))?;
        let content = if let (Some(class), Some(body)) = (row.class, row.body) {
            Some(Content::Other(Raw { class, kind: row.kind, body }))
        } else if let Some(mark) = row.kind.strip_prefix(MARK) {
            let kept: Option<MarkRow> =
                sqlx::query_as("SELECT value, counter, clock, origin FROM marks WHERE thing = ? AND mark = ?")
                    .bind(key.as_bytes())
                    .bind(mark)
                    .fetch_optional(&self.readers)
                    .await?;
            kept.map(|kept| Ok::<_, StoreError>(Content::Mark(kept.into_mark(mark)?))).transpose()?
        } else if row.kind.starts_with(RECORD) {
            self.record(&key).await?.map(Content::Record)
        } else {
            Some(self.document_content(&key, row.kind).await?)
        };
        Ok(content.map(|content| Item { origin, seq: row.seq, key, schema: row.schema, content }))
    }

    async fn document_content(&self, key: &Id, kind: String) -> Result<Content> {
        // In one transaction: a purge in between would take from the one what it adds to the other.
        let mut tx = self.readers.begin().await?;
        let changes: Vec<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT hash, body FROM changes WHERE document = ? ORDER BY number")
                .bind(key.as_bytes())
                .fetch_all(&mut *tx)
                .await?;
        let purged: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT hash FROM purged_changes WHERE document = ? ORDER BY hash")
                .bind(key.as_bytes())
                .fetch_all(&mut *tx)
                .await?;
        let changes = changes.into_iter().filter_map(|(hash, body)| Some((hash.try_into().ok()?, body))).collect();
        let purged = purged.into_iter().filter_map(|hash| hash.try_into().ok()).collect();
        Ok(Content::Document { kind, changes, purged })
    }
}
