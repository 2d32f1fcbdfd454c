//! A profile whose key lies in the vault, at the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{fs, os::unix::fs::PermissionsExt};

use common::{Done, Machine, below, field};

const PASSPHRASE: &str = "correct horse battery staple";

/// `lorch` where the vault's passphrase lies in a file.
fn with(machine: &Machine, arguments: &[&str]) -> Done {
    let file = machine.path("passphrase").display().to_string();
    machine.run_in(&[("LORCH_PASSPHRASE_FILE", &file)], arguments, "")
}

fn ok(machine: &Machine, arguments: &[&str]) -> String {
    let done = with(machine, arguments);
    assert_eq!(done.code, 0, "{}", done.show(arguments));
    done.stdout
}

/// A machine with a feed and a vault in a file.
fn machine() -> Machine {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    fs::write(machine.path("passphrase"), PASSPHRASE).unwrap();
    fs::set_permissions(machine.path("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(machine.run_with(&["vault", "file"], PASSPHRASE).code, 0);
    machine
}

fn is_plain(machine: &Machine) -> bool {
    fs::read(machine.profile().join("lorch.db")).unwrap().starts_with(b"SQLite format 3\0")
}

#[test]
fn the_vault_keeps_the_key_through_its_whole_life_and_opens_the_profile_with_it() {
    let machine = machine();
    ok(&machine, &["backup"]);
    ok(&machine, &["profile", "encrypt", "--vault", "--backups"]);
    assert!(!is_plain(&machine));
    assert!(ok(&machine, &["vault"]).contains("key of the profile"));
    assert!(ok(&machine, &["profile", "show"]).contains("in the vault"));
    let feeds = ok(&machine, &["feeds", "list", "--json"]);
    assert!(feeds.contains("tides"), "{feeds}");

    // A vault that is locked is no damage, and loses nothing.
    let locked = machine.run(&["feeds", "list", "--json"]);
    assert_eq!(
        (locked.code, field(&locked.stderr, "code").as_str()),
        (1, "database_locked_vault"),
        "{}",
        locked.stderr
    );
    assert!(machine.ok(&["vault"]).contains("locked"));

    let save = |name: &str| ok(&machine, &["profile", "save-key", name]);
    save("first");
    assert_eq!(with(&machine, &["profile", "save-key", "first"]).code, 1, "what is there is not written over");
    ok(&machine, &["profile", "rekey", "--vault"]);
    save("second");
    let (first, second) = (fs::read(machine.path("first")).unwrap(), fs::read(machine.path("second")).unwrap());
    assert_ne!(first, second);
    assert!(
        machine.ok(&["feeds", "list", "--key-file", "second"]).contains("Tide"),
        "the copy opens it without the vault"
    );
    assert_eq!(machine.run(&["feeds", "list", "--key-file", "first"]).code, 1);
    let home = machine.profile().parent().unwrap().to_owned();
    let own = ["first", "second"].map(|name| machine.path(name));
    for file in below(&home).into_iter().filter(|file| !own.contains(file)) {
        let bytes = fs::read(&file).unwrap();
        for key in [&first, &second] {
            let raw = hex_of(key.trim_ascii());
            let tells = |part: &[u8]| bytes.windows(part.len()).any(|found| found == part);
            assert!(!tells(key.trim_ascii()) && !tells(&raw), "{} tells the key", file.display());
        }
    }

    // Out of the vault, and into it again.
    ok(&machine, &["profile", "rekey", "--new-key-file", "third", "--new-key", "--backups"]);
    assert!(!ok(&machine, &["vault", "--key-file", "third"]).contains("key of the profile"));
    ok(&machine, &["profile", "rekey", "--vault", "--key-file", "third"]);
    assert!(ok(&machine, &["feeds", "list"]).contains("Tide"));
    ok(&machine, &["profile", "decrypt", "--backups"]);
    assert!(is_plain(&machine));
    assert!(!machine.ok(&["vault"]).contains("key of the profile"));
    assert_eq!(machine.ok(&["feeds", "list", "--json"]), feeds);
}

#[test]
fn what_can_not_be_done_changes_nothing_and_says_why() {
    let machine = machine();
    let refused = |arguments: &[&str]| {
        let done = with(&machine, arguments);
        assert!(is_plain(&machine));
        field(&done.stderr, "code")
    };
    assert_eq!(refused(&["profile", "decrypt", "--json"]), "key_not_in_vault");
    assert_eq!(refused(&["profile", "save-key", "key", "--json"]), "key_not_in_vault");
    assert_eq!(refused(&["profile", "encrypt", "--vault", "--key-file", "key", "--json"]), "key_file_not_needed");
    let wrong = machine.run_with(&["profile", "encrypt", "--vault", "--json"], "wrong horse battery staple");
    assert_eq!(field(&wrong.stderr, "code"), "passphrase_wrong", "{}", wrong.stderr);
    // What fails on the way leaves no key behind that opens nothing.
    let whole = fs::read(machine.profile().join("lorch.db")).unwrap();
    fs::write(machine.profile().join("lorch.db"), "Dear diary").unwrap();
    assert_eq!(with(&machine, &["profile", "encrypt", "--vault"]).code, 1);
    fs::write(machine.profile().join("lorch.db"), whole).unwrap();
    assert!(!ok(&machine, &["vault"]).contains("key of the profile"));
}

fn hex_of(digits: &[u8]) -> Vec<u8> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| nibble(pair[0]) * 16 + nibble(pair[1])).collect()
}
