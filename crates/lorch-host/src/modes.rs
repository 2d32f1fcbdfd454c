//! Folders and files that only their owner may open, from birth and whatever the umask.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use crate::HostError;

/// Mode of a private folder.
pub const FOLDER: u32 = 0o700;
/// Mode of a private file.
pub const FILE: u32 = 0o600;

/// Makes the folder, and parents that are missing, with mode 0700. One that exists must be ours; it is closed to others,
/// and stays read-only if its owner made it so.
pub fn private_folder(path: &Path) -> Result<(), HostError> {
    loop {
        match fs::metadata(path) {
            Ok(found) if !found.is_dir() => return Err(HostError::NotAFolder(path.to_owned())),
            Ok(found) if found.uid() != own_uid() => return Err(HostError::SomeoneElses(path.to_owned())),
            Ok(found) => return tighten(path, &found),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
            Err(fault) => return Err(HostError::of(path, fault)),
        }
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.exists()) {
            private_folder(parent)?;
        }
        match DirBuilder::new().mode(FOLDER).create(path) {
            Ok(()) => return set(path, FOLDER), // a umask may have taken rights from the owner too
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists && path.exists() => {} // made by another meanwhile
            Err(fault) => return Err(HostError::of(path, fault)),
        }
    }
}

/// As [`private_folder`], in a place where everyone may write: a link is refused, and so is what `uid` doesn't own.
pub fn private_folder_among_strangers(path: &Path, uid: u32) -> Result<(), HostError> {
    match DirBuilder::new().mode(FOLDER).create(path) {
        Ok(()) => set(path, FOLDER)?,
        Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
        Err(fault) => return Err(HostError::of(path, fault)),
    }
    let found = fs::symlink_metadata(path).map_err(|fault| HostError::of(path, fault))?;
    if found.is_symlink() {
        return Err(HostError::Link(path.to_owned()));
    }
    if !found.is_dir() {
        return Err(HostError::NotAFolder(path.to_owned()));
    }
    if found.uid() != uid {
        return Err(HostError::SomeoneElses(path.to_owned()));
    }
    set(path, FOLDER)
}

/// Opens the file for reading and writing, creates it empty when it is missing, and leaves it with mode 0600.
pub fn private_file(path: &Path) -> Result<File, HostError> {
    let fault = |fault| HostError::of(path, fault);
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(FILE).open(path).map_err(fault)?;
    let found = file.metadata().map_err(fault)?;
    if !found.is_file() {
        return Err(HostError::NotAFile(path.to_owned()));
    }
    if found.mode() & 0o7777 != FILE {
        file.set_permissions(Permissions::from_mode(FILE)).map_err(fault)?;
    }
    Ok(file)
}

/// Is this a real folder that only the user `uid` may enter?
pub fn is_private_folder(path: &Path, uid: u32) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() && found.uid() == uid && found.mode() & 0o077 == 0)
}

/// The user that this process runs as.
pub fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Closes to others what stands open to them, if the file system lets us.
pub fn close_to_others(path: &Path) -> Result<(), HostError> {
    let found = fs::metadata(path).map_err(|fault| HostError::of(path, fault))?;
    tighten(path, &found)
}

fn tighten(path: &Path, found: &Metadata) -> Result<(), HostError> {
    if found.mode() & 0o7077 == 0 { Ok(()) } else { set(path, found.mode() & 0o700) }
}

fn set(path: &Path, mode: u32) -> Result<(), HostError> {
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(|fault| HostError::of(path, fault))
}
