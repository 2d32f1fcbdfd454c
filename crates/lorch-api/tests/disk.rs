//! A disk that is full or takes no writes: it is said once, reading goes on, and so does everything afterwards.
//!
//! Needs a file system of its own, which only root may mount; elsewhere these say that they are skipped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
};

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use lorch_api::{
    core,
    face::{Face, Lifetime},
};
use lorch_host::{Profile, modes};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A small disk for one test.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    /// `None`, with the reason spoken, where nothing can be mounted.
    fn new() -> Option<Self> {
        let disk = Self { folder: tempfile::tempdir().unwrap() };
        if disk.mount("size=24m") {
            return Some(disk);
        }
        eprintln!("skipped: a small disk can be mounted by root alone");
        None
    }

    fn mount(&self, how: &str) -> bool {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", how, "lorch-test"]).arg(self.folder.path()).output();
        mount.is_ok_and(|done| done.status.success())
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all room that is left.
    fn fill(&self) {
        let mut ballast = File::create(self.path().join("ballast")).unwrap();
        for size in [64 * 1024, 4096, 512, 1] {
            while ballast.write_all(&vec![7; size]).is_ok() {}
        }
    }

    fn empty(&self) {
        fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-l"]).arg(self.folder.path()).output();
    }
}

fn profile_on(disk: &Disk, elsewhere: &Path) -> Profile {
    let runtime = elsewhere.join("run");
    modes::private_folder(&runtime).unwrap();
    let env = |name: &str| match name {
        "XDG_RUNTIME_DIR" => Some(runtime.clone().into_os_string()),
        "XDG_STATE_HOME" => Some(elsewhere.join("state").into_os_string()),
        _ => None,
    };
    Profile::resolve(Some(disk.path().join("profile")), &env).unwrap()
}

async fn ask(face: &Face, method: &str, path: &str, body: Value) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let answer = face.clone().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn allow(face: &Face, number: u32) -> (u16, Value) {
    ask(face, "POST", "/api/sources/allowed", json!({ "address": format!("host-{number}.example:80") })).await
}

async fn allowed(face: &Face) -> usize {
    let (status, list) = ask(face, "GET", "/api/sources/allowed", Value::Null).await;
    assert_eq!(status, 200, "{list}");
    list["items"].as_array().unwrap().len()
}

async fn trouble(face: &Face) -> Value {
    ask(face, "GET", "/api/status", Value::Null).await.1["trouble"]["code"].clone()
}

#[tokio::test]
async fn a_full_disk_refuses_what_is_new_and_loses_nothing() {
    let Some(disk) = Disk::new() else { return };
    let elsewhere = tempfile::tempdir().unwrap();
    let profile = profile_on(&disk, elsewhere.path());
    let face = core::open(profile.clone(), Lifetime::Long).await.unwrap();
    let mut kept = 0;
    for number in 0..10 {
        assert!(allow(&face, number).await.0 < 300);
        kept += 1;
    }
    let reserve = profile.dir().join("reserve");
    assert!(reserve.exists(), "room is kept from the start");
    disk.fill();
    let mut refusal = Value::Null;
    for number in 10..5000 {
        let (status, answer) = allow(&face, number).await;
        if status >= 300 {
            assert_eq!((status, &answer["code"]), (507, &json!("disk_full")), "{answer}");
            refusal = answer;
            break;
        }
        kept += 1;
    }
    assert_eq!(refusal["code"], "disk_full", "the disk was never full");
    assert_eq!((trouble(&face).await, allowed(&face).await), (json!("disk_full"), kept), "reading goes on");
    assert!(!reserve.exists(), "the room that was kept is given back");
    let (status, answer) = ask(&face, "DELETE", "/api/sources/allowed/host-0.example:80", Value::Null).await;
    assert!(status < 300, "something can be deleted: {answer}");
    kept -= 1;
    disk.empty();
    assert_eq!(trouble(&face).await, Value::Null, "it goes on by itself");
    assert!(reserve.exists(), "room is kept again");
    assert!(allow(&face, 9999).await.0 < 300);
    face.stop().await;
    let face = core::open(profile, Lifetime::Brief).await.unwrap();
    assert_eq!(allowed(&face).await, kept + 1, "what was acknowledged is there, and nothing else");
    face.stop().await;
}

#[tokio::test]
async fn a_profile_that_takes_no_writes_is_read_and_written_again_when_it_can() {
    let Some(disk) = Disk::new() else { return };
    let elsewhere = tempfile::tempdir().unwrap();
    let profile = profile_on(&disk, elsewhere.path());
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert!(allow(&face, 1).await.0 < 300);
    face.stop().await;
    assert!(disk.mount("remount,ro"));
    let before = fs::read(profile.database()).unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!((trouble(&face).await, allowed(&face).await), (json!("profile_read_only"), 1));
    let (status, answer) = allow(&face, 2).await;
    assert_eq!((status, &answer["code"]), (403, &json!("profile_read_only")), "{answer}");
    assert_eq!((trouble(&face).await, allowed(&face).await), (json!("profile_read_only"), 1));
    let asked = Request::post("/api/verify").header("idempotency-key", "k").body(Body::empty()).unwrap();
    let answer = face.clone().oneshot(asked).await.unwrap();
    let verified: Value = serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(verified["ok"], true, "what can only be read can be checked: {verified}");
    assert_eq!(before, fs::read(profile.database()).unwrap());
    assert!(disk.mount("remount,rw"));
    // It is not tried again with each request.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(3)).await;
    tokio::time::resume();
    assert!(allow(&face, 2).await.0 < 300, "the same process writes again");
    assert_eq!((trouble(&face).await, allowed(&face).await), (Value::Null, 2));
    face.stop().await;
}
