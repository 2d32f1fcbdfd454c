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
