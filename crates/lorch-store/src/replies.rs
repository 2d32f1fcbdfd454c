use lorch_model::Timestamp;

use crate::{Result, Store, Write, statement::statement, write::Noted};

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
    /// Remembers a reply under `key`, and forgets those made before `forget_before`. Where the reply names no edit, the
    /// one that this write notes can be undone.
    pub fn keep_reply(&mut self, key: &str, reply: &Remembered, now: Timestamp, forget_before: Timestamp) {
        let (number, newest) = match self.edit {
            Noted::None => (None, false),
            Noted::Number(number) => (Some(number), false),
            Noted::Newest => (None, true),
        };
        self.later(statement("DELETE FROM replies WHERE made < ?").bind(forget_before.as_millisecond()));
        self.later(
            statement(
                "INSERT INTO replies (key, request, status, media_type, etag, edit, body, made)
                 VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, iif(?9, (SELECT max(number) FROM edits), NULL)), ?7, ?8)
                 ON CONFLICT DO NOTHING",
            )
            .bind(key)
            .bind(reply.request.as_slice())
            .bind(reply.status)
            .bind(reply.media_type.as_deref())
            .bind(reply.etag.as_deref())
            .bind(reply.edit.or(number))
            .bind(reply.body.as_slice())
            .bind(now.as_millisecond())
            .bind(newest),
        );
    }

    /// Forgets all replies: they may quote what is purged.
    pub async fn forget_replies(&mut self) -> Result<()> {
        sqlx::query("DELETE FROM replies").execute(self.conn().await?).await?;
        Ok(())
    }
}
