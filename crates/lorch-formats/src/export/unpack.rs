//! An export being read. Nothing of it is believed before every file was read through and is what the manifest says.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use serde::de::DeserializeOwned;
use zip::{ZipArchive, result::ZipError};

use super::{
    ExportError, FILES, MANIFEST,
    manifest::{ExportFile, Manifest},
    stays_inside,
};

/// Files of an export, at most. There is room for a few that somebody put beside them.
const MOST_FILES: u64 = 1_000;
/// Bytes of all files together, unpacked.
const MOST_BYTES: u64 = 8 << 30;
/// Bytes of the manifest.
const MOST_MANIFEST: u64 = 1 << 20;
/// Bytes of one row.
const MOST_ROW: u64 = 256 << 20;
/// What a packed byte unpacks to, at most. Rows that say much the same, as marks do, come to a tenth of this.
const MOST_RATIO: u64 = 200;
/// Below this no ratio is a bomb.
const SMALL: u64 = 64 << 20;

/// A file and, where it is known, how many bytes it takes packed.
pub type Opened<'a> = (Box<dyn Read + 'a>, Option<u64>);

/// Files by name, wherever they lie.
pub trait Files {
    /// The file of this name, if there is one.
    fn open(&mut self, name: &str) -> Result<Option<Opened<'_>>, ExportError>;
}

/// The files in a zip.
pub struct Zip<R>(ZipArchive<R>);

impl<R: Read + Seek> Zip<R> {
    /// Opens a zip. One that holds too many files, or a name that leads out of it, is refused as a whole.
    pub fn open(mut from: R) -> Result<Self, ExportError> {
        // Before anything is made of them.
        let count = count(&mut from).map_err(|fault| ExportError::Damaged(fault.to_string()))?;
        let count = count.ok_or_else(|| ExportError::Damaged("it has no end".into()))?;
        if count > MOST_FILES {
            return Err(ExportError::TooMuch(format!("{count} files")));
        }
        let zip = ZipArchive::new(from).map_err(damaged)?;
        for name in zip.file_names_raw() {
            let name = String::from_utf8_lossy(name);
            if !stays_inside(name.strip_suffix('/').unwrap_or(&name)) {
                return Err(ExportError::Outside(name.into_owned()));
            }
        }
        Ok(Self(zip))
    }
}

impl<R: Read + Seek> Files for Zip<R> {
    fn open(&mut self, name: &str) -> Result<Option<Opened<'_>>, ExportError> {
        match self.0.by_name(name) {
            Ok(file) => {
                let packed = file.compressed_size();
                Ok(Some((Box::new(file), Some(packed))))
            }
            Err(ZipError::FileNotFound) => Ok(None),
            Err(fault) => Err(damaged(fault)),
        }
    }
}

/// Reads everything through once: it is an export, of a format that is known, and whole.
pub fn check(files: &mut dyn Files) -> Result<Manifest, ExportError> {
    let mut text = Vec::new();
    let (from, _) = files.open(MANIFEST)?.ok_or(ExportError::Foreign)?;
    from.take(MOST_MANIFEST + 1).read_to_end(&mut text).map_err(|fault| cut_short(MANIFEST, &fault))?;
    if text.len() as u64 > MOST_MANIFEST {
        return Err(ExportError::TooMuch("a manifest without end".into()));
    }
    let manifest = Manifest::read(&text)?;
    if let Some(missing) = FILES.iter().find(|name| !manifest.files.iter().any(|file| file.path == **name)) {
        return Err(ExportError::Incomplete((*missing).to_owned()));
    }
    if manifest.files.len() as u64 > MOST_FILES {
        return Err(ExportError::TooMuch(format!("{} files", manifest.files.len())));
    }
    let mut left = MOST_BYTES;
    for file in &manifest.files {
        if !stays_inside(&file.path) {
            return Err(ExportError::Outside(file.path.clone()));
        }
        left = check_file(files, file, left)?;
    }
    Ok(manifest)
}

/// Gives each row of a list to `take`, which may refuse it.
pub fn each_row<T: DeserializeOwned, E: From<ExportError>>(
    files: &mut dyn Files,
    name: &str,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (from, _) = files.open(name)?.ok_or_else(|| ExportError::Incomplete(name.to_owned()))?;
    let mut from = BufReader::with_capacity(1 << 16, from);
    let unreadable = |why: &str| ExportError::Unreadable { file: name.to_owned(), why: why.to_owned() };
    let mut line = Vec::new();
    let mut place = 0_u64;
    loop {
        line.clear();
        let most = (&mut from).take(MOST_ROW).read_until(b'\n', &mut line);
        if most.map_err(|fault| cut_short(name, &fault))? as u64 == MOST_ROW {
            return Err(ExportError::TooMuch(format!("a row without end in {name}")).into());
        }
        match (place, line.trim_ascii_end()) {
            (0, b"[") => {}
            (0, _) => return Err(unreadable("it does not begin as a list").into()),
            (_, b"]") => return Ok(()),
            (_, b"") => return Err(unreadable("it does not end as a list").into()),
            (_, row) => {
                let row = row.strip_suffix(b",").unwrap_or(row);
                take(serde_json::from_slice(row).map_err(|fault| unreadable(&format!("row {place}: {fault}")))?)?;
            }
        }
        place += 1;
    }
}

/// The one object that a file holds.
pub fn object<T: DeserializeOwned>(files: &mut dyn Files, name: &str) -> Result<T, ExportError> {
    let (from, _) = files.open(name)?.ok_or_else(|| ExportError::Incomplete(name.to_owned()))?;
    serde_json::from_reader(BufReader::new(from.take(MOST_ROW)))
        .map_err(|fault| ExportError::Unreadable { file: name.to_owned(), why: fault.to_string() })
}

/// Returns how many bytes the files after this one may have.
fn check_file(files: &mut dyn Files, file: &ExportFile, mut left: u64) -> Result<u64, ExportError> {
    let name = &file.path;
    let (mut from, packed) = files.open(name)?.ok_or_else(|| ExportError::Incomplete(name.clone()))?;
    let mut hash = blake3::Hasher::new();
    let mut bytes = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => continue,
            Err(fault) => return Err(cut_short(name, &fault)),
        };
        bytes += read as u64;
        let swells = packed.is_some_and(|packed| bytes / MOST_RATIO > packed);
        left = match left.checked_sub(read as u64) {
            Some(left) if bytes < SMALL || !swells => left,
            _ => return Err(ExportError::TooMuch(format!("a file that swells without end ({name})"))),
        };
        hash.update(&buffer[..read]);
    }
    if bytes != file.bytes || hash.finalize().to_hex().as_str() != file.blake3 {
        return Err(ExportError::Changed(name.clone()));
    }
    Ok(left)
}

/// How many files a zip says it holds, at its end (APPNOTE 4.3.16); `None` where there is no end. Of more than two bytes
/// can say, or when the zip is written so all along, a longer end before it says how many.
fn count(from: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    const END: &[u8] = b"PK\x05\x06";
    /// The end with the longest comment.
    const LONGEST: u64 = 22 + 65_535;
    let size = from.seek(SeekFrom::End(0))?;
    let begin = size.saturating_sub(LONGEST);
    from.seek(SeekFrom::Start(begin))?;
    let mut end = Vec::new();
    from.by_ref().take(LONGEST).read_to_end(&mut end)?;
    let Some(at) = end.windows(END.len()).rposition(|window| window == END) else { return Ok(None) };
    let said = end.get(at + 10..at + 12).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes);
    match said {
        Some(u16::MAX) => Ok(Some(long_count(from, begin + at as u64)?.unwrap_or(u16::MAX.into()))),
        said => Ok(said.map(u64::from)),
    }
}

/// How many files the longer end says (APPNOTE 4.3.14, found by 4.3.15) that stands before the end at `end`.
fn long_count(from: &mut (impl Read + Seek), end: u64) -> io::Result<Option<u64>> {
    let Some(at) = end.checked_sub(20) else { return Ok(None) };
    let mut locator = [0; 20];
    from.seek(SeekFrom::Start(at))?;
    from.read_exact(&mut locator)?;
    let [b'P', b'K', 6, 7, _, _, _, _, at @ .., _, _, _, _] = locator else { return Ok(None) };
    let mut record = [0; 40];
    from.seek(SeekFrom::Start(u64::from_le_bytes(at)))?;
    from.read_exact(&mut record)?;
    match record.split_last_chunk() {
        Some((rest, count)) if rest.starts_with(b"PK\x06\x06") => Ok(Some(u64::from_le_bytes(*count))),
        _ => Ok(None),
    }
}

fn damaged(fault: ZipError) -> ExportError {
    ExportError::Damaged(fault.to_string())
}

fn cut_short(name: &str, fault: &io::Error) -> ExportError {
    ExportError::Damaged(format!("{name}: {fault}"))
}
