//! What only one crate may know: SQL, the network, automerge, the webview.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use lorch_tidy::{Breach, Verdict, files, line_at, verdict};

/// A library, and the only crate that may name it.
const OWNED: [(&[&str], &str); 5] = [
    (&["sqlx", "libsqlite3-sys", "rusqlite"], "lorch-store"),
    (
        &["reqwest", "ureq", "curl", "rustls", "tokio-rustls", "rustls-native-certs", "hickory-resolver"],
        "lorch-connect",
    ),
    (&["automerge", "autosurgeon"], "lorch-documents"),
    (&["sysinfo"], "lorch-host"),
    (&["tauri", "tauri-build", "wry", "tao", "gtk", "webkit2gtk"], "lorch-desktop"),
];

/// Calls that reach out over the network, wherever the library behind them comes from.
const CALLS: [&str; 4] = ["TcpStream::connect", "UdpSocket::", "lookup_host(", "to_socket_addrs("];

const WEBVIEW: [&str; 5] = ["tauri", "wry", "tao", "gtk", "webkit2gtk"];

#[test]
fn each_library_stays_with_its_owner() -> Verdict {
    let manifests = files(|path| path.ends_with("Cargo.toml")).unwrap();
    verdict(manifests.iter().flat_map(|manifest| borrowed(&manifest.path, &manifest.text)))
}

#[test]
fn only_connect_calls_out() -> Verdict {
    let sources = files(|path| path.contains("/src/") && path.ends_with(".rs")).unwrap();
    verdict(sources.iter().flat_map(|source| calls(&source.path, &source.text)))
}

#[test]
fn no_core_crate_links_a_webview() -> Verdict {
    let lock = files(|path| path == "Cargo.lock").unwrap().remove(0).text;
    let core = ["lorch-cli", "lorch-api", "lorch-engine", "lorch-store", "lorch-connect", "lorch-host"];
    verdict(core.into_iter().filter_map(|name| {
        let library = webview_below(&lock, name)?;
        Some(Breach::at("Cargo.lock", 1, format!("{name} links {library}: only lorch-desktop may")))
    }))
}

#[test]
fn bad_examples_are_refused() {
    let manifest = "[package]\nname = \"lorch-api\"\n[dependencies]\nsqlx = \"1\"\n";
    assert_eq!(borrowed("x", manifest)[0].line, 4);
    assert_eq!(borrowed("x", &manifest.replace("lorch-api", "lorch-store")), []);

    assert_eq!(calls("crates/lorch-api/src/a.rs", "\nTcpStream::connect(a)").len(), 1);
    assert_eq!(calls("crates/lorch-api/src/a/tests.rs", "TcpStream::connect(a)"), []);
    assert_eq!(calls("crates/lorch-api/src/a.rs", "#[cfg(test)]\nmod tests { TcpStream::connect(a) }"), []);
    assert_eq!(calls("crates/lorch-connect/src/a.rs", "TcpStream::connect(a)"), []);

    let lock = r#"
        package = [
            { name = "lorch-cli", version = "1", dependencies = ["middle 0.1"] },
            { name = "middle", version = "0.1", dependencies = ["wry"] },
            { name = "wry", version = "1" },
        ]"#;
    assert_eq!(webview_below(lock, "lorch-cli").as_deref(), Some("wry"));
}

fn borrowed(path: &str, text: &str) -> Vec<Breach> {
    let manifest: toml::Table = text.parse().unwrap();
    let Some(name) = manifest.get("package").and_then(|package| package["name"].as_str()) else { return Vec::new() };
    if ["lorch-bench", "lorch-torture"].contains(&name) {
        return Vec::new(); // one measures against the bare libraries, the other looks behind the store's back
    }
    let targets = manifest.get("target").and_then(|targets| targets.as_table()).into_iter().flatten();
    let tables = std::iter::once(&manifest).chain(targets.filter_map(|(_, table)| table.as_table()));
    let used = tables
        .flat_map(|table| ["dependencies", "build-dependencies"].into_iter().filter_map(|kind| table.get(kind)))
        .filter_map(|table| table.as_table())
        .flat_map(|table| table.keys());
    used.filter_map(|used| {
        let (_, owner) = OWNED.iter().find(|(libraries, _)| libraries.contains(&used.as_str()))?;
        let line = text.lines().position(|line| line.starts_with(used.as_str())).map_or(1, |index| index + 1);
        (*owner != name).then(|| Breach::at(path, line, format!("{used} belongs to {owner} alone: ask that crate")))
    })
    .collect()
}

fn calls(path: &str, text: &str) -> Vec<Breach> {
    if path.starts_with("crates/lorch-connect/") || path.ends_with("tests.rs") || path.contains("lorch-bench") {
        return Vec::new();
    }
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    CALLS
        .iter()
        .flat_map(|call| shipped.match_indices(call))
        .map(|(at, call)| Breach::at(path, line_at(text, at), format!("{call} calls out: only lorch-connect may")))
        .collect()
}

/// The webview library that a package of the lock file ends up with, if any.
fn webview_below(lock: &str, name: &str) -> Option<String> {
    let lock: toml::Table = lock.parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let mut seen = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        if WEBVIEW.contains(&name.as_str()) {
            return Some(name);
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        let same = packages.iter().filter(|package| package["name"].as_str() == Some(&name));
        let below = same.filter_map(|package| package.get("dependencies")?.as_array()).flatten();
        open.extend(below.filter_map(|used| Some(used.as_str()?.split(' ').next()?.to_owned())));
    }
    None
}
