//! What can be wrong with a profile's files, in sentences for the person who owns them.

use std::path::{Path, PathBuf};

use crate::problem::Problem;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// Lorch's own file, and parts of it can't be read.
    Damaged,
    /// The file is empty or missing, and what lies beside it says that it was not always so.
    Empty,
    /// A file of another program.
    Foreign,
    /// A newer Lorch has written it.
    Newer,
    /// It is encrypted and no key was given.
    KeyMissing,
    /// It is encrypted, and the vault that its key may lie in is not open.
    KeyInVault,
    /// It is encrypted with another key.
    KeyWrong,
    /// It is not encrypted and a key was given.
    KeyNotNeeded,
    /// The file of the key can't be used.
    KeyUnusable,
    /// No room left, or the quota is used up.
    DiskFull,
    /// The file or its file system takes no writes.
    ReadOnly,
    /// This user may not read or write it.
    Forbidden,
    /// The disk refuses.
    Failing,
}

/// Something is wrong with a profile's files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Trouble {
    /// What.
    pub kind: TroubleKind,
    /// The file, where it is known.
    pub path: Option<PathBuf>,
    /// What exactly was found; empty when the sentence says it all.
    pub detail: String,
}

impl Trouble {
    /// Trouble of a kind, with what exactly was found.
    pub fn new(kind: TroubleKind, detail: impl Into<String>) -> Self {
        Self { kind, path: None, detail: detail.into() }
    }

    /// Names the file, unless one is named.
    #[must_use]
    pub fn at(mut self, path: &Path) -> Self {
        self.path.get_or_insert_with(|| path.to_owned());
        self
    }

    /// What is wrong when the system says this about a file.
    pub fn kind_of(fault: &std::io::Error) -> TroubleKind {
        use std::io::ErrorKind;
        match fault.kind() {
            ErrorKind::PermissionDenied => TroubleKind::Forbidden,
            ErrorKind::ReadOnlyFilesystem => TroubleKind::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => TroubleKind::DiskFull,
            _ => TroubleKind::Failing,
        }
    }

    /// The kind that `code` stands for, of those that show while a profile is open.
    pub fn kind_named(code: &str) -> Option<TroubleKind> {
        use TroubleKind::{Damaged, DiskFull, Failing, Forbidden, ReadOnly};
        let all = [Damaged, DiskFull, Failing, Forbidden, ReadOnly];
        all.into_iter().find(|kind| Self::new(*kind, "").code() == code)
    }

    /// Whether it passes by itself, so that trying again makes sense without the person doing anything in Lorch.
    pub fn may_pass(&self) -> bool {
        use TroubleKind::{DiskFull, Failing, Forbidden, KeyInVault, KeyUnusable, ReadOnly};
        matches!(self.kind, DiskFull | ReadOnly | Forbidden | Failing | KeyUnusable | KeyInVault)
    }

    /// The stable word for programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            TroubleKind::Damaged => "database_damaged",
            TroubleKind::Empty => "database_empty",
            TroubleKind::Foreign => "database_foreign",
            TroubleKind::Newer => "database_newer",
            TroubleKind::KeyMissing => "database_locked_key",
            TroubleKind::KeyInVault => "database_locked_vault",
            TroubleKind::KeyWrong => "database_key_wrong",
            TroubleKind::KeyNotNeeded => "database_not_encrypted",
            TroubleKind::KeyUnusable => "key_file_unusable",
            TroubleKind::DiskFull => "disk_full",
            TroubleKind::ReadOnly => "profile_read_only",
            TroubleKind::Forbidden => "profile_forbidden",
            TroubleKind::Failing => "disk_failing",
        }
    }

    /// The problem that says it, with what to do.
    pub fn problem(&self) -> Problem {
        let status = match self.kind {
            TroubleKind::ReadOnly | TroubleKind::Forbidden => 403,
            TroubleKind::DiskFull => 507,
            _ => 503,
        };
        let problem = Problem::new(status, self.code(), self.sentence()).hint(self.hint());
        if self.detail.is_empty() { problem } else { problem.detail(self.detail.clone()) }
    }

    fn sentence(&self) -> String {
        let file =
            self.path.as_ref().map_or_else(|| "The profile's database".into(), |path| path.display().to_string());
        match self.kind {
            TroubleKind::Damaged => format!("{file} is damaged."),
            TroubleKind::Empty => format!("{file} is empty, although a profile was here."),
            TroubleKind::Foreign => format!("{file} is not a database of Lorch."),
            TroubleKind::Newer => format!("{file} was written by a newer Lorch."),
            TroubleKind::KeyMissing => format!("{file} is encrypted, and no key was given."),
            TroubleKind::KeyInVault => {
                format!("{file} is encrypted, and the vault that its key may lie in is not open.")
            }
            TroubleKind::KeyWrong => format!("This key does not open {file}."),
            TroubleKind::KeyNotNeeded => format!("{file} is not encrypted, but a key was given."),
            TroubleKind::KeyUnusable => format!("The key in {file} can't be used."),
            TroubleKind::DiskFull => "There is no room left on the disk of the profile.".into(),
            TroubleKind::ReadOnly => match &self.path {
                Some(path) => format!("{} can be read but not written.", path.display()),
                None => "The profile can be read but not written.".into(),
            },
            TroubleKind::Forbidden => format!("This user may not open {}.", lower_the(&file)),
            TroubleKind::Failing => format!("The disk refuses to read or write {}.", lower_the(&file)),
        }
    }

    fn hint(&self) -> &'static str {
        match self.kind {
            TroubleKind::Damaged | TroubleKind::Empty => {
                "`lorch restore` puts the newest good backup in its place; the present file is set aside, never overwritten."
            }
            TroubleKind::Foreign => "Move it away, or choose another folder with --profile. Lorch does not touch it.",
            TroubleKind::Newer => "Install that version of Lorch or a later one. Nothing was changed.",
            TroubleKind::KeyMissing => {
                "Name the file of the key with --key-file or LORCH_KEY_FILE. If it lies in the keyring of your desktop, start Lorch there."
            }
            TroubleKind::KeyInVault => {
                "Open the vault in the window, or with `lorch vault unlock` while Lorch runs; LORCH_PASSPHRASE_FILE names a file with its passphrase for programs that start by themselves. A key that lies in a file is named with --key-file."
            }
            TroubleKind::KeyWrong => {
                "Name the right file with --key-file or LORCH_KEY_FILE. If this is the right one, the file is damaged: `lorch restore` puts a backup in its place."
            }
            TroubleKind::KeyNotNeeded => {
                "Leave out --key-file and LORCH_KEY_FILE, or encrypt the profile: `lorch profile encrypt --key-file FILE`."
            }
            TroubleKind::KeyUnusable => {
                "A key file holds 32 bytes, raw, as 64 hex digits or in base64, and only you may read it (chmod 600)."
            }
            TroubleKind::DiskFull => {
                "Free some room: what is there can be read and deleted meanwhile, and Lorch goes on by itself."
            }
            TroubleKind::ReadOnly => "Make its folder writable, or choose another with --profile. Reading goes on.",
            TroubleKind::Forbidden => "Give it back to your user (chown, chmod), or choose another with --profile.",
            TroubleKind::Failing => {
                "Check the disk and its cables. `lorch backup` to another disk while it still reads."
            }
        }
    }
}

fn lower_the(file: &str) -> String {
    file.strip_prefix("The ").map_or_else(|| file.to_owned(), |rest| format!("the {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_says_what_where_and_what_to_do() {
        use TroubleKind::*;
        let all = [
            Damaged,
            Empty,
            Foreign,
            Newer,
            KeyMissing,
            KeyInVault,
            KeyWrong,
            KeyNotNeeded,
            KeyUnusable,
            DiskFull,
            ReadOnly,
            Forbidden,
            Failing,
        ];
        let mut codes = std::collections::BTreeSet::new();
        for kind in all {
            let problem = Trouble::new(kind, "").at(Path::new("/p/lorch.db")).problem();
            assert!(codes.insert(problem.code.clone()), "{kind:?}");
            assert!(problem.title.contains("/p/lorch.db") || kind == DiskFull, "{}", problem.title);
            assert!(problem.title.ends_with('.') && problem.hint.is_some_and(|hint| hint.ends_with(['.', ')'])));
        }
    }
}
