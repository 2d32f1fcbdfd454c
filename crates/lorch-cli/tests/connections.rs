//! The vault and connections, as a person at a terminal sees them and as a program does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{fs, os::unix::fs::PermissionsExt};

use common::Machine;

const PASSPHRASE: &str = "correct horse battery staple";

/// Runs with the passphrase of the vault in a file, as a program does that nobody sits in front of.
fn told(machine: &Machine, arguments: &[&str], stdin: &str) -> String {
    let file = machine.path("passphrase");
    fs::write(&file, PASSPHRASE).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    machine.run_in(&[("LORCH_PASSPHRASE_FILE", &file.display().to_string())], arguments, stdin).show(arguments)
}

#[test]
fn vault() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["vault"]);
    seen += &machine.show(&["vault", "lock"]);
    seen += &machine.run_with(&["vault", "file"], "too short\n").show(&["vault", "file"]);
    seen += &machine.run_with(&["vault", "file"], "").show(&["vault", "file"]);
    seen += &machine.run_with(&["vault", "file"], PASSPHRASE).show(&["vault", "file"]);
    seen += &machine.show(&["vault", "status"]);
    seen += &machine.run_with(&["vault", "unlock"], "another one").show(&["vault", "unlock"]);
    seen += &machine.run_with(&["vault", "unlock", "--json"], PASSPHRASE).show(&["vault", "unlock", "--json"]);
    seen += &told(&machine, &["vault", "--json"], "");
    insta::assert_snapshot!(seen);
}

#[test]
fn connections() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let (address, url) = (machine.server.address(), machine.server.url(""));
    let connect = ["connect", "github", "--token-stdin", "--base-url", &url];
    let mut seen = machine.show(&["connections"]);
    seen += &machine.show(&["connections", "services"]);
    seen += &machine.show(&["connections", "services", "--json"]);
    seen += &machine.run_with(&connect, "good-token\n").show(&connect);
    machine.run_with(&["vault", "file", "--quiet"], PASSPHRASE);
    seen += &machine.run_with(&connect, "good-token\n").show(&connect);
    seen += &told(&machine, &connect, "good-token\n");
    seen += &machine.show(&["allow", &address]);
    seen += &told(&machine, &connect, "bad-token\n");
    seen += &told(&machine, &connect, "two words\n");
    seen += &told(&machine, &connect, "good-token\n");
    seen += &told(&machine, &["vault"], "");
    seen += &machine.show(&["connections", "pause", "octo"]);
    seen += &machine.show(&["connections"]);
    seen += &machine.show(&["connections", "fetch", "octo"]);
    seen += &machine.show(&["connections", "resume", "github@127.0.0.1:583231", "--json"]);
    seen += &told(&machine, &["connect", "github", "--token-stdin", "--again", "octo"], "good-token");
    seen += &machine.show(&["connections", "--json"]);
    seen += &machine.show(&["connections", "remove", "somebody"]);
    seen += &machine.show(&["connections", "remove", "octo"]);
    seen += &told(&machine, &["connections", "remove", "octo", "--erase"], "");
    seen += &told(&machine, &["vault", "--json"], "");
    seen += &machine.show(&["connect", "spotify", "--token-stdin", "--client-id", "x"]);
    seen += &machine.show(&["connect", "spotify"]);
    seen += &told(&machine, &["connect", "spotify", "--device", "--client-id", "x"], "");
    seen += &told(&machine, &["connect", "myspace", "--client-id", "x"], "");
    insta::assert_snapshot!(seen);
}

/// Nobody finds a token who reads every file that Lorch wrote, and its log.
#[test]
fn no_file_and_no_log_tells_a_token() {
    let machine = Machine::new();
    let url = machine.server.url("");
    machine.ok(&["allow", &machine.server.address()]);
    machine.run_with(&["vault", "file", "--quiet"], PASSPHRASE);
    let file = machine.path("passphrase");
    fs::write(&file, PASSPHRASE).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let passphrase = file.display().to_string();
    let run = |arguments: &[&str], stdin: &str| {
        let traced = [("LORCH_PASSPHRASE_FILE", passphrase.as_str()), ("LORCH_LOG", "trace")];
        let done = machine.run_in(&traced, arguments, stdin);
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout + &done.stderr
    };
    let mut said = run(&["connect", "github", "--token-stdin", "--base-url", &url], "good-token\n");
    said += &run(&["connections", "--json"], "");
    said += &run(&["vault", "--json"], "");
    said += &run(&["backup"], "");
    said += &run(&["export", "out.zip"], "");
    let told = |bytes: &[u8], secret: &str| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
    assert!(said.contains("octo"), "{said}");
    let forms = ["good-token", "676f6f642d746f6b656e", "Z29vZC10b2tlb", "correct horse"];
    for form in forms {
        assert!(!told(said.as_bytes(), form), "the log tells {form}");
        for path in common::below(&machine.path("")).into_iter().filter(|path| *path != file) {
            assert!(!told(&fs::read(&path).unwrap(), form), "{} tells {form}", path.display());
        }
    }
}
