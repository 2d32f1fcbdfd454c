//! The rules of exchange in the design of the data, between two devices.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, pull, whole};
use lorch_model::{
    Timestamp,
    devices::HeldExchange,
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

#[tokio::test]
async fn what_says_it_is_of_another_thing_is_kept_raw_and_not_shown() {
    let (one, two) = (another(1).await, another(2).await);
    let ids = import(&one, 0..2).await;
    let own = import(&two, 2..3).await[0];
    let play = RecordDraft {
        account: "player:1".into(),
        external_id: "1".into(),
        kind: "play".into(),
        schema: 1,
        version: 5,
        hash: [1; 16],
        expires: None,
        body: "{}".into(),
    };
    one.engine.import_records("file", vec![play]).await.unwrap();
    let before = two.engine.feed(&own).await.unwrap();
    let (peer, theirs) = (one.engine.store().origin(), one.engine.store().vector().await.unwrap());
    let ask = two.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
    let mut batch = one.engine.store().batch(&ask, 100).await.unwrap();
    for item in &mut batch.items {
        // One comes for a thing that nobody has, one for a thing that is here.
        item.key = if item.key == ids[0] { own } else { Id([7; 16]) };
    }
    assert_eq!(two.engine.land_batch(&peer, &batch).await.unwrap(), Landing::Whole);
    assert_eq!((feeds(&two).await, two.engine.feed(&own).await.unwrap()), (1, before));
    assert!(two.engine.store().records().await.unwrap().is_empty());
    let kept: Vec<(String, Id)> =
        two.engine.store().unknown().await.unwrap().into_iter().map(|item| (item.content.kind(), item.key)).collect();
    let (feed, record) = ("subscription".to_owned(), "record:play".to_owned());
    assert_eq!(kept, [(feed.clone(), own), (feed, Id([7; 16])), (record, Id([7; 16]))]);
}

#[tokio::test]
async fn fifty_are_too_much_of_all_kinds_together() {
    let (one, two) = (another(1).await, another(2).await);
    let ids = import(&one, 0..150).await;
    let plays = |numbers: std::ops::Range<u32>| {
        let play = |number: u32| RecordDraft {
            account: "player:1".into(),
            external_id: number.to_string(),
            kind: "play".into(),
            schema: 1,
            version: 5,
            hash: [1; 16],
            expires: None,
            body: "{}".into(),
        };
        numbers.map(play).collect::<Vec<_>>()
    };
    one.engine.import_records("file", plays(0..150)).await.unwrap();
    let (run, _) = one.engine.import_records("file", plays(150..176)).await.unwrap();
    whole(&two, &one).await;
    for id in &ids[..25] {
        one.engine.unsubscribe(id).await.unwrap();
    }
    one.engine.undo_import(run).await.unwrap();
    // 25 of 150 and 26 of 176 are less than a fifth of each, and 51 together.
    let Some(Landing::Held(held)) = pull(&two, &one, 100, 100).await else { panic!("it was not held") };
    let told = HeldExchange::new(one.engine.store().origin(), &held);
    let kinds: Vec<(&str, u32)> = told.kinds.iter().map(|kind| (kind.kind.as_str(), kind.things)).collect();
    assert_eq!((told.things, kinds), (51, vec![("play", 26), ("subscription", 25)]));
    let trouble = two.engine.status().await.unwrap().trouble.unwrap();
    assert_eq!((trouble.code.as_str(), trouble.title.contains("51 things")), ("exchange_held", true));
    two.engine.refuse(&told.peer).await.unwrap();
    assert_eq!((feeds(&two).await, two.engine.status().await.unwrap().trouble), (150, None));
}

#[tokio::test]
async fn a_refusal_keeps_the_thing_and_what_else_the_other_device_changed() {
    let (one, two) = (another(1).await, another(2).await);
    let ids = import(&one, 0..4).await;
    whole(&two, &one).await;
    for id in &ids[..2] {
        let edit = SubscriptionEdit { title: Some("Renamed".into()), ..Default::default() };
        one.engine.edit_subscription(id, edit).await.unwrap();
        one.engine.unsubscribe(id).await.unwrap();
    }
    assert!(matches!(pull(&two, &one, 100, 100).await, Some(Landing::Held(_))));
    two.engine.refuse(&one.engine.store().origin()).await.unwrap();
    assert_eq!(two.engine.feed(&ids[0]).await.unwrap().own_title.as_deref(), Some("Renamed"));
    whole(&one, &two).await;
    assert_eq!(one.engine.feed(&ids[0]).await.unwrap().own_title.as_deref(), Some("Renamed"));
}

#[tokio::test]
async fn a_purge_counts_other_devices_and_not_what_this_one_was_before() {
    let (mut one, two) = (another(1).await, another(2).await);
    let id = import(&one, 0..1).await[0];
    import(&two, 1..2).await;
    whole(&one, &two).await;
    let database = one.folder.path().join("lorch.db");
    one.engine.stop().await;
    let old = std::fs::read(&database).unwrap();
    // A backup comes back, something is done, and the same backup comes back once more.
    one.reseeded(5).await;
    for edited in [true, false] {
        one.engine.stop().await;
        std::fs::write(&database, &old).unwrap();
        one.reseeded(if edited { 3 } else { 4 }).await;
        if edited {
            let edit = SubscriptionEdit { title: Some("Lost".into()), ..Default::default() };
            one.engine.edit_subscription(&id, edit).await.unwrap();
            whole(&two, &one).await;
        }
    }
    whole(&one, &two).await;
    assert_eq!(one.engine.feed(&id).await.unwrap().title, "Lost", "it came back by way of the other device");
    one.engine.unsubscribe(&id).await.unwrap();
    assert_eq!(one.engine.purge(&id).await.unwrap().devices, 1);
}

#[tokio::test]
async fn a_device_counts_once_in_a_purge_whatever_it_wrote_as_before() {
    let (one, mut two, three) = (another(1).await, another(2).await, another(3).await);
    for seed in 12..15 {
        import(&two, u32::from(seed)..u32::from(seed) + 1).await;
        whole(&one, &two).await;
        // Without what its machine knows of it, it begins anew.
        two.engine.stop().await;
        std::fs::remove_dir_all(two.folder.path().join("state")).unwrap();
        two.reseeded(seed).await;
    }
    import(&three, 1..2).await;
    whole(&one, &three).await;
    let id = import(&one, 30..31).await[0];
    one.engine.unsubscribe(&id).await.unwrap();
    assert_eq!(one.engine.purge(&id).await.unwrap().devices, 2);
}

#[tokio::test]
async fn projections_made_again_are_identical_also_after_batches_from_other_devices() {
    let (one, two) = (another(1).await, another(2).await);
    for bench in [&one, &two] {
        bench.server.feed("/a", &["Low tide", "High tide", "Spring tide"]);
        bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
        let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 9).await.unwrap().items;
        let mark = MarkEdit { starred: Some(true), read: Some(true), ..Default::default() };
        bench.engine.mark_article(&articles[0].id, mark).await.unwrap();
    }
    let ids = import(&one, 0..3).await;
    one.engine.unsubscribe(&ids[0]).await.unwrap();
    one.engine.unsubscribe(&Id::of_subscription(&one.server.url("/a"))).await.unwrap();
    for _ in 0..2 {
        whole(&two, &one).await;
        whole(&one, &two).await;
    }
    for bench in [&one, &two] {
        let before = bench.engine.store().digests().await.unwrap();
        for table in ["articles", "article_bodies", "search_texts", "timeline", "feeds", "subscriptions"] {
            assert!(before.iter().any(|digest| digest.table == table && digest.rows > 0), "{table}");
        }
        bench.engine.rebuild().await.unwrap();
        assert_eq!(bench.engine.store().digests().await.unwrap(), before);
    }
}
