//! The rules of records, deletion and expiry in the design of the data, on one device.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, at};
use lorch_engine::EngineError;
use lorch_model::{
    Timestamp,
    id::Id,
    links::{LinkEdit, clusters},
    reader::{Feed, MarkEdit, SubscriptionEdit},
    record::RecordDraft,
    search::{Order, Question},
};
use lorch_store::reader::{ArticleDraft, ArticleFilter};

const DAY: i64 = 24 * 60 * 60;

async fn subscribed(bench: &Bench, titles: &[&str]) -> Feed {
    bench.server.feed("/a", titles);
    bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap().feed
}

async fn id_of(bench: &Bench, title: &str) -> Id {
    let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 200).await.unwrap().items;
    articles.into_iter().find(|article| article.title == title).unwrap().id
}

/// The last place that was given out in this device's log.
async fn place(bench: &Bench) -> i64 {
    let store = bench.engine.store();
    store.vector().await.unwrap().of(&store.origin())
}

fn draft(n: i64, words: &str, expires: Option<Timestamp>) -> RecordDraft {
    let account = "feed:https://else.example/feed";
    let draft = ArticleDraft {
        id: Id::of_record(account, &n.to_string()),
        external_id: n.to_string(),
        title: format!("{words} {n}"),
        summary: String::new(),
        link: None,
        author: None,
        published: at(n),
        updated: None,
        minutes: 1,
        hash: Id::of_record(words, &n.to_string()).0,
        html: String::new(),
        text: words.to_owned(),
        categories: vec![],
        enclosures: vec![],
    };
    draft.into_record(account.into(), expires).unwrap()
}

async fn found(bench: &Bench, words: &str) -> usize {
    bench.engine.store().search(&Question::of(words), Order::Newest, None, 200).await.unwrap().items.len()
}

#[tokio::test]
async fn an_article_once_starred_or_saved_is_a_record_and_unstarring_keeps_it() {
    let bench = Bench::new().await;
    subscribed(&bench, &["One", "Two", "Three"]).await;
    for (title, edit) in [
        ("One", MarkEdit { starred: Some(true), ..Default::default() }),
        ("Two", MarkEdit { saved: Some(true), ..Default::default() }),
        ("Three", MarkEdit { read: Some(true), ..Default::default() }),
    ] {
        bench.engine.mark_article(&id_of(&bench, title).await, edit).await.unwrap();
    }
    let one = id_of(&bench, "One").await;
    bench.engine.mark_article(&one, MarkEdit { starred: Some(false), ..Default::default() }).await.unwrap();
    let records = bench.engine.store().records().await.unwrap();
    assert_eq!(records.len(), 2);
    let record = bench.engine.store().record(&one).await.unwrap().unwrap();
    assert!(record.body.contains("About One"), "{}", record.body);
    assert_eq!(record.account, format!("feed:{}", bench.server.url("/a")));
    let saved = ArticleFilter { saved: true, ..Default::default() };
    assert_eq!(bench.engine.store().articles(&saved, None, 9).await.unwrap().items[0].title, "Two");
}

#[tokio::test]
async fn a_reimport_with_the_same_content_takes_no_place_in_the_log_and_a_changed_one_does() {
    let bench = Bench::new().await;
    let import =
        |words: &'static str| bench.engine.import_records("file", (0..5).map(|n| draft(n, words, None)).collect());
    import("harbour").await.unwrap();
    let before = place(&bench).await;
    let (_, landed) = import("harbour").await.unwrap();
    assert_eq!((landed.same, place(&bench).await), (5, before));
    let (_, landed) = import("canal").await.unwrap();
    assert_eq!((landed.changed, place(&bench).await), (5, before + 5));
    assert_eq!((found(&bench, "harbour").await, found(&bench, "canal").await), (0, 5));
}

#[tokio::test]
async fn marking_everything_read_takes_only_as_many_places_as_it_marks() {
    let bench = Bench::new().await;
    let feed = subscribed(&bench, &["One", "Two", "Three"]).await;
    let two = id_of(&bench, "Two").await;
    let before = place(&bench).await;
    let filter = ArticleFilter { feed: Some(feed.id), ..Default::default() };
    assert_eq!(bench.engine.mark_all_read(&filter, Some(&two)).await.unwrap(), 2);
    assert_eq!(place(&bench).await, before + 2);
    assert_eq!(bench.engine.mark_all_read(&filter, Some(&two)).await.unwrap(), 0);
    assert_eq!(place(&bench).await, before + 2);
}

#[tokio::test]
async fn what_was_removed_lies_in_the_bin_for_thirty_days_and_is_purged_then() {
    let bench = Bench::new().await;
    let feed = subscribed(&bench, &["One"]).await;
    bench.engine.unsubscribe(&feed.id).await.unwrap();
    let bin = bench.engine.store().bin().await.unwrap();
    assert_eq!((bin[0].id, bin[0].removed, bin[0].until), (feed.id, at(0), at(30 * DAY)));
    bench.clock.set(at(30 * DAY - 1));
    bench.engine.tidy_up().await.unwrap();
    bench.engine.restore_from_bin(&feed.id).await.unwrap();
    assert_eq!(bench.titles().await, ["One"]);
    assert!(bench.engine.store().bin().await.unwrap().is_empty());
    bench.engine.unsubscribe(&feed.id).await.unwrap();
    bench.clock.set(at(60 * DAY - 1));
    bench.engine.tidy_up().await.unwrap();
    assert!(bench.engine.store().bin().await.unwrap().is_empty());
    assert!(matches!(bench.engine.restore_from_bin(&feed.id).await, Err(EngineError::NotInBin)));
    assert_eq!(found(&bench, "One").await, 0);
}

#[tokio::test]
async fn a_purge_takes_the_words_out_of_the_file_and_the_same_thing_can_be_made_anew() {
    let mut bench = Bench::new().await;
    let feed = subscribed(&bench, &["Plain", "Gooseberrycanary", "Kept"]).await;
    let kept = id_of(&bench, "Kept").await;
    bench.engine.mark_article(&kept, MarkEdit { starred: Some(true), ..Default::default() }).await.unwrap();
    let canary = id_of(&bench, "Gooseberrycanary").await;
    // Once starred: a record, whose body holds the words too.
    for starred in [true, false] {
        let edit = MarkEdit { starred: Some(starred), read: Some(true), ..Default::default() };
        bench.engine.mark_article(&canary, edit).await.unwrap();
    }
    let titled = SubscriptionEdit { title: Some("Gooseberrycanary".into()), ..Default::default() };
    bench.engine.edit_subscription(&feed.id, titled).await.unwrap();
    bench.engine.unsubscribe(&feed.id).await.unwrap();
    let purged = bench.engine.purge(&feed.id).await.unwrap();
    assert_eq!((purged.things, purged.changes, purged.backups), (3, 4, 0));
    assert_eq!(bench.titles().await, ["Kept"]);
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
            assert!(!bytes.windows(16).any(|window| window == b"gooseberrycanary"), "{}", path.display());
        }
    }
    // The same second, the same words: what is made anew is not taken for what was purged.
    let again = subscribed(&bench, &["Plain", "Gooseberrycanary", "Kept"]).await;
    assert_eq!((again.id, again.articles), (feed.id, 3));
    bench.reopened().await;
    assert_eq!(bench.titles().await.len(), 3);
    let unread = ArticleFilter { unread: true, ..Default::default() };
    assert_eq!(bench.engine.store().articles(&unread, None, 9).await.unwrap().items.len(), 3);
}

#[tokio::test]
async fn an_import_is_undone_with_what_only_it_holds() {
    let bench = Bench::new().await;
    let by_hand = subscribed(&bench, &["One"]).await;
    let opml = |paths: &[&str]| {
        let outlines: String =
            paths.iter().map(|path| format!("<outline text=\"x\" xmlUrl=\"{}\"/>", bench.server.url(path))).collect();
        format!("<opml version=\"2.0\"><body>{outlines}</body></opml>")
    };
    let import = async |paths: &[&str]| -> i64 {
        bench.engine.import_opml(opml(paths).as_bytes()).await.unwrap().run.unwrap().parse().unwrap()
    };
    let first = import(&["/a", "/b", "/c", "/d"]).await;
    let second = import(&["/b"]).await;
    let id = |path: &str| Id::of_subscription(&bench.server.url(path));
    let edit = SubscriptionEdit { title: Some("Mine".into()), ..Default::default() };
    bench.engine.edit_subscription(&id("/c"), edit).await.unwrap();
    // By hand before, named by another import, edited since; only the last was brought by this one alone.
    let undone = bench.engine.undo_import(first).await.unwrap();
    assert_eq!((undone.removed, undone.kept), (1, 3));
    let left = async || -> Vec<Id> { bench.engine.store().feeds().await.unwrap().iter().map(|feed| feed.id).collect() };
    assert!(!left().await.contains(&id("/d")) && left().await.contains(&by_hand.id));
    assert!(matches!(bench.engine.undo_import(first).await, Err(EngineError::ImportUndone)));
    assert!(matches!(bench.engine.undo_import(99).await, Err(EngineError::ImportNotFound)));
    let undone = bench.engine.undo_import(second).await.unwrap();
    assert_eq!((undone.removed, left().await.contains(&id("/b"))), (1, false));
}

#[tokio::test]
async fn a_record_goes_with_its_last_evidence_and_leaves_a_tombstone() {
    let bench = Bench::new().await;
    let import = |numbers: std::ops::Range<i64>| {
        bench.engine.import_records("file", numbers.map(|n| draft(n, "harbour", None)).collect())
    };
    let (first, _) = import(0..4).await.unwrap();
    let (second, _) = import(2..4).await.unwrap();
    let starred = draft(0, "harbour", None).id();
    bench.engine.mark_article(&starred, MarkEdit { starred: Some(true), ..Default::default() }).await.unwrap();
    let undone = bench.engine.undo_import(first).await.unwrap();
    assert_eq!((undone.removed, undone.kept), (1, 3));
    let gone = bench.engine.store().record(&draft(1, "harbour", None).id()).await.unwrap().unwrap();
    assert!(gone.removed && gone.body.is_empty() && gone.external_id.is_empty());
    bench.engine.undo_import(second).await.unwrap();
    assert_eq!(found(&bench, "harbour").await, 1);
    let (_, landed) = import(0..4).await.unwrap();
    assert_eq!((landed.new, found(&bench, "harbour").await), (3, 4));
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn joins_never_merge_rows() {
    let bench = Bench::new().await;
    subscribed(&bench, &["One", "Two", "Three"]).await;
    let [a, b, c] = [id_of(&bench, "One").await, id_of(&bench, "Two").await, id_of(&bench, "Three").await];
    let say = |a, b, same| bench.engine.link(LinkEdit { a, b, same, reason: "seen".into() });
    say(a, b, true).await.unwrap();
    let chain = say(c, b, true).await.unwrap();
    assert_eq!(clusters(&bench.engine.store().links().await.unwrap())[0].len(), 3);
    say(a, c, false).await.unwrap();
    assert_eq!(clusters(&bench.engine.store().links().await.unwrap())[0].len(), 2);
    bench.engine.unlink(&chain.id).await.unwrap();
    assert!(matches!(bench.engine.unlink(&chain.id).await, Err(EngineError::LinkNotFound)));
    let again = say(b, c, true).await.unwrap();
    assert_eq!(again.id, chain.id);
    assert!(matches!(say(a, a, true).await, Err(EngineError::LinkToItself)));
    assert_eq!(bench.titles().await, ["Three", "Two", "One"]);
}

#[tokio::test]
async fn what_expires_goes_at_its_time_and_after_a_restore_at_once() {
    let mut bench = Bench::new().await;
    let records = vec![draft(1, "harbour", Some(at(50))), draft(2, "harbour", None), draft(3, "harbour", Some(at(99)))];
    bench.engine.import_records("file", records).await.unwrap();
    bench.clock.set(at(49));
    bench.engine.tidy_up().await.unwrap();
    assert_eq!(found(&bench, "harbour").await, 3);
    bench.clock.set(at(50));
    bench.engine.tidy_up().await.unwrap();
    assert_eq!(found(&bench, "harbour").await, 2);
    bench.clock.set(at(99));
    bench.reopened().await;
    assert_eq!((found(&bench, "harbour").await, bench.engine.store().records().await.unwrap().len()), (1, 1));
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn many_records_land_in_their_order_and_go_together() {
    let bench = Bench::new().await;
    let many: Vec<RecordDraft> = (0..1_000).map(|n| draft((n * 7_919) % 1_000, "harbour", None)).collect();
    let (run, landed) = bench.engine.import_records("file", many).await.unwrap();
    assert_eq!(landed.new, 1_000);
    let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 200).await.unwrap().items;
    assert_eq!((articles.len(), articles[0].title.as_str()), (200, "harbour 999"));
    assert_eq!(bench.engine.undo_import(run).await.unwrap().removed, 1_000);
}
