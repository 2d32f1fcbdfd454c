//! Exports as bytes: whatever happens to them on the way, they are read as they were written or refused.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{collections::BTreeMap, io::Cursor};

use jiff::Timestamp;
use lorch_formats::export::{
    ExportError, FILES, Form, MARKS, form,
    manifest::{FORMAT, Manifest, VERSION},
    pack::Pack,
    stays_inside,
    unpack::{Zip, check, each_row},
};
use proptest::prelude::*;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn packed() -> Vec<u8> {
    let mut pack = Pack::default();
    for name in FILES {
        pack.begin(name).unwrap();
        for n in 0..20 {
            pack.row(&format!("{name} {n}")).unwrap();
        }
        pack.end_rows().unwrap();
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        version: VERSION,
        made_at: Timestamp::UNIX_EPOCH,
        made_by: "test".into(),
        counts: BTreeMap::new(),
        files: Vec::new(),
    };
    pack.finish(manifest).unwrap()
}

fn rows(zip: &[u8]) -> Result<Vec<String>, ExportError> {
    let mut zip = Zip::open(Cursor::new(zip))?;
    check(&mut zip)?;
    let mut rows = Vec::new();
    each_row(&mut zip, MARKS, |row| {
        rows.push(row);
        Ok::<_, ExportError>(())
    })?;
    Ok(rows)
}

#[test]
fn what_is_written_is_read() {
    let expected: Vec<String> = (0..20).map(|n| format!("marks.json {n}")).collect();
    assert_eq!(rows(&packed()), Ok(expected));
    assert_eq!(packed(), packed());
}

#[test]
fn an_export_cut_anywhere_is_refused() {
    let whole = packed();
    for end in 0..whole.len() {
        assert!(rows(&whole[..end]).is_err(), "cut at {end} of {}", whole.len());
    }
}

/// The same files, with all that a zip says in 16 or 32 bits said in 64: what a program does that streams, or foresees
/// more than 65,535 files or 4 GiB.
fn packed_in_64_bits(zip: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    to.set_raw_zip64_extensible_data_sector(Box::new([]));
    for n in 0..from.len() {
        let mut file = from.by_index(n).unwrap();
        let name = file.name().unwrap().into_owned();
        to.start_file(name, SimpleFileOptions::default().large_file(true)).unwrap();
        std::io::copy(&mut file, &mut to).unwrap();
    }
    let mut bytes = to.finish().unwrap().into_inner();
    // The short end says nothing any more but that there is a long one.
    let end = bytes.len() - 22;
    bytes[end + 8..end + 20].fill(0xff);
    bytes
}

#[test]
fn a_zip_of_64_bits_is_read_and_one_of_too_many_files_refused() {
    let long = packed_in_64_bits(&packed());
    assert_eq!(rows(&long), rows(&packed()));
    for end in 0..long.len() {
        assert!(rows(&long[..end]).is_err(), "cut at {end} of {}", long.len());
    }
    // What the long end says it has: its last 24 bytes but for what stands behind, then the locator, then the short end.
    let count = long.len() - 22 - 20 - 56 + 32;
    assert_eq!(long[count], u8::try_from(FILES.len() + 1).unwrap());
    for said in [70_000, u64::MAX] {
        let mut many = long.clone();
        many[count..count + 8].copy_from_slice(&said.to_le_bytes());
        assert_eq!(rows(&many), Err(ExportError::TooMuch(format!("{said} files"))));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..66_000 {
        zip.start_file(n.to_string(), SimpleFileOptions::default()).unwrap();
    }
    let many = zip.finish().unwrap().into_inner();
    assert_eq!(rows(&many), Err(ExportError::TooMuch("66000 files".into())));
    // Where the long end should be, and is not.
    for place in [0, 1 << 40, u64::MAX] {
        let mut lost = long.clone();
        let locator = long.len() - 22 - 20 + 8;
        lost[locator..locator + 8].copy_from_slice(&place.to_le_bytes());
        assert!(rows(&lost).is_err(), "{place}");
    }
}

#[test]
fn a_name_stays_inside_on_every_system() {
    for (name, expected) in [
        ("marks.json", true),
        ("a/b.json", true),
        ("..", false),
        ("a/../../b", false),
        ("./a", false),
        ("/etc/passwd", false),
        ("a//b", false),
        ("a\\..\\b", false),
        ("C:a", false),
        ("a\0", false),
        ("", false),
    ] {
        assert_eq!(stays_inside(name), expected, "{name:?}");
    }
}

#[test]
fn a_file_is_known_by_how_it_begins() {
    for (head, expected) in [
        (&b"PK\x03\x04..."[..], Form::Zip),
        (b"SQLite format 3\0", Form::Database),
        (b"  \n<?xml", Form::Markup),
        (b"\xef\xbb\xbf<opml>", Form::Markup),
        (b"\xff\xfe<\0", Form::Markup),
        (b"words", Form::Foreign),
        (b"", Form::Foreign),
    ] {
        assert_eq!(form(head), expected, "{head:?}");
    }
}

proptest! {
    #[test]
    fn an_export_with_other_bytes_is_the_same_or_refused(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let whole = packed();
        let mut other = whole.clone();
        for (place, byte) in places {
            *place.get_mut(&mut other[..]) = byte;
        }
        if let Ok(read) = rows(&other) {
            prop_assert_eq!(read, rows(&whole).unwrap());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = rows(&bytes);
    }
}
