mod connect;
mod head;
mod look;
mod mark;

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use lorch_model::{
    Timestamp,
    id::Id,
    key::Key,
    trouble::{Trouble, TroubleKind},
};
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};

use crate::{
    Result, backup,
    changes::ChangeFeed,
    schema::{MIGRATIONS, newest},
};

pub(crate) use connect::{alone, still};
pub(crate) use head::beside;
pub use look::{APPLICATION, is_encrypted, look};
pub(crate) use look::{Known, LIFE, MACHINE, look_as};

/// Connections that only read; one writes.
const READERS: u32 = 4;

/// How a database is opened.
#[derive(Debug, Clone, Default)]
pub struct StoreOptions {
    /// The key of an encrypted database. Without one the database is plain SQLite.
    pub key: Option<Key>,
    /// Opens for reading alone, where nothing can be written: nothing is created or brought up to date.
    pub read_only: bool,
}

/// An open profile database: one writer, a few readers, and the change feed.
#[derive(Clone)]
pub struct Store {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    pub(crate) feed: Arc<ChangeFeed>,
    pub(crate) origin: Id,
    path: Arc<PathBuf>,
    options: Arc<StoreOptions>,
}

impl Store {
    /// Opens a database without a key; see [`Store::open_with`].
    pub async fn open(path: &Path, fresh: Id, now: Timestamp) -> Result<Self> {
        Self::open_with(path, StoreOptions::default(), fresh, now).await
    }

    /// Opens the database at `path`, creates it when it is missing, brings it up to date. What is damaged, foreign,
    /// newer or encrypted with another key is refused as it is: not one byte of it changes.
    ///
    /// `fresh` becomes this device's origin when the database has none yet. The caller holds the profile's lock.
    pub async fn open_with(path: &Path, options: StoreOptions, fresh: Id, now: Timestamp) -> Result<Self> {
        if !options.read_only {
            backup::complete(path)?;
        }
        look(path, options.key.as_ref()).await?;
        let opened = match options.read_only {
            false => Self::open_known(path, options, fresh, now).await,
            true => Self::open_still(path, options, fresh, now).await,
        };
        opened.map_err(|fault| fault.at(path))
    }

    async fn open_known(path: &Path, options: StoreOptions, fresh: Id, now: Timestamp) -> Result<Self> {
        let connect = connect::options(path, options.key.as_ref());
        make(path).and_then(|()| mark::set(path)).map_err(|fault| crate::fault::of_io(path, &fault))?;
        let writer = pool(1).connect_with(connect.clone().create_if_missing(true)).await?;
        backup::before_migration(&writer, path, now).await?;
        MIGRATIONS.run(&writer).await?;
        look::sign(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(connect.read_only(true));
        let origin = own_origin(&writer, fresh, now).await?;
        let feed = Arc::new(ChangeFeed::load(&writer, now).await?);
        let (path, options) = (Arc::new(path.to_owned()), Arc::new(options));
        Ok(Self { writer, readers, feed, origin, path, options })
    }

    async fn open_still(path: &Path, options: StoreOptions, fresh: Id, now: Timestamp) -> Result<Self> {
        let connect = still(path, options.key.as_ref());
        let readers = pool(READERS).connect_with(connect.clone()).await?;
        let version: Option<i64> =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&readers).await?;
        if version != Some(newest()) {
            let detail = "It has to be brought up to date before this Lorch can read it.";
            return Err(Trouble::new(TroubleKind::ReadOnly, detail).at(path).into());
        }
        let known: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM origins WHERE own = 1 ORDER BY began DESC, id LIMIT 1")
                .fetch_optional(&readers)
                .await?;
        let origin = known.and_then(|id| Id::from_slice(&id)).unwrap_or(fresh);
        let feed = Arc::new(ChangeFeed::load(&readers, now).await?);
        // Whoever writes is told by SQLite that it can't.
        let writer = pool(1).connect_lazy_with(connect);
        let (path, options) = (Arc::new(path.to_owned()), Arc::new(options));
        Ok(Self { writer, readers, feed, origin, path, options })
    }

    /// Whether it was opened for reading alone.
    pub fn is_read_only(&self) -> bool {
        self.options.read_only
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key that the database was opened with.
    pub fn key(&self) -> Option<&Key> {
        self.options.key.as_ref()
    }

    /// The origin under which this device writes.
    pub fn origin(&self) -> Id {
        self.origin
    }

    /// Closes all connections; what was committed is on disk.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        if !self.options.read_only {
            mark::clear(&self.path);
        }
    }
}

/// Makes the empty file for its owner alone, if it is missing: SQLite would leave it to the umask.
fn make(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map(drop)
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

pub(crate) fn damaged(path: &Path, detail: impl Into<String>) -> Trouble {
    Trouble::new(TroubleKind::Damaged, detail).at(path)
}
