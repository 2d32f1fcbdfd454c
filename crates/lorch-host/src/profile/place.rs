//! Where the desktop's conventions put things, and what makes two paths one place.

use std::{
    ffi::OsString,
    io,
    os::unix::ffi::OsStrExt,
    path::{Component, Path, PathBuf},
};

/// A base folder of the XDG convention: the variable when it is absolute (relative ones are to be ignored), else
/// `below` in the home folder.
pub(super) fn base(env: &impl Fn(&str) -> Option<OsString>, variable: &str, below: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(variable).or_else(|| Some(absolute("HOME")?.join(below)))
}

/// The one absolute path without links and dots. Parts that don't exist yet are taken as they are written.
pub(super) fn canonical(path: &Path) -> io::Result<PathBuf> {
    let mut found = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            part => found.push(part),
        }
        match found.canonicalize() {
            Ok(real) => found = real,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

/// 16 hex digits of the BLAKE3 hash of a path.
pub(super) fn key(path: &Path) -> String {
    hex::encode(&blake3::hash(path.as_os_str().as_bytes()).as_bytes()[..8])
}
