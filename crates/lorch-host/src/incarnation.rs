//! What tells a profile that is still itself from a copy of it, a restored backup or a cloned machine.
//!
//! A nonce lies twice: in the database and, outside of it, in the state folder of this machine. Every opening replaces
//! both. A database that comes back from somewhere else brings a nonce that is not the one kept here.
//!
//! ```text
//!   kept {present: A}   ──expect──►  {present: A, next: B}  ──database: B──  ──settle──►  {present: B}
//! ```
//!
//! A crash between the steps leaves both known, so it is never taken for a copy.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// A nonce.
pub type Nonce = [u8; 16];

/// The side of the nonce that lies outside of the database.
#[derive(Debug, Clone)]
pub struct Kept {
    file: PathBuf,
    present: Option<Nonce>,
    next: Option<Nonce>,
    /// The origins that this device wrote under: a restored backup may know fewer.
    origins: Vec<Nonce>,
}

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    present: Option<String>,
    next: Option<String>,
    #[serde(default)]
    origins: Vec<String>,
}

impl Kept {
    /// What is kept in the state folder `state`; nothing when there is no readable file.
    pub fn load(state: &Path) -> Self {
        let file = state.join("incarnation.json");
        let stored: Stored =
            fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let read = |text: String| hex::decode(text).ok()?.try_into().ok();
        let origins = stored.origins.into_iter().filter_map(read).collect();
        Self { file, present: stored.present.and_then(read), next: stored.next.and_then(read), origins }
    }

    /// The origins that this device wrote under so far.
    pub fn origins(&self) -> &[[u8; 16]] {
        &self.origins
    }

    /// Keeps that this device writes under `origin`, with the next [`Kept::settle`].
    pub fn writes_as(&mut self, origin: [u8; 16]) {
        if !self.origins.contains(&origin) {
            self.origins.push(origin);
        }
    }

    /// Whether a database that holds `held` is the one that was here last.
    pub fn knows(&self, held: &Nonce) -> bool {
        self.present.as_ref() == Some(held) || self.next.as_ref() == Some(held)
    }

    /// Keeps `next` beside what the database holds now, before it gets it.
    pub fn expect(&mut self, held: Option<Nonce>, next: Nonce) -> io::Result<()> {
        (self.present, self.next) = (held, Some(next));
        self.write()
    }

    /// Makes the nonce that the database has now the present one.
    pub fn settle(&mut self) -> io::Result<()> {
        self.present = self.next.take().or(self.present);
        self.write()
    }

    fn write(&self) -> io::Result<()> {
        let text = |nonce: Option<Nonce>| nonce.map(hex::encode);
        let stored = Stored {
            present: text(self.present),
            next: text(self.next),
            origins: self.origins.iter().map(hex::encode).collect(),
        };
        let fresh = self.file.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(&serde_json::to_vec(&stored)?)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.file)
    }
}

/// What this machine calls itself (`machine-id(5)`); empty where it has no such name.
pub fn machine_id() -> String {
    let known =
        ["/etc/machine-id", "/var/lib/dbus/machine-id"].into_iter().find_map(|path| fs::read_to_string(path).ok());
    known.unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_crash_at_any_step_is_not_taken_for_a_copy() {
        let state = tempfile::tempdir().unwrap();
        let (old, new) = ([1; 16], [2; 16]);
        let mut kept = Kept::load(state.path());
        assert!(!kept.knows(&old));
        kept.expect(None, old).unwrap();
        kept.settle().unwrap();
        kept.expect(Some(old), new).unwrap();
        // Here the database may hold either.
        let after_crash = Kept::load(state.path());
        assert!(after_crash.knows(&old) && after_crash.knows(&new));
        kept.settle().unwrap();
        let settled = Kept::load(state.path());
        assert!(settled.knows(&new) && !settled.knows(&old));
    }

    #[test]
    fn a_damaged_file_knows_nothing() {
        let state = tempfile::tempdir().unwrap();
        fs::write(state.path().join("incarnation.json"), "{\"present\": 7").unwrap();
        assert!(!Kept::load(state.path()).knows(&[1; 16]));
    }
}
