//! The text of a web page.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lorch_formats::reader::page::full_text;
use url::Url;

fn read(page: &str) -> Option<String> {
    full_text(page.as_bytes(), Some("text/html; charset=utf-8"), &Url::parse("https://example.org/blog/tides").unwrap())
}

#[test]
fn the_text_is_told_from_what_stands_around_it() {
    insta::assert_snapshot!("full_text", read(include_str!("fixtures/reader/story.html")).unwrap());
}

#[test]
fn a_page_without_text_has_none() {
    for page in ["", "<p>Short.", "<ul><li><a href=/a>A</a><li><a href=/b>B</a></ul>", "\0\0", "{\"a\": 1}"] {
        assert_eq!(read(page), None, "{page}");
    }
}

#[test]
fn a_page_made_to_hurt_has_none() {
    assert_eq!(read(&"<div>".repeat(200_000)), None);
    assert_eq!(read(&format!("<article>{}", "<b><p>words and more words".repeat(100_000))), None);
}
