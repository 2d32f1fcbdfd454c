//! An origin is never used by two: the rules of identity in the design of the data.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{fs, path::Path, sync::Arc};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, id::Id};

/// Opens a profile, as a process would, and returns the origin it writes under.
async fn origin(profile: &Path, state: &Path, machine: &str, seed: u8) -> Id {
    let engine = Engine::open(EngineConfig {
        database: profile.join("lorch.db"),
        state: state.to_owned(),
        machine: machine.into(),
        version: "0".into(),
        clock: Arc::new(ManualClock::new(Timestamp::from_second(1_700_000_000).unwrap())),
        seed: [seed; 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap();
    let origin = engine.store().origin();
    engine.stop().await;
    origin
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test]
async fn a_profile_that_is_opened_again_stays_itself() {
    let (profile, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = origin(profile.path(), state.path(), "m", 1).await;
    for seed in 2..6 {
        assert_eq!(origin(profile.path(), state.path(), "m", seed).await, first);
    }
}

#[tokio::test]
async fn a_copied_folder_is_a_new_incarnation_and_the_original_stays() {
    let (profile, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (second, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = origin(profile.path(), state.path(), "m", 1).await;
    copy(profile.path(), second.path());
    let copied = origin(second.path(), elsewhere.path(), "m", 2).await;
    assert_ne!(copied, first);
    assert_eq!(origin(second.path(), elsewhere.path(), "m", 3).await, copied);
    assert_eq!(origin(profile.path(), state.path(), "m", 4).await, first);
}

#[tokio::test]
async fn a_restored_backup_is_a_new_incarnation() {
    let (profile, state, backup) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = origin(profile.path(), state.path(), "m", 1).await;
    copy(profile.path(), backup.path());
    assert_eq!(origin(profile.path(), state.path(), "m", 2).await, first);
    copy(backup.path(), profile.path());
    assert_ne!(origin(profile.path(), state.path(), "m", 3).await, first);
}

#[tokio::test]
async fn a_cloned_machine_is_a_new_incarnation() {
    let (profile, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = origin(profile.path(), state.path(), "m", 1).await;
    assert_ne!(origin(profile.path(), state.path(), "another", 2).await, first);
}
