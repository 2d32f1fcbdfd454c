//! Who owns a profile: whoever holds the lock on one file of it. The kernel lets go of it when the holder dies.

use std::{
    fs::{self, File},
    io::{self, Seek, Write},
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::MetadataExt,
    },
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

use crate::{HostError, Profile, modes};

/// Proof that this process owns the profile. The lock is free when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct ProfileLock(Arc<Held>);

#[derive(Debug)]
struct Held {
    file: File,
    path: PathBuf,
}

/// What the holder wrote about itself. It may be out of date: only the lock itself tells the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Where it answers.
    pub socket: PathBuf,
}

impl ProfileLock {
    /// Takes the lock if it is free; never waits. The profile's folder must exist.
    pub fn try_take(profile: &Profile) -> Result<Option<Self>, HostError> {
        let path = profile.lock();
        loop {
            let (file, path) = openable(profile, &path)?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) => return Ok(None),
                Err(Errno::INTR) => continue,
                Err(errno) => return Err(HostError::of(&path, errno.into())),
            }
            if same_file(&file, &path) {
                let held = Held { file, path: path.clone() };
                // Where nothing can be written, the others look for us where they would be themselves.
                let _ = held.sign(&profile.socket());
                return Ok(Some(Self(Arc::new(held))));
            }
            // Someone removed the file between opening and locking: what we hold guards nothing.
        }
    }

    /// The locked file.
    pub fn path(&self) -> &Path {
        &self.0.path
    }
}

/// Reads what the holder wrote, if it has got that far.
pub fn holder(profile: &Profile) -> Option<Holder> {
    let text = fs::read(profile.lock()).ok()?;
    let mut lines = text.split(|byte| *byte == b'\n');
    let pid = std::str::from_utf8(lines.next()?.strip_prefix(b"pid ")?).ok()?.parse().ok()?;
    let socket = lines.next()?.strip_prefix(b"socket ")?.to_vec();
    lines.next()?; // without its line end the path may be half written
    Some(Holder { pid, socket: PathBuf::from(std::ffi::OsString::from_vec(socket)) })
}

impl Held {
    fn sign(&self, socket: &Path) -> io::Result<()> {
        let mut text = format!("pid {}\nsocket ", std::process::id()).into_bytes();
        text.extend_from_slice(socket.as_os_str().as_bytes());
        text.push(b'\n');
        self.file.set_len(0)?;
        let mut file = &self.file;
        file.rewind()?;
        file.write_all(&text)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Nobody holds it from here on; a stale name would only mislead. Failing to erase it harms nothing.
        let _ = self.file.set_len(0);
    }
}

/// The file to lock: the lock, as far as it can be made, else what is there to be opened for reading.
fn openable(profile: &Profile, path: &Path) -> Result<(File, PathBuf), HostError> {
    let fault = match modes::private_file(path) {
        Ok(file) => return Ok((file, path.to_owned())),
        Err(fault @ (HostError::NoRights(_) | HostError::ReadOnly(_) | HostError::DiskFull(_))) => fault,
        Err(fault) => return Err(fault),
    };
    let read = |path: &Path| Some((File::open(path).ok()?, path.to_owned()));
    read(path).or_else(|| read(profile.dir())).ok_or(fault)
}

fn same_file(file: &File, path: &Path) -> bool {
    let here = file.metadata().map(|found| (found.dev(), found.ino()));
    let there = fs::symlink_metadata(path).map(|found| (found.dev(), found.ino()));
    matches!((here, there), (Ok(here), Ok(there)) if here == there)
}
