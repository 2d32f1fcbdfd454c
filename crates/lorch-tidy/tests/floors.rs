//! A crate uses only crates on lower floors.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, verdict};

/// The house from the ground up. Crates on one floor don't see one another.
const FLOORS: [&[&str]; 6] = [
    &["lorch-model"],
    &["lorch-formats"],
    &["lorch-store", "lorch-connect", "lorch-documents", "lorch-host"],
    &["lorch-engine"],
    &["lorch-api"],
    &["lorch-cli", "lorch-desktop"],
];

/// These look at the house from outside; nothing may use them.
const OUTSIDE: [&str; 3] = ["lorch-tidy", "lorch-bench", "lorch-torture"];

#[test]
fn every_crate_uses_only_lower_floors() -> Verdict {
    let manifests = files(|path| path.ends_with("Cargo.toml")).unwrap();
    assert!(manifests.len() > 8, "the manifests were not found");
    verdict(manifests.iter().flat_map(|manifest| breaches(&manifest.path, &manifest.text)))
}

#[test]
fn a_store_that_uses_the_engine_is_refused() {
    let found = breaches("x/Cargo.toml", "[package]\nname = \"lorch-store\"\n[dependencies]\nlorch-engine = \"1\"\n");
    assert_eq!(found[0].line, 4);
}

#[test]
fn a_neighbour_an_outsider_and_a_stranger_are_refused() {
    let with = |name: &str, uses: &str| {
        breaches("x", &format!("[package]\nname = \"{name}\"\n[dependencies]\n{uses}.workspace = true\n")).len()
    };
    assert_eq!(with("lorch-store", "lorch-connect"), 1);
    assert_eq!(with("lorch-api", "lorch-tidy"), 1);
    assert_eq!(with("lorch-cellar", "serde"), 1);
    assert_eq!(with("lorch-api", "lorch-model"), 0);
}

fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let manifest: toml::Table = text.parse().unwrap();
    let Some(name) = manifest.get("package").and_then(|package| package["name"].as_str()) else { return Vec::new() };
    if OUTSIDE.contains(&name) {
        return Vec::new();
    }
    let Some(own) = floor(name) else {
        return vec![Breach::at(path, 1, format!("{name} has no floor: give it one in ARCHITECTURE.md and here"))];
    };
    let used = ["dependencies", "build-dependencies"].into_iter().filter_map(|kind| manifest.get(kind)?.as_table());
    used.flat_map(|table| table.keys())
        .filter(|used| used.starts_with("lorch-") && floor(used).is_none_or(|floor| floor >= own))
        .map(|used| {
            let line = text.lines().position(|line| line.starts_with(used.as_str())).map_or(1, |index| index + 1);
            Breach::at(path, line, format!("{name} may not use {used}: it is not on a lower floor"))
        })
        .collect()
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}
