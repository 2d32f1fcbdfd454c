//! Backups by the clock, restores, checks and rebuilds.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::{path::Path, sync::Arc};

use common::{Bench, at};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, EngineError, ManualClock};
use lorch_model::{
    backup::BackupKind,
    id::Id,
    reader::{MarkEdit, SubscriptionEdit},
    search::Question,
};
use lorch_store::StoreError;
use sqlx::{Connection, SqliteConnection};

const DAY: i64 = 24 * 3600;

/// A profile with three articles of two feeds; one read, one starred of a feed that was unsubscribed from.
async fn lived_in() -> Bench {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["Low tide", "High tide"]);
    bench.server.feed("/b", &["Clouds", "Rain"]);
    for path in ["/a", "/b"] {
        bench.engine.subscribe(&bench.server.url(path), SubscriptionEdit::default()).await.unwrap();
    }
    let articles = bench.engine.store().articles(&Default::default(), None, 9).await.unwrap().items;
    let id = |title: &str| articles.iter().find(|article| article.title == title).unwrap().id;
    let mark = |read, starred| MarkEdit { read, starred, ..Default::default() };
    bench.engine.mark_article(&id("Low tide"), mark(Some(true), None)).await.unwrap();
    bench.engine.mark_article(&id("Clouds"), mark(None, Some(true))).await.unwrap();
    bench.engine.unsubscribe(&Id::of_subscription(&bench.server.url("/b"))).await.unwrap();
    bench
}

/// Does something to the tables that no program of ours would.
async fn meddle(database: &Path, statements: &'static str) {
    let mut conn = SqliteConnection::connect(&format!("sqlite:{}", database.display())).await.unwrap();
    sqlx::raw_sql(statements).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

async fn open(folder: &Path, seed: u8) -> Engine {
    Engine::open(EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: "test".into(),
        version: "0".into(),
        clock: Arc::new(ManualClock::new(at(0))),
        seed: [seed; 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap()
}

/// Ends when there are `count` backups.
async fn backed_up(bench: &Bench, count: usize) {
    loop {
        let seen = bench.engine.store().changes_since(None).number;
        if bench.engine.backups().await.unwrap().items.len() >= count {
            return;
        }
        bench.engine.store().changed_after(&seen).await;
    }
}

#[tokio::test]
async fn a_backup_is_made_daily_and_caught_up_after_sleep() {
    let mut bench = Bench::new().await;
    bench.engine.start();
    while bench.engine.backups().await.unwrap().next.is_none() {
        tokio::task::yield_now().await;
    }
    bench.clock.set(at(DAY));
    backed_up(&bench, 1).await;
    bench.clock.set(at(40 * DAY));
    backed_up(&bench, 2).await;
    bench.reopened().await;
    bench.clock.set(at(42 * DAY));
    bench.engine.start();
    backed_up(&bench, 3).await;
    let kinds: Vec<BackupKind> = bench.engine.backups().await.unwrap().items.iter().map(|made| made.kind).collect();
    assert_eq!(kinds, [BackupKind::Daily, BackupKind::Weekly, BackupKind::Weekly], "newest first");
}

#[tokio::test]
async fn a_daily_backup_that_failed_is_told_until_a_good_one_is_made() {
    let bench = Bench::new().await;
    let folder = bench.engine.store().backups_folder();
    std::fs::write(&folder, "in the way").unwrap();
    bench.engine.start();
    while bench.engine.store().job("backup", &Id([0; 16])).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    bench.clock.set(at(DAY));
    let trouble = loop {
        let seen = bench.engine.store().changes_since(None).number;
        match bench.engine.status().await.unwrap().trouble {
            Some(trouble) => break trouble,
            None => bench.engine.store().changed_after(&seen).await,
        }
    };
    assert_eq!(trouble.code, "backup_failed");
    std::fs::remove_file(&folder).unwrap();
    bench.engine.back_up().await.unwrap();
    assert_eq!(bench.engine.status().await.unwrap().trouble, None);
}

#[tokio::test]
async fn a_restored_backup_of_the_same_opening_is_a_new_incarnation() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path(), 1).await;
    let first = engine.store().origin();
    let made = engine.back_up().await.unwrap();
    let staged = engine.stage_backup(&made.name).await.unwrap();
    engine.stop().await;
    staged.swap().unwrap();
    let engine = open(folder.path(), 2).await;
    assert_ne!(engine.store().origin(), first);
    engine.stop().await;
}

#[tokio::test]
async fn only_names_of_backups_are_restored() {
    let bench = Bench::new().await;
    bench.engine.back_up().await.unwrap();
    for name in ["", "..", "../lorch.db", "lorch.db", "2020-01-01T00-00-00.000Z.manual.7.db"] {
        let refused = bench.engine.stage_backup(name).await;
        assert!(matches!(refused, Err(EngineError::BackupNotFound(_))), "{name}");
    }
    let other = bench.folder.path().join("other.db");
    std::fs::write(&other, "no database").unwrap();
    assert!(matches!(bench.engine.stage_file(&other).await, Err(EngineError::Store(StoreError::Trouble(_)))));
}

#[tokio::test]
async fn rebuild_gives_identical_hashes() {
    let bench = lived_in().await;
    let before = bench.engine.store().digests().await.unwrap();
    assert!(bench.engine.verify().await.unwrap().ok);
    bench.engine.rebuild().await.unwrap();
    assert_eq!(bench.engine.store().digests().await.unwrap(), before);
    for damage in [
        "UPDATE articles SET read = 1 - read",
        "UPDATE articles SET starred = 1 - starred",
        "UPDATE articles SET removed = 0",
        "UPDATE timeline SET title = 'gone', subtitle = '', removed = 1 - removed",
        "UPDATE subscriptions SET title = 'other', removed = NULL, folder = 'x'",
        "UPDATE search_texts SET text = 'gone' WHERE key IN (SELECT key FROM articles WHERE starred = 1)",
        "UPDATE articles SET title = 'gone', summary = '', hash = zeroblob(16) WHERE starred = 1",
        "UPDATE article_bodies SET html = 'gone', extras = '' WHERE key IN (SELECT key FROM articles WHERE starred = 1)",
        "UPDATE feeds SET articles = 0, unread = 99, newest = NULL",
        "PRAGMA foreign_keys = OFF; UPDATE timeline SET id = randomblob(16) WHERE key = (SELECT min(key) FROM timeline)",
        "PRAGMA foreign_keys = OFF; DELETE FROM timeline WHERE key = (SELECT max(key) FROM timeline)",
        "INSERT INTO search (search) VALUES ('delete-all')",
    ] {
        meddle(&bench.folder.path().join("lorch.db"), damage).await;
        assert!(!bench.engine.verify().await.unwrap().ok, "{damage}");
        bench.engine.rebuild().await.unwrap();
        assert_eq!(bench.engine.store().digests().await.unwrap(), before, "{damage}");
        let verified = bench.engine.verify().await.unwrap();
        assert!(verified.ok, "{damage}: {verified:?}");
    }
}

#[tokio::test]
async fn a_rebuild_that_was_broken_off_starts_over_by_itself() {
    let mut bench = lived_in().await;
    let before = bench.engine.store().digests().await.unwrap();
    // What a kill after the first step leaves.
    let mut write = bench.engine.store().write().await.unwrap();
    write.schedule("rebuild", &Id([0; 16]), Some(at(0))).await.unwrap();
    write.forget_index().await.unwrap();
    write.commit().await.unwrap();
    // A feed changes an article while the index doesn't know it.
    bench.server.feed("/a", &["Low tide", "High tide", "Spring tide"]);
    let ids = bench.engine.ids_or_all(None).await.unwrap();
    bench.engine.refresh(&ids).await.unwrap();
    bench.reopened().await;
    assert!(bench.engine.finish_rebuild().await.unwrap());
    assert!(!bench.engine.finish_rebuild().await.unwrap(), "once");
    assert!(bench.engine.verify().await.unwrap().ok);
    let found = bench.engine.store().search(&Question::of("tide"), Default::default(), None, 9).await.unwrap();
    assert_eq!(found.items.len(), 3);
    assert_eq!(bench.engine.store().digests().await.unwrap().len(), before.len());
}

#[tokio::test]
async fn the_drill_tries_the_newest_backup_and_says_what_it_found() {
    let bench = lived_in().await;
    assert_eq!(bench.engine.drill().await.unwrap(), None);
    let made = bench.engine.back_up().await.unwrap();
    let drill = bench.engine.drill().await.unwrap().unwrap();
    assert!(drill.ok && drill.backup == made.name, "{drill:?}");
    let file = bench.engine.store().backups_folder().join(&made.name);
    meddle(&file, "UPDATE feeds SET unread = 77").await;
    assert!(!bench.engine.drill().await.unwrap().unwrap().ok);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let drill = bench.engine.drill().await.unwrap().unwrap();
    assert!(!drill.ok && bench.engine.backups().await.unwrap().last_drill == Some(drill));
    let left = std::fs::read_dir(bench.engine.store().backups_folder()).unwrap().count();
    assert_eq!(left, 2, "the backup and what the drill found");
}
