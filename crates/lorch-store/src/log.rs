//! Origins, the thin log, document changes and marks: the truth that devices will exchange.

use lorch_model::{Timestamp, id::Id};

use crate::{Result, Write};

impl Write {
    /// Says that the thing `key` of `kind`, in its present content, came here now.
    pub(crate) async fn append_log(&mut self, kind: &str, key: &Id, schema: u32, tombstone: bool) -> Result<()> {
        let origin = self.origin();
        sqlx::query(
            "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema, tombstone)
             VALUES (?1, 1 + coalesce((SELECT max(seq) FROM log WHERE origin = ?1), 0), ?2, ?3, ?4, ?5)",
        )
        .bind(origin.as_bytes())
        .bind(kind)
        .bind(key.as_bytes())
        .bind(schema)
        .bind(tombstone)
        .execute(self.conn())
        .await?;
        Ok(())
    }

    /// Keeps a change of a document; a change that is here already is kept once.
    pub async fn keep_change(
        &mut self,
        document: &Id,
        kind: &str,
        schema: u32,
        hash: &[u8; 32],
        body: &[u8],
    ) -> Result<()> {
        let kept = sqlx::query(
            "INSERT INTO changes (hash, document, kind, schema, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(hash.as_slice())
        .bind(document.as_bytes())
        .bind(kind)
        .bind(schema)
        .bind(body)
        .execute(self.conn())
        .await?;
        if kept.rows_affected() > 0 {
            self.append_log(kind, document, schema, false).await?;
        }
        Ok(())
    }

    /// The changes of a document, in the order they came.
    pub async fn document(&mut self, document: &Id) -> Result<Vec<Vec<u8>>> {
        Ok(sqlx::query_scalar("SELECT body FROM changes WHERE document = ? ORDER BY number")
            .bind(document.as_bytes())
            .fetch_all(self.conn())
            .await?)
    }

    /// Sets a mark here; the edit counter goes up, so it wins over what was known when it was set.
    /// Returns whether the mark changed.
    pub(crate) async fn set_mark(&mut self, thing: &Id, mark: &str, value: bool, now: Timestamp) -> Result<bool> {
        let origin = self.origin();
        let set = sqlx::query(
            "INSERT INTO marks (thing, mark, value, counter, clock, origin) VALUES (?, ?, ?, 1, ?, ?)
             ON CONFLICT DO UPDATE SET value = excluded.value, counter = counter + 1,
                 clock = max(clock, excluded.clock), origin = excluded.origin
             WHERE value <> excluded.value",
        )
        .bind(thing.as_bytes())
        .bind(mark)
        .bind(value)
        .bind(now.as_millisecond())
        .bind(origin.as_bytes())
        .execute(self.conn())
        .await?
        .rows_affected()
            > 0;
        if set {
            self.append_log(&format!("mark:{mark}"), thing, 1, false).await?;
        }
        Ok(set)
    }
}
