//! `machine.db`: figures of this computer, in a file of their own.
//!
//! They are worth less than a person's life: written without waiting for the disk, kept for a while, never synced,
//! never backed up. A file that can't be read is set aside and another one begun; it never keeps a profile from opening.

mod kept;
mod metrics;

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use lorch_model::{Timestamp, key::Key, trouble::TroubleKind};
use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    Result, aside,
    fault::of_io,
    open::{MACHINE, alone, look_as},
};

pub use metrics::{Block, KeptSeries, Recent, Sealed};

/// Every step of `machine.db`.
pub(crate) static STEPS: Migrator = sqlx::migrate!("../../migrations/machine");

/// An open `machine.db`.
#[derive(Clone)]
pub struct MachineStore {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// What came of opening.
pub struct Opened {
    /// The store.
    pub store: MachineStore,
    /// Where the file lies that could not be read, and why it could not.
    pub set_aside: Option<(PathBuf, String)>,
}

impl MachineStore {
    /// Opens the file at `path`, or makes it. What can't be read is set aside first; where the disk refuses, this fails.
    pub async fn open(path: &Path, key: Option<&Key>, now: Timestamp) -> Result<Opened> {
        let fault = match Self::open_known(path, key).await {
            Ok(store) => return Ok(Opened { store, set_aside: None }),
            Err(fault) => fault,
        };
        let disk = |kind| {
            matches!(
                kind,
                TroubleKind::DiskFull | TroubleKind::ReadOnly | TroubleKind::Forbidden | TroubleKind::Failing
            )
        };
        if fault.trouble().is_some_and(|trouble| disk(trouble.kind)) {
            return Err(fault);
        }
        let set_aside = aside::set_aside(path, now)?;
        let store = Self::open_known(path, key).await?;
        Ok(Opened { store, set_aside: set_aside.map(|place| (place, fault.to_string())) })
    }

    async fn open_known(path: &Path, key: Option<&Key>) -> Result<Self> {
        look_as(&MACHINE, path, key).await?;
        let opened = Self::open_looked_at(path, key).await;
        opened.map_err(|fault| fault.at(path))
    }

    async fn open_looked_at(path: &Path, key: Option<&Key>) -> Result<Self> {
        if path.metadata().map_or(0, |found| found.len()) == 0 {
            begin(path, key).await?;
        }
        let writer = pool(1).connect_with(options(path, key)).await?;
        STEPS.run(&writer).await?;
        let readers = pool(2).connect_lazy_with(options(path, key).read_only(true));
        Ok(Self { writer, readers })
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Makes the file, so that room in it can be given back: that is decided before its first page is written.
async fn begin(path: &Path, key: Option<&Key>) -> Result<()> {
    let made = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    made.map_err(|fault| of_io(path, &fault))?;
    let options = alone(path, key).auto_vacuum(SqliteAutoVacuum::Incremental);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    STEPS.run_direct(None, &mut conn, false).await?;
    sqlx::query("PRAGMA application_id = 1280266829").execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

fn options(path: &Path, key: Option<&Key>) -> SqliteConnectOptions {
    alone(path, key)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(std::time::Duration::from_secs(5))
        .pragma("cache_size", "-1000")
}

fn pool(most: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(most).test_before_acquire(false).max_lifetime(None).idle_timeout(None)
}
