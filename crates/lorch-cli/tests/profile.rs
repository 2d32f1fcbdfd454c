//! The profile's key, at the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    process::Stdio,
};

use common::{Machine, below, field};

#[test]
fn a_profile_is_encrypted_rekeyed_and_decrypted() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d+ tables and \d+ rows", "[n] tables and [n] rows");
    settings.add_filter(r"\(process \d+\)", "(process [pid])");
    let _numbers = settings.bind_to_scope();
    let backups = machine.profile().join("backups");
    fs::create_dir(&backups).unwrap();
    fs::copy(machine.profile().join("lorch.db"), backups.join("old.db")).unwrap();
    let key = ["--key-file", "key"];
    let with = |arguments: &[&'static str]| machine.show(&[arguments, &key].concat());
    let mut seen = machine.show(&["profile", "show"]);
    seen += &machine.show(&["profile", "encrypt"]);
    seen += &with(&["profile", "encrypt"]);
    seen += &with(&["profile", "encrypt", "--new-key"]);
    seen += &machine.show(&["feeds", "list"]);
    seen += &with(&["feeds", "list"]);
    seen += &with(&["profile", "show"]);
    seen += &with(&["profile", "encrypt"]);
    seen += &with(&["profile", "encrypt", "--backups"]);
    seen += &with(&["profile", "rekey", "--new-key-file", "other", "--new-key", "--backups"]);
    seen += &with(&["feeds", "list"]);
    seen += &machine.show(&["profile", "decrypt", "--key-file", "other", "--backups", "--json"]);
    seen += &machine.show(&["--json", "profile", "show"]);
    seen += &with(&["feeds", "list"]);
    seen += &machine.show(&["feeds", "list", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn with_a_key_no_file_and_no_log_tells_what_was_read() {
    const CANARY: &str = "Spring";
    let machine = Machine::new();
    fs::write(machine.path("key"), [0x5a; 32]).unwrap();
    fs::set_permissions(machine.path("key"), fs::Permissions::from_mode(0o600)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = machine.command(arguments);
        let output = command.env("LORCH_KEY_FILE", "key").env("LORCH_LOG", "trace").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let mut log = run(&["allow", &machine.server.address()]).1;
    log += &run(&["feeds", "add", &machine.server.url("/tides.xml")]).1;
    log += &run(&["search", "tide"]).1;
    let (articles, _) = run(&["articles"]);
    assert!(articles.contains(CANARY), "{articles}");
    assert!(!log.contains("5a5a5a") && !log.contains("ZZZZZZ"), "the key is in the log");
    let files = below(&machine.profile());
    assert!(files.iter().any(|file| file.ends_with("lorch.db")), "{files:?}");
    for file in files.iter().chain(&below(&machine.path(".local"))) {
        let bytes = fs::read(file).unwrap();
        let found = |needle: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
        assert!(!found(CANARY.as_bytes()) && !found(b"Tide Tables"), "{} tells", file.display());
    }
}

#[test]
fn backups_that_keep_their_key_are_named() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let key = ["--key-file", "key"];
    machine.show(&["profile", "encrypt", "--key-file", "key", "--new-key"]);
    machine.show(&[&["backup"], &key[..]].concat());
    let rekey = ["profile", "rekey", "--new-key-file", "other", "--new-key", "--json"];
    let told = machine.show(&[&rekey, &key[..]].concat());
    let rekeyed: serde_json::Value =
        told.lines().find_map(|line| serde_json::from_str(line).ok()).expect("one object was told");
    assert_eq!(rekeyed["other"].as_array().map(Vec::len), Some(1), "{told}");
}

#[test]
fn a_key_that_was_made_in_vain_goes_and_one_that_may_be_needed_stays() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let database = machine.profile().join("lorch.db");
    let whole = fs::read(&database).unwrap();
    let encrypt = ["profile", "encrypt", "--key-file", "key", "--new-key", "--backups"];
    fs::write(&database, "Dear diary").unwrap();
    assert_eq!(machine.run(&encrypt).code, 1);
    assert!(!machine.path("key").exists(), "nothing was encrypted with it");
    fs::write(&database, &whole).unwrap();
    // A backup that can't be read through ends it when the database has its key already.
    fs::create_dir(machine.profile().join("backups")).unwrap();
    let mut damaged = whole;
    let holds_text = |page: &&mut [u8]| page.windows(6).any(|part| part == b"Spring");
    damaged.chunks_mut(4096).filter(holds_text).for_each(|page| page[..100].fill(0xee));
    fs::write(machine.profile().join("backups/old.db"), damaged).unwrap();
    let done = machine.run(&encrypt);
    assert_eq!(done.code, 1, "{}", done.stderr);
    assert!(done.stderr.contains("Keep the new key"), "{}", done.stderr);
    machine.ok(&["feeds", "list", "--key-file", "key"]);
    assert_eq!(machine.run(&["profile", "rekey", "--key-file", "none", "--new-key-file", "key"]).code, 1);
    assert!(machine.path("key").exists());
}

#[test]
fn a_damaged_profile_is_restored_from_the_newest_good_backup() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let healthy = machine.show(&["restore", "--json"]);
    assert!(healthy.contains("backup_needed"), "{healthy}");
    machine.show(&["backup"]);
    let feeds = machine.show(&["feeds", "list", "--json"]);
    fs::write(machine.profile().join("lorch.db"), "Dear diary").unwrap();
    let restored = machine.show(&["restore"]);
    assert!(restored.contains("Restored"), "{restored}");
    let titles = |told: &str| told.matches("\"title\"").count();
    assert_eq!(titles(&machine.show(&["feeds", "list", "--json"])), titles(&feeds));
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    let machine = Machine::new();
    fs::write(machine.path("key"), [7; 32]).unwrap();
    fs::set_permissions(machine.path("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let status = machine.run(&["status", "--key-file", "key"]);
    assert!(status.stderr.contains("can't be used") && status.stderr.contains("chmod 600"), "{}", status.stderr);
    assert_eq!((status.code, status.stdout.contains("version")), (1, true), "{}", status.stdout);
    let done = machine.run(&["feeds", "list", "--key-file", "key", "--json"]);
    assert_eq!(field(&done.stderr, "code"), "key_file_unusable", "{}", done.stderr);
    assert_eq!(done.code, 1);
}

#[test]
fn only_the_owner_needs_the_key() {
    let machine = Machine::new();
    machine.ok(&["status"]);
    machine.ok(&["profile", "encrypt", "--key-file", "key", "--new-key"]);
    let mut serve = machine.command(&["serve", "--port", "0", "--key-file", "key"]);
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let first = BufReader::new(child.stdout.take().unwrap()).lines().next();
    let beside = machine.run(&["feeds", "list"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.is_some_and(|line| line.unwrap().contains("http://127.0.0.1:")));
    assert_eq!(beside.code, 0, "{}", beside.stderr);
    let alone = machine.run(&["feeds", "list", "--json"]);
    assert_eq!(field(&alone.stderr, "code"), "database_locked_key", "{}", alone.stderr);
}
