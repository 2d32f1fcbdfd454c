use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use lorch_model::{Timestamp, id::Id};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Result, changes::ChangeFeed};

/// Connections that only read; one writes.
const READERS: u32 = 4;

/// Rows that SQLite may be ahead of whoever reads them: more than the longest page holds, so that its thread writes a
/// page in one go and waits for nobody.
const ROWS_AHEAD: usize = 256;

/// An open profile database: one writer, a few readers, and the change feed.
#[derive(Clone)]
pub struct Store {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    pub(crate) feed: Arc<ChangeFeed>,
    pub(crate) origin: Id,
    path: Arc<PathBuf>,
}

impl Store {
    /// Opens the database at `path`, creates it when it is missing, brings it up to date.
    ///
    /// `fresh` becomes this device's origin when the database has none yet. The caller holds the profile's lock.
    pub async fn open(path: &Path, fresh: Id, now: Timestamp) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .row_buffer_size(ROWS_AHEAD)
            .pragma("trusted_schema", "OFF")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-8000");
        let writer = pool(1).connect_with(options.clone()).await?;
        sqlx::migrate!("../../migrations").run(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(options.read_only(true).create_if_missing(false));
        let origin = own_origin(&writer, fresh, now).await?;
        let feed = Arc::new(ChangeFeed::load(&writer, now).await?);
        Ok(Self { writer, readers, feed, origin, path: Arc::new(path.to_owned()) })
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The origin under which this device writes.
    pub fn origin(&self) -> Id {
        self.origin
    }

    /// Closes all connections; what was committed is on disk.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn pool(most: u32) -> SqlitePoolOptions {
    // Connections are local and never go stale: no health check, no lifetime.
    SqlitePoolOptions::new().max_connections(most).test_before_acquire(false).max_lifetime(None).idle_timeout(None)
}

async fn own_origin(writer: &SqlitePool, fresh: Id, now: Timestamp) -> Result<Id> {
    let known: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT id FROM origins WHERE own = 1 ORDER BY began DESC, id LIMIT 1")
            .fetch_optional(writer)
            .await?;
    if let Some(id) = known {
        return Id::from_slice(&id).ok_or(crate::StoreError::Unreadable("origin"));
    }
    sqlx::query("INSERT INTO origins (id, own, began) VALUES (?, 1, ?)")
        .bind(fresh.as_bytes())
        .bind(now.as_millisecond())
        .execute(writer)
        .await?;
    Ok(fresh)
}
