//! Backups: what counts, what is swept, what is refused, and what a swap leaves behind.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use lorch_model::{Timestamp, backup::BackupKind, id::Id, trouble::TroubleKind};
use lorch_store::{Store, StoreError, backup};
use sqlx::{Connection, SqliteConnection};

struct Room {
    folder: tempfile::TempDir,
    store: Store,
}

impl Room {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("lorch.db"), Id([1; 16]), at(0)).await.unwrap();
        Self { folder, store }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("lorch.db")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("backups")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    async fn set(&self, minutes: u32) {
        let mut write = self.store.write().await.unwrap();
        write.set_proxy(&minutes.to_string()).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn minutes(&self) -> u32 {
        self.store.settings().await.unwrap().proxy.parse().unwrap_or(0)
    }

    async fn reopen(self) -> Self {
        self.store.close().await;
        let store = Store::open(&self.database(), Id([1; 16]), at(9)).await.unwrap();
        Self { store, ..self }
    }
}

fn at(day: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + day * 86_400).unwrap()
}

fn kind<T>(refused: &Result<T, StoreError>) -> Option<TroubleKind> {
    refused.as_ref().err().and_then(StoreError::trouble).map(|trouble| trouble.kind)
}

async fn change(file: &std::path::Path, sql: &'static str) {
    let mut conn = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    sqlx::query(sql).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn what_expires_is_left_out_of_backups() {
    let room = Room::new().await;
    change(
        &room.database(),
        "INSERT INTO timeline (key, id, room, kind, title, subtitle, source, provenance, expires)
         VALUES (1, randomblob(16), 'reader', 'article', 'Canary of a day', '', 'feeds', 'api', 9000000000000),
             (2, randomblob(16), 'reader', 'article', 'Heron of all days', '', 'feeds', 'api', NULL)",
    )
    .await;
    change(&room.database(), "INSERT INTO search (rowid, title, text) SELECT key, title, text FROM search_content")
        .await;
    let made = room.store.back_up(BackupKind::Manual, at(1)).await.unwrap();
    let copy = fs::read(room.folder.path().join("backups").join(made.name)).unwrap();
    let holds = |words: &[u8]| copy.windows(words.len()).any(|window| window == words);
    assert!(holds(b"Heron of all days"));
    assert!(!holds(b"Canary of a day"));
}

#[tokio::test]
async fn a_backup_counts_when_it_is_proved_and_only_then() {
    let room = Room::new().await;
    room.set(30).await;
    let backups = room.folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    fs::write(backups.join(".making.daily"), "half").unwrap();
    fs::write(backups.join("notes.txt"), "mine").unwrap();
    let made = room.store.back_up(BackupKind::Daily, at(0)).await.unwrap();
    assert_eq!(room.names(), [made.name.clone(), "notes.txt".into()], "what was half made is swept, the rest stays");
    assert!(made.verified && !made.encrypted && made.bytes > 0);
    assert_eq!(backup::list(&backups).unwrap(), std::slice::from_ref(&made));
    assert_eq!(backup::newest_good(&backups).unwrap(), Some(made.clone()));
    let mode = fs::metadata(backups.join(&made.name)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_damaged_database_makes_no_backup_and_costs_none() {
    let room = Room::new().await;
    for day in 0..7 {
        room.store.back_up(BackupKind::Daily, at(day)).await.unwrap();
    }
    let before = room.names();
    let mut conn = SqliteConnection::connect(&format!("sqlite:{}", room.database().display())).await.unwrap();
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut conn).await.unwrap();
    sqlx::query("INSERT INTO search_texts (key, text) VALUES (7, 'of nothing')").execute(&mut conn).await.unwrap();
    let refused = room.store.back_up(BackupKind::Daily, at(8)).await;
    assert!(kind(&refused) == Some(TroubleKind::Damaged), "{refused:?}");
    let mut after = room.names();
    after.retain(|name| !name.starts_with('.'));
    assert_eq!(after, before);
}

#[tokio::test]
async fn writers_go_on_while_a_backup_is_made() {
    let room = Room::new().await;
    let write = room.store.write().await.unwrap();
    let store = room.store.clone();
    let making = tokio::spawn(async move { store.back_up(BackupKind::Manual, at(0)).await });
    while backup::list(&room.store.backups_folder()).unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    // Made and proved while somebody was writing; only to tell of it takes a commit.
    write.commit().await.unwrap();
    assert!(making.await.unwrap().unwrap().verified);
}

#[tokio::test]
async fn restore_never_overwrites_and_everybody_sees_that_all_changed() {
    let room = Room::new().await;
    room.set(30).await;
    let made = room.store.back_up(BackupKind::Manual, at(0)).await.unwrap();
    room.set(45).await;
    room.set(90).await;
    let seen = room.store.changes_since(None).number;
    let from = room.store.backups_folder().join(&made.name);
    let staged = room.store.stage(&from, &made.name, at(1)).await.unwrap();
    assert_eq!(room.minutes().await, 90, "nothing happens before the swap");
    room.store.close().await;
    let restored = staged.swap().unwrap();
    let room = room.reopen().await;
    assert_eq!(room.minutes().await, 30);
    let changes = room.store.changes_since(Some(&seen));
    assert!(changes.topics.len() >= 5, "{changes:?}");
    let aside = room.store.backups_folder().join(restored.set_aside.unwrap());
    let staged = room.store.stage(&aside, "aside", at(2)).await.unwrap();
    room.store.close().await;
    staged.swap().unwrap();
    let room = room.reopen().await;
    assert_eq!(room.minutes().await, 90, "what was set aside comes back whole");
}

#[tokio::test]
async fn a_file_from_outside_is_compared_with_the_known_schema() {
    let room = Room::new().await;
    let made = room.store.back_up(BackupKind::Manual, at(0)).await.unwrap();
    let good = room.store.backups_folder().join(&made.name);
    let outside = room.folder.path().join("outside.db");
    let cases = [
        ("CREATE TRIGGER t AFTER INSERT ON settings BEGIN DELETE FROM marks; END", "foreign"),
        ("CREATE VIEW v AS SELECT 1", "foreign"),
        ("CREATE TABLE mine (a)", "foreign"),
        ("DROP INDEX jobs_due", "foreign"),
        ("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1", "foreign"),
        (
            "UPDATE _sqlx_migrations SET version = 900 WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
            "newer",
        ),
        ("DROP TABLE _sqlx_migrations", "foreign"),
        ("INSERT INTO settings (name, value) VALUES ('proxy', '\"\"')", "good"),
    ];
    for (sql, expected) in cases {
        fs::copy(&good, &outside).unwrap();
        change(&outside, sql).await;
        let found = match room.store.stage(&outside, "outside", at(1)).await {
            Ok(_) => "good",
            refused => match kind(&refused) {
                Some(TroubleKind::Foreign) => "foreign",
                Some(TroubleKind::Newer) => "newer",
                _ => "other",
            },
        };
        assert_eq!(found, expected, "{sql}");
    }
    for bytes in
        [&b""[..], b"no database at all, but long enough to have the head of one", &fs::read(&good).unwrap()[..9000]]
    {
        fs::write(&outside, bytes).unwrap();
        assert!(room.store.stage(&outside, "outside", at(1)).await.is_err());
    }
    let room = room.reopen().await;
    assert_eq!(room.minutes().await, 0, "the profile is as it was");
    assert!(!room.folder.path().join("lorch.db.next").exists());
}

#[tokio::test]
async fn digests_do_not_care_for_order_and_local_numbers() {
    let (a, b) = (Room::new().await, Room::new().await);
    let rows = |first: &str, second: &str| {
        format!(
            "INSERT INTO subscriptions (number, id, first_url, url, folder, added) VALUES
                 ({first}, x'01010101010101010101010101010101', 'a', 'a', '', 0),
                 ({second}, x'02020202020202020202020202020202', 'b', 'b', '', 0);
             INSERT INTO feeds (number, articles) VALUES ({first}, 3), ({second}, 4)"
        )
    };
    for (room, sql) in [(&a, rows("1", "2")), (&b, rows("9", "4"))] {
        let mut conn = SqliteConnection::connect(&format!("sqlite:{}", room.database().display())).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    }
    let (of_a, of_b) = (a.store.digests().await.unwrap(), b.store.digests().await.unwrap());
    assert_eq!(of_a, of_b);
    assert!(of_a.iter().any(|digest| digest.table == "feeds" && digest.rows == 2));
    change(&b.database(), "UPDATE feeds SET articles = 5 WHERE articles = 4").await;
    assert_ne!(b.store.digests().await.unwrap(), of_a);
}
