//! Projections made again from what they show: a range of keys at a time, each in a transaction of its own, so that
//! others may write in between and a kill leaves nothing half done.

use lorch_model::{change::Topic, id::Id};
use sqlx::SqliteConnection;

use crate::{Result, Store, StoreError, Write, coding, listening, search, timeline};

/// Rows that are made again in one transaction.
const STEP: i64 = 5_000;

/// What the marks and subscriptions say of articles.
const FLAGS: &str =
    "UPDATE articles SET read = now.read, starred = now.starred, saved = now.saved, removed = now.removed
    FROM (
        SELECT key, read, starred, saved, starred = 0 AND saved = 0 AND gone AS removed FROM (
            SELECT articles.key, coalesce(subscriptions.removed, 0) <> 0 AS gone,
                coalesce((SELECT value FROM marks WHERE thing = articles.id AND mark = 'read'), 0) AS read,
                coalesce((SELECT value FROM marks WHERE thing = articles.id AND mark = 'starred'), 0) AS starred,
                coalesce((SELECT value FROM marks WHERE thing = articles.id AND mark = 'saved'), 0) AS saved
            FROM articles JOIN subscriptions ON subscriptions.number = articles.feed
            WHERE articles.key > ?1 AND articles.key <= ?2
        )
    ) AS now
    WHERE articles.key = now.key
        AND (articles.read, articles.starred, articles.saved, articles.removed)
            IS NOT (now.read, now.starred, now.saved, now.removed)";

/// Entries that stand for no article.
const STRAYS: &str = "DELETE FROM timeline WHERE key > ?1 AND key <= ?2 AND room = 'reader' AND kind = 'article'
    AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.key = timeline.key)";

/// The entry of each article.
const ENTRIES: &str = "INSERT INTO timeline
        (key, id, room, kind, title, subtitle, value, unit, source, provenance, removed, expires)
    SELECT articles.key, articles.id, 'reader', 'article', iif(articles.title = '', articles.summary, articles.title),
        coalesce(subscriptions.title, feeds.title, subscriptions.url), articles.minutes, 'min', 'feeds',
        iif(EXISTS (SELECT 1 FROM sample WHERE thing = articles.id), 'sample', 'api'), articles.removed,
        (SELECT expires FROM records WHERE records.id = articles.id)
    FROM articles
    JOIN subscriptions ON subscriptions.number = articles.feed JOIN feeds ON feeds.number = articles.feed
    WHERE articles.key > ?1 AND articles.key <= ?2
    ON CONFLICT (key) DO UPDATE SET id = excluded.id, room = excluded.room, kind = excluded.kind, title = excluded.title,
        subtitle = excluded.subtitle, value = excluded.value, unit = excluded.unit, source = excluded.source,
        provenance = excluded.provenance, removed = excluded.removed, expires = excluded.expires
    WHERE (id, room, kind, title, subtitle, value, unit, source, provenance, removed, expires) IS NOT (excluded.id,
        excluded.room, excluded.kind, excluded.title, excluded.subtitle, excluded.value, excluded.unit, excluded.source,
        excluded.provenance, excluded.removed, excluded.expires)";

/// Texts that are not in the index yet. What was written to it meanwhile is.
const TEXTS: &str = "INSERT INTO search (rowid, title, text) SELECT key, title, text FROM search_content
    WHERE key > ?1 AND key <= ?2 AND key NOT IN (SELECT id FROM search_docsize WHERE id > ?1 AND id <= ?2) ORDER BY key";

impl Store {
    /// Every document and the word of its kind.
    pub async fn documents(&self) -> Result<Vec<(Id, String)>> {
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as("SELECT document, min(kind) FROM changes GROUP BY document")
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|(id, kind)| Ok((Id::from_slice(&id).ok_or(StoreError::Unreadable("document"))?, kind)))
            .collect()
    }

    /// Rows that a rebuild goes through.
    pub async fn entries(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM timeline").fetch_one(&self.readers).await?;
        Ok(count.unsigned_abs())
    }
}

/// Takes away feeds that nobody subscribes to, whose document is gone or never was, and that hold nothing.
pub(crate) async fn drop_stray_feeds(conn: &mut SqliteConnection) -> Result<()> {
    for sql in [
        "DELETE FROM feeds WHERE NOT EXISTS (SELECT 1 FROM articles WHERE feed = feeds.number)
             AND NOT EXISTS (SELECT 1 FROM fetches WHERE feed = feeds.number)
             AND NOT EXISTS (SELECT 1 FROM changes JOIN subscriptions ON subscriptions.id = changes.document
                             WHERE subscriptions.number = feeds.number)",
        "DELETE FROM subscriptions WHERE NOT EXISTS (SELECT 1 FROM feeds WHERE feeds.number = subscriptions.number)
             AND NOT EXISTS (SELECT 1 FROM changes WHERE document = subscriptions.id)",
    ] {
        sqlx::query(sql).execute(&mut *conn).await?;
    }
    Ok(())
}

impl Write {
    /// Forgets the index of full text; [`Write::index_again`] fills it.
    pub async fn forget_index(&mut self) -> Result<()> {
        sqlx::query("INSERT INTO search (search) VALUES ('delete-all')").execute(self.conn().await?).await?;
        Ok(())
    }

    /// Takes away subscriptions, folders, rules and activities that no document stands behind.
    pub async fn drop_strays(&mut self) -> Result<()> {
        drop_stray_feeds(self.conn().await?).await?;
        for sql in [
            "UPDATE subscriptions SET removed = 0 WHERE removed IS NULL AND id NOT IN (SELECT document FROM changes)",
            "DELETE FROM folders WHERE id NOT IN (SELECT document FROM changes)",
            "DELETE FROM rules WHERE id NOT IN (SELECT document FROM changes)",
            "DELETE FROM activities WHERE id NOT IN (SELECT document FROM changes)",
            "DELETE FROM reminders WHERE activity NOT IN (SELECT id FROM activities)",
            "DELETE FROM planner_entries WHERE activity NOT IN (SELECT id FROM activities)
                 OR entry NOT IN (SELECT id FROM timeline WHERE room = 'planner')",
            "DELETE FROM timeline WHERE room = 'planner' AND id NOT IN (SELECT entry FROM planner_entries)",
            "DELETE FROM timeline WHERE room IN ('coding', 'listening')
                 AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = timeline.id AND records.removed = 0)",
        ] {
            sqlx::query(sql).execute(self.conn().await?).await?;
        }
        Ok(())
    }

    /// Makes flags and entries of the articles after the key `after` again. Returns where to go on and how many it
    /// went through; the last part says `None`.
    pub async fn project_again(&mut self, after: i64) -> Result<(Option<i64>, u64)> {
        let next =
            self.end_of_step("SELECT key FROM articles WHERE key > ? ORDER BY key LIMIT 1 OFFSET ?", after).await?;
        // The entry of an article may be another one's until the end of this transaction.
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(self.conn().await?).await?;
        for sql in [FLAGS, STRAYS, ENTRIES] {
            sqlx::query(sql).bind(after).bind(next.unwrap_or(i64::MAX)).execute(self.conn().await?).await?;
        }
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok((next, STEP.unsigned_abs()))
    }

    /// Counts again what the feeds, the days and the hours hold.
    pub async fn count_again(&mut self) -> Result<()> {
        sqlx::query(
            "UPDATE feeds SET articles = now.articles, unread = now.unread, newest = now.newest
             FROM (SELECT feeds.number, count(articles.key) AS articles, coalesce(sum(articles.read = 0), 0) AS unread,
                       max(articles.published) AS newest
                   FROM feeds LEFT JOIN articles ON articles.feed = feeds.number GROUP BY feeds.number) AS now
             WHERE feeds.number = now.number AND (feeds.articles, feeds.unread, feeds.newest)
                 IS NOT (now.articles, now.unread, now.newest)",
        )
        .execute(self.conn().await?)
        .await?;
        for sql in timeline::RECOUNT.into_iter().chain(coding::RECOUNT).chain(listening::RECOUNT) {
            sqlx::query(sql).execute(self.conn().await?).await?;
        }
        self.touch(Topic::Feeds);
        Ok(())
    }

    /// Puts texts after the key `after` into the index. Returns where to go on and how many it went through.
    pub async fn index_again(&mut self, after: i64) -> Result<(Option<i64>, u64)> {
        let next =
            self.end_of_step("SELECT key FROM timeline WHERE key > ? ORDER BY key LIMIT 1 OFFSET ?", after).await?;
        search::forms_again(self, after, next.unwrap_or(i64::MAX)).await?;
        sqlx::query(TEXTS).bind(after).bind(next.unwrap_or(i64::MAX)).execute(self.conn().await?).await?;
        Ok((next, STEP.unsigned_abs()))
    }

    async fn end_of_step(&mut self, sql: &'static str, after: i64) -> Result<Option<i64>> {
        Ok(sqlx::query_scalar(sql).bind(after).bind(STEP - 1).fetch_optional(self.conn().await?).await?)
    }
}
