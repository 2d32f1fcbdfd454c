use lorch_model::Timestamp;

use crate::{Result, Store, Write};

/// A reply that was given to a request with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Remembered {
    /// Hash of the request's method, path and body.
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// Media type of the body; `None` where there is none.
    pub media_type: Option<String>,
    /// Version of what the body says, where it has one.
    pub etag: Option<String>,
    /// Number of the edit that can be undone.
    pub edit: Option<i64>,
    /// The body.
    pub body: Vec<u8>,
}

impl Store {
    /// The reply that was given under `key`.
    pub async fn reply(&self, key: &str) -> Result<Option<Remembered>> {
        Ok(sqlx::query_as("SELECT request, status, media_type, etag, edit, body FROM replies WHERE key = ?")
            .bind(key)
            .fetch_optional(&self.readers)
            .await?)
    }
}

impl Write {
    /// Remembers a reply under `key`, and forgets those made before `forget_before`.
    pub async fn remember_reply(
        &mut self,
        key: &str,
        reply: &Remembered,
        now: Timestamp,
        forget_before: Timestamp,
    ) -> Result<()> {
        sqlx::query("DELETE FROM replies WHERE made < ?")
            .bind(forget_before.as_millisecond())
            .execute(self.conn())
            .await?;
        sqlx::query(
            "INSERT INTO replies (key, request, status, media_type, etag, edit, body, made)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(key)
        .bind(&reply.request)
        .bind(reply.status)
        .bind(&reply.media_type)
        .bind(&reply.etag)
        .bind(reply.edit)
        .bind(&reply.body)
        .bind(now.as_millisecond())
        .execute(self.conn())
        .await?;
        Ok(())
    }

    /// Forgets all replies: they may quote what is purged.
    pub async fn forget_replies(&mut self) -> Result<()> {
        sqlx::query("DELETE FROM replies").execute(self.conn()).await?;
        Ok(())
    }
}
