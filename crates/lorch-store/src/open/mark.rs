//! A mark beside the database while it is open. Where one lies at opening, the last process didn't close it, even if
//! the file of what it had not yet taken in is gone.

use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::head::beside;

const END: &str = "-open";

pub(super) fn set(database: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(beside(database, END)).map(drop)
}

pub(super) fn is_set(database: &Path) -> bool {
    beside(database, END).exists()
}

/// A mark that stays costs the next opening a check and nothing else.
pub(super) fn clear(database: &Path) {
    let _ = fs::remove_file(beside(database, END));
}
