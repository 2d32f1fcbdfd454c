//! A profile with a key: nothing of it can be read without, and changing the key loses nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lorch_model::{Timestamp, id::Id, key::Key, trouble::TroubleKind};
use lorch_store::{Store, StoreError, StoreOptions, convert, convert::Step, look};

const CANARY: &str = "canary-7f3a91";

fn key(byte: u8) -> Option<Key> {
    Some(Key::new([byte; 32]))
}

async fn open(path: &Path, key: &Option<Key>) -> Result<Store, StoreError> {
    Store::open_with(path, StoreOptions { key: key.clone(), read_only: false }, Id([1; 16]), Timestamp::UNIX_EPOCH)
        .await
}

async fn write(store: &Store) {
    let mut write = store.write().await.unwrap();
    write.allow_address(CANARY, Timestamp::UNIX_EPOCH).await.unwrap();
    write.commit().await.unwrap();
}

async fn reads_canary(path: &Path, key: &Option<Key>) -> bool {
    let store = open(path, key).await.unwrap();
    let held = store.allowed_addresses().await.unwrap();
    store.close().await;
    held.iter().any(|allowed| allowed.address == CANARY)
}

fn kind(fault: &StoreError) -> TroubleKind {
    fault.trouble().unwrap_or_else(|| panic!("{fault}")).kind
}

/// Every file below `folder` that holds `needle`.
fn holding(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &PathBuf| fs::read(path).unwrap().windows(needle.len()).any(|part| part == needle.as_bytes());
    entries.filter(holds).collect()
}

#[tokio::test]
async fn with_a_key_nothing_on_the_disk_can_be_read() {
    for (key, plain) in [(None, true), (key(7), false)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lorch.db");
        let store = open(&path, &key).await.unwrap();
        write(&store).await;
        // While it is open the -wal file holds what was written.
        let open_files = holding(folder.path(), CANARY);
        store.close().await;
        let closed_files = holding(folder.path(), CANARY);
        assert_eq!((open_files.is_empty(), closed_files.is_empty()), (!plain, !plain), "{open_files:?}");
        assert!(reads_canary(&path, &key).await);
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.starts_with(b"SQLite format 3\0"), plain);
    }
}

#[tokio::test]
async fn a_missing_a_wrong_and_a_needless_key_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, locked) = (folder.path().join("plain.db"), folder.path().join("locked.db"));
    open(&plain, &None).await.unwrap().close().await;
    open(&locked, &key(7)).await.unwrap().close().await;
    let before = [fs::read(&plain).unwrap(), fs::read(&locked).unwrap()];
    let cases = [
        (&locked, None, TroubleKind::KeyMissing),
        (&locked, key(8), TroubleKind::KeyWrong),
        (&plain, key(7), TroubleKind::KeyNotNeeded),
    ];
    for (path, key, expected) in cases {
        let fault = open(path, &key).await.err().unwrap();
        assert_eq!(kind(&fault), expected);
        assert!(fault.to_string().contains(&path.display().to_string()), "{fault}");
        assert!(!format!("{fault:?}").contains("0707"), "{fault:?}");
    }
    assert_eq!(before, [fs::read(&plain).unwrap(), fs::read(&locked).unwrap()]);
}

#[tokio::test]
async fn a_key_is_given_changed_and_taken_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lorch.db");
    let store = open(&path, &None).await.unwrap();
    write(&store).await;
    store.close().await;
    for (from, to) in [(None, key(1)), (key(1), key(2)), (key(2), None)] {
        let done = convert::convert(&path, from.as_ref(), to.as_ref(), |_| Ok(())).await.unwrap();
        assert!(done.tables > 20 && done.rows > 5, "{done:?}");
        assert_eq!(convert::is_plain(&path), to.is_none());
        assert_eq!(holding(folder.path(), CANARY).is_empty(), to.is_some());
        assert!(reads_canary(&path, &to).await);
        look(&path, to.as_ref()).await.unwrap();
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "only the database is left");
}

#[tokio::test]
async fn a_conversion_that_stops_anywhere_leaves_one_whole_database() {
    let steps = [Step::TakeIn, Step::Copy, Step::Compare, Step::Sync, Step::Rename, Step::Finish];
    for (from, to) in [(None, key(1)), (key(1), key(2)), (key(2), None)] {
        for last in steps {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("lorch.db");
            let store = open(&path, &from).await.unwrap();
            write(&store).await;
            store.close().await;
            let stop = |step| if step == last { Err(io::Error::other("the plug was pulled")) } else { Ok(()) };
            convert::convert(&path, from.as_ref(), to.as_ref(), stop).await.unwrap_err();
            let holds = if last == Step::Finish { &to } else { &from };
            assert!(reads_canary(&path, holds).await, "{last:?}");
            // And it can be done again.
            convert::convert(&path, holds.as_ref(), to.as_ref(), |_| Ok(())).await.unwrap();
            assert!(reads_canary(&path, &to).await, "{last:?}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{last:?}");
        }
    }
}

#[tokio::test]
async fn a_copy_of_an_encrypted_database_is_encrypted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lorch.db");
    let store = open(&path, &key(7)).await.unwrap();
    write(&store).await;
    let copy = folder.path().join("copy.db");
    store.copy_into(&copy).await.unwrap();
    store.close().await;
    assert_eq!(holding(folder.path(), CANARY), [] as [PathBuf; 0]);
    assert!(reads_canary(&copy, &key(7)).await);
    assert_eq!(kind(&look(&copy, None).await.unwrap_err()), TroubleKind::KeyMissing);
}
