//! The folder of backups, beside the database: what lies in it, and how a file gets its name for good.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use lorch_model::backup::{Backup, BackupKind, Drill};

use super::Name;
use crate::{Result, StoreError};

/// Names of what is being made begin with this.
pub(super) const MAKING: &str = ".making.";

/// The file that says how the last restore drill went.
const DRILL: &str = "drill.json";

/// How a file begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// Where the backups of `database` lie.
pub fn folder_of(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join("backups")
}

/// The backups in `folder`, newest first; none when there is no such folder.
pub fn list(folder: &Path) -> Result<Vec<Backup>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(fault) => return Err(StoreError::file(folder, fault)),
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<Name>().ok());
    let mut backups: Vec<Backup> = names.filter_map(|name| one(folder, &name).ok()).collect();
    backups.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    Ok(backups)
}

/// The newest backup in `folder` that was proved when it was made.
pub fn newest_good(folder: &Path) -> Result<Option<Backup>> {
    Ok(list(folder)?.into_iter().find(|backup| backup.verified && backup.kind != BackupKind::BeforeRestore))
}

pub(super) fn one(folder: &Path, name: &Name) -> Result<Backup> {
    let path = folder.join(name.to_string());
    let found = fs::symlink_metadata(&path).map_err(|fault| StoreError::file(&path, fault))?;
    if !found.is_file() {
        return Err(StoreError::file(&path, io::ErrorKind::IsADirectory.into()));
    }
    Ok(Backup {
        name: name.to_string(),
        at: name.at,
        kind: name.kind,
        bytes: found.len(),
        schema: name.schema,
        encrypted: is_encrypted(&path),
        verified: name.proved,
    })
}

/// A new folder among the backups for work on one of them. What is left of it is swept by the next backup.
pub fn workroom(folder: &Path) -> Result<PathBuf> {
    make(folder)?;
    sweep(folder)?;
    let room = folder.join(format!("{MAKING}work"));
    make(&room)?;
    Ok(room)
}

/// A new folder at `path` for the same, where the profile's own can't be written.
pub fn room_at(path: &Path) -> Result<PathBuf> {
    let made = DirBuilder::new().mode(0o700).create(path);
    made.map(|()| path.to_owned()).map_err(|fault| StoreError::file(path, fault))
}

/// How the last restore drill went.
pub fn last_drill(folder: &Path) -> Result<Option<Drill>> {
    let path = folder.join(DRILL);
    match fs::read(&path) {
        // One that can't be read says nothing, and the next one replaces it.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(StoreError::file(&path, fault)),
    }
}

/// Keeps how a restore drill went.
pub(super) async fn keep_drill(folder: &Path, drill: &Drill) -> Result<()> {
    let fresh = folder.join(format!("{MAKING}drill"));
    let bytes = serde_json::to_vec(drill).map_err(|_| StoreError::Unreadable("drill"))?;
    fs::write(&fresh, bytes).map_err(|fault| StoreError::file(&fresh, fault))?;
    settle(&fresh, &folder.join(DRILL)).await
}

pub(super) fn make(folder: &Path) -> Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => Err(StoreError::file(folder, fault)),
        _ => Ok(()),
    }
}

/// Makes the empty file that will hold a copy, for its owner alone from birth.
pub(super) fn create(path: &Path) -> Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(|fault| StoreError::file(path, fault))
}

/// Removes what was being made when its process ended.
pub(super) fn sweep(folder: &Path) -> Result<()> {
    let fault = |fault| StoreError::file(folder, fault);
    for entry in fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        if entry.file_name().to_string_lossy().starts_with(MAKING) {
            let remove = if entry.path().is_dir() { fs::remove_dir_all } else { fs::remove_file::<PathBuf> };
            remove(entry.path()).map_err(|fault| StoreError::file(&entry.path(), fault))?;
        }
    }
    Ok(())
}

/// Gives a finished file its name for good: from here on it counts, whatever happens.
pub(super) async fn settle(from: &Path, to: &Path) -> Result<()> {
    let (from, to) = (from.to_owned(), to.to_owned());
    let settled = tokio::task::spawn_blocking(move || {
        let fault = |fault| StoreError::file(&to, fault);
        sync(&from)?;
        fs::rename(&from, &to).map_err(fault)?;
        sync(to.parent().unwrap_or(Path::new(".")))
    });
    settled.await.map_err(|_| StoreError::Unreadable("backup"))?
}

/// Makes what was written to a file, or which files a folder holds, outlast a power cut.
pub(super) fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|fault| StoreError::file(path, fault))
}

pub(super) fn remove(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name);
    fs::remove_file(&path).map_err(|fault| StoreError::file(&path, fault))
}

fn is_encrypted(path: &Path) -> bool {
    let mut head = [0; 16];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head != *PLAIN
}
