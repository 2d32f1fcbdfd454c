//! What SQLite says, as what is wrong with the files.

use std::{io, path::Path};

use lorch_model::trouble::{Trouble, TroubleKind};

use crate::StoreError;

impl From<sqlx::Error> for StoreError {
    fn from(fault: sqlx::Error) -> Self {
        match kind(&fault) {
            Some(kind) => Trouble::new(kind, fault.to_string()).into(),
            None => Self::Database(fault),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(fault: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match fault {
            Execute(fault) | ExecuteMigration(fault, _) if kind(&fault).is_some() => fault.into(),
            fault => Self::Migration(fault),
        }
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(Box::new(trouble))
    }
}

impl StoreError {
    /// What is wrong with the files, if that is why.
    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Trouble(trouble) => Some(trouble),
            _ => None,
        }
    }

    /// What the system said about a file.
    pub(crate) fn file(path: &Path, fault: io::Error) -> Self {
        of_io(path, &fault).into()
    }

    /// A database that is not whole.
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Trouble::new(TroubleKind::Damaged, detail).into()
    }

    /// The same, with the file named if it is about one.
    pub(crate) fn at(self, path: &Path) -> Self {
        match self {
            Self::Trouble(trouble) => trouble.at(path).into(),
            other => other,
        }
    }
}

/// What the system said about a file.
pub(crate) fn of_io(path: &Path, fault: &io::Error) -> Trouble {
    Trouble::new(Trouble::kind_of(fault), fault.to_string()).at(path)
}

/// SQLite's result code, with its extension.
pub(crate) fn code(fault: &sqlx::Error) -> Option<i32> {
    fault.as_database_error()?.code()?.parse().ok()
}

fn kind(fault: &sqlx::Error) -> Option<TroubleKind> {
    if let sqlx::Error::Io(fault) = fault {
        return Some(Trouble::kind_of(fault));
    }
    // Lorch writes nothing but UTF-8.
    if let sqlx::Error::ColumnDecode { source, .. } = fault
        && source.is::<std::str::Utf8Error>()
    {
        return Some(TroubleKind::Damaged);
    }
    let code = code(fault)?;
    Some(match (code & 0xff, code) {
        // A short read of a page, a page whose checksum is wrong, a damaged file system.
        (11 | 26, _) | (_, 522 | 8202 | 8458) => TroubleKind::Damaged,
        // The file of shared memory could not grow.
        (13, _) | (_, 4874) => TroubleKind::DiskFull,
        (8, _) => TroubleKind::ReadOnly,
        (3, _) | (_, 3338) => TroubleKind::Forbidden,
        (10 | 14, _) => TroubleKind::Failing,
        _ => return None,
    })
}
