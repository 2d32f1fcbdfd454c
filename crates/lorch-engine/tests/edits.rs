//! What a person did can be taken back, and nothing that was done later is lost by it.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, at};
use lorch_engine::EngineError;
use lorch_model::{
    exchange::{Ask, Vector},
    id::Id,
    links::LinkEdit,
    made::{Action, Edit, Value, settings_id},
    reader::{Feed, MarkEdit, SubscriptionEdit},
    record::RecordDraft,
    settings::SettingsEdit,
};

async fn subscribed(bench: &Bench, path: &str, titles: &[&str]) -> Feed {
    bench.server.feed(path, titles);
    bench.engine.subscribe(&bench.server.url(path), SubscriptionEdit::default()).await.unwrap().feed
}

async fn rename(bench: &Bench, id: &Id, title: &str) {
    let edit = SubscriptionEdit { title: Some(title.into()), ..Default::default() };
    bench.engine.edit_subscription(id, edit).await.unwrap();
}

async fn edits(bench: &Bench) -> Vec<Edit> {
    bench.engine.store().edits(None, 200).await.unwrap().items
}

async fn number(bench: &Bench) -> i64 {
    edits(bench).await[0].number.parse().unwrap()
}

async fn unread(bench: &Bench) -> u32 {
    bench.engine.store().feeds().await.unwrap().iter().map(|feed| feed.unread).sum()
}

#[tokio::test]
async fn an_edit_is_undone_and_redone_step_by_step() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    rename(&bench, &id, "First").await;
    rename(&bench, &id, "Second").await;
    let title = async || bench.engine.feed(&id).await.unwrap().title;
    assert_eq!(bench.engine.undo(None).await.unwrap().action, Action::Renamed);
    assert_eq!(title().await, "First");
    assert!(bench.engine.undo(None).await.unwrap().undone);
    assert_eq!(title().await, "Feed /a");
    assert!(!bench.engine.redo(None).await.unwrap().undone);
    assert_eq!(title().await, "First");
    bench.engine.redo(None).await.unwrap();
    assert_eq!(title().await, "Second");
    assert!(matches!(bench.engine.redo(None).await, Err(EngineError::NothingToRedo)));
}

#[tokio::test]
async fn a_later_edit_is_not_trampled() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    let both = SubscriptionEdit { title: Some("Mine".into()), folder: Some("Sea".into()), url: None };
    bench.engine.edit_subscription(&id, both).await.unwrap();
    let first = number(&bench).await;
    rename(&bench, &id, "Later").await;
    // Only the folder still holds what the first edit wrote.
    bench.engine.undo(Some(first)).await.unwrap();
    let feed = bench.engine.feed(&id).await.unwrap();
    assert_eq!((feed.title.as_str(), feed.folder.as_str()), ("Later", ""));
    bench.engine.redo(Some(first)).await.unwrap();
    let feed = bench.engine.feed(&id).await.unwrap();
    assert_eq!((feed.title.as_str(), feed.folder.as_str()), ("Later", "Sea"));

    rename(&bench, &id, "A").await;
    let replaced = number(&bench).await;
    rename(&bench, &id, "B").await;
    rename(&bench, &id, "A").await;
    // The value is the one it wrote, but a later edit wrote it.
    assert!(matches!(bench.engine.undo(Some(replaced)).await, Err(EngineError::EditReplaced)));
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "A");
    assert!(matches!(bench.engine.undo(Some(9_999)).await, Err(EngineError::EditNotFound(9_999))));
}

#[tokio::test]
async fn redo_is_offered_only_for_what_was_undone_last_and_not_since_replaced() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    rename(&bench, &id, "First").await;
    bench.engine.undo(None).await.unwrap();
    let folder = SubscriptionEdit { folder: Some("Sea".into()), ..Default::default() };
    bench.engine.edit_subscription(&id, folder).await.unwrap();
    // An edit of something else stands in nobody's way.
    assert_eq!(bench.engine.redo(None).await.unwrap().action, Action::Renamed);
    bench.engine.undo(Some(2)).await.unwrap();
    rename(&bench, &id, "Other").await;
    assert!(matches!(bench.engine.redo(None).await, Err(EngineError::NothingToRedo)));
    assert!(matches!(bench.engine.redo(Some(2)).await, Err(EngineError::EditReplaced)));
}

#[tokio::test]
async fn undoing_to_unsubscribe_brings_the_feed_and_its_articles_back() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One", "Two"]).await.id;
    bench.engine.unsubscribe(&id).await.unwrap();
    assert!(bench.titles().await.is_empty());
    bench.clock.set(at(60));
    bench.engine.undo(None).await.unwrap();
    assert_eq!(bench.titles().await, ["Two", "One"]);
    assert_eq!(bench.engine.feed(&id).await.unwrap().next_check, Some(at(60)));
    bench.engine.redo(None).await.unwrap();
    assert!(bench.titles().await.is_empty());
    bench.engine.undo(None).await.unwrap();
    bench.engine.undo(None).await.unwrap();
    assert!(matches!(bench.engine.feed(&id).await, Err(EngineError::FeedNotFound)), "subscribing was undone");
    assert!(bench.engine.store().due_jobs("feed", at(1 << 30)).await.unwrap().is_empty());
    assert!(matches!(bench.engine.undo(None).await, Err(EngineError::NothingToUndo)));
    bench.engine.redo(None).await.unwrap();
    assert_eq!(bench.titles().await, ["Two", "One"]);
}

#[tokio::test]
async fn an_import_is_undone_in_one_step() {
    let bench = Bench::new().await;
    let kept = subscribed(&bench, "/kept", &["One"]).await.id;
    let outlines: String = ["/kept", "/a", "/b"]
        .iter()
        .map(|path| format!("<outline text=\"x\" xmlUrl=\"{}\"/>", bench.server.url(path)))
        .collect();
    let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
    bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    let edit = edits(&bench).await.remove(0);
    assert_eq!((edit.action, edit.count, edit.thing), (Action::Imported, 2, None));
    bench.engine.undo(None).await.unwrap();
    let feeds = bench.engine.store().feeds().await.unwrap();
    assert_eq!(feeds.iter().map(|feed| feed.id).collect::<Vec<_>>(), [kept]);
    bench.engine.redo(None).await.unwrap();
    assert_eq!(bench.engine.store().feeds().await.unwrap().len(), 3);
}

#[tokio::test]
async fn undoing_an_import_is_undone_with_what_it_held() {
    let bench = Bench::new().await;
    let opml = |paths: &[&str]| {
        let outlines: String =
            paths.iter().map(|path| format!("<outline text=\"x\" xmlUrl=\"{}\"/>", bench.server.url(path))).collect();
        format!("<opml version=\"2.0\"><body>{outlines}</body></opml>")
    };
    bench.engine.import_opml(opml(&["/a", "/b"]).as_bytes()).await.unwrap();
    bench.engine.import_opml(opml(&["/b", "/c"]).as_bytes()).await.unwrap();
    let count = async || bench.engine.store().feeds().await.unwrap().len();
    bench.engine.undo_import(1).await.unwrap();
    assert_eq!((edits(&bench).await[0].action, edits(&bench).await[0].count), (Action::ImportUndone, 1));
    assert_eq!(count().await, 2);
    assert_eq!(bench.engine.undo(None).await.unwrap().action, Action::ImportUndone);
    let imports = bench.engine.store().imports().await.unwrap();
    assert_eq!((count().await, imports.iter().any(|import| import.undone)), (3, false));
    // It holds again what it held: what the other import named too stays with it, and goes with it.
    assert_eq!(bench.engine.undo_import(2).await.unwrap().removed, 1);
    assert_eq!(bench.engine.undo_import(1).await.unwrap().removed, 2);
    bench.engine.undo(None).await.unwrap();
    bench.engine.redo(None).await.unwrap();
    assert!(bench.engine.store().imports().await.unwrap().iter().all(|import| import.undone));
    assert_eq!(count().await, 0);
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_only_a_file_brings_back_ends_undo_before_it_reaches_what_is_older() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    rename(&bench, &id, "Mine").await;
    let draft = RecordDraft {
        account: "file".into(),
        external_id: "1".into(),
        kind: "other".into(),
        schema: 1,
        version: 0,
        hash: [1; 16],
        expires: None,
        body: "{}".into(),
    };
    let (run, _) = bench.engine.import_records("file", vec![draft]).await.unwrap();
    bench.engine.undo_import(run).await.unwrap();
    assert!(matches!(bench.engine.undo(None).await, Err(EngineError::ImportGone)));
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "Mine");
    // Asked for by its number, an older edit is undone all the same.
    bench.engine.undo(Some(number(&bench).await - 1)).await.unwrap();
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "Feed /a");
}

#[tokio::test]
async fn what_was_said_of_two_things_is_undone_and_redone() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    rename(&bench, &id, "Mine").await;
    let say = async |same: bool, reason: &str| {
        let edit = LinkEdit { a: Id([1; 16]), b: Id([2; 16]), same, reason: reason.into() };
        bench.engine.link(edit).await.unwrap().id
    };
    let said = async || {
        let links = bench.engine.store().links().await.unwrap();
        links.into_iter().map(|link| (link.same, link.reason)).next()
    };
    let link = say(true, "seen").await;
    say(true, "seen").await;
    say(false, "looked again").await;
    bench.engine.unlink(&link).await.unwrap();
    let actions: Vec<Action> = edits(&bench).await.iter().map(|edit| edit.action).collect();
    assert_eq!(actions[..4], [Action::Unlinked, Action::ToldApart, Action::Linked, Action::Renamed]);
    let states = [Some((false, "looked again".to_owned())), Some((true, "seen".to_owned())), None];
    for state in &states {
        bench.engine.undo(None).await.unwrap();
        assert_eq!(&said().await, state);
    }
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "Mine");
    for state in [&states[1], &states[0], &None] {
        bench.engine.redo(None).await.unwrap();
        assert_eq!(&said().await, state);
    }
    // What another word stands for by now is left alone.
    say(true, "after all").await;
    assert!(matches!(bench.engine.undo(Some(3)).await, Err(EngineError::EditReplaced)));
    assert_eq!(said().await, Some((true, "after all".to_owned())));
    // So is what something else than an edit here took away.
    let mut write = bench.engine.store().write().await.unwrap();
    write.remove_records(&[link], at(0)).await.unwrap();
    write.commit().await.unwrap();
    assert!(matches!(bench.engine.undo(Some(number(&bench).await)).await, Err(EngineError::EditReplaced)));
    assert_eq!(said().await, None);
}

#[tokio::test]
async fn undoing_to_mark_all_read_restores_just_those_that_were_unread() {
    let bench = Bench::new().await;
    subscribed(&bench, "/a", &["One", "Two", "Three", "Four"]).await;
    let articles = bench.engine.store().articles(&Default::default(), None, 10).await.unwrap().items;
    let mark = |n: usize, read| {
        bench.engine.mark_article(&articles[n].id, MarkEdit { read: Some(read), ..Default::default() })
    };
    mark(0, true).await.unwrap();
    assert_eq!(bench.engine.mark_all_read(&Default::default(), None).await.unwrap(), 3);
    assert_eq!((edits(&bench).await[0].action, edits(&bench).await[0].count), (Action::MarkedRead, 3));
    let bulk = number(&bench).await;
    mark(1, false).await.unwrap();
    mark(1, true).await.unwrap();
    // The second one was marked by hand since: it stays.
    bench.engine.undo(Some(bulk)).await.unwrap();
    let read: Vec<bool> = bench
        .engine
        .store()
        .articles(&Default::default(), None, 10)
        .await
        .unwrap()
        .items
        .iter()
        .map(|article| article.read)
        .collect();
    assert_eq!(read, [true, true, false, false]);
    assert_eq!(unread(&bench).await, 2);
    bench.engine.redo(Some(bulk)).await.unwrap();
    assert_eq!(unread(&bench).await, 0);
    let marks = bench.engine.store().marks().await.unwrap();
    let of = |n: usize| marks.iter().find(|(thing, _)| *thing == articles[n].id).unwrap().1.counter;
    assert_eq!((of(0), of(2)), (1, 3), "taking back is a mark with a higher counter");
}

#[tokio::test]
async fn a_star_is_undone_and_what_changed_nothing_is_no_edit() {
    let bench = Bench::new().await;
    let feed = subscribed(&bench, "/a", &["One"]).await;
    let article = bench.engine.store().articles(&Default::default(), None, 1).await.unwrap().items.remove(0);
    let before = edits(&bench).await.len();
    let star: MarkEdit = serde_json::from_str(r#"{"starred": true, "read": true}"#).unwrap();
    bench.engine.mark_article(&article.id, star).await.unwrap();
    bench.engine.mark_article(&article.id, star).await.unwrap();
    rename(&bench, &feed.id, "").await;
    let after = edits(&bench).await;
    assert_eq!((after.len() - before, after[0].action, after[0].title.as_str()), (1, Action::Starred, "One"));
    bench.engine.undo(None).await.unwrap();
    let article = bench.engine.store().article(&article.id).await.unwrap().unwrap().summary;
    assert_eq!((article.starred, article.read), (false, false));
}

#[tokio::test]
async fn settings_are_undone_and_the_proxy_stays_on_this_machine() {
    let bench = Bench::new().await;
    let edit = SettingsEdit {
        proxy: Some("socks5://127.0.0.1:9050".into()),
        refresh_minutes: Some(30),
        ..SettingsEdit::default()
    };
    bench.engine.edit_settings(edit).await.unwrap();
    assert_eq!(edits(&bench).await[0].action, Action::SettingsChanged);
    bench.engine.undo(None).await.unwrap();
    assert_eq!(bench.engine.store().settings().await.unwrap(), Default::default());
    bench.engine.redo(None).await.unwrap();
    assert_eq!(bench.engine.store().settings().await.unwrap().refresh_minutes, 30);
    let ask = Ask { exchange: settings_id(), seen: Vector::default(), after: None };
    let batch = bench.engine.store().batch(&ask, 100).await.unwrap();
    assert_eq!(batch.items.len(), 1, "the shared settings travel");
    assert!(!format!("{:?}", batch.items).contains("9050"));
}

#[tokio::test]
async fn edits_are_kept_for_thirty_days_and_a_thousand() {
    let bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    let day = 24 * 60 * 60;
    bench.clock.set(at(29 * day));
    rename(&bench, &id, "One").await;
    assert_eq!(edits(&bench).await.len(), 2);
    bench.clock.set(at(31 * day));
    rename(&bench, &id, "Two").await;
    assert_eq!(edits(&bench).await.len(), 2);
}

#[tokio::test]
async fn every_state_of_a_thing_can_be_read_and_gone_back_to() {
    let mut bench = Bench::new().await;
    let id = subscribed(&bench, "/a", &["One"]).await.id;
    bench.clock.set(at(10));
    rename(&bench, &id, "First").await;
    bench.clock.set(at(20));
    rename(&bench, &id, "Second").await;
    bench.reopened().await;
    let history = bench.engine.history(&id).await.unwrap();
    assert_eq!((history.items.len(), history.conflicts.len()), (3, 0));
    let newest = &history.items[0];
    assert_eq!((newest.at, newest.here, newest.fields[0].field.as_str()), (at(20), true, "title"));
    let said = |text: &str| Some(Value::Text(text.into()));
    assert_eq!((newest.fields[0].from.clone(), newest.fields[0].to.clone()), (said("First"), said("Second")));
    let mut change = [0; 32];
    hex::decode_to_slice(&history.items[1].change, &mut change).unwrap();
    bench.engine.restore_state(&id, &change).await.unwrap();
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "First");
    assert_eq!(bench.engine.undo(None).await.unwrap().action, Action::Restored);
    assert_eq!(bench.engine.feed(&id).await.unwrap().title, "Second");
    assert!(bench.engine.restore_state(&id, &[7; 32]).await.is_err());
    assert!(matches!(bench.engine.history(&Id([9; 16])).await, Err(EngineError::ThingNotFound)));
}
