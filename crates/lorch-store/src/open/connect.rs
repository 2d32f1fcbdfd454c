//! How connections are made. The key comes first on each, or SQLite takes the file for garbage.

use std::{path::Path, time::Duration};

use super::head::{beside, size};
use lorch_model::key::Key;
use sqlx::{
    ConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// Rows that SQLite may be ahead of whoever reads them: more than the longest page holds, so that its thread writes a
/// page in one go and waits for nobody.
const ROWS_AHEAD: usize = 256;

/// A connection of the open profile.
pub(crate) fn options(path: &Path, key: Option<&Key>) -> SqliteConnectOptions {
    alone(path, key)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .row_buffer_size(ROWS_AHEAD)
        .pragma("cache_size", "-8000")
}

/// A connection that reads what nobody writes meanwhile, also where nothing can be made beside it.
pub(crate) fn still(path: &Path, key: Option<&Key>) -> SqliteConnectOptions {
    // Reading a large file through takes its time, which is nothing to warn of.
    let alone = alone(path, key).read_only(true).disable_statement_logging();
    // With everything in the one file nothing has to be made beside it to read it.
    if size(&beside(path, "-wal")) == 0 { alone.immutable(true) } else { alone }
}

/// A connection to a file that is taken as it lies there; it changes nothing by itself.
pub(crate) fn alone(path: &Path, key: Option<&Key>) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .pragma("trusted_schema", "OFF")
        .pragma("temp_store", "MEMORY");
    match key {
        None => options,
        // What is sent to SQLite has the key in it, so nothing of it may be logged. Memory that SQLite lets go of is
        // not wiped (`cipher_memory_security`): this process holds the whole life in plain anyway, and every
        // allocation would pay for it.
        Some(key) => options
            .pragma("key", format!("\"x'{}'\"", key.expose_hex().as_str()))
            .pragma("cipher_log_level", "NONE")
            .disable_statement_logging(),
    }
}
