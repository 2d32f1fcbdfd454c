//! Where sockets lie: in the session's runtime folder, else in a folder of our own below /tmp.

use std::path::{Path, PathBuf};

use crate::modes;

/// The longest path a Unix socket can have, without the closing zero.
const LONGEST: usize = 107;
/// The longest name we give a socket: key, what it serves, port, ending.
const NAME: usize = "/0123456789abcdef.serve-65535.sock".len();

/// `lorch` in the session's runtime folder, when that one is really private and leaves room for our names.
pub(super) fn folder(session: Option<PathBuf>, uid: u32) -> PathBuf {
    let private = session.filter(|dir| dir.is_absolute() && modes::is_private_folder(dir, uid));
    let inside = private.map(|dir| dir.join("lorch")).filter(|dir| dir.as_os_str().len() + NAME <= LONGEST);
    inside.unwrap_or_else(|| below_tmp(uid))
}

/// A command from a timer has no runtime folder in its environment, but the window that it looks for has.
pub(super) fn everywhere(own: &Path, uid: u32) -> Vec<PathBuf> {
    let mut all = vec![own.to_owned()];
    for dir in [PathBuf::from(format!("/run/user/{uid}/lorch")), below_tmp(uid)] {
        if !all.contains(&dir) && modes::is_private_folder(&dir, uid) {
            all.push(dir);
        }
    }
    all
}

fn below_tmp(uid: u32) -> PathBuf {
    PathBuf::from(format!("/tmp/lorch-{uid}"))
}
