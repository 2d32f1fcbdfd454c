//! Folders: renamed on one device and filed into on another, nothing is lost.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, whole};
use lorch_engine::EngineError;
use lorch_model::{
    id::Id,
    made::{Action, Value},
    reader::{MarkEdit, SubscriptionEdit},
};

/// Subscribes to a feed that nobody serves, in a folder.
async fn filed(bench: &Bench, name: &str, folder: &str) -> Id {
    let url = format!("https://{name}.example/feed");
    let outline = format!("<outline text=\"{folder}\"><outline text=\"{name}\" xmlUrl=\"{url}\"/></outline>");
    bench.engine.import_opml(format!("<opml version=\"2.0\"><body>{outline}</body></opml>").as_bytes()).await.unwrap();
    file(bench, &Id::of_subscription(&url), folder).await;
    Id::of_subscription(&url)
}

async fn file(bench: &Bench, feed: &Id, folder: &str) {
    let edit = SubscriptionEdit { folder: Some(folder.into()), ..Default::default() };
    bench.engine.edit_subscription(feed, edit).await.unwrap();
}

async fn rename(bench: &Bench, old: &str, new: &str) -> Id {
    let folders = bench.engine.store().list_folders().await.unwrap();
    let id = folders.iter().find(|folder| folder.path == old).unwrap().id;
    assert_eq!(bench.engine.rename_folder(&id, new).await.unwrap().path, new);
    id
}

/// Title and folder of each feed.
async fn places(bench: &Bench) -> Vec<String> {
    let feeds = bench.engine.store().feeds().await.unwrap();
    let mut places: Vec<String> = feeds.iter().map(|feed| format!("{} in {}", feed.title, feed.folder)).collect();
    places.sort();
    places
}

async fn folders(bench: &Bench) -> Vec<(String, u32)> {
    let folders = bench.engine.store().list_folders().await.unwrap();
    folders.into_iter().map(|folder| (folder.path, folder.feeds)).collect()
}

async fn hashes(bench: &Bench) -> Vec<lorch_model::backup::Digest> {
    bench.engine.store().digests().await.unwrap()
}

async fn meet(one: &Bench, two: &Bench) {
    whole(two, one).await;
    whole(one, two).await;
    whole(two, one).await;
}

#[tokio::test]
async fn feeds_and_folders_go_with_a_folder_that_is_renamed() {
    let bench = Bench::new().await;
    filed(&bench, "oak", "Craft/Wood").await;
    filed(&bench, "iron", "Craft/Metal").await;
    let craft = rename(&bench, "Craft", "Work/Making").await;
    assert_eq!(places(&bench).await, ["iron in Work/Making/Metal", "oak in Work/Making/Wood"]);
    rename(&bench, "Work/Making/Wood", "Timber").await;
    let counted = [("Timber", 1), ("Work", 1), ("Work/Making", 1), ("Work/Making/Metal", 1)];
    assert_eq!(folders(&bench).await, counted.map(|(path, feeds)| (path.to_owned(), feeds)));
    // The path that was left is free for a folder of its own.
    filed(&bench, "clay", "Craft").await;
    assert_ne!(rename(&bench, "Craft", "Pottery").await, craft);
    assert_eq!(places(&bench).await, ["clay in Pottery", "iron in Work/Making/Metal", "oak in Timber"]);
    // At the path of another one, both are one, and go on as one.
    rename(&bench, "Pottery", "Timber").await;
    rename(&bench, "Timber", "Stuff").await;
    assert_eq!(places(&bench).await, ["clay in Stuff", "iron in Work/Making/Metal", "oak in Stuff"]);
}

#[tokio::test]
async fn a_folder_keeps_a_name_and_does_not_go_into_itself() {
    let bench = Bench::new().await;
    filed(&bench, "oak", "Craft/Wood").await;
    let craft = Id::of_folder("Craft");
    for (id, path, code) in [
        (craft, " / ", EngineError::FolderUnnamed),
        (craft, "Craft/Wood/Craft", EngineError::FolderInsideItself),
        (Id([9; 16]), "Sea", EngineError::FolderNotFound),
    ] {
        let refused = bench.engine.rename_folder(&id, path).await.unwrap_err();
        assert_eq!(refused.to_string(), code.to_string(), "{path}");
    }
    assert_eq!(places(&bench).await, ["oak in Craft/Wood"]);
}

#[tokio::test]
async fn renaming_a_folder_here_and_filing_into_it_there_loses_nothing() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    filed(&one, "oak", "Craft/Wood").await;
    meet(&one, &two).await;
    rename(&one, "Craft", "Making").await;
    filed(&two, "iron", "Craft/Metal").await;
    filed(&two, "clay", "Craft").await;
    meet(&one, &two).await;
    for bench in [&one, &two] {
        assert_eq!(places(bench).await, ["clay in Making", "iron in Making/Metal", "oak in Making/Wood"]);
        assert_eq!(folders(bench).await[0], ("Making".to_owned(), 3));
        let before = hashes(bench).await;
        bench.engine.rebuild().await.unwrap();
        assert_eq!(hashes(bench).await, before);
    }
}

#[tokio::test]
async fn two_devices_that_made_the_same_folder_have_one_and_both_names_for_it_are_listed() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    for (bench, feed, name) in [(&one, "oak", "Timber"), (&two, "pine", "Forest")] {
        filed(bench, feed, "Wood").await;
        rename(bench, "Wood", name).await;
    }
    meet(&one, &two).await;
    let places_now = places(&one).await;
    assert_eq!(places_now, places(&two).await);
    assert_eq!(folders(&one).await.len(), 1, "{places_now:?}");
    let id = Id::of_folder("Wood");
    for bench in [&one, &two] {
        let conflicts = bench.engine.history(&id).await.unwrap().conflicts;
        let mut values = conflicts[0].values.clone();
        values.sort();
        assert_eq!((conflicts[0].field.as_str(), values), ("name", vec![Value::from("Forest"), Value::from("Timber")]));
    }
    // Choosing one, also the one that shows, settles it.
    let shown = folders(&one).await[0].0.clone();
    one.engine.rename_folder(&id, &shown).await.unwrap();
    meet(&one, &two).await;
    assert!(two.engine.history(&id).await.unwrap().conflicts.is_empty());
}

#[tokio::test]
async fn folders_that_were_put_into_each_other_are_there_on_both_devices() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    filed(&one, "oak", "Wood").await;
    filed(&one, "iron", "Metal").await;
    meet(&one, &two).await;
    rename(&one, "Wood", "Metal/Wood").await;
    rename(&two, "Metal", "Wood/Metal").await;
    meet(&one, &two).await;
    assert_eq!(places(&one).await, ["iron in Metal", "oak in Metal/Wood"]);
    assert_eq!(places(&two).await, places(&one).await);
}

#[tokio::test]
async fn renaming_a_folder_is_undone_redone_and_told() {
    let bench = Bench::new().await;
    filed(&bench, "oak", "Craft/Wood").await;
    let id = rename(&bench, "Craft", "Sea/Making").await;
    let undone = bench.engine.undo(None).await.unwrap();
    assert_eq!(
        (undone.action, undone.kind.as_str(), undone.title.as_str()),
        (Action::FolderRenamed, "folder", "Sea/Making")
    );
    assert_eq!(places(&bench).await, ["oak in Craft/Wood"]);
    bench.engine.redo(None).await.unwrap();
    assert_eq!(places(&bench).await, ["oak in Sea/Making/Wood"]);
    rename(&bench, "Sea/Making", "Making").await;
    let history = bench.engine.history(&id).await.unwrap();
    let told: Vec<_> =
        history.items[0].fields.iter().map(|change| (change.field.as_str(), change.to.clone())).collect();
    assert_eq!(told, [("parent", Some(Value::from("")))]);
    let change = history.items[1].change.clone();
    let mut hash = [0; 32];
    hex_into(&change, &mut hash);
    bench.engine.restore_state(&id, &hash).await.unwrap();
    assert_eq!(places(&bench).await, ["oak in Sea/Making/Wood"]);
}

#[tokio::test]
async fn of_a_feed_that_is_purged_the_words_of_its_folder_go_too() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let edit = SubscriptionEdit { folder: Some("Secrecy".into()), ..Default::default() };
    let feed = bench.engine.subscribe(&bench.server.url("/a"), edit).await.unwrap().feed.id;
    // What is starred stays, and with it a row of its feed.
    let article = bench.engine.store().articles(&Default::default(), None, 9).await.unwrap().items[0].id;
    let starred = MarkEdit { starred: Some(true), ..Default::default() };
    bench.engine.mark_article(&article, starred).await.unwrap();
    bench.engine.unsubscribe(&feed).await.unwrap();
    bench.engine.purge(&feed).await.unwrap();
    let file = std::fs::read(bench.engine.store().path()).unwrap();
    assert!(!file.windows(7).any(|window| window == b"Secrecy"));
}

fn hex_into(text: &str, bytes: &mut [u8]) {
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap();
    }
}
