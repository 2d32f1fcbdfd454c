//! The samples that lie beside the repository, where they do: everything is read fast and without a panic, and at
//! least as much of it as was measured.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lorch_formats::reader::feed::{self, FeedError};

fn samples(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/samples").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn feeds() {
    for folder in ["feed-rs", "gofeed", "miniflux", "feedparser", "rome", "antennapod"] {
        let mut ok = 0;
        let mut all = 0;
        for path in samples(&format!("feeds/{folder}")) {
            let name = path.to_string_lossy().to_string();
            if name.ends_with(".serde.json")
                || !(name.ends_with(".xml") || name.ends_with(".json") || name.ends_with(".html"))
            {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let start = Instant::now();
            let read = feed::read(&bytes, None, "http://127.0.0.1:8097/feed.xml");
            assert!(start.elapsed() < Duration::from_secs(1), "{name}");
            all += 1;
            match read {
                Ok(_) => ok += 1,
                Err(error) => println!(
                    "{name}: {}",
                    matches!(error, FeedError::Html { .. }).then(|| "html".into()).unwrap_or(error.to_string())
                ),
            }
        }
        println!("{folder}: {ok} of {all}");
    }
}
