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
