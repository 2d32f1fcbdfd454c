//! How a shell and a program learn what went wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::process::Stdio;

use common::{Machine, field};

#[test]
fn each_kind_of_failure_has_its_code() {
    let machine = Machine::new();
    let refused = machine.server.url("/tides.xml");
    let broken = machine.server.url("/broken");
    let address = machine.server.address();
    let cases: [(&[&str], i32); 22] = [
        (&["status"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["completions", "bash"], 0),
        (&["allow", "--list", "-q"], 0),
        (&["settings", "set", "refresh_minutes", "1"], 1),
        (&["feeds", "check", "-"], 1),
        (&["feeds", "add", "javascript:alert(1)"], 1),
        (&[], 2),
        (&["nonsense"], 2),
        (&["feeds", "edit", "abcd"], 2),
        (&["articles", "--limit", "0"], 2),
        (&["api", "GET", "status"], 2),
        (&["read", "ffff"], 3),
        (&["read", "no-id"], 3),
        (&["feeds", "remove", "https://nowhere.example/"], 3),
        (&["feeds", "check", "no/such/file"], 3),
        (&["serve", "--link"], 3),
        (&["feeds", "check", &refused], 4),
        (&["feeds", "add", &refused], 4),
        (&["feeds", "check", &broken, "--allow", &address], 5),
        (&["feeds", "check", "http://name.invalid/feed"], 5),
    ];
    for (arguments, code) in cases {
        let done = machine.run(arguments);
        assert_eq!(done.code, code, "lorch {arguments:?}: {}{}", done.stdout, done.stderr);
        assert_eq!(done.stderr.is_empty(), code == 0, "lorch {arguments:?}: {}", done.stderr);
        if matches!(code, 1 | 3..) {
            assert!(done.stderr.starts_with("lorch: "), "lorch {arguments:?}: {}", done.stderr);
            assert!(done.stdout.is_empty(), "lorch {arguments:?}: {}", done.stdout);
        }
    }
}

#[test]
fn a_program_gets_a_problem_in_one_line() {
    let machine = Machine::new();
    for (arguments, code) in [
        (&["--json", "read", "ffff"][..], "article_not_found"),
        (&["feeds", "check", "no/such/file", "--json"], "file_not_found"),
        (&["feeds", "check", "http://127.0.0.1:1/", "--json"], "address_refused"),
        (&["settings", "set", "refresh_minutes", "1", "--json"], "setting_invalid"),
        (&["nonsense", "--json"], "usage"),
    ] {
        let done = machine.run(arguments);
        assert_eq!(done.stderr.lines().count(), 1, "{}", done.stderr);
        assert_eq!(field(&done.stderr, "code"), code);
        assert!(done.stdout.is_empty(), "{}", done.stdout);
    }
}

#[test]
fn a_profile_that_cannot_be_is_said_in_a_sentence() {
    let machine = Machine::new();
    std::fs::write(machine.path("file"), "").unwrap();
    let done = machine.run(&["status", "--profile", "file"]);
    assert_eq!(done.code, 1);
    assert!(done.stderr.contains("is not a folder"), "{}", done.stderr);
}

#[test]
fn whoever_stops_reading_ends_it_quietly() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    for arguments in
        [&["articles", "--all"][..], &["articles", "--json"], &["feeds", "export"], &["completions", "bash"]]
    {
        let mut command = machine.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{arguments:?}");
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
