//! The rules of exchange in the design of the data, between two devices.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, pull, whole};
use lorch_model::{
    Timestamp,
    exchange::{Content, Item, Landing, Raw},
    id::Id,
    reader::{MarkEdit, SubscriptionEdit},
    record::RecordDraft,
};
use lorch_store::reader::ArticleFilter;

/// A second device, which is not the first.
async fn another(number: u8) -> Bench {
    Bench::seeded(number).await
}

async fn import(bench: &Bench, names: std::ops::Range<u32>) -> Vec<Id> {
    let urls: Vec<String> = names.map(|n| format!("https://f{n}.example/feed")).collect();
    let outlines: String = urls.iter().map(|url| format!("<outline text=\"x\" xmlUrl=\"{url}\"/>")).collect();
    let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
    bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    urls.iter().map(|url| Id::of_subscription(url)).collect()
}

async fn feeds(bench: &Bench) -> usize {
    bench.engine.store().feeds().await.unwrap().len()
}

#[tokio::test]
async fn a_record_arrives_where_nobody_subscribes_to_its_feed() {
    let (one, two) = (another(1).await, another(2).await);
    one.server.feed("/a", &["One", "Two"]);
    let feed = one.engine.subscribe(&one.server.url("/a"), SubscriptionEdit::default()).await.unwrap().feed;
    let article = one.engine.store().articles(&ArticleFilter::default(), None, 9).await.unwrap().items[0].clone();
    let edit = MarkEdit { saved: Some(true), read: Some(true), ..Default::default() };
    one.engine.mark_article(&article.id, edit).await.unwrap();
    one.engine.unsubscribe(&feed.id).await.unwrap();
    one.engine.purge(&feed.id).await.unwrap();
    whole(&two, &one).await;
    assert_eq!(feeds(&two).await, 0);
    let arrived = two.engine.store().articles(&ArticleFilter::default(), None, 9).await.unwrap().items;
    assert_eq!((arrived[0].id, arrived[0].title.as_str()), (article.id, "Two"));
    assert!(arrived[0].saved && arrived[0].read && two.engine.store().bin().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_vector_goes_on_only_when_the_whole_exchange_has_landed() {
    let (one, two) = (another(1).await, another(2).await);
    import(&one, 0..5).await;
    let origin = one.engine.store().origin();
    assert_eq!(pull(&two, &one, 2, 2).await, None);
    assert_eq!((feeds(&two).await, two.engine.store().vector().await.unwrap().of(&origin)), (4, 0));
    whole(&two, &one).await;
    assert_eq!((feeds(&two).await, two.engine.store().vector().await.unwrap().of(&origin)), (5, 5));
}

#[tokio::test]
async fn an_interrupted_exchange_resumes_where_it_was_and_misses_nothing_that_came_meanwhile() {
    let (one, mut two) = (another(1).await, another(2).await);
    import(&one, 0..5).await;
    assert_eq!(pull(&two, &one, 2, 1).await, None);
    two.reopened().await;
    let (peer, theirs) = (one.engine.store().origin(), one.engine.store().vector().await.unwrap());
    let ask = two.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
    assert_eq!(ask.after, Some((peer, 2)));
    // What one has changed since has moved behind the end of this exchange, and comes with the next.
    let first = Id::of_subscription("https://f0.example/feed");
    one.engine
        .edit_subscription(&first, SubscriptionEdit { title: Some("Mine".into()), ..Default::default() })
        .await
        .unwrap();
    whole(&two, &one).await;
    whole(&two, &one).await;
    assert_eq!(two.engine.feed(&first).await.unwrap().title, "Mine");
}

#[tokio::test]
async fn parts_that_come_twice_or_late_change_nothing() {
    let (one, two) = (another(1).await, another(2).await);
    import(&one, 0..4).await;
    let (peer, theirs) = (one.engine.store().origin(), one.engine.store().vector().await.unwrap());
    let ask = two.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
    let first = one.engine.store().batch(&ask, 2).await.unwrap();
    two.engine.land_batch(&peer, &first).await.unwrap();
    whole(&two, &one).await;
    let seen = two.engine.store().vector().await.unwrap();
    import(&one, 4..6).await;
    let again = two.engine.begin_exchange(&peer, &one.engine.store().vector().await.unwrap()).await.unwrap().unwrap();
    // The last part of the exchange before says that it is the last; this one has not even begun.
    let last = lorch_model::exchange::Batch { next: None, ..first };
    assert_eq!(two.engine.land_batch(&peer, &last).await.unwrap(), Landing::More);
    assert_eq!((again.after, two.engine.store().vector().await.unwrap()), (None, seen));
}

#[tokio::test]
async fn a_purge_travels_and_an_old_device_cannot_bring_it_back() {
    let (one, two, three) = (another(1).await, another(2).await, another(3).await);
    let id = import(&one, 0..1).await[0];
    whole(&two, &one).await;
    whole(&three, &one).await;
    // The third is away, and renames what the first purges.
    let titled = SubscriptionEdit { title: Some("Old".into()), ..Default::default() };
    three.engine.edit_subscription(&id, titled).await.unwrap();
    one.engine.unsubscribe(&id).await.unwrap();
    one.engine.purge(&id).await.unwrap();
    whole(&two, &one).await;
    whole(&two, &three).await;
    assert_eq!(feeds(&two).await, 0);
    whole(&three, &two).await;
    assert_eq!(feeds(&three).await, 0);
    // Made anew, it is there for all, and nothing old clings to it.
    import(&three, 0..1).await;
    for bench in [&one, &two] {
        whole(bench, &three).await;
        assert_eq!(bench.engine.feed(&id).await.unwrap().own_title.as_deref(), Some("x"));
    }
}

#[tokio::test]
async fn what_is_absent_is_never_deleted() {
    let (one, two) = (another(1).await, another(2).await);
    import(&one, 0..5).await;
    whole(&one, &two).await;
    whole(&two, &one).await;
    assert_eq!((feeds(&one).await, feeds(&two).await), (5, 5));
}

#[tokio::test]
async fn more_than_a_fifth_or_fifty_about_to_vanish_stops_and_asks() {
    for agreed in [true, false] {
        let (one, two) = (another(1).await, another(2).await);
        let ids = import(&one, 0..10).await;
        whole(&two, &one).await;
        for id in &ids[..2] {
            one.engine.unsubscribe(id).await.unwrap();
        }
        whole(&two, &one).await;
        assert_eq!(feeds(&two).await, 8);
        for id in &ids[2..4] {
            one.engine.unsubscribe(id).await.unwrap();
        }
        one.engine.empty_bin().await.unwrap();
        import(&one, 10..11).await;
        let Some(Landing::Held(held)) = pull(&two, &one, 3, 100).await else { panic!("it was not held") };
        assert_eq!(held.len(), 2);
        // Nothing that removes was applied, the rest was; and nothing more comes from there until it is answered.
        assert_eq!(feeds(&two).await, 9);
        assert_eq!(pull(&two, &one, 3, 100).await, None);
        let peer = one.engine.store().origin();
        assert_eq!(two.engine.held().await.unwrap(), [(peer, held)]);
        if agreed {
            two.engine.agree(&peer).await.unwrap();
        } else {
            two.engine.refuse(&peer).await.unwrap();
        }
        assert_eq!(feeds(&two).await, if agreed { 7 } else { 9 });
        whole(&two, &one).await;
        whole(&one, &two).await;
        assert_eq!(feeds(&one).await, if agreed { 7 } else { 9 });
        assert!(two.engine.held().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn unknown_kinds_and_newer_schemas_are_passed_on_unchanged() {
    let (one, mut two, three) = (another(1).await, another(2).await, another(3).await);
    let melody = Item {
        origin: Id([9; 16]),
        seq: 4,
        key: Id([8; 16]),
        schema: 7,
        content: Content::Other(Raw { class: "melody".into(), kind: "melody:air".into(), body: "{\"a\":[1]}".into() }),
    };
    let play = RecordDraft {
        account: "player:1".into(),
        external_id: "1".into(),
        kind: "play".into(),
        schema: 3,
        version: 5,
        hash: [1; 16],
        expires: None,
        body: "{\"from\":\"tomorrow\"}".into(),
    };
    one.engine.import_records("file", vec![play.clone()]).await.unwrap();
    let mut write = one.engine.store().write().await.unwrap();
    if let Content::Other(raw) = &melody.content {
        write.keep_unknown(&melody, raw, Timestamp::UNIX_EPOCH).await.unwrap();
    }
    write.commit().await.unwrap();
    whole(&two, &one).await;
    two.reopened().await;
    whole(&three, &two).await;
    assert_eq!(three.engine.store().unknown().await.unwrap(), [melody]);
    let record = three.engine.store().record(&play.id()).await.unwrap().unwrap();
    assert_eq!((record.body, record.schema), (play.body.clone(), 3));
    assert_eq!(three.engine.store().unshown().await.unwrap(), [("record:play".to_owned(), play.id(), 3)]);
}

#[tokio::test]
async fn what_an_older_lorch_could_not_read_is_shown_after_the_upgrade() {
    let (one, mut two) = (another(1).await, another(2).await);
    one.server.feed("/a", &["One"]);
    one.engine.subscribe(&one.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
    let article = one.engine.store().articles(&ArticleFilter::default(), None, 9).await.unwrap().items[0].id;
    one.engine.mark_article(&article, MarkEdit { starred: Some(true), ..Default::default() }).await.unwrap();
    let older =
        |content: Content| if matches!(content, Content::Record(_)) { Content::Other(content.raw()) } else { content };
    let (peer, theirs) = (one.engine.store().origin(), one.engine.store().vector().await.unwrap());
    let ask = two.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
    let batch = one.engine.store().batch(&ask, 100).await.unwrap();
    two.engine.land_batch_as(&peer, &batch, older).await.unwrap();
    assert!(two.engine.store().record(&article).await.unwrap().is_none());
    two.reopened().await;
    assert!(two.engine.store().record(&article).await.unwrap().is_some());
    assert!(two.engine.store().article(&article).await.unwrap().unwrap().summary.starred);
    assert!(two.engine.store().unknown().await.unwrap().is_empty());
}
