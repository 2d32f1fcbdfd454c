//! Becoming the owner, finding one, and saying plainly why neither works.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, net::UnixListener},
};

use futures::FutureExt;
use lorch_api::face::{Face, Lifetime, OpenError, Role};
use lorch_host::ProfileLock;

use crate::house::{House, router, starts, who};

#[tokio::test]
async fn the_second_face_reaches_the_first() {
    let house = House::new();
    let first = house.open("first", Lifetime::Brief).await;
    let second = house.open("second", Lifetime::Brief).await;
    assert_eq!((first.role(), second.role()), (Role::Owner, Role::Remote));
    assert_eq!((who(&first).await, who(&second).await), ("first".to_owned(), "first".to_owned()));
    let socket = fs::metadata(house.profile.socket()).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn what_a_dead_owner_left_is_cleared_away() {
    let house = House::new();
    house.profile.create().unwrap();
    house.profile.create_runtime_dir().unwrap();
    fs::write(house.profile.lock(), "pid 1\nsocket /nowhere.sock\n").unwrap();
    drop(UnixListener::bind(house.profile.socket()).unwrap());
    let face = house.open("next", Lifetime::Brief).await;
    assert_eq!(face.role(), Role::Owner);
    let remote = house.open("remote", Lifetime::Brief).await;
    assert_eq!(who(&remote).await, "next");
}

#[tokio::test]
async fn an_owner_with_another_runtime_folder_is_found_by_what_it_wrote() {
    let house = House::new();
    let owner = house.open("owner", Lifetime::Brief).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let env = |name: &str| (name == "XDG_RUNTIME_DIR").then(|| elsewhere.path().as_os_str().to_owned());
    let profile = lorch_host::Profile::resolve(Some(house.profile.dir().to_owned()), &env).unwrap();
    assert_ne!(profile.socket(), house.profile.socket());
    let remote = Face::open(profile, Lifetime::Brief, starts(router("remote"))).await.unwrap();
    assert_eq!(who(&remote).await, "owner");
    drop(owner);
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_nobody_answers_for_is_explained() {
    let house = House::new();
    house.profile.create().unwrap();
    let _held = ProfileLock::try_take(&house.profile).unwrap().unwrap();
    let fault = Face::open(house.profile.clone(), Lifetime::Brief, starts(router("x"))).await.err().unwrap();
    assert!(matches!(fault, OpenError::Busy { pid: Some(pid) } if pid == std::process::id()), "{fault}");
    assert!(fault.to_string().contains(&format!("process {}", std::process::id())), "{fault}");
}

#[tokio::test]
async fn a_start_that_fails_leaves_the_profile_free() {
    let house = House::new();
    let fails = |_lock| async { Err(OpenError::Start("the disk is full".into())) }.boxed();
    let fault = Face::open(house.profile.clone(), Lifetime::Long, fails).await.err().unwrap();
    assert_eq!(fault.to_string(), "the disk is full");
    assert_eq!(house.open("next", Lifetime::Brief).await.role(), Role::Owner);
}

#[tokio::test]
async fn a_profile_that_is_a_file_is_explained() {
    let house = House::new();
    fs::write(house.profile.dir(), "").unwrap();
    let fault = Face::open(house.profile.clone(), Lifetime::Brief, starts(router("x"))).await.err().unwrap();
    assert!(fault.to_string().contains("is not a folder"), "{fault}");
}
