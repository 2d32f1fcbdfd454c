//! What the first bytes of a file tell, before SQLite is asked.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use lorch_model::trouble::{Trouble, TroubleKind};

use crate::fault::of_io;

const PLAIN: &[u8] = b"SQLite format 3\0";
/// As much as is looked at: one page.
const SAMPLE: u64 = 4096;
/// Bits of chance in a byte above which a page is taken for an encrypted one. A page of the schema has about five.
const CHANCE: f64 = 7.8;

/// The beginning of a file.
pub(super) struct Head(Vec<u8>);

impl Head {
    /// Reads it. A missing file is an empty one.
    pub(super) fn read(path: &Path) -> Result<Self, Trouble> {
        let mut bytes = Vec::new();
        let file = match File::open(path) {
            Ok(file) => file,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Self(bytes)),
            Err(fault) => return Err(of_io(path, &fault)),
        };
        let found = file.metadata().map_err(|fault| of_io(path, &fault))?;
        if !found.is_file() {
            let what = if found.is_dir() { "a folder" } else { "no ordinary file" };
            return Err(Trouble::new(TroubleKind::Foreign, format!("It is {what}.")).at(path));
        }
        file.take(SAMPLE).read_to_end(&mut bytes).map_err(|fault| of_io(path, &fault))?;
        Ok(Self(bytes))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_plain(&self) -> bool {
        self.0.starts_with(PLAIN)
    }

    /// What a file is that is neither empty nor plain SQLite.
    pub(super) fn otherwise(&self) -> Trouble {
        let bytes = &self.0;
        if bytes.iter().all(|byte| *byte == 0) {
            return Trouble::new(TroubleKind::Damaged, "It begins with nothing but zeros.");
        }
        // Sizes of payloads are the same in every SQLite file.
        if PLAIN.starts_with(bytes) || bytes.get(21..24) == Some(&[64, 32, 32]) {
            return Trouble::new(TroubleKind::Damaged, "Its first bytes are not as SQLite writes them.");
        }
        if bytes.len() as u64 == SAMPLE && chance(bytes) > CHANCE {
            return Trouble::new(TroubleKind::KeyMissing, "");
        }
        let is_text = std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_ok_and(|text| !text.contains('\0'));
        Trouble::new(TroubleKind::Foreign, if is_text { "It holds text." } else { "It is no database." })
    }
}

/// The file that SQLite keeps beside a database, for example with the ending `-wal`.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Size of a file in bytes; 0 when there is none.
pub(super) fn size(path: &Path) -> u64 {
    path.symlink_metadata().map_or(0, |found| found.len())
}

/// Bits of chance in a byte: 8 for what is encrypted, less for everything that means something.
fn chance(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / bytes.len() as f64);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}
