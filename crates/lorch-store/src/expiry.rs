//! What may be kept only until a time goes at that time, on each device by itself.

use lorch_model::{Timestamp, change::Topic};
use sqlx::SqliteConnection;

use crate::{Result, Store, Write, rebuild, time};

impl Store {
    /// When the next thing expires.
    pub async fn next_expiry(&self) -> Result<Option<Timestamp>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(expires) FROM (SELECT min(expires) AS expires FROM records WHERE expires IS NOT NULL
                 UNION ALL SELECT min(expires) FROM timeline WHERE expires IS NOT NULL)",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(next.map(time))
    }
}

impl Write {
    /// Deletes what has expired. Returns how many things went.
    pub async fn expire(&mut self, now: Timestamp) -> Result<u64> {
        let gone = delete(self.conn().await?, now.as_millisecond()).await?;
        if gone > 0 {
            self.touch(Topic::Feeds);
            self.touch(Topic::Articles);
            self.touch(Topic::Timeline);
        }
        Ok(gone)
    }
}

/// Deletes from a copy everything that expires one day: what lies in a backup can't be reached when its time comes.
pub async fn leave_out_expiring(copy: &mut SqliteConnection) -> Result<u64> {
    delete(copy, i64::MAX).await
}

async fn delete(conn: &mut SqliteConnection, until: i64) -> Result<u64> {
    let mut gone = 0;
    for sql in [
        "INSERT INTO search (search, rowid, title, text) SELECT 'delete', key, title, text FROM search_content
         WHERE key IN (SELECT key FROM timeline WHERE expires <= ?)
             AND EXISTS (SELECT 1 FROM search_docsize WHERE id = key)",
        "UPDATE feeds SET articles = feeds.articles - gone.n, unread = feeds.unread - gone.unread FROM (
             SELECT feed, count(*) AS n, sum(read = 0) AS unread FROM articles
             WHERE key IN (SELECT key FROM timeline WHERE expires <= ?) GROUP BY feed) AS gone WHERE feeds.number = gone.feed",
        "DELETE FROM articles WHERE key IN (SELECT key FROM timeline WHERE expires <= ?)",
        "DELETE FROM log WHERE (kind, key) IN (SELECT 'record:' || kind, id FROM records WHERE expires <= ?)",
        "DELETE FROM evidence WHERE thing IN (SELECT id FROM records WHERE expires <= ?)",
    ] {
        sqlx::query(sql).bind(until).execute(&mut *conn).await?;
    }
    for sql in ["DELETE FROM timeline WHERE expires <= ?", "DELETE FROM records WHERE expires <= ?"] {
        gone += sqlx::query(sql).bind(until).execute(&mut *conn).await?.rows_affected();
    }
    if gone > 0 {
        sqlx::query(
            "UPDATE feeds SET newest = left.newest FROM (
                 SELECT number, (SELECT published FROM articles WHERE feed = number ORDER BY key DESC LIMIT 1) AS newest
                 FROM feeds) AS left
             WHERE feeds.number = left.number AND feeds.newest IS NOT left.newest",
        )
        .execute(&mut *conn)
        .await?;
        rebuild::drop_stray_feeds(conn).await?;
    }
    Ok(gone)
}
