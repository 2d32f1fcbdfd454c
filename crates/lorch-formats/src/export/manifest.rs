//! What is in an export, by which it is known to be whole.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ExportError, MANIFEST};

/// Word that tells an export from other files.
pub const FORMAT: &str = "lorch-export";
/// Version of the format written today; it goes up when an older Lorch could not read what is written.
pub const VERSION: u32 = 1;

/// The list of what is in an export. The only file in it that says when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// What made it.
    pub made_by: String,
    /// How many things there are, by the file they are in.
    pub counts: BTreeMap<String, u64>,
    /// Every other file, by name.
    pub files: Vec<ExportFile>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    /// Its name.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Hash of the bytes, 64 hex digits.
    pub blake3: String,
}

impl Manifest {
    /// Reads a manifest. Of one that a newer Lorch wrote nothing but that is read.
    pub fn read(bytes: &[u8]) -> Result<Self, ExportError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
            #[serde(default)]
            made_by: String,
        }
        let unreadable =
            |fault: serde_json::Error| ExportError::Unreadable { file: MANIFEST.into(), why: fault.to_string() };
        let head: Head = serde_json::from_slice(bytes).map_err(|_| ExportError::Foreign)?;
        if head.format != FORMAT {
            return Err(ExportError::Foreign);
        }
        if head.version > VERSION {
            return Err(ExportError::Newer { by: head.made_by, version: head.version });
        }
        serde_json::from_slice(bytes).map_err(unreadable)
    }
}
