//! `machine.db`: figures of this computer, in a file that may be lost.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{os::unix::fs::PermissionsExt, path::Path};

use lorch_model::{Timestamp, key::Key, system::view::Resolution};
use lorch_store::{
    convert::{convert_machine, is_plain},
    machine::{Block, MachineStore, Opened, Sealed},
};

const HOUR: i64 = 3_600_000;

async fn open(path: &Path, key: Option<&Key>) -> Opened {
    MachineStore::open(path, key, Timestamp::UNIX_EPOCH).await.unwrap()
}

fn block(resolution: Resolution, began: i64, size: usize) -> Block {
    let (amount, bytes) = (size as u64, vec![7; size]);
    Block { resolution, family: 1, began, ended: began + HOUR - 1, amount, bytes }
}

async fn seal(store: &MachineStore, blocks: Vec<Block>, days: Vec<(i64, i64)>) {
    store.seal(&Sealed { blocks, days, ..Default::default() }).await.unwrap();
}

#[tokio::test]
async fn figures_change_their_key_with_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("machine.db");
    let (one, other) = (Key::new([1; 32]), Key::new([2; 32]));
    let Opened { store, set_aside } = open(&path, None).await;
    assert!(set_aside.is_none());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(store.number(&["cpu", "memory", "cpu"], 5).await.unwrap(), [1, 2, 1]);
    seal(&store, vec![block(Resolution::Sample, 0, 9)], Vec::new()).await;
    store.add_recent(Some(b"rows"), Some(b"looks")).await.unwrap();
    store.close().await;
    let mut before = None;
    for key in [Some(&one), Some(&other), None] {
        convert_machine(&path, before, key).await.unwrap();
        assert_eq!(is_plain(&path), key.is_none());
        let Opened { store, set_aside } = open(&path, key).await;
        assert!(set_aside.is_none());
        assert_eq!(store.blocks(Resolution::Sample, 1, 0, HOUR).await.unwrap(), [vec![7; 9]]);
        let recent: Vec<bool> = store.recent().await.unwrap().iter().map(|recent| recent.processes).collect();
        assert_eq!(recent, [false, true]);
        store.close().await;
        before = key;
    }
    let Opened { store, set_aside } = open(&path, Some(&one)).await;
    assert!(set_aside.is_some(), "another key: they are begun anew");
    assert_eq!(store.series().await.unwrap(), []);
}

#[tokio::test]
async fn hours_of_a_day_are_replaced_and_those_of_other_days_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("machine.db"), None).await.store;
    let (day, next) = ((0, 24 * HOUR), (24 * HOUR, 48 * HOUR));
    seal(&store, vec![block(Resolution::Hour, HOUR, 1)], vec![day]).await;
    seal(&store, vec![block(Resolution::Hour, 25 * HOUR, 2)], vec![next]).await;
    seal(&store, vec![block(Resolution::Hour, HOUR, 3)], vec![day]).await;
    let kept = store.blocks(Resolution::Hour, 1, 0, 48 * HOUR).await.unwrap();
    assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
}

#[tokio::test]
async fn the_oldest_samples_go_first_where_there_is_too_much() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("machine.db");
    let store = open(&path, None).await.store;
    for hour in 0..200 {
        seal(&store, vec![block(Resolution::Sample, hour * HOUR, 50_000)], Vec::new()).await;
    }
    seal(&store, vec![block(Resolution::Minute, 0, 50_000), block(Resolution::Hour, 0, 50_000)], Vec::new()).await;
    store.forget_old([10 * HOUR, 0, 0], u64::MAX).await.unwrap();
    let kept = store.storage().await.unwrap();
    assert_eq!(kept.samples.since.unwrap().as_millisecond(), 10 * HOUR);
    assert!(kept.bytes > 9_000_000);
    store.forget_old([0; 3], 2_000_000).await.unwrap();
    let kept = store.storage().await.unwrap();
    assert!(kept.bytes <= 2_000_000 && kept.samples.since.unwrap().as_millisecond() > 100 * HOUR, "{kept:?}");
    assert!(kept.minutes.values > 0 && kept.hours.values > 0, "{kept:?}");
    store.forget_old([0; 3], 0).await.unwrap();
    assert_eq!(store.since().await.unwrap(), [None; 3]);
    store.close().await;
    assert!(std::fs::metadata(&path).unwrap().len() < 500_000, "room is given back to the disk");
}
