//! Subscriptions in and out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::Timestamp;
use lorch_formats::reader::opml::{OpmlError, read, write};
use lorch_model::reader::Outline;
use proptest::prelude::*;

#[test]
fn a_list_as_it_is_found() {
    insta::assert_debug_snapshot!("list", read(include_bytes!("fixtures/reader/list.opml")).unwrap());
}

#[test]
fn what_is_no_list_is_refused() {
    for other in ["", "words", "<rss version='2.0'><channel/></rss>", "<html><title>x</title></html>", "{}"] {
        assert_eq!(read(other.as_bytes()), Err(OpmlError::NotOpml), "{other:?}");
    }
    assert_eq!(read(b"<opml version='2.0'><body/></opml>").unwrap().outlines, []);
    let utf16: Vec<u8> = "\u{feff}<opml><outline xmlUrl='https://ü.example/'/></opml>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&utf16).unwrap().outlines[0].url, "https://ü.example/");
}

#[test]
fn a_written_list() {
    let outline = |url: &str, title: &str, folder: &str, site: Option<&str>| Outline {
        url: url.to_owned(),
        title: title.to_owned(),
        folder: folder.to_owned(),
        site: site.map(str::to_owned),
    };
    let outlines = [
        outline("https://a.example/?x=1&y=2", "A & <B> \"C\"", "", Some("https://a.example/")),
        outline("https://b.example/", "", "Tea/Green", None),
        outline("https://c.example/", "C", "Tea", None),
    ];
    let date: Timestamp = "2024-05-01T10:00:00Z".parse().unwrap();
    insta::assert_snapshot!("written", write("Lorch & others", Some(date), &outlines));
}

fn words() -> impl Strategy<Value = String> {
    "[^\\p{C}\\s]{1,6}( [^\\p{C}\\s]{1,6}){0,2}"
}

fn outline() -> impl Strategy<Value = Outline> {
    let folder = prop::collection::vec(words().prop_map(|name| name.replace('/', "∕")), 0..4);
    let address = "https://[a-z]{1,8}\\.example/[a-z0-9?&='\"<>;%é -]{0,12}[a-z]";
    (address, prop::option::of(words()), folder, prop::option::of("https?://[a-z]{1,8}\\.example/[&<\"']?x")).prop_map(
        |(url, title, folder, site)| Outline { title: title.unwrap_or_default(), url, folder: folder.join("/"), site },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read(title in words(), outlines in prop::collection::vec(outline(), 0..12)) {
        let mut wanted: Vec<Outline> = Vec::new();
        for outline in &outlines {
            if !wanted.iter().any(|known| known.url == outline.url) {
                wanted.push(outline.clone());
            }
        }
        let written = read(write(&title, Some(Timestamp::UNIX_EPOCH), &wanted).as_bytes()).unwrap();
        let mut read = written.outlines;
        let key = |outline: &Outline| outline.url.clone();
        read.sort_by_key(key);
        wanted.sort_by_key(key);
        prop_assert_eq!(read, wanted);
        prop_assert_eq!(written.title, Some(title));
        prop_assert_eq!(written.refused, vec![]);
    }

    #[test]
    fn any_bytes_and_any_strings_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..200), a in any::<String>(), b in any::<String>()) {
        let _ = read(&bytes);
        let outlines = [Outline { url: a.clone(), title: b.clone(), folder: format!("{a}/{b}"), site: Some(b) }];
        let written = write(&a, Some(Timestamp::UNIX_EPOCH), &outlines);
        prop_assert!(read(written.as_bytes()).is_ok());
    }
}
