//! Backups, their proof, and what a restore, a check and a rebuild came to.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a backup was made; says how long it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// The one of the day; the last 7 are kept.
    Daily,
    /// The one of the week; the last 4 are kept.
    Weekly,
    /// Before a new version of Lorch changed the tables; the last 3 are kept.
    Migration,
    /// Asked for; kept until the person removes it.
    Manual,
    /// What a restore set aside; kept until the person removes it.
    BeforeRestore,
}

impl BackupKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Daily, Self::Weekly, Self::Migration, Self::Manual, Self::BeforeRestore];

    /// Its word, as in JSON and in the names of files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Migration => "migration",
            Self::Manual => "manual",
            Self::BeforeRestore => "before_restore",
        }
    }

    /// How many of this kind are kept; `None` for all.
    pub fn kept(self) -> Option<usize> {
        match self {
            Self::Daily => Some(7),
            Self::Weekly => Some(4),
            Self::Migration => Some(3),
            Self::Manual | Self::BeforeRestore => None,
        }
    }
}

impl fmt::Display for BackupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A copy of the whole profile, made at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Backup {
    /// Name of its file in the folder of backups.
    pub name: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Why it was made.
    pub kind: BackupKind,
    /// Size of the file.
    pub bytes: u64,
    /// Number of the last migration in it.
    pub schema: i64,
    /// Whether it needs the profile's key.
    pub encrypted: bool,
    /// Whether it was read through and found whole before it got its name.
    pub verified: bool,
}

/// Answer of `GET /api/backups`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Backups {
    /// Newest first.
    pub items: Vec<Backup>,
    /// The folder they lie in.
    pub folder: String,
    /// When the next one is made by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next: Option<Timestamp>,
    /// How the last restore drill went.
    pub last_drill: Option<Drill>,
}

/// A restore drill: the newest backup was opened elsewhere and checked as if it were needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Drill {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Whether it would have served.
    pub ok: bool,
    /// Name of the backup.
    pub backup: String,
    /// What was found, in one sentence.
    pub detail: String,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Restored {
    /// The backup that is the profile now.
    pub backup: String,
    /// Name of the backup that holds what was the profile before; `null` when there was nothing.
    pub set_aside: Option<String>,
}

/// What a check of a profile found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verification {
    /// Whether every check passed.
    pub ok: bool,
    /// One after the other.
    pub checks: Vec<Check>,
}

/// One check of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Check {
    /// Stable word: `integrity`, `references`, `search`, `schema`, `log`, `contents`, `projections`.
    pub name: String,
    /// Whether it passed.
    pub ok: bool,
    /// What was found, in one sentence.
    pub detail: String,
}

impl Verification {
    /// Sums checks up.
    pub fn of(checks: Vec<Check>) -> Self {
        Self { ok: checks.iter().all(|check| check.ok), checks }
    }
}

/// What a rebuild did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rebuilt {
    /// Rows that were made again.
    pub rows: u64,
    /// Milliseconds it took.
    pub took_ms: u64,
}

/// What a table holds, in a form that two devices, or one before and after a rebuild, can compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Name of the table.
    pub table: String,
    /// Rows in it.
    pub rows: u64,
    /// 32 hex digits over all rows, whatever their order and their local numbers.
    pub hash: String,
}
