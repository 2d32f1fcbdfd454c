//! An export being written, as a zip that needs no going back: it can be sent while it is made.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{
    MANIFEST,
    manifest::{ExportFile, Manifest},
};

/// A zip under way. The same files in the same order are the same bytes, whenever and wherever it is made.
pub struct Pack {
    zip: ZipWriter<zip::write::StreamWriter<Done>>,
    done: Done,
    files: Vec<ExportFile>,
    open: Option<Open>,
}

/// The file that is being written.
struct Open {
    path: String,
    bytes: u64,
    hash: blake3::Hasher,
    rows: u64,
}

/// The part of the zip that is ready.
#[derive(Clone, Default)]
struct Done(Arc<Mutex<Vec<u8>>>);

impl Default for Pack {
    fn default() -> Self {
        let done = Done::default();
        Self { zip: ZipWriter::new_stream(done.clone()), done, files: Vec::new(), open: None }
    }
}

impl Pack {
    /// Begins a file; the one before ends.
    pub fn begin(&mut self, path: &str) -> io::Result<()> {
        self.end();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600);
        self.zip.start_file(path, options)?;
        self.open = Some(Open { path: path.to_owned(), bytes: 0, hash: blake3::Hasher::new(), rows: 0 });
        Ok(())
    }

    /// Goes on with the file.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.bytes += bytes.len() as u64;
            open.hash.update(bytes);
        }
        self.zip.write_all(bytes)
    }

    /// Adds a row to the list that the file is: JSON, each row on a line of its own.
    pub fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(row)?;
        let is_first = self.open.as_ref().is_none_or(|open| open.rows == 0);
        line.splice(0..0, if is_first { *b"[\n" } else { *b",\n" });
        self.write(&line)?;
        if let Some(open) = &mut self.open {
            open.rows += 1;
        }
        Ok(())
    }

    /// Ends the list that the file is. Returns how many rows it has.
    pub fn end_rows(&mut self) -> io::Result<u64> {
        let rows = self.open.as_ref().map_or(0, |open| open.rows);
        self.write(if rows == 0 { b"[\n]\n" } else { b"\n]\n" })?;
        Ok(rows)
    }

    /// What is ready to be sent, once; `None` while that is less than `least` bytes.
    pub fn ready(&mut self, least: usize) -> Option<Vec<u8>> {
        let mut done = self.done.0.lock().unwrap_or_else(PoisonError::into_inner);
        (done.len() >= least).then(|| mem::take(&mut *done))
    }

    /// Ends the zip with its manifest, into which the files are listed. Returns what was not sent yet.
    pub fn finish(mut self, manifest: Manifest) -> io::Result<Vec<u8>> {
        self.end();
        let files = mem::take(&mut self.files);
        let mut text = serde_json::to_vec_pretty(&Manifest { files, ..manifest })?;
        text.push(b'\n');
        self.begin(MANIFEST)?;
        self.write(&text)?;
        let Self { zip, done, .. } = self;
        drop(zip.finish()?);
        Ok(mem::take(&mut done.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    fn end(&mut self) {
        if let Some(Open { path, bytes, hash, .. }) = self.open.take() {
            self.files.push(ExportFile { path, bytes, blake3: hash.finalize().to_hex().to_string() });
        }
    }
}

impl Write for Done {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
