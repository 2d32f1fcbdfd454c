//! What a path leads to, and an export that was unpacked to a folder.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
};

use lorch_formats::export::{
    ExportError, Form, MANIFEST, form, stays_inside,
    unpack::{Files, Opened},
};

use tokio_util::sync::CancellationToken;

use crate::EngineError;

/// The most that an OPML file may hold.
const MOST_OPML: u64 = 16 * 1024 * 1024;
/// As much as tells what a file is.
const HEAD: u64 = 64;

/// What lies at a path.
pub(super) enum Given {
    Zip(File),
    Opml(Vec<u8>),
    Folder(PathBuf),
}

/// Looks at what lies at `path`.
pub(super) fn given(path: &Path) -> Result<Given, EngineError> {
    let name = || path.display().to_string();
    let fault = |fault: io::Error| match fault.kind() {
        io::ErrorKind::NotFound => EngineError::FileNotFound(name()),
        kind => EngineError::FileUnreadable(name(), kind),
    };
    let about = path.metadata().map_err(fault)?;
    if about.is_dir() {
        return match path.join(MANIFEST).is_file() {
            true => Ok(Given::Folder(path.to_owned())),
            false => Err(ExportError::Foreign.into()),
        };
    }
    // A pipe or a device may never end.
    if !about.is_file() {
        return Err(EngineError::NotImportable);
    }
    let mut file = File::open(path).map_err(fault)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head).map_err(fault)?;
    file.rewind().map_err(fault)?;
    match form(&head) {
        Form::Zip => Ok(Given::Zip(file)),
        Form::Database => Err(EngineError::IsBackup),
        Form::Markup if about.len() <= MOST_OPML => {
            let mut bytes = Vec::new();
            file.take(MOST_OPML).read_to_end(&mut bytes).map_err(fault)?;
            Ok(Given::Opml(bytes))
        }
        Form::Markup | Form::Foreign => Err(EngineError::NotImportable),
    }
}

/// An export that lies unpacked in a folder.
pub(super) struct Folder(pub PathBuf);

impl Files for Folder {
    fn open(&mut self, name: &str) -> Result<Option<Opened<'_>>, ExportError> {
        if !stays_inside(name) {
            return Err(ExportError::Outside(name.to_owned()));
        }
        let path = self.0.join(name);
        // What leads elsewhere is not part of the folder.
        if !path.symlink_metadata().is_ok_and(|about| about.is_file()) {
            return Ok(None);
        }
        let file = File::open(path).map_err(|fault| ExportError::Damaged(format!("{name}: {fault}")))?;
        Ok(Some((Box::new(file), None)))
    }
}

/// Files that can't be read any more once nobody wants them: a thread of its own that reads them ends by that.
pub(super) struct Wanted {
    pub files: Box<dyn Files + Send>,
    pub cancelled: CancellationToken,
}

struct WantedFile<'a> {
    from: Box<dyn Read + 'a>,
    cancelled: CancellationToken,
}

impl Files for Wanted {
    fn open(&mut self, name: &str) -> Result<Option<Opened<'_>>, ExportError> {
        let cancelled = self.cancelled.clone();
        let opened = self.files.open(name)?;
        Ok(opened.map(|(from, packed)| (Box::new(WantedFile { from, cancelled }) as Box<dyn Read + '_>, packed)))
    }
}

impl Read for WantedFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.cancelled.is_cancelled() { Err(io::Error::other("cancelled")) } else { self.from.read(buffer) }
    }
}
