//! One holder at a time, and none after its death.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use lorch_host::{
    Profile, ProfileLock,
    lock::{Holder, holder},
};

const PROFILE: &str = "LORCH_TEST_PROFILE";

fn profile_in(dir: PathBuf) -> Profile {
    let profile = Profile::resolve(Some(dir), &|_| None).unwrap();
    profile.create().unwrap();
    profile
}

#[test]
fn the_second_is_turned_away_until_the_last_clone_is_gone() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path().join("profile"));
    let first = ProfileLock::try_take(&profile).unwrap().unwrap();
    assert_eq!(holder(&profile), Some(Holder { pid: std::process::id(), socket: profile.socket() }));
    let clone = first.clone();
    drop(first);
    assert!(ProfileLock::try_take(&profile).unwrap().is_none());
    drop(clone);
    assert_eq!(holder(&profile), None, "no name stays behind");
    assert!(ProfileLock::try_take(&profile).unwrap().is_some());
}

#[test]
fn a_removed_lock_file_makes_no_second_owner_of_the_new_one() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path().join("profile"));
    let orphan = ProfileLock::try_take(&profile).unwrap().unwrap();
    fs::remove_file(profile.lock()).unwrap();
    let present = ProfileLock::try_take(&profile).unwrap().unwrap();
    drop(orphan);
    assert!(ProfileLock::try_take(&profile).unwrap().is_none());
    drop(present);
}

#[test]
fn half_written_and_foreign_texts_name_nobody() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path().join("profile"));
    for text in ["", "pid 12", "pid 12\n", "pid 12\nsocket /run/a", "pid x\nsocket /run/a\n", "\n\n\n"] {
        fs::write(profile.lock(), text).unwrap();
        assert_eq!(holder(&profile), None, "{text:?}");
    }
}

#[test]
fn a_killed_holder_holds_nothing() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path().join("profile"));
    let mut child = holding_process(&profile);
    assert!(ProfileLock::try_take(&profile).unwrap().is_none());
    assert_eq!(holder(&profile).unwrap().pid, child.id());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ProfileLock::try_take(&profile).unwrap().is_some());
}

fn holding_process(profile: &Profile) -> Child {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "the_other_process"])
        .env(PROFILE, profile.dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.ends_with("holding")), "the other process didn't get the lock");
    child
}

#[test]
#[ignore = "run by a_killed_holder_holds_nothing"]
fn the_other_process() {
    let Some(dir) = env::var_os(PROFILE) else { return };
    let _held = ProfileLock::try_take(&profile_in(dir.into())).unwrap().unwrap();
    println!("holding");
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
