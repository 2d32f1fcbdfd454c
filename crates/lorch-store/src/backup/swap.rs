//! How a staged database takes the place of the profile's, and what a crash in between leaves.
//!
//! ```text
//!   lorch.db.next is ready ──► intent is written ──► lorch.db, -wal aside ──► lorch.db.next is lorch.db ──► intent goes
//! ```
//!
//! Before the intent is on disk nothing has happened: the next opening removes what was staged. From then on every
//! opening goes on where the one before was stopped. At no point is a file overwritten that holds something.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lorch_model::{
    Timestamp,
    backup::{BackupKind, Restored},
};
use serde::{Deserialize, Serialize};

use super::{Name, folder, stage::clear};
use crate::{Result, StoreError, convert, open::beside};

/// Files of a database that have to stay together.
const PARTS: [&str; 3] = ["", "-wal", "-journal"];

/// A database that is ready to become the profile's.
#[derive(Debug)]
pub struct Staged {
    database: PathBuf,
    intent: Intent,
}

/// What is to happen, as it is kept while it happens.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Intent {
    backup: String,
    set_aside: Option<String>,
}

impl Staged {
    /// Notes that what lies at [`next`] shall replace `database`, which is set aside under the time `now`.
    pub(super) fn new(database: &Path, backup: String, now: Timestamp, schema: i64, proved: bool) -> Self {
        let aside = || {
            let name = Name::free(&folder::folder_of(database), now, BackupKind::BeforeRestore, schema);
            Name { proved, ..name }.to_string()
        };
        let intent = Intent { backup, set_aside: first_part(database).map(|_| aside()) };
        Self { database: database.to_owned(), intent }
    }

    /// Swaps. Call it when nobody has the database open.
    pub fn swap(self) -> Result<Restored> {
        self.resolve()?;
        complete(&self.database)?;
        Ok(Restored { backup: self.intent.backup, set_aside: self.intent.set_aside })
    }

    /// Makes the intent outlast a crash: from here on the swap will happen.
    fn resolve(&self) -> Result<()> {
        let (file, fresh) = (intent_of(&self.database), beside(&self.database, ".intent.new"));
        let bytes = serde_json::to_vec(&self.intent).map_err(|_| StoreError::Unreadable("restore"))?;
        fs::write(&fresh, bytes).map_err(|fault| StoreError::file(&fresh, fault))?;
        folder::sync(&fresh)?;
        rename(&fresh, &file)?;
        folder::sync(parent(&self.database))
    }
}

/// Where a database is staged that shall become `database`.
pub(super) fn next(database: &Path) -> PathBuf {
    beside(database, ".next")
}

/// Goes on with a swap that was begun, or removes what one left that was not. Call it before `database` is opened.
pub fn complete(database: &Path) -> Result<()> {
    while step(database)? {}
    Ok(())
}

/// Does the next step; `false` when none is left.
fn step(database: &Path) -> Result<bool> {
    let (next, file) = (next(database), intent_of(database));
    let intent: Intent = match fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| StoreError::Unreadable("restore"))?,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
            clear(&next)?;
            convert::sweep_up(&next).map_err(|fault| StoreError::file(&next, fault))?;
            return Ok(false);
        }
        Err(fault) => return Err(StoreError::file(&file, fault)),
    };
    if !next.exists() {
        fs::remove_file(&file).map_err(|fault| StoreError::file(&file, fault))?;
        folder::sync(parent(database))?;
        return Ok(false);
    }
    match (intent.set_aside, first_part(database)) {
        (Some(name), Some(end)) => {
            let backups = folder::folder_of(database);
            folder::make(&backups)?;
            rename(&beside(database, end), &unused(beside(&backups.join(name), end)))?;
            folder::sync(&backups)?;
        }
        _ => {
            clear(database)?;
            rename(&next, database)?;
        }
    }
    folder::sync(parent(database))?;
    Ok(true)
}

/// The path, or one like it where something lies there already.
fn unused(path: PathBuf) -> PathBuf {
    let others = (1..).map(|number| beside(&path, &format!(".{number}")));
    std::iter::once(path.clone()).chain(others).find(|path| !path.exists()).unwrap_or(path)
}

/// The first file of the database that holds something, by its ending.
fn first_part(database: &Path) -> Option<&'static str> {
    let holds_something = |path: PathBuf| path.symlink_metadata().is_ok_and(|found| found.is_dir() || found.len() > 0);
    PARTS.into_iter().find(|end| holds_something(beside(database, end)))
}

fn intent_of(database: &Path) -> PathBuf {
    beside(database, ".intent")
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|fault| StoreError::file(to, fault))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A folder with a database, one that is not taken in yet, and one that is staged.
    fn staged() -> (tempfile::TempDir, PathBuf, Staged) {
        let room = tempfile::tempdir().unwrap();
        let database = room.path().join("lorch.db");
        fs::write(&database, "old").unwrap();
        fs::write(beside(&database, "-wal"), "old wal").unwrap();
        fs::write(beside(&database, "-shm"), "old shm").unwrap();
        fs::write(next(&database), "new").unwrap();
        let staged = Staged::new(&database, "b".into(), Timestamp::UNIX_EPOCH, 7, true);
        (room, database, staged)
    }

    fn read(path: PathBuf) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    #[test]
    fn a_restore_that_is_stopped_at_any_step_is_completed_by_the_next_opening() {
        for steps in 0.. {
            let (room, database, staged) = staged();
            staged.resolve().unwrap();
            let mut more = true;
            for _ in 0..steps {
                more = more && step(&database).unwrap();
            }
            if fs::metadata(&database).is_err() {
                fs::write(&database, "").unwrap(); // as whoever prepares the folder of a profile does
            }
            complete(&database).unwrap();
            let aside = room.path().join("backups").join(staged.intent.set_aside.as_deref().unwrap());
            assert_eq!(read(database.clone()).as_deref(), Some("new"), "after {steps}");
            assert_eq!(read(aside.clone()).as_deref(), Some("old"), "after {steps}");
            assert_eq!(read(beside(&aside, "-wal")).as_deref(), Some("old wal"), "after {steps}");
            let left: Vec<_> = fs::read_dir(room.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(left.len(), 2, "after {steps}: {left:?}");
            if !more {
                assert!(steps > 3);
                return;
            }
        }
    }

    #[test]
    fn a_restore_that_was_not_resolved_never_happened() {
        let (room, database, _staged) = staged();
        complete(&database).unwrap();
        assert_eq!(read(database.clone()).as_deref(), Some("old"));
        assert_eq!(read(beside(&database, "-wal")).as_deref(), Some("old wal"));
        assert!(!next(&database).exists() && !room.path().join("backups").exists());
    }

    #[test]
    fn nothing_that_was_set_aside_is_overwritten() {
        let (room, database, staged) = staged();
        let aside = room.path().join("backups").join(staged.intent.set_aside.as_deref().unwrap());
        fs::create_dir(room.path().join("backups")).unwrap();
        fs::write(&aside, "another").unwrap();
        staged.swap().unwrap();
        assert_eq!(read(aside.clone()).as_deref(), Some("another"));
        assert_eq!(read(beside(&aside, ".1")).as_deref(), Some("old"));
        assert_eq!(read(database).as_deref(), Some("new"));
    }
}
