//! Setting a database aside: it is moved, with all that belongs to it, and never overwritten.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use lorch_model::{Timestamp, key::Key};
use sqlx::{Connection, SqliteConnection};

use crate::{
    Result,
    fault::of_io,
    open::{alone, beside},
};

/// Files of a database that have to stay together.
const PARTS: [&str; 3] = ["", "-wal", "-journal"];
/// What is of no use without the process that made it.
const PASSING: [&str; 2] = ["-shm", "-open"];

/// Moves the database at `path`, whatever it is, into a folder beside it that is named after `now`. Returns where it
/// lies then, or `None` when there was nothing. What of it has been moved when this fails is found there.
pub fn set_aside(path: &Path, now: Timestamp) -> Result<Option<PathBuf>> {
    let moved = move_away(path, now);
    Ok(moved.map_err(|fault| of_io(path, &fault))?)
}

/// Makes a database at `path` that holds nothing yet, after what was there has been set aside.
pub async fn begin_anew(path: &Path, key: Option<&Key>, now: Timestamp) -> Result<Option<PathBuf>> {
    let aside = set_aside(path, now)?;
    let mut conn = SqliteConnection::connect_with(&alone(path, key).create_if_missing(true)).await?;
    // From here on the file is not empty: it was begun on purpose.
    sqlx::query("PRAGMA application_id = 1280266819").execute(&mut conn).await?;
    conn.close().await?;
    Ok(aside)
}

fn move_away(path: &Path, now: Timestamp) -> io::Result<Option<PathBuf>> {
    let there = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir() || found.len() > 0);
    for end in PASSING {
        let _ = fs::remove_file(beside(path, end));
    }
    if !PARTS.iter().any(|end| there(&beside(path, end))) {
        return remove_empty(path).map(|()| None);
    }
    let parent = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default();
    let folder = fresh_folder(&parent.join("set-aside"), now)?;
    for end in PARTS {
        let from = beside(path, end);
        if from.symlink_metadata().is_ok() {
            fs::rename(&from, beside(&folder.join(name), end))?;
        }
    }
    sync(Some(&folder))?;
    sync(Some(parent))?;
    Ok(Some(folder.join(name)))
}

/// A folder that nothing was set aside in yet.
fn fresh_folder(all: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let make = |path: &Path| DirBuilder::new().mode(0o700).create(path);
    match make(all) {
        Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => return Err(fault),
        _ => {}
    }
    for later in 0..1000 {
        let at = Timestamp::from_millisecond(now.as_millisecond() + later).unwrap_or(now);
        let folder = all.join(at.strftime("%Y-%m-%dT%H-%M-%S%.3fZ").to_string());
        match make(&folder) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn remove_empty(path: &Path) -> io::Result<()> {
    for end in PARTS {
        match fs::remove_file(beside(path, end)) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
            _ => {}
        }
    }
    Ok(())
}

fn sync(folder: Option<&Path>) -> io::Result<()> {
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
