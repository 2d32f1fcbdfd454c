//! Every format and every source is proven on bytes kept in the repository.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, File, Verdict, files, verdict};

/// A format, and what its files contain.
const FORMATS: [(&str, &str); 5] = [
    ("RSS 2.0", "<rss"),
    ("RSS 1.0", "<rdf:RDF"),
    ("Atom", "<feed"),
    ("JSON Feed", "https://jsonfeed.org/version/"),
    ("OPML", "<opml"),
];
const FORMATS_FOLDER: &str = "crates/lorch-formats/tests/fixtures";

#[test]
fn every_format_has_a_fixture() -> Verdict {
    verdict(formats_without(&files(|path| path.starts_with(FORMATS_FOLDER)).unwrap()))
}

#[test]
fn every_source_has_a_fixture() -> Verdict {
    let fixtures = files(|path| path.contains("/tests/fixtures/")).unwrap();
    let connectors = files(|path| path.starts_with("crates/lorch-connect/src/") && path.ends_with(".rs")).unwrap();
    verdict(connectors.iter().filter_map(|connector| source_without(connector, &fixtures)))
}

#[test]
fn a_missing_fixture_is_found() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let atom = file("crates/lorch-formats/tests/fixtures/reader/atom.xml", "<feed>");
    let missing = formats_without(std::slice::from_ref(&atom));
    assert_eq!(missing.len(), FORMATS.len() - 1);

    let feeds = file("crates/lorch-connect/src/reader/feeds.rs", "impl Source for Feeds {");
    let runs = file("crates/lorch-connect/src/exercise/strava.rs", "impl Source for Strava {");
    assert_eq!(source_without(&feeds, std::slice::from_ref(&atom)), None);
    assert!(source_without(&runs, &[atom]).is_some());
}

fn formats_without(fixtures: &[File]) -> Vec<Breach> {
    let missing = FORMATS.iter().filter(|(_, sign)| !fixtures.iter().any(|fixture| fixture.text.contains(sign)));
    missing
        .map(|(format, sign)| Breach::at(FORMATS_FOLDER, 1, format!("no fixture for {format} (`{sign}`): add one")))
        .collect()
}

/// A source's fixtures stand in a folder of its room, or carry its own name.
fn source_without(connector: &File, fixtures: &[File]) -> Option<Breach> {
    let line = connector.text.lines().position(|line| line.contains("impl Source for "))?;
    let (folder, name) = connector.path.trim_end_matches(".rs").rsplit_once('/')?;
    let room = folder.rsplit('/').next()?;
    let covered = fixtures.iter().any(|fixture| {
        let below = fixture.path.split("/tests/fixtures/").nth(1).unwrap_or_default();
        below.split(['/', '.']).any(|part| part == room || part == name)
    });
    (!covered).then(|| Breach::at(&connector.path, line + 1, format!("no tests/fixtures/{room}/ or {name}.*: add one")))
}
