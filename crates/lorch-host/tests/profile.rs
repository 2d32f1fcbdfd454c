//! Where a profile lies, and that a person is told plainly why it can't.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use lorch_host::{HostError, Profile, ProfileLock};

type Env = Vec<(&'static str, PathBuf)>;

fn resolve(explicit: Option<&Path>, env: &Env) -> Result<Profile, HostError> {
    let look = |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    Profile::resolve(explicit.map(Path::to_owned), &look)
}

#[test]
fn the_nearest_name_wins() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().canonicalize().unwrap();
    let full: Env =
        vec![("LORCH_PROFILE", root.join("named")), ("XDG_DATA_HOME", root.join("data")), ("HOME", root.join("home"))];
    let dir = |explicit: Option<&Path>, env: &[(&'static str, PathBuf)]| {
        resolve(explicit, &env.to_vec()).unwrap().dir().to_owned()
    };
    assert_eq!(dir(Some(&root.join("given")), &full), root.join("given"));
    assert_eq!(dir(None, &full), root.join("named"));
    assert_eq!(dir(None, &full[1..]), root.join("data/lorch/default"));
    assert_eq!(dir(None, &full[2..]), root.join("home/.local/share/lorch/default"));
    let relative = [("XDG_DATA_HOME", PathBuf::from("data")), ("HOME", root.join("home"))];
    assert_eq!(dir(None, &relative), root.join("home/.local/share/lorch/default"), "relative folders are ignored");
    let empty = [("LORCH_PROFILE", PathBuf::new()), ("HOME", root.join("home"))];
    assert_eq!(dir(Some(Path::new("")), &empty), root.join("home/.local/share/lorch/default"));
    assert!(matches!(resolve(None, &vec![]), Err(HostError::NoHome)));
    assert_eq!(resolve(None, &full[2..].to_vec()).unwrap().name(), "default");
}

#[test]
fn two_ways_to_one_folder_are_one_profile() {
    let root = tempfile::tempdir().unwrap();
    let real = root.path().join("real");
    let before = resolve(Some(&real), &vec![]).unwrap();
    before.create().unwrap();
    symlink(&real, root.path().join("link")).unwrap();
    for way in ["real/", "link", "real/../link/.", "./real"] {
        let found = resolve(Some(&root.path().join(way)), &vec![]).unwrap();
        assert_eq!(found, before, "{way}");
    }
    assert_ne!(resolve(Some(&root.path().join("other")), &vec![]).unwrap().socket(), before.socket());
}

#[test]
fn sockets_lie_in_a_private_session_folder_or_below_tmp() {
    let root = tempfile::tempdir().unwrap();
    let session = root.path().join("session");
    fs::create_dir(&session).unwrap();
    let below = |mode: u32, session: &Path| {
        fs::set_permissions(session, fs::Permissions::from_mode(mode)).unwrap();
        let env = vec![("XDG_RUNTIME_DIR", session.to_owned())];
        resolve(Some(root.path()), &env).unwrap().runtime_dir().to_owned()
    };
    assert_eq!(below(0o700, &session), session.join("lorch"));
    assert!(below(0o755, &session).starts_with("/tmp"), "others may look into it");
    let long = root.path().join("x".repeat(80));
    fs::create_dir(&long).unwrap();
    assert!(below(0o700, &long).starts_with("/tmp"), "a socket's path is 107 bytes at most");
    let missing = vec![("XDG_RUNTIME_DIR", root.path().join("missing"))];
    assert!(resolve(Some(root.path()), &missing).unwrap().socket().starts_with("/tmp"));
}

#[test]
fn a_file_in_the_way_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    let fault = resolve(Some(&file), &vec![]).unwrap().create().unwrap_err();
    assert!(matches!(&fault, HostError::NotAFolder(path) if path.ends_with("file")), "{fault}");
    let fault = resolve(Some(&file.join("below")), &vec![]).unwrap_err();
    assert!(matches!(fault, HostError::NotAFolder(_)), "{fault}");

    let profile = resolve(Some(&root.path().join("profile")), &vec![]).unwrap();
    profile.create().unwrap();
    fs::create_dir(profile.lock()).unwrap();
    let fault = ProfileLock::try_take(&profile).unwrap_err();
    assert!(matches!(&fault, HostError::NotAFile(path) if path.ends_with("lock")), "{fault}");
}

#[test]
fn a_folder_that_others_use_is_not_closed_to_them() {
    let root = tempfile::tempdir().unwrap();
    let shared = root.path().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(shared.join("letter"), "").unwrap();
    let profile = resolve(Some(&shared), &vec![]).unwrap();
    assert!(matches!(profile.create(), Err(HostError::NotAProfile(_))));
    assert_eq!(fs::metadata(&shared).unwrap().permissions().mode() & 0o777, 0o755);
    assert!(!profile.database().exists());
}

#[test]
fn what_the_system_says_becomes_a_sentence() {
    for (errno, words) in [(13, "no right to write"), (30, "read-only"), (28, "no room left"), (20, "not a folder")] {
        let said = HostError::of(Path::new("/there"), std::io::Error::from_raw_os_error(errno)).to_string();
        assert!(said.contains(words) && said.contains("/there") && said.ends_with('.'), "{said}");
    }
}
