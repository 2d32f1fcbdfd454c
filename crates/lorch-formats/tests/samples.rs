//! The samples that lie beside the repository, where they do: everything is read fast and without a panic, and not
//! less of it than was measured.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lorch_formats::reader::feed::{self, FeedError};
use lorch_formats::reader::{html, opml};
use lorch_formats::text::strip_controls;
use url::Url;

const FROM: &str = "https://from.example/feed";

/// Every file below a folder of the samples; none where they are not there.
fn samples(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/samples").join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found
}

fn in_time<T>(path: &Path, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let outcome = work();
    assert!(start.elapsed() < Duration::from_secs(20), "{}", path.display());
    outcome
}

#[test]
fn as_many_feeds_as_were_measured_are_read() {
    let measured =
        [("feed-rs", 16), ("gofeed", 86), ("miniflux", 5), ("feedparser", 252), ("rome", 26), ("antennapod", 2)];
    for (folder, wanted) in measured {
        let files = samples(&format!("feeds/{folder}"));
        let mut counts = BTreeMap::new();
        for (path, bytes) in &files {
            let outcome = match in_time(path, || feed::read(bytes, None, FROM)) {
                Ok(_) => "read",
                Err(FeedError::Broken { .. }) => "broken",
                Err(FeedError::Html { .. }) => "page",
                Err(FeedError::NotAFeed | FeedError::Empty) => "none",
            };
            *counts.entry(outcome).or_insert(0) += 1;
        }
        let read = counts.get("read").copied().unwrap_or(0);
        assert!(files.is_empty() || read >= wanted, "{folder}: {counts:?}");
    }
}

/// feed-rs as the second opinion: what both read, they read alike.
#[test]
fn entries_and_links_are_those_of_feed_rs() {
    let mut compared = 0;
    for (path, bytes) in samples("feeds/feed-rs").into_iter().chain(samples("feeds/rome")) {
        let (Ok(ours), Ok(theirs)) = (feed::read(&bytes, None, FROM), feed_rs::parser::parse(&bytes[..])) else {
            continue;
        };
        let path = path.display();
        assert!(ours.entries.len() >= theirs.entries.len(), "{path}");
        for (our, their) in ours.entries.iter().zip(&theirs.entries) {
            let dates = [our.published, our.updated].map(|date| date.map(|date| date.as_second()));
            if let Some(date) = their.published.or(their.updated) {
                assert!(dates.contains(&Some(date.timestamp())), "{path}: {dates:?} {date}");
            }
            assert_eq!(our.title.is_some(), their.title.as_ref().is_some_and(|t| !t.content.is_empty()), "{path}");
            compared += 1;
        }
    }
    println!("{compared} entries compared");
}

#[test]
fn lists_are_read() {
    for (path, bytes) in samples("opml/awesome-rss-feeds") {
        let list = in_time(&path, || opml::read(&bytes)).unwrap();
        assert!(!list.outlines.is_empty() && list.refused.is_empty(), "{}: {list:?}", path.display());
    }
    let files = samples("opml/listparser/opml");
    let read = files.iter().filter(|(path, bytes)| in_time(path, || opml::read(bytes)).is_ok()).count();
    assert_eq!(read, files.len());
    for (path, bytes) in samples("opml/listparser") {
        let _ = in_time(&path, || opml::read(&bytes));
    }
}

#[test]
fn hostile_documents_and_strings_are_taken() {
    for (path, bytes) in samples("adversarial").into_iter().chain(samples("opml")) {
        let _ = in_time(&path, || (feed::read(&bytes, None, FROM), opml::read(&bytes)));
    }
    let base = Url::parse(FROM).unwrap();
    for (path, bytes) in samples("text/blns") {
        let strings = String::from_utf8_lossy(&bytes).into_owned();
        for line in strings.lines() {
            let cleaned = in_time(&path, || html::clean(line, &base));
            assert_eq!(html::clean(&cleaned, &base), cleaned, "{line:?}");
            for tag in cleaned.split('<').skip(1).map(|rest| rest.split('>').next().unwrap().to_ascii_lowercase()) {
                let is_hostile = tag.starts_with("script") || tag.contains("=\"javascript:") || tag.contains(" on");
                assert!(!is_hostile, "{line:?} -> {cleaned:?}");
            }
            assert!(!strip_controls(line).contains('\u{1b}'));
            let _ = html::excerpt(&html::text(line), 40);
        }
    }
}
