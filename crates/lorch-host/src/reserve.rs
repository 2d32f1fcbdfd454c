//! Room on the disk that is kept for a bad day: given back when the disk is full, so that a person can still delete
//! something.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

use crate::modes;

/// Bytes that are kept.
pub const SIZE: u64 = 4 * 1024 * 1024;
/// What is written to find out whether the disk takes anything: more than a transaction of a person needs.
const TRIAL: usize = 64 * 1024;

/// The file beside the database that keeps room.
#[derive(Debug, Clone)]
pub struct Reserve(PathBuf);

impl Reserve {
    /// The reserve in the profile's folder.
    pub fn of(folder: &Path) -> Self {
        Self(folder.join("reserve"))
    }

    /// Keeps the room, unless it is kept already. Fails when that would leave less than as much again.
    pub fn keep(&self) -> io::Result<()> {
        if self.0.metadata().is_ok_and(|found| found.len() == SIZE) {
            return Ok(());
        }
        let free = statvfs(self.0.parent().unwrap_or(Path::new(".")))?;
        if free.f_bavail.saturating_mul(free.f_frsize) < 2 * SIZE {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(modes::FILE).open(&self.0)?;
        let kept = match fallocate(&file, FallocateFlags::empty(), 0, SIZE) {
            Err(rustix::io::Errno::OPNOTSUPP) => zeros(&file),
            done => done.map_err(io::Error::from),
        };
        kept.inspect_err(|_| drop(fs::remove_file(&self.0)))
    }

    /// Gives the room back. Returns whether there was any.
    pub fn release(&self) -> bool {
        fs::remove_file(&self.0).is_ok()
    }
}

/// Whether `folder` takes a file now: one is written through to the disk and removed again.
pub fn takes_files(folder: &Path) -> io::Result<()> {
    let path = folder.join(".trial");
    let tried = File::create(&path).and_then(|mut file| {
        file.write_all(&[0x5a; TRIAL])?;
        file.sync_all()
    });
    let _ = fs::remove_file(&path);
    tried
}

fn zeros(mut file: &File) -> io::Result<()> {
    let part = vec![0; 64 * 1024];
    for _ in 0..SIZE / part.len() as u64 {
        file.write_all(&part)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn room_is_kept_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let reserve = Reserve::of(folder.path());
        assert!(!reserve.release());
        for _ in 0..2 {
            reserve.keep().unwrap();
        }
        let found = fs::metadata(folder.path().join("reserve")).unwrap();
        assert_eq!(found.len(), SIZE);
        assert!(std::os::unix::fs::MetadataExt::blocks(&found) * 512 >= SIZE, "it is more than a number");
        assert!(reserve.release());
        takes_files(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        takes_files(&folder.path().join("missing")).unwrap_err();
    }
}
