//! True deletion: the content is gone from the tables, the search and the file.

use lorch_model::{Timestamp, change::Topic, exchange::RECORD, id::Id};

use crate::{Result, Store, Write, json, statement::statement};

impl Store {
    /// Makes the file forget what was deleted: rewrites it and empties the write-ahead log.
    pub async fn scrub(&self) -> Result<()> {
        let mut conn = self.writer.acquire().await?;
        for sql in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            sqlx::query(sql).execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// How many other devices there are, each counted once whatever it wrote as before. Of one that was only heard of
    /// through another, each origin counts: nobody said yet what belongs together.
    pub async fn other_devices(&self) -> Result<u32> {
        Ok(sqlx::query_scalar("SELECT count(DISTINCT coalesce(device, id)) FROM origins WHERE own = 0")
            .fetch_one(&self.readers)
            .await?)
    }

    /// Rows of the log that stand for something that is no longer there, and things that no row of the log stands for.
    /// None, always.
    pub async fn log_faults(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT kind || ' ' || hex(key) || ' has no content' FROM log
             WHERE tombstone = 0 AND kind LIKE 'record:%' AND NOT EXISTS (SELECT 1 FROM records WHERE id = key)
             UNION ALL SELECT kind || ' ' || hex(key) || ' has no content' FROM log
             WHERE tombstone = 0 AND kind NOT LIKE '%:%' AND NOT EXISTS (SELECT 1 FROM changes WHERE document = key)
             UNION ALL SELECT 'record ' || hex(id) || ' has no place' FROM records
             WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.kind = 'record:' || records.kind AND log.key = records.id)
             UNION ALL SELECT 'document ' || hex(document) || ' has no place' FROM changes
             WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.kind = changes.kind AND log.key = changes.document)",
        )
        .fetch_all(&self.readers)
        .await?)
    }
}

impl Write {
    /// From here on what this transaction deletes is overwritten, in the tables and in the full text.
    pub async fn begin_purge(&mut self) -> Result<()> {
        for sql in ["PRAGMA secure_delete = ON", "INSERT INTO search (search, rank) VALUES ('secure-delete', 1)"] {
            sqlx::query(sql).execute(self.conn().await?).await?;
        }
        Ok(())
    }

    /// Ends what [`Write::begin_purge`] began.
    pub async fn end_purge(&mut self) -> Result<()> {
        for sql in ["INSERT INTO search (search, rank) VALUES ('secure-delete', 0)", "PRAGMA secure_delete = OFF"] {
            sqlx::query(sql).execute(self.conn().await?).await?;
        }
        Ok(())
    }

    /// The changes of a document, in the order they came, and who writes into it here. After a purge that is another
    /// than before: what it writes anew must not be taken for what was purged, nor its first change for its first.
    pub async fn document_to_edit(&mut self, document: &Id) -> Result<(Vec<Vec<u8>>, Id)> {
        let question = statement(
            "SELECT (SELECT count(*) FROM purged_changes WHERE document = ?1), changes.body
             FROM (SELECT 1) LEFT JOIN changes ON changes.document = ?1 ORDER BY changes.number",
        );
        let rows: Vec<(i64, Option<Vec<u8>>)> = self.ask(question.bind(document)).await?;
        let purged = rows.first().map_or(0, |(purged, _)| *purged);
        Ok((rows.into_iter().filter_map(|(_, body)| body).collect(), self.actor(purged)))
    }

    /// Who writes here into a document of which so many changes were purged.
    pub(crate) fn actor(&self, purged: i64) -> Id {
        let origin = self.origin();
        if purged == 0 { origin } else { Id::of_record(&origin.to_string(), &purged.to_string()) }
    }

    /// Hashes of the changes of a document that were purged.
    pub async fn purged_hashes(&mut self, document: &Id) -> Result<Vec<[u8; 32]>> {
        let hashes: Vec<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM purged_changes WHERE document = ?")
            .bind(document.as_bytes())
            .fetch_all(self.conn().await?)
            .await?;
        Ok(hashes.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
    }

    /// Hash and body of each change of a document.
    pub async fn document_changes(&mut self, document: &Id) -> Result<Vec<([u8; 32], Vec<u8>)>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT hash, body FROM changes WHERE document = ? ORDER BY number")
                .bind(document.as_bytes())
                .fetch_all(self.conn().await?)
                .await?;
        Ok(rows.into_iter().filter_map(|(hash, body)| Some((hash.try_into().ok()?, body))).collect())
    }

    /// Notes that these changes of a document are purged, for ever.
    pub async fn note_purged(&mut self, document: &Id, hashes: &[[u8; 32]]) -> Result<()> {
        for hash in hashes {
            sqlx::query("INSERT INTO purged_changes (hash, document) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(hash.as_slice())
                .bind(document.as_bytes())
                .execute(self.conn().await?)
                .await?;
        }
        Ok(())
    }

    /// Deletes changes.
    pub async fn delete_changes(&mut self, hashes: &[[u8; 32]]) -> Result<()> {
        for hash in hashes {
            sqlx::query("DELETE FROM changes WHERE hash = ?").bind(hash.as_slice()).execute(self.conn().await?).await?;
        }
        Ok(())
    }

    /// Takes a subscription away whose document is gone, and what of its feed is in nobody's keeping: articles that
    /// are neither records nor starred nor saved. Returns how many articles went.
    pub async fn forget_subscription(&mut self, id: &Id) -> Result<u32> {
        let number: Option<i64> = sqlx::query_scalar(
            "UPDATE subscriptions SET title = NULL, folder = '', folder_first = '', url = first_url, added = 0, removed = 0
             WHERE id = ? RETURNING number",
        )
        .bind(id.as_bytes())
        .fetch_optional(self.conn().await?)
        .await?;
        let Some(number) = number else { return Ok(0) };
        let keys: Vec<i64> = sqlx::query_scalar(
            "SELECT key FROM articles WHERE feed = ? AND starred = 0 AND saved = 0
                 AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = articles.id AND records.removed = 0)",
        )
        .bind(number)
        .fetch_all(self.conn().await?)
        .await?;
        for key in &keys {
            self.delete_article(*key).await?;
        }
        for sql in [
            "DELETE FROM fetches WHERE feed = ?1",
            "DELETE FROM feeds WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM articles WHERE feed = ?1)",
            "DELETE FROM subscriptions WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM feeds WHERE number = ?1)",
            "UPDATE feeds SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE number = ?1",
        ] {
            sqlx::query(sql).bind(number).execute(self.conn().await?).await?;
        }
        sqlx::query("DELETE FROM jobs WHERE key = ? AND kind IN ('feed', 'bin')")
            .bind(id.as_bytes())
            .execute(self.conn().await?)
            .await?;
        sqlx::query("DELETE FROM evidence WHERE thing = ?").bind(id.as_bytes()).execute(self.conn().await?).await?;
        self.forget_notices(id).await?;
        self.settle_feed(number).await?;
        self.retitle(&[number])?;
        self.touch(Topic::Feeds);
        self.touch(Topic::Bin);
        Ok(u32::try_from(keys.len()).unwrap_or(u32::MAX))
    }

    /// Ids of the articles of a feed that lie in the bin with it.
    pub async fn binned_articles(&mut self, id: &Id) -> Result<Vec<Id>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT articles.id FROM articles JOIN subscriptions ON subscriptions.number = articles.feed
             WHERE subscriptions.id = ? AND articles.removed = 1",
        )
        .bind(id.as_bytes())
        .fetch_all(self.conn().await?)
        .await?;
        Ok(ids.iter().filter_map(|id| Id::from_slice(id)).collect())
    }

    /// Clears the marks of things that are purged. What stays of a mark is that a thing, of which nothing but this
    /// id is left, is not marked: without it, another device would bring the mark back.
    pub async fn clear_marks(&mut self, things: &[Id], now: Timestamp) -> Result<()> {
        let set: Vec<(Vec<u8>, String)> = sqlx::query_as(
            "SELECT thing, mark FROM json_each(?) CROSS JOIN marks ON thing = unhex(json_each.value) WHERE marks.value = 1",
        )
        .bind(json(things)?)
        .fetch_all(self.conn().await?)
        .await?;
        for (thing, mark) in set {
            if let Some(thing) = Id::from_slice(&thing) {
                self.set_mark(&thing, &mark, false, now);
            }
        }
        Ok(())
    }

    /// Whether a record is here and not removed, by the kind it has in the log.
    pub async fn has_record(&mut self, kind: &str, id: &Id) -> Result<bool> {
        let Some(kind) = kind.strip_prefix(RECORD) else { return Ok(false) };
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM records WHERE id = ? AND kind = ? AND removed = 0)")
            .bind(id.as_bytes())
            .bind(kind)
            .fetch_one(self.conn().await?)
            .await?)
    }
}
