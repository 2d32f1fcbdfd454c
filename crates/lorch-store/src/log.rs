//! Origins, the thin log, document changes and marks: the truth that devices will exchange.

use lorch_model::{Timestamp, id::Id};

use crate::{Result, Store, Write, statement::statement};

impl Store {
    /// Kind and changes of a document, in the order they came; `None` when nothing of it is here.
    pub async fn document(&self, document: &Id) -> Result<Option<(String, Vec<Vec<u8>>)>> {
        let rows: Vec<(String, Vec<u8>)> =
            sqlx::query_as("SELECT kind, body FROM changes WHERE document = ? ORDER BY number")
                .bind(document.as_bytes())
                .fetch_all(&self.readers)
                .await?;
        let kind = rows.first().map(|(kind, _)| kind.clone());
        Ok(kind.map(|kind| (kind, rows.into_iter().map(|(_, body)| body).collect())))
    }

    /// The origins that this device wrote under, in this incarnation and before.
    pub async fn own_origins(&self) -> Result<Vec<Id>> {
        let ids: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM origins WHERE own = 1").fetch_all(&self.readers).await?;
        Ok(ids.iter().filter_map(|id| Id::from_slice(id)).collect())
    }
}

impl Write {
    /// Says that the thing `key` of `kind`, in its present content, came here now.
    pub(crate) fn append_log(&mut self, kind: &str, key: &Id, schema: u32, tombstone: bool) {
        let origin = self.origin();
        self.later(statement(NEXT_PLACE).bind(&origin));
        self.later(
            statement(
                "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema, tombstone)
                 SELECT origin, seq, ?, ?, ?, ? FROM vector WHERE origin = ?",
            )
            .bind(kind)
            .bind(key)
            .bind(schema)
            .bind(tombstone)
            .bind(&origin),
        );
    }

    /// Takes the next `count` places of this device's log. Returns the first. A place is never given out twice, even
    /// when what stood there has moved on.
    pub(crate) async fn take_places(&mut self, count: i64) -> Result<i64> {
        let origin = self.origin();
        let last: i64 = sqlx::query_scalar(
            "INSERT INTO vector (origin, seq) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET seq = seq + ?2 RETURNING seq",
        )
        .bind(origin.as_bytes())
        .bind(count)
        .fetch_one(self.conn().await?)
        .await?;
        Ok(last - count + 1)
    }

    /// Keeps a change of a document, once.
    pub fn keep_change(&mut self, document: &Id, kind: &str, schema: u32, hash: &[u8; 32], body: &[u8]) {
        self.later(
            statement(
                "INSERT INTO changes (hash, document, kind, schema, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(hash.as_slice())
            .bind(document)
            .bind(kind)
            .bind(schema)
            .bind(body),
        );
    }

    /// Says that a document, in its present content, came here now.
    pub fn log_document(&mut self, document: &Id, kind: &str, schema: u32) {
        self.append_log(kind, document, schema, false);
    }

    /// Says that of a document only a tombstone is left.
    pub fn log_purge(&mut self, document: &Id, kind: &str, schema: u32) {
        self.append_log(kind, document, schema, true);
    }

    /// The changes of a document, in the order they came.
    pub async fn document(&mut self, document: &Id) -> Result<Vec<Vec<u8>>> {
        Ok(sqlx::query_scalar("SELECT body FROM changes WHERE document = ? ORDER BY number")
            .bind(document.as_bytes())
            .fetch_all(self.conn().await?)
            .await?)
    }

    /// The documents of a kind of which more than a tombstone is here.
    pub async fn documents_of(&mut self, kind: &str) -> Result<Vec<Id>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar("SELECT key FROM log WHERE kind = ? AND tombstone = 0")
            .bind(kind)
            .fetch_all(self.conn().await?)
            .await?;
        Ok(ids.iter().filter_map(|id| Id::from_slice(id)).collect())
    }

    /// Sets a mark here that holds something else or nothing; the edit counter goes up, so it wins over what was known
    /// when it was set.
    pub(crate) fn set_mark(&mut self, thing: &Id, mark: &str, value: bool, now: Timestamp) {
        self.append_log(&format!("mark:{mark}"), thing, 1, false);
        let origin = self.origin();
        self.later(
            statement(
                "INSERT INTO marks (thing, mark, value, counter, clock, origin) VALUES (?, ?, ?, 1, ?, ?)
                 ON CONFLICT DO UPDATE SET value = excluded.value, counter = counter + 1,
                     clock = max(clock, excluded.clock), origin = excluded.origin",
            )
            .bind(thing)
            .bind(mark)
            .bind(value)
            .bind(now.as_millisecond())
            .bind(&origin),
        );
    }
}

/// Takes the next place of the log of an origin.
const NEXT_PLACE: &str = "INSERT INTO vector (origin, seq) VALUES (?, 1) ON CONFLICT DO UPDATE SET seq = seq + 1";
