//! The file that holds the key of an encrypted profile.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use lorch_model::{
    key::Key,
    trouble::{Trouble, TroubleKind},
};

use crate::{modes, random};

/// More than any form of a key has, white space around it included.
const MOST: u64 = 256;

/// Reads the key. A file that others may read is refused: what they have read can't be taken back.
pub fn read(path: &Path) -> Result<Key, Trouble> {
    let trouble = |detail: String| Trouble::new(TroubleKind::KeyUnusable, detail).at(path);
    let said = |fault: io::Error| trouble(format!("It can't be read: {}.", plain(&fault)));
    let file = File::open(path).map_err(said)?;
    let found = file.metadata().map_err(said)?;
    if !found.is_file() {
        return Err(trouble("It is not an ordinary file.".into()));
    }
    if found.mode() & 0o077 != 0 {
        return Err(trouble(format!("Others may read it: its mode is {:04o}.", found.mode() & 0o7777)));
    }
    let mut held = Vec::new();
    file.take(MOST).read_to_end(&mut held).map_err(said)?;
    let key = Key::parse(&held).map_err(|fault| trouble(format!("It holds {} bytes that are no key.", fault.0)));
    held.fill(0);
    key
}

/// Makes a new key and the file that holds it, as hex digits, for its owner alone. A file that is there stays.
pub fn make(path: &Path) -> io::Result<Key> {
    let key = Key::new(random::token());
    keep(path, &key)?;
    Ok(key)
}

/// Makes a file that holds `key`, as hex digits, for its owner alone. A file that is there stays.
pub fn keep(path: &Path, key: &Key) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(modes::FILE).open(path)?;
    file.write_all(key.expose_hex().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    // A key whose file a power cut takes away again would lock its person out.
    File::open(path.canonicalize()?.parent().unwrap_or(Path::new("/")))?.sync_all()
}

/// Removes the file of a key that was made in vain, if it holds that key and nothing else. Returns whether it did.
pub fn unmake(path: &Path, key: &Key) -> bool {
    read(path).is_ok_and(|held| held == *key) && std::fs::remove_file(path).is_ok()
}

/// What the system said, without its number.
fn plain(fault: &io::Error) -> String {
    let said = fault.to_string();
    said.split(" (os error").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_made_key_is_read_again_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = make(&path).unwrap();
        assert_eq!(read(&path), Ok(key));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert_eq!(make(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn only_the_file_of_this_very_key_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = make(&path).unwrap();
        assert!(!unmake(&path, &Key::new([7; 32])) && path.exists());
        assert!(unmake(&path, &key) && !path.exists());
        assert!(!unmake(&path, &key));
    }

    #[test]
    fn what_others_may_read_or_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let said = |wrong: Result<Key, Trouble>| wrong.unwrap_err().detail;
        assert!(said(read(&path)).contains("no such file"));
        assert!(said(read(folder.path())).contains("not an ordinary file") || cfg!(not(target_os = "linux")));
        fs::write(&path, [7; 32]).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(said(read(&path)).contains("0640"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(read(&path), Ok(Key::new([7; 32])));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "too short").unwrap();
        assert!(said(read(&path)).contains("9 bytes"));
    }
}
