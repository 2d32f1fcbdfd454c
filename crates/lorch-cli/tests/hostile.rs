//! Nothing that comes from outside steers the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::Machine;

#[test]
fn no_command_prints_what_steers() {
    let machine = Machine::with_feeds(&["/evil.json"]);
    let url = machine.server.url("/evil.json");
    // What a person types, or another program writes through the API, is kept as it is.
    machine.ok(&[
        "feeds",
        "edit",
        &url,
        "--title",
        "My \u{1b}[31mevil\u{9b}2J\u{202e}",
        "--folder",
        "A\u{1b}]0;b\u{7}",
    ]);
    let id = machine.first_id(&["articles", "--json"]);
    let commands: [&[&str]; 15] = [
        &["feeds", "list"],
        &["feeds", "check", &url],
        &["articles"],
        &["read", &id],
        &["star", &id],
        &["search", "text"],
        &["timeline"],
        &["status"],
        &["read", "\u{1b}[31m"],
        &["feeds", "remove", "\u{1b}[31m"],
        &["feeds", "check", "\u{1b}[31m"],
        &["\u{1b}[31mfeeds"],
        &["settings", "set", "\u{9b}x", "1"],
        &["api", "GET", "/api/reader/feeds"],
        &["feeds", "edit", &url, "--folder", "B\u{1b}c"],
    ];
    for arguments in commands {
        for json in [false, true] {
            let extra: &[&str] = if json { &["--json"] } else { &[] };
            let done = machine.run(&[arguments, extra].concat());
            for text in [&done.stdout, &done.stderr] {
                let steering = text.chars().find(|letter| steers(*letter));
                assert_eq!(steering, None, "lorch {arguments:?}: {text:?}");
            }
        }
    }
}

#[test]
fn json_keeps_what_was_said() {
    let machine = Machine::with_feeds(&["/evil.json"]);
    let title = "My \u{1b}[31mevil\u{9b}2J\u{202e}";
    let line = machine.ok(&["feeds", "edit", &machine.server.url("/evil.json"), "--title", title, "--json"]);
    assert_eq!(common::field(&line, "own_title"), title);
}

fn steers(letter: char) -> bool {
    (letter.is_control() && letter != '\n') || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
