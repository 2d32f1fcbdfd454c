//! Links between the documents lead somewhere.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use lorch_tidy::{Breach, Verdict, files, paths, verdict};

/// Made by the end-to-end run; held to its links once it is there.
const SCREENSHOTS: &str = "docs/screenshots";
/// Shown inside Lorch.
const GUIDE: &str = "docs/guide/";

#[test]
fn local_links_resolve() -> Verdict {
    let there = with_folders(&paths().unwrap());
    let pages = files(|path| path.ends_with(".md")).unwrap();
    verdict(pages.iter().flat_map(|page| breaches(&page.path, &page.text, &there)))
}

#[test]
fn a_link_to_nothing_is_found() {
    let there = with_folders(&["docs/adr/0001-a.md".to_owned(), "README.md".to_owned()]);
    let count = |line: &str| breaches("docs/guide.md", line, &there).len();
    assert_eq!(count("see [the map](../ARCHITECTURE.md#floors)"), 1);
    assert_eq!(count("<img src=\"pictures/a.png\">"), 1);
    assert_eq!(count("[a](adr/0001-a.md#why), [all](adr/), [out](https://example.org), [here](#below)"), 0);
    assert_eq!(count("![the reader](screenshots/reader.png)"), 0, "no screenshot was made yet");
    assert_eq!(count("```\n[not](a/link.md)\n```"), 0);
    assert_eq!(count("[elsewhere](/sources)"), 1);
    assert_eq!(breaches("docs/guide/feeds.md", "[a screen](/sources)", &there).len(), 0);
}

fn breaches(path: &str, text: &str, there: &BTreeSet<String>) -> Vec<Breach> {
    let mut fenced = false;
    let prose = text.lines().enumerate().filter(|(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    prose
        .flat_map(|(index, line)| targets(line).into_iter().map(move |target| (index + 1, target)))
        .filter_map(|(line, target)| {
            let place = resolve(path, &target)?;
            let waiting = place.starts_with(SCREENSHOTS) && !there.contains(SCREENSHOTS);
            (!waiting && !there.contains(&place))
                .then(|| Breach::at(path, line, format!("`{target}` leads to nothing")))
        })
        .collect()
}

/// What `](…)`, `src="…"` and `href="…"` name.
fn targets(line: &str) -> Vec<String> {
    [("](", ')'), ("src=\"", '"'), ("href=\"", '"')]
        .into_iter()
        .flat_map(|(open, close)| {
            let rest = line.match_indices(open).map(move |(at, open)| &line[at + open.len()..]);
            rest.filter_map(move |rest| Some(rest.split(close).next()?.split(' ').next()?.to_owned()))
        })
        .collect()
}

/// The path from the root that a local link names; `None` for links outside and within the page, and for those of the
/// user guide that lead to screens, which the pages are tested for.
fn resolve(path: &str, target: &str) -> Option<String> {
    let target = target.split('#').next()?;
    if target.is_empty() || target.contains(':') || (path.starts_with(GUIDE) && target.starts_with('/')) {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn with_folders(paths: &[String]) -> BTreeSet<String> {
    let ancestors = |path: &String| -> Vec<String> {
        path.match_indices('/').map(|(at, _)| path[..at].to_owned()).chain([path.clone()]).collect()
    };
    paths.iter().flat_map(ancestors).collect()
}
