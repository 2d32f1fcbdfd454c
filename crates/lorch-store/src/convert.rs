//! Giving a database another key, or the first one, or none.
//!
//! ```text
//!   take in -wal ──► copy into <name>.converting ──► compare both ──► fsync ──► rename ──► fsync folder
//! ```
//!
//! Whatever ends the process before the rename leaves the database as it was, and a copy that the next opening removes;
//! from the rename on it is the new one.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use lorch_model::{
    key::Key,
    trouble::{Trouble, TroubleKind},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    Result,
    fault::of_io,
    open::{Known, LIFE, MACHINE, alone, beside, look_as},
};

mod same;

const END: &str = ".converting";

/// A step of a conversion. A test can stop before each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Taking in what lies in the `-wal` file.
    TakeIn,
    /// Copying.
    Copy,
    /// Comparing.
    Compare,
    /// Writing through to the disk.
    Sync,
    /// Putting the copy in the place of the database.
    Rename,
    /// Writing the folder through to the disk.
    Finish,
}

/// What was converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// Tables that were compared.
    pub tables: usize,
    /// Rows in them.
    pub rows: u64,
}

/// Converts the database at `path` from one key to another; `None` is plain SQLite. Nothing else may have it open.
///
/// `stop` is asked before each step; when it answers with a fault the conversion ends there as if the process had.
pub async fn convert(
    path: &Path,
    from: Option<&Key>,
    to: Option<&Key>,
    stop: impl Fn(Step) -> io::Result<()>,
) -> Result<Converted> {
    convert_as(&LIFE, path, from, to, stop).await
}

/// As [`convert`], the figures of this computer at `path`.
pub async fn convert_machine(path: &Path, from: Option<&Key>, to: Option<&Key>) -> Result<Converted> {
    convert_as(&MACHINE, path, from, to, |_| Ok(())).await
}

async fn convert_as(
    kind: &Known,
    path: &Path,
    from: Option<&Key>,
    to: Option<&Key>,
    stop: impl Fn(Step) -> io::Result<()>,
) -> Result<Converted> {
    look_as(kind, path, from).await?;
    let fault = |fault: io::Error| of_io(path, &fault);
    let copy = beside(path, END);
    sweep_up(path).map_err(fault)?;
    stop(Step::TakeIn).map_err(fault)?;
    take_in(path, from).await.map_err(|fault| fault.at(path))?;
    stop(Step::Copy).map_err(fault)?;
    // Its owner's alone from birth.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy).map_err(fault)?;
    write(path, from, &copy, to).await.map_err(|fault| fault.at(path))?;
    stop(Step::Compare).map_err(fault)?;
    let converted = compare(path, from, &copy, to).await?;
    stop(Step::Sync).map_err(fault)?;
    sync(&copy).map_err(fault)?;
    stop(Step::Rename).map_err(fault)?;
    fs::rename(&copy, path).map_err(fault)?;
    stop(Step::Finish).map_err(fault)?;
    sync(path.parent().unwrap_or(Path::new("."))).map_err(fault)?;
    Ok(converted)
}

/// Whether the file is a database without a key.
pub fn is_plain(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && head == *b"SQLite format 3\0"
}

/// Removes what a conversion left behind that did not come to its end.
pub fn sweep_up(path: &Path) -> io::Result<()> {
    for left in ["", "-journal", "-wal", "-shm"].map(|end| beside(&beside(path, END), end)) {
        match fs::remove_file(left) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
            _ => {}
        }
    }
    Ok(())
}

/// A `-wal` that stayed would be taken for one of the new file, and ruin it.
async fn take_in(path: &Path, key: Option<&Key>) -> Result<()> {
    let mut conn = SqliteConnection::connect_with(&quiet(path, key)).await?;
    let (busy, ..): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut conn).await?;
    conn.close().await?;
    let left = beside(path, "-wal");
    if busy != 0 || left.metadata().is_ok_and(|left| left.len() > 0) {
        return Err(Trouble::new(TroubleKind::Failing, "Another program has it open.").at(path).into());
    }
    Ok(())
}

async fn write(path: &Path, from: Option<&Key>, copy: &Path, to: Option<&Key>) -> Result<()> {
    let mut conn = SqliteConnection::connect_with(&quiet(path, from)).await?;
    let written = export(&mut conn, copy, to).await;
    conn.close().await?;
    written
}

async fn export(conn: &mut SqliteConnection, copy: &Path, to: Option<&Key>) -> Result<()> {
    let key = to.map_or_else(String::new, |key| format!("x'{}'", key.expose_hex().as_str()));
    sqlx::query("ATTACH DATABASE ? AS fresh KEY ?")
        .bind(copy.to_string_lossy().into_owned())
        .bind(key)
        .execute(&mut *conn)
        .await?;
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut *conn).await?;
    // Whether room is given back is decided before the first page.
    let vacuum: i64 = sqlx::query_scalar("PRAGMA main.auto_vacuum").fetch_one(&mut *conn).await?;
    sqlx::query(AssertSqlSafe(format!("PRAGMA fresh.auto_vacuum = {vacuum}"))).execute(&mut *conn).await?;
    sqlx::query("SELECT sqlcipher_export('fresh')").execute(&mut *conn).await?;
    for name in ["application_id", "user_version"] {
        let value: i64 = sqlx::query_scalar(AssertSqlSafe(format!("PRAGMA main.{name}"))).fetch_one(&mut *conn).await?;
        sqlx::query(AssertSqlSafe(format!("PRAGMA fresh.{name} = {value}"))).execute(&mut *conn).await?;
    }
    sqlx::query("DETACH DATABASE fresh").execute(conn).await?;
    Ok(())
}

async fn compare(path: &Path, from: Option<&Key>, copy: &Path, to: Option<&Key>) -> Result<Converted> {
    let still = |path, key| quiet(path, key).read_only(true).immutable(true);
    let mut old = SqliteConnection::connect_with(&still(path, from)).await?;
    let mut new = SqliteConnection::connect_with(&still(copy, to)).await?;
    let compared = same::same(&mut old, &mut new).await;
    new.close().await?;
    old.close().await?;
    let compared = compared?;
    // A file that should be encrypted and is not, or the other way round, would be the worst of all outcomes.
    if is_plain(copy) != to.is_none() {
        return Err(differs(copy, "it was not written with the key").into());
    }
    Ok(compared)
}

/// Each statement here takes as long as the database is large, which is nothing to warn of.
fn quiet(path: &Path, key: Option<&Key>) -> SqliteConnectOptions {
    alone(path, key).disable_statement_logging()
}

fn differs(path: &Path, what: &str) -> Trouble {
    let detail = format!("A converted copy is not the same: {what}. Nothing was changed.");
    Trouble::new(TroubleKind::Failing, detail).at(path)
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Databases below `folder` that are not encrypted: older backups, and what was set aside.
pub fn plain_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .flat_map(|path| match path.symlink_metadata() {
            Ok(kind) if kind.is_dir() => plain_below(&path),
            Ok(kind) if kind.is_file() && is_plain(&path) => vec![path],
            _ => Vec::new(),
        })
        .collect();
    found.sort();
    found
}

impl crate::Store {
    /// Writes everything into the new file `target`, with the key of this database. Readers and writers go on.
    pub async fn copy_into(&self, target: &Path) -> Result<()> {
        let mut conn = self.readers.acquire().await?;
        sqlx::query("VACUUM INTO ?").bind(target.to_string_lossy().into_owned()).execute(&mut *conn).await?;
        Ok(())
    }
}
