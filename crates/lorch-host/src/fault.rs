//! What can be wrong with a folder or a file, in sentences for the person who owns it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a folder or a file of the profile can't be used.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Neither a profile nor a home folder is named anywhere.
    #[error("Lorch can't tell where its profile is: HOME and XDG_DATA_HOME are not set. Name a folder with --profile.")]
    NoHome,
    /// The folder may not be read or written.
    #[error("You have no right to write in {}. Choose another folder with --profile, or change its owner.", .0.display())]
    NoRights(PathBuf),
    /// The file system takes no writes.
    #[error("{} is on a file system that is read-only. Choose another folder with --profile.", .0.display())]
    ReadOnly(PathBuf),
    /// Something else lies where the folder should be.
    #[error("{} is not a folder. Choose another folder with --profile.", .0.display())]
    NotAFolder(PathBuf),
    /// A folder or device lies where a file should be.
    #[error("{} is not an ordinary file. Move it away, then start Lorch again.", .0.display())]
    NotAFile(PathBuf),
    /// A folder that others may read and that holds other things: closing it would shut them out.
    #[error("{} holds other things and is no Lorch profile. Name an empty or a new folder with --profile.", .0.display())]
    NotAProfile(PathBuf),
    /// The folder belongs to another user, who could read or exchange what is in it.
    #[error("{} belongs to another user of this machine. Choose another with --profile, or for sockets with XDG_RUNTIME_DIR.", .0.display())]
    SomeoneElses(PathBuf),
    /// A link where only a real folder is safe.
    #[error("{} is a link. Remove it, then start Lorch again.", .0.display())]
    Link(PathBuf),
    /// No room left, or the quota is used up.
    #[error("There is no room left on the disk of {}. Free some, then start Lorch again.", .0.display())]
    DiskFull(PathBuf),
    /// Anything else the system says.
    #[error("{} can't be used: {source}.", path.display())]
    Other {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl HostError {
    /// Finds the sentence for what the system said about `path`.
    pub fn of(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoRights(path),
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::NotADirectory => Self::NotAFolder(path),
            io::ErrorKind::IsADirectory => Self::NotAFile(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            _ => Self::Other { path, source },
        }
    }
}
