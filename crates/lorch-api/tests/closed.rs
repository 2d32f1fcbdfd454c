//! A profile that can't be opened says so everywhere, and is put right under the same process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path};

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use lorch_api::{
    core,
    face::{Face, Lifetime, Role},
    profile_key::VaultKeys,
};
use lorch_host::{Profile, modes, vault::Work};
use serde_json::{Value, json};
use tower::ServiceExt;

fn profile_in(root: &Path) -> Profile {
    let runtime = root.join("run");
    modes::private_folder(&runtime).unwrap();
    let env = |name: &str| match name {
        "XDG_RUNTIME_DIR" => Some(runtime.clone().into_os_string()),
        "XDG_STATE_HOME" => Some(root.join("state").into_os_string()),
        _ => None,
    };
    Profile::resolve(Some(root.join("profile")), &env).unwrap()
}

async fn ask(face: &Face, method: &str, path: &str) -> (u16, Value) {
    say(face, method, path, Value::Null).await
}

async fn say(face: &Face, method: &str, path: &str, body: Value) -> (u16, Value) {
    let (body, kind) =
        if body.is_null() { (String::new(), "text/plain") } else { (body.to_string(), "application/json") };
    let request = Request::builder().method(method).uri(path).header("content-type", kind);
    let request = request.body(Body::from(body)).unwrap();
    let answer = face.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn healthy(profile: &Profile) {
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
    assert_eq!(ask(&face, "POST", "/api/profile/start-over").await.1["code"], "profile_open");
    face.stop().await;
}

#[tokio::test]
async fn a_damaged_profile_is_said_and_put_right_without_a_restart() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path());
    healthy(&profile).await;
    fs::create_dir(profile.backups()).unwrap();
    fs::copy(profile.database(), profile.backups().join("good.db")).unwrap();
    let bad = [7; 5000];
    fs::write(profile.database(), bad).unwrap();
    let face = core::open(profile.clone(), Lifetime::Long).await.unwrap();
    let beside = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!(beside.role(), Role::Remote);
    for face in [&face, &beside] {
        let (status, told) = ask(face, "GET", "/api/status").await;
        assert_eq!((status, &told["trouble"]["code"]), (200, &json!("database_foreign")));
        assert!(told["trouble"]["title"].as_str().unwrap().contains("lorch.db"));
        for (method, path) in [("GET", "/api/reader/feeds"), ("POST", "/api/reader/feeds"), ("GET", "/api/nowhere")] {
            let (status, problem) = ask(face, method, path).await;
            assert_eq!((status, &problem["code"]), (503, &json!("database_foreign")), "{path}");
        }
    }
    for name in ["none.db", "..", "%2e%2e%2florch.db", ".hidden"] {
        let (status, _) = ask(&face, "POST", &format!("/api/backups/{name}/restore")).await;
        assert!(status == 404 || status == 503, "{name}: {status}");
    }
    assert_eq!(fs::read(profile.database()).unwrap(), bad);
    let (status, restored) = ask(&beside, "POST", "/api/backups/good.db/restore").await;
    assert_eq!(status, 200, "{restored}");
    let aside = profile.backups().join(restored["set_aside"].as_str().unwrap());
    assert_eq!(fs::read(aside).unwrap(), bad, "it was moved, not overwritten");
    for face in [&face, &beside] {
        assert_eq!(ask(face, "GET", "/api/status").await.1["trouble"], Value::Null);
        assert_eq!(ask(face, "GET", "/api/reader/feeds").await.0, 200);
    }
    beside.stop().await;
    face.stop().await;
    healthy(&profile).await;
}

#[tokio::test]
async fn the_backups_of_a_profile_that_cant_be_opened_are_listed_and_restored() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path());
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    let made = ask(&face, "POST", "/api/backups").await.1;
    face.stop().await;
    fs::write(profile.database(), "Dear diary").unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    let listed = ask(&face, "GET", "/api/backups").await.1;
    assert_eq!((&listed["items"], &listed["next"]), (&json!([made]), &Value::Null));
    assert_eq!(ask(&face, "POST", "/api/backups").await.1["code"], "database_foreign", "there is nothing to copy");
    let name = made["name"].as_str().unwrap();
    assert_eq!(ask(&face, "POST", &format!("/api/backups/{name}/restore")).await.0, 200);
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
    face.stop().await;
}

#[tokio::test]
async fn starting_over_sets_aside_and_begins_empty() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path());
    healthy(&profile).await;
    fs::write(profile.database(), "Dear diary").unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    let (number, code) = (ask(&face, "GET", "/api/changes").await.1, "database_foreign");
    assert_eq!(number["number"], code);
    let (status, begun) = ask(&face, "POST", "/api/profile/start-over").await;
    assert_eq!(status, 200, "{begun}");
    assert_eq!(fs::read(profile.dir().join(begun["set_aside"].as_str().unwrap())).unwrap(), b"Dear diary");
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
    assert_eq!(ask(&face, "GET", &format!("/api/changes?since={code}&wait=0")).await.1["reset"], true);
    face.stop().await;
    healthy(&profile).await;
}

#[tokio::test]
async fn a_key_that_appears_later_opens_the_profile() {
    let root = tempfile::tempdir().unwrap();
    let key = root.path().join("key");
    let profile = profile_in(root.path()).with_key_file(Some(key.clone()));
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"]["code"], "key_file_unusable");
    lorch_host::key_file::make(&key).unwrap();
    face.stop().await;
    healthy(&profile).await;
    assert!(!fs::read(profile.database()).unwrap().starts_with(b"SQLite"));
}

#[tokio::test]
async fn a_backup_without_a_key_gets_that_of_the_profile_and_never_opens_it_to_everyone_unasked() {
    for (given, query, plain) in [(true, "", false), (false, "?plain=true", true)] {
        let root = tempfile::tempdir().unwrap();
        let key = root.path().join("key");
        let profile = profile_in(root.path());
        healthy(&profile).await;
        fs::create_dir(profile.backups()).unwrap();
        fs::copy(profile.database(), profile.backups().join("old.db")).unwrap();
        let made = lorch_host::key_file::make(&key).unwrap();
        lorch_api::rekey::rekey(&profile, None, Some(&made), false).await.unwrap();
        let mut encrypted = fs::read(profile.database()).unwrap();
        let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
        let (status, refused) = ask(&face, "POST", "/api/backups/old.db/restore").await;
        assert_eq!((status, &refused["code"]), (409, &json!("restore_unencrypted")), "{refused}");
        assert_eq!(fs::read(profile.database()).unwrap(), encrypted);
        face.stop().await;
        // With its key the profile can't be opened either when it is damaged.
        if given {
            encrypted[100..200].fill(0xee);
            fs::write(profile.database(), &encrypted).unwrap();
        }
        let profile = profile.with_key_file(given.then_some(key));
        let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
        let (status, restored) = ask(&face, "POST", &format!("/api/backups/old.db/restore{query}")).await;
        assert_eq!(status, 200, "{restored}");
        let aside = profile.backups().join(restored["set_aside"].as_str().unwrap());
        assert!(fs::read(aside).unwrap().starts_with(&encrypted[..4096]), "it was moved, not overwritten");
        assert_eq!(fs::read(profile.database()).unwrap().starts_with(b"SQLite format 3"), plain);
        assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
        face.stop().await;
        healthy(&profile).await;
    }
}

#[tokio::test]
async fn damage_that_shows_only_later_is_said_and_ended_too() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path());
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    let allow = Request::post("/api/sources/allowed").header("content-type", "application/json");
    let allow = allow.body(Body::from(r#"{"address":"canary.example:80"}"#)).unwrap();
    assert!(face.clone().oneshot(allow).await.unwrap().status().is_success());
    face.stop().await;
    let mut bytes = fs::read(profile.database()).unwrap();
    let found = |page: &&mut [u8]| page.windows(14).any(|part| part == b"canary.example");
    bytes.chunks_mut(4096).filter(found).for_each(|page| page[..100].fill(0xee));
    fs::write(profile.database(), &bytes).unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    let mut said = ask(&face, "GET", "/api/status").await.1["trouble"]["code"].clone();
    if said.is_null() {
        let (status, problem) = ask(&face, "GET", "/api/sources/allowed").await;
        assert_eq!((status, &problem["code"]), (503, &json!("database_damaged")), "{problem}");
        said = ask(&face, "GET", "/api/status").await.1["trouble"]["code"].clone();
    }
    assert_eq!(said, "database_damaged");
    let (status, begun) = ask(&face, "POST", "/api/profile/start-over").await;
    assert_eq!(status, 200, "{begun}");
    assert!(profile.dir().join(begun["set_aside"].as_str().unwrap()).exists());
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
    face.stop().await;
}

/// A profile in a vault's keeping, as an encryption leaves it that ended before it was said to be done.
#[tokio::test]
async fn a_profile_whose_key_lies_in_a_locked_vault_is_opened_by_its_passphrase() {
    let root = tempfile::tempdir().unwrap();
    let profile = profile_in(root.path());
    healthy(&profile).await;
    let passphrase = "four random words";
    {
        let vaults = profile.vaults().without_keyring().with_work(Work::LITTLE);
        vaults.open_file(&passphrase.into()).unwrap();
        let keys = VaultKeys::of(&vaults).unwrap();
        let (first, _) = keys.take_or_make().unwrap();
        lorch_api::rekey::rekey(&profile, None, Some(&first), false).await.unwrap();
        let (next, _) = keys.take_or_make_next().unwrap();
        lorch_api::rekey::rekey(&profile, Some(&first), Some(&next), false).await.unwrap();
    }
    let locked = fs::read(profile.database()).unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"]["code"], "database_locked_vault");
    let vault = ask(&face, "GET", "/api/vault").await.1;
    assert_eq!((&vault["kind"], &vault["state"]), (&json!("file"), &json!("locked")));
    let open = |passphrase: &'static str| {
        let face = face.clone();
        async move { say(&face, "POST", "/api/vault/file", json!({ "passphrase": passphrase })).await }
    };
    let (status, refused) = open("four other words").await;
    assert_eq!((status, &refused["code"]), (403, &json!("passphrase_wrong")));
    assert_eq!(fs::read(profile.database()).unwrap(), locked);
    let (status, opened) = open(passphrase).await;
    assert_eq!((status, &opened["state"]), (200, &json!("open")), "{opened}");
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"], Value::Null);
    assert_eq!(ask(&face, "GET", "/api/reader/feeds").await.0, 200);
    face.stop().await;
    // Without the file of the vault nothing is made in its place: it would hide where the key lies.
    fs::remove_file(profile.dir().join("vault.age")).unwrap();
    let face = core::open(profile.clone(), Lifetime::Brief).await.unwrap();
    assert_eq!(ask(&face, "GET", "/api/status").await.1["trouble"]["code"], "database_locked_key");
    let (status, refused) = say(&face, "POST", "/api/vault/file", json!({ "passphrase": passphrase })).await;
    assert_eq!((status, &refused["code"]), (503, &json!("vault_absent")));
    assert!(!profile.dir().join("vault.age").exists());
    face.stop().await;
}
