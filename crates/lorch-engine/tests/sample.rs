//! The sample lands as everything else does, stays here, is asked of nobody, and goes without a trace.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::collections::BTreeMap;

use common::{Bench, whole};
use lorch_model::{
    Timestamp,
    id::Id,
    links::LinkEdit,
    reader::{MarkEdit, RuleEdit, SubscriptionEdit},
    sample::Sample,
    search::{Order, Question},
    timeline::Provenance,
};
use lorch_store::reader::ArticleFilter;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

const SEED: u64 = 1;
const STAR: MarkEdit = MarkEdit { read: None, starred: Some(true), saved: None };

fn now() -> Timestamp {
    "2026-11-21T17:30:00Z".parse().unwrap()
}

/// A device on which the person reads one feed of their own.
async fn bench(number: u8) -> Bench {
    let bench = Bench::seeded(number).await;
    bench.clock.set(now());
    bench.server.feed("/own", &["One", "Two", "Three"]);
    let wish = SubscriptionEdit { folder: Some("News".into()), ..SubscriptionEdit::default() };
    bench.engine.subscribe(&bench.server.url("/own"), wish).await.unwrap();
    bench
}

async fn digests(bench: &Bench) -> BTreeMap<String, (u64, String)> {
    let digests = bench.engine.store().digests().await.unwrap();
    digests.into_iter().map(|digest| (digest.table, (digest.rows, digest.hash))).collect()
}

/// Rows of the tables that digests leave out, but for those that only ever count up.
async fn counts(bench: &Bench) -> Vec<(&'static str, i64)> {
    let path = format!("sqlite://{}?mode=ro", bench.folder.path().join("lorch.db").display());
    let mut conn = SqliteConnection::connect(&path).await.unwrap();
    let mut counts = Vec::new();
    for table in
        ["log", "jobs", "fetches", "origins", "edit_steps", "search_docsize", "notices", "deliveries", "reminders"]
    {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        counts.push((table, sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap()));
    }
    counts
}

async fn sound(bench: &Bench) {
    let verified = bench.engine.verify().await.unwrap();
    assert!(verified.ok, "{verified:?}");
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

/// An article of the sample, and one of the person's.
async fn articles(bench: &Bench) -> (Id, Id) {
    let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 200).await.unwrap().items;
    let of_own = ArticleFilter { feed: Some(own(bench)), ..Default::default() };
    let own = bench.engine.store().articles(&of_own, None, 9).await.unwrap().items[0].id;
    (articles.iter().find(|article| article.id != own && !article.starred).unwrap().id, own)
}

fn own(bench: &Bench) -> Id {
    Id::of_subscription(&bench.server.url("/own"))
}

#[tokio::test]
async fn the_same_seed_at_the_same_time_is_the_same_sample() {
    let (one, same, other) = (Bench::new().await, Bench::new().await, Bench::new().await);
    for (bench, seed) in [(&one, SEED), (&same, SEED), (&other, 2)] {
        bench.clock.set(now());
        bench.engine.add_sample(seed).await.unwrap();
    }
    // The address of the test's own server differs from run to run.
    let of = |mut digests: BTreeMap<String, (u64, String)>| {
        digests.remove("allowed_addresses");
        digests
    };
    let (one, same, other) = (of(digests(&one).await), of(digests(&same).await), of(digests(&other).await));
    assert_eq!(one, same);
    assert_ne!(one["articles"], other["articles"]);
}

#[tokio::test]
async fn it_is_all_over_the_house_and_says_that_it_is_made_up() {
    let bench = bench(1).await;
    let added = bench.engine.add_sample(SEED).await.unwrap();
    assert!(added.present && added.records > 1_400, "{added:?}");
    let store = bench.engine.store();
    let feeds = store.feeds().await.unwrap();
    assert_eq!(feeds.iter().filter(|feed| feed.sample).count(), 13);
    assert!(feeds.iter().all(|feed| feed.sample != (feed.id == own(&bench))));
    let source = store.sources().await.unwrap().remove(0);
    assert_eq!((source.parts, source.sample), (14, 13));
    let (article, own) = articles(&bench).await;
    let entries = store.timeline(&Default::default(), &Default::default(), 200).await.unwrap().items;
    assert!(entries.iter().all(|entry| (entry.provenance == Provenance::Sample) != (entry.id == own)));
    assert!(entries.iter().any(|entry| entry.id == article));
    assert_eq!(store.rules().await.unwrap().len(), 2);
    let told = store.inbox(Default::default(), None, 50).await.unwrap().items;
    assert!(told.len() > 3 && told.iter().all(|notice| notice.sample && notice.at <= now()), "{told:?}");
    bench.engine.remind().await.unwrap();
    assert_eq!(store.open_deliveries().await.unwrap(), [], "none of them goes out, nor is due");
    assert_eq!(store.next_reminder().await.unwrap(), None);
    for filter in [
        ArticleFilter { starred: true, ..Default::default() },
        ArticleFilter { saved: true, ..Default::default() },
        ArticleFilter { unread: true, ..Default::default() },
    ] {
        assert!(store.articles(&filter, None, 9).await.unwrap().items.len() > 5, "{filter:?}");
    }
    let hits = store.search(&Question::of("lighthouse"), Order::Newest, None, 9).await.unwrap();
    assert!(!hits.items.is_empty());
    sound(&bench).await;
}

#[tokio::test]
async fn adding_it_again_changes_nothing() {
    let bench = bench(1).await;
    let added = bench.engine.add_sample(SEED).await.unwrap();
    let before = digests(&bench).await;
    bench.clock.set(now().saturating_add(std::time::Duration::from_secs(90_000)).unwrap());
    assert_eq!(bench.engine.add_sample(2).await.unwrap(), added);
    assert_eq!(digests(&bench).await, before);
}

#[tokio::test]
async fn removing_it_leaves_every_table_as_it_was() {
    let bench = bench(1).await;
    let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 9).await.unwrap().items;
    bench.engine.mark_article(&articles[0].id, STAR).await.unwrap();
    let before = (digests(&bench).await, counts(&bench).await);
    bench.engine.add_sample(SEED).await.unwrap();
    assert_ne!(digests(&bench).await, before.0);
    assert_eq!(bench.engine.remove_sample().await.unwrap(), Sample::default());
    assert_eq!((digests(&bench).await, counts(&bench).await), before);
    sound(&bench).await;
    // And once more: nothing is left that would stand in its way.
    bench.engine.remove_sample().await.unwrap();
    assert!(bench.engine.add_sample(SEED).await.unwrap().records > 1_400);
    bench.engine.remove_sample().await.unwrap();
    assert_eq!((digests(&bench).await, counts(&bench).await), before);
}

/// What a person does with what is their own; with the sample there, also with that.
async fn live(bench: &Bench, with_sample: bool) {
    let engine = &bench.engine;
    let filter = ArticleFilter { feed: Some(own(bench)), ..Default::default() };
    let mine = engine.store().articles(&filter, None, 9).await.unwrap().items;
    if with_sample {
        engine.add_sample(SEED).await.unwrap();
        let (article, _) = articles(bench).await;
        engine.mark_article(&article, STAR).await.unwrap();
        engine.link(LinkEdit { a: article, b: mine[0].id, same: true, reason: "both".into() }).await.unwrap();
        let feeds: Vec<Id> = engine.store().feeds().await.unwrap().iter().filter(|f| f.sample).map(|f| f.id).collect();
        let rename = SubscriptionEdit { title: Some("Mine".into()), ..SubscriptionEdit::default() };
        engine.edit_subscription(&feeds[0], rename).await.unwrap();
        engine.unsubscribe(&feeds[1]).await.unwrap();
        engine.unsubscribe(&feeds[2]).await.unwrap();
        engine.purge(&feeds[2]).await.unwrap();
        let rule = engine.store().rules().await.unwrap()[0].id;
        engine.edit_rule(&rule, RuleEdit { enabled: Some(false), ..RuleEdit::default() }).await.unwrap();
    }
    engine.mark_article(&mine[1].id, STAR).await.unwrap();
    engine.mark_all_read(&ArticleFilter::default(), None).await.unwrap();
    let folder = SubscriptionEdit { folder: Some("Sea".into()), ..SubscriptionEdit::default() };
    engine.edit_subscription(&own(bench), folder).await.unwrap();
    if with_sample {
        engine.remove_sample().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_the_persons_own_is_as_if_it_had_never_been_there() {
    // The same address on both: ids are made from it.
    let bench = bench(1).await;
    let twin = tempfile::tempdir().unwrap();
    bench.engine.stop().await;
    for file in ["lorch.db", "lorch.db-wal"] {
        let from = bench.folder.path().join(file);
        if from.exists() {
            std::fs::copy(from, twin.path().join(file)).unwrap();
        }
    }
    copy_state(bench.folder.path(), twin.path());
    let mut without = bench;
    without.reseeded(1).await;
    live(&without, false).await;
    let (plain, rows) = (digests(&without).await, counts(&without).await);
    let edits = edits(&without).await;
    without.engine.stop().await;
    let mut with = without;
    with.folder = twin;
    with.reseeded(1).await;
    live(&with, true).await;
    let mut said = digests(&with).await;
    // Numbers of edits are given out once: those of the sample leave a gap.
    for table in ["edits", "edit_steps"] {
        assert_eq!(said[table].0, plain[table].0, "{table}");
        said.insert(table.into(), plain[table].clone());
    }
    assert_eq!(said, plain);
    assert_eq!(counts(&with).await, rows);
    assert_eq!(self::edits(&with).await, edits);
    sound(&with).await;
}

fn copy_state(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to.join("state")).unwrap();
    for entry in std::fs::read_dir(from.join("state")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join("state").join(entry.file_name())).unwrap();
    }
}

async fn edits(bench: &Bench) -> Vec<(String, String, u32)> {
    let edits = bench.engine.store().edits(None, 50).await.unwrap().items;
    edits.into_iter().map(|edit| (format!("{:?}", edit.action), edit.title, edit.count)).collect()
}

#[tokio::test]
async fn nobody_is_asked_for_it() {
    let bench = bench(1).await;
    let checked = bench.engine.status().await.unwrap().checked;
    bench.clock.set(now().saturating_add(std::time::Duration::from_secs(3600)).unwrap());
    bench.engine.add_sample(SEED).await.unwrap();
    assert_eq!(bench.engine.status().await.unwrap().checked, checked, "when it was last asked");
    bench.server.asked();
    let feeds: Vec<_> = bench.engine.store().feeds().await.unwrap();
    let sample: Vec<Id> = feeds.iter().filter(|feed| feed.sample).map(|feed| feed.id).collect();
    assert_eq!(bench.engine.refresh(&sample).await.unwrap().checked, 0);
    // Neither when it comes back from the bin, nor when it moves.
    bench.engine.unsubscribe(&sample[0]).await.unwrap();
    bench.engine.undo(None).await.unwrap();
    let moved = SubscriptionEdit { url: Some(bench.server.url("/moved")), ..SubscriptionEdit::default() };
    bench.engine.edit_subscription(&sample[1], moved).await.unwrap();
    bench.clock.set(now().saturating_add(std::time::Duration::from_secs(400 * 86_400)).unwrap());
    let due = bench.engine.store().due_jobs("feed", bench.engine.now()).await.unwrap();
    assert_eq!(due.iter().map(|job| job.key).collect::<Vec<_>>(), [own(&bench)]);
    let all: Vec<Id> = feeds.iter().map(|feed| feed.id).collect();
    assert_eq!(bench.engine.refresh(&all).await.unwrap().checked, 1);
    assert_eq!(bench.server.asked(), ["/own!"]);
}

#[tokio::test]
async fn no_other_device_hears_of_it_and_no_export_holds_it() {
    let (here, there) = (bench(1).await, Bench::seeded(2).await);
    here.engine.add_sample(SEED).await.unwrap();
    let (article, own) = articles(&here).await;
    here.engine.mark_article(&article, STAR).await.unwrap();
    here.engine.mark_article(&own, STAR).await.unwrap();
    let link = LinkEdit { a: article, b: own, same: true, reason: "both".into() };
    here.engine.link(link).await.unwrap();
    whole(&there, &here).await;
    let store = there.engine.store();
    assert_eq!(store.feeds().await.unwrap().iter().map(|feed| feed.id).collect::<Vec<_>>(), [self::own(&here)]);
    let things: Vec<Id> = store.marks().await.unwrap().into_iter().map(|(thing, _)| thing).collect();
    assert_eq!(things, [own]);
    assert_eq!(store.records().await.unwrap().len(), 1);
    assert_eq!(store.rules().await.unwrap(), []);
    let opml = here.engine.export_opml().await.unwrap();
    assert!(opml.contains("/own") && !opml.contains("feed.xml"), "{opml}");
    let mut snapshot = here.engine.store().snapshot().await.unwrap();
    assert_eq!(snapshot.marks(None, 9_999).await.unwrap().len(), 1);
    assert_eq!(snapshot.documents().await.unwrap().len(), 1);
    assert_eq!(snapshot.feeds().await.unwrap().len(), 1);
    assert_eq!(snapshot.kept_articles().await.unwrap(), [own]);
    for which in [lorch_store::export::Records::Articles, lorch_store::export::Records::Links] {
        assert!(snapshot.records(which, None, 99).await.unwrap().len() <= 1, "{which:?}");
    }
}

#[tokio::test]
async fn a_rebuild_knows_what_is_made_up() {
    let bench = bench(1).await;
    bench.engine.add_sample(SEED).await.unwrap();
    let before = digests(&bench).await;
    bench.engine.rebuild().await.unwrap();
    assert_eq!(digests(&bench).await, before);
}

#[tokio::test]
async fn a_feed_that_the_person_has_of_their_own_is_left_to_them() {
    let bench = Bench::new().await;
    bench.clock.set(now());
    let opml =
        r#"<opml version="2.0"><body><outline text="B" xmlUrl="https://slow-letters.example/feed.xml"/></body></opml>"#;
    bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    let before = digests(&bench).await;
    bench.engine.add_sample(SEED).await.unwrap();
    let own = Id::of_subscription("https://slow-letters.example/feed.xml");
    let feed = bench.engine.feed(&own).await.unwrap();
    assert!(!feed.sample && feed.articles == 0, "{feed:?}");
    bench.engine.remove_sample().await.unwrap();
    assert_eq!(digests(&bench).await, before);
}

#[tokio::test]
async fn the_page_of_a_sample_article_is_asked_of_nobody() {
    let bench = bench(7).await;
    bench.engine.add_sample(SEED).await.unwrap();
    let feed = bench.engine.store().feeds().await.unwrap().into_iter().find(|feed| feed.sample).unwrap().id;
    let filter = ArticleFilter { feed: Some(feed), ..ArticleFilter::default() };
    let article = bench.engine.store().articles(&filter, None, 1).await.unwrap().items[0].id;
    let refused = bench.engine.fetch_full_text(&article).await;
    assert!(matches!(refused, Err(lorch_engine::EngineError::SampleHasNoPage)), "{refused:?}");
}
