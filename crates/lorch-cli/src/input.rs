//! Files and stdin.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use lorch_model::problem::Problem;

use crate::failure::Failure;

/// As much as the API takes; a device that never ends must not fill the memory.
const MOST: u64 = 16 * 1024 * 1024;

/// The bytes of a file, or of stdin for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(path, MOST)
}

/// As [`read`], of `most` bytes at most.
pub fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    read.map_err(|fault| Failure::from_system(&format!("{} can't be read", path.display()), &fault))?;
    if bytes.len() as u64 > most {
        let title = format!("{} is larger than {} MiB.", path.display(), most / (1024 * 1024));
        return Err(Problem::new(413, "file_too_large", title).into());
    }
    Ok(bytes)
}
