//! Inside a floor, rooms don't open into each other but for the shared ground.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, is_ground, is_room, line_at, verdict};

#[test]
fn no_room_enters_its_neighbour() -> Verdict {
    let sources = files(|path| path.contains("/src/") && path.ends_with(".rs")).unwrap();
    verdict(sources.iter().flat_map(|source| breaches(&source.path, &source.text)))
}

#[test]
fn a_neighbour_is_found_however_it_is_named() {
    let reader = |text: &str| breaches("crates/lorch-store/src/reader/feeds.rs", text).len();
    assert_eq!(reader("use crate::planner::Activity;"), 1);
    assert_eq!(reader("use crate::{\n  timeline,\n  planner::{Activity, edit},\n};"), 1);
    assert_eq!(reader("let a = super::super::planner::find();"), 1);
    assert_eq!(reader("crate::settings::read()"), 1);
}

#[test]
fn own_room_shared_ground_and_plain_modules_are_open() {
    let reader = |text: &str| breaches("crates/lorch-store/src/reader/feeds.rs", text);
    assert_eq!(reader("use crate::{reader::Feed, timeline::Entry, log, write::Tx};\nuse super::marks;"), []);
    assert_eq!(reader("// crate::planner is another room"), []);
    assert_eq!(breaches("crates/lorch-api/src/router.rs", "use crate::{planner, reader};"), []);
}

fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let here = modules(path);
    let Some(own) = here.iter().find(|module| is_room(module)) else { return Vec::new() };
    let code = without_comments(text);
    let other = |module: &&str| is_room(module) && !is_ground(module) && *module != *own;
    let mut found: Vec<Breach> = paths_from_the_root(&code, &here)
        .into_iter()
        .filter_map(|(at, path_used)| {
            let room = path_used.iter().take(2).copied().find(other)?;
            let says = format!("the room `{own}` may not use the room `{room}`: let the engine or the page join them");
            Some(Breach::at(path, line_at(&code, at), says))
        })
        .collect();
    found.dedup();
    found
}

/// `crates/x/src/reader/feeds.rs` is the module `reader::feeds`.
fn modules(path: &str) -> Vec<&str> {
    let below = path.split_once("/src/").map_or("", |(_, below)| below);
    below.trim_end_matches(".rs").split('/').filter(|name| !["lib", "main", "mod"].contains(name)).collect()
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Every path that starts at `crate::` or climbs with `super::`, as names from the crate's root.
fn paths_from_the_root<'a>(code: &'a str, here: &[&'a str]) -> Vec<(usize, Vec<&'a str>)> {
    let mut found = Vec::new();
    let starts = code.match_indices("crate::").map(|(at, word)| (at, at + word.len(), Vec::new()));
    let climbs = code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")).map(|(at, _)| {
        let up = code[at..].split("::").take_while(|name| *name == "super").count();
        (at, at + up * "super::".len(), here[..here.len().saturating_sub(up)].to_vec())
    });
    for (at, after, prefix) in starts.chain(climbs) {
        branch(code, after, prefix, &mut |names| found.push((at, names)));
    }
    found
}

/// Reads one branch of a use tree (`a::b`, `a::{b, c::d}`) and returns the offset behind it.
fn branch<'a>(code: &'a str, mut at: usize, mut names: Vec<&'a str>, leaf: &mut impl FnMut(Vec<&'a str>)) -> usize {
    loop {
        at += code[at..].len() - code[at..].trim_start().len();
        let rest = &code[at..];
        if rest.starts_with('{') {
            while !code[at..].is_empty() && !code[at..].starts_with('}') {
                at = branch(code, at + 1, names.clone(), leaf);
                at += code[at..].find([',', '}']).unwrap_or(code.len() - at);
            }
            return (at + 1).min(code.len());
        }
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        names.push(name);
        at += name.len();
        if name.is_empty() || !code[at..].starts_with("::") {
            leaf(names);
            return at;
        }
        at += 2;
    }
}
