//! The texts speak of Lorch: not of the machine they were written on, nor of who wrote them and how.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, verdict};

/// Folders of one machine. In two halves, so that this file passes its own rule.
const MACHINE: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/bash", "_jobs")];

const TELLTALES: [&str; 12] = [
    concat!("clau", "de"),
    concat!("anthr", "opic"),
    concat!("chat", "gpt"),
    concat!("co", "pilot"),
    concat!("sub", "agent"),
    concat!("sub-", "agent"),
    concat!("as an ", "ai"),
    concat!("ai-", "generated"),
    concat!("generated ", "by ai"),
    concat!("helper ", "session"),
    concat!("the brief ", "says"),
    concat!("contract", ".md"),
];

#[test]
fn texts_speak_of_lorch_alone() -> Verdict {
    let lock = |path: &str| path == "Cargo.lock" || path == "package-lock.json";
    let texts = files(|path| !lock(path) && !path.contains("/fixtures/")).unwrap();
    verdict(texts.iter().flat_map(|text| breaches(&text.path, &text.text)))
}

#[test]
fn a_machine_path_and_a_telltale_are_found() {
    let count = |line: String| breaches("a.md", &line).len();
    assert_eq!(count(format!("cd {}main", MACHINE[0])), 1);
    assert_eq!(count(format!("\"{}.cargo\"", MACHINE[1])), 1);
    assert_eq!(count(format!("https://example.org{}1", MACHINE[0])), 0, "an address is not a folder");
    assert_eq!(count(format!("Written by {}.", TELLTALES[0].to_uppercase())), 1);
    assert_eq!(count("User-Agent: Lorch".to_owned()), 0);
}

fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(index, line)| Some(Breach::at(path, index + 1, fault(line)?))).collect()
}

fn fault(line: &str) -> Option<String> {
    let begins = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}".contains(c));
    let machine = MACHINE.iter().find(|folder| line.match_indices(*folder).any(|(at, _)| begins(at)));
    if let Some(folder) = machine {
        return Some(format!("`{folder}` is a folder of one machine: name it relative to the repository"));
    }
    let lower = line.to_lowercase();
    let word = TELLTALES.iter().find(|word| lower.contains(*word))?;
    Some(format!("`{word}` tells of the writing, not of Lorch: say what the reader needs"))
}
