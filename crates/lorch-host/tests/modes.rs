//! Only the owner may look, whatever the umask. Alone in its file: the umask belongs to the whole process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use lorch_host::{HostError, Profile, ProfileLock, modes};
use rustix::{fs::Mode, process::umask};

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn only_the_owner_may_look_whatever_the_umask() {
    let root = tempfile::tempdir().unwrap();
    for bits in [0o000, 0o022, 0o077, 0o777] {
        let profile = Profile::resolve(Some(root.path().join(format!("{bits:o}/deep/profile"))), &|_| None).unwrap();
        let before = umask(Mode::from_raw_mode(bits));
        let made = profile.create().and_then(|()| ProfileLock::try_take(&profile));
        umask(before);
        assert!(made.unwrap().is_some());
        assert_eq!(mode(profile.dir()), 0o700, "umask {bits:o}");
        assert_eq!(mode(profile.dir().parent().unwrap()), 0o700, "umask {bits:o}");
        assert_eq!(mode(profile.database()), 0o600, "umask {bits:o}");
        assert_eq!(mode(profile.lock()), 0o600, "umask {bits:o}");
    }
    what_stood_open_is_closed(root.path());
    a_strangers_folder_is_refused(root.path());
}

fn what_stood_open_is_closed(root: &Path) {
    let profile = Profile::resolve(Some(root.join("open")), &|_| None).unwrap();
    profile.create().unwrap();
    let wal = profile.dir().join("lorch.db-wal");
    fs::write(&wal, "a life").unwrap();
    for (path, open) in [(profile.dir(), 0o755), (&profile.database(), 0o644), (&wal, 0o664)] {
        fs::set_permissions(path, fs::Permissions::from_mode(open)).unwrap();
    }
    profile.create().unwrap();
    assert_eq!((mode(profile.dir()), mode(profile.database()), mode(&wal)), (0o700, 0o600, 0o600));
    assert_eq!(fs::read_to_string(&wal).unwrap(), "a life");
}

fn a_strangers_folder_is_refused(root: &Path) {
    let (own, other) = (modes::own_uid(), modes::own_uid() + 1);
    let folder = root.join("sockets");
    modes::private_folder_among_strangers(&folder, own).unwrap();
    assert_eq!(mode(&folder), 0o700);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    modes::private_folder_among_strangers(&folder, own).unwrap();
    assert_eq!(mode(&folder), 0o700);
    assert!(matches!(modes::private_folder_among_strangers(&folder, other), Err(HostError::SomeoneElses(_))));
    symlink(&folder, root.join("link")).unwrap();
    assert!(matches!(modes::private_folder_among_strangers(&root.join("link"), own), Err(HostError::Link(_))));
}
