//! Subscribing, refreshing and importing against a server.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Answer, Bench, at, rss};
use lorch_engine::EngineError;
use lorch_model::{
    change::Topic,
    reader::{Health, SubscriptionEdit},
};

async fn subscribe(bench: &Bench, path: &str) -> Result<lorch_model::reader::Feed, EngineError> {
    Ok(bench.engine.subscribe(&bench.server.url(path), SubscriptionEdit::default()).await?.feed)
}

#[tokio::test]
async fn a_feed_travels_from_the_network_to_the_list() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One", "Two"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    assert_eq!((feed.title.as_str(), feed.articles, feed.health), ("Feed /a", 2, Health::Healthy));
    assert_eq!(bench.titles().await, ["Two", "One"]);
    let again = bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
    assert!(again.existed);
    assert_eq!(bench.server.asked(), ["/a"]);
}

#[tokio::test]
async fn an_unchanged_feed_costs_a_304_and_a_changed_one_brings_what_is_new() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let report = bench.engine.refresh(&[feed.id]).await.unwrap();
    assert_eq!((report.checked, report.unchanged, report.new), (1, 1, 0));
    bench.server.feed("/a", &["One", "Two"]);
    let report = bench.engine.refresh(&[feed.id]).await.unwrap();
    assert_eq!((report.checked, report.unchanged, report.new), (1, 0, 1));
    assert_eq!(bench.server.asked(), ["/a", "/a!", "/a!"]);
}

#[tokio::test]
async fn the_same_bytes_without_a_validator_are_unchanged() {
    let bench = Bench::new().await;
    bench.server.set("/a", Answer { status: 200, body: rss("a", &["One"]), ..Default::default() });
    let feed = subscribe(&bench, "/a").await.unwrap();
    let report = bench.engine.refresh(&[feed.id]).await.unwrap();
    assert_eq!((report.unchanged, report.new), (1, 0));
}

#[tokio::test]
async fn a_page_leads_to_its_feed() {
    let bench = Bench::new().await;
    bench.server.feed("/feed.xml", &["One"]);
    let page = "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>";
    bench.server.set("/", Answer { status: 200, body: page.into(), ..Default::default() });
    let feed = subscribe(&bench, "/").await.unwrap();
    assert_eq!(feed.url, bench.server.url("/feed.xml"));
}

#[tokio::test]
async fn what_will_not_get_better_is_refused_and_what_may_is_kept() {
    let bench = Bench::new().await;
    bench.server.set("/page", Answer { status: 200, body: "<html>no feed</html>".into(), ..Default::default() });
    bench.server.set("/down", Answer { status: 503, ..Default::default() });
    assert!(matches!(subscribe(&bench, "/page").await, Err(EngineError::Read(_))));
    assert!(matches!(subscribe(&bench, "/nothing").await, Err(EngineError::Read(_))));
    assert!(matches!(
        bench.engine.subscribe("http://127.0.0.1:9/", SubscriptionEdit::default()).await,
        Err(EngineError::Send(_))
    ));
    let kept = subscribe(&bench, "/down").await.unwrap();
    assert_eq!((kept.health, kept.fault.unwrap().code.as_str()), (Health::Retrying, "server_fault"));
    assert_eq!(bench.engine.store().feeds().await.unwrap().len(), 1);
}

#[tokio::test]
async fn faults_count_up_and_a_good_answer_clears_them() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let retry = vec![("retry-after".to_owned(), "7200".to_owned())];
    bench.server.set("/a", Answer { status: 429, headers: retry, ..Default::default() });
    bench.clock.set(at(100));
    bench.engine.refresh(&[feed.id]).await.unwrap();
    bench.engine.refresh(&[feed.id]).await.unwrap();
    let failing = bench.engine.feed(&feed.id).await.unwrap();
    let fault = failing.fault.unwrap();
    assert_eq!((fault.code.as_str(), fault.count, fault.since), ("asked_too_often", 2, at(100)));
    assert_eq!(failing.next_check, Some(at(7300)));
    assert_eq!((failing.health, bench.engine.status().await.unwrap().failing), (Health::Retrying, 0));
    bench.engine.refresh(&[feed.id]).await.unwrap();
    let failing = bench.engine.feed(&feed.id).await.unwrap();
    assert_eq!((failing.health, bench.engine.status().await.unwrap().failing), (Health::Failing, 1));
    bench.server.feed("/a", &["One", "Two"]);
    bench.engine.refresh(&[feed.id]).await.unwrap();
    assert_eq!(bench.engine.feed(&feed.id).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_feed_that_is_gone_is_never_asked_again_and_keeps_its_articles() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    bench.server.set("/a", Answer { status: 410, ..Default::default() });
    bench.engine.refresh(&[feed.id]).await.unwrap();
    let gone = bench.engine.feed(&feed.id).await.unwrap();
    assert_eq!((gone.health, gone.next_check), (Health::Gone, None));
    assert!(bench.engine.store().due_jobs("feed", at(1 << 30)).await.unwrap().is_empty());
    assert_eq!(bench.titles().await, ["One"]);
}

#[tokio::test]
async fn a_moved_feed_is_asked_at_its_new_address_and_stays_itself() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let moved = vec![("location".to_owned(), "/b".to_owned())];
    bench.server.set("/a", Answer { status: 301, headers: moved, ..Default::default() });
    bench.server.feed("/b", &["One", "Two"]);
    bench.engine.refresh(&[feed.id]).await.unwrap();
    let moved = bench.engine.feed(&feed.id).await.unwrap();
    assert_eq!(moved.url, bench.server.url("/b"));
    assert_eq!(bench.titles().await, ["Two", "One"]);
}

#[tokio::test]
async fn unsubscribing_during_a_fetch_leaves_nothing_behind() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    bench.server.feed("/a", &["One", "Two"]);
    let ids = [feed.id];
    let (refreshed, removed) = tokio::join!(bench.engine.refresh(&ids), bench.engine.unsubscribe(&feed.id));
    refreshed.unwrap();
    removed.unwrap();
    assert!(bench.titles().await.is_empty());
    assert!(bench.engine.store().due_jobs("feed", at(1 << 30)).await.unwrap().is_empty());
    assert!(matches!(bench.engine.feed(&feed.id).await, Err(EngineError::FeedNotFound)));
}

#[tokio::test]
async fn an_opml_file_is_previewed_imported_once_and_exported_again() {
    let mut bench = Bench::new().await;
    let outlines: String = (0..50)
        .map(|n| format!("<outline type=\"rss\" text=\"F{n}\" xmlUrl=\"{}\"/>", bench.server.url(&format!("/{n}"))))
        .collect();
    let opml = format!("<opml version=\"2.0\"><body><outline text=\"Craft\">{outlines}</outline></body></opml>");
    let preview = bench.engine.preview_opml(opml.as_bytes()).await.unwrap();
    assert_eq!((preview.added.len(), preview.run), (50, None));
    assert!(bench.engine.store().feeds().await.unwrap().is_empty());
    bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    let again = bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    assert_eq!((again.added.len(), again.existing), (0, 50));
    bench.reopened().await;
    let feeds = bench.engine.store().feeds().await.unwrap();
    assert_eq!((feeds.len(), feeds[0].folder.as_str(), feeds[0].health), (50, "Craft", Health::Waiting));
    let exported = bench.engine.export_opml().await.unwrap();
    assert_eq!(bench.engine.preview_opml(exported.as_bytes()).await.unwrap().existing, 50);
    assert!(matches!(bench.engine.import_opml(b"no opml").await, Err(EngineError::Opml(_))));
}

#[tokio::test]
async fn settings_are_bounded_and_a_bad_proxy_changes_nothing() {
    let bench = Bench::new().await;
    let edit = |json: serde_json::Value| serde_json::from_value(json).unwrap();
    assert!(bench.engine.edit_settings(edit(serde_json::json!({"refresh_minutes": 5}))).await.is_err());
    assert!(bench.engine.edit_settings(edit(serde_json::json!({"proxy": "nonsense"}))).await.is_err());
    let version = bench.engine.store().version(&[Topic::Settings]);
    let settings = bench.engine.edit_settings(edit(serde_json::json!({"refresh_minutes": 30}))).await.unwrap();
    assert_eq!((settings.refresh_minutes, settings.proxy.as_str()), (30, ""));
    assert_ne!(bench.engine.store().version(&[Topic::Settings]), version);
}

#[tokio::test]
async fn allowing_an_address_makes_due_what_it_had_refused() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let address = bench.server.address.to_string();
    bench.engine.disallow_address(&address).await.unwrap();
    bench.engine.refresh(&[feed.id]).await.unwrap();
    let refused = bench.engine.feed(&feed.id).await.unwrap();
    assert_eq!((refused.health, refused.fault.unwrap().code.as_str()), (Health::Failing, "address_refused"));
    assert!(refused.next_check > Some(bench.engine.now()));
    bench.engine.allow_address(&address).await.unwrap();
    assert_eq!(bench.engine.feed(&feed.id).await.unwrap().next_check, Some(bench.engine.now()));
}

#[tokio::test]
async fn marking_up_to_an_article_that_is_not_there_marks_nothing() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let nothing = lorch_model::id::Id([0; 16]);
    assert!(bench.engine.mark_all_read(&Default::default(), Some(&nothing)).await.is_err());
    assert_eq!(bench.engine.feed(&feed.id).await.unwrap().unread, 1);
}

#[tokio::test]
async fn addresses_that_lead_to_one_feed_are_one_subscription() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    let moved = vec![("location".to_owned(), "/a".to_owned())];
    bench.server.set("/old", Answer { status: 301, headers: moved.clone(), ..Default::default() });
    assert_eq!(subscribe(&bench, "/old").await.unwrap().id, feed.id);
    bench.server.feed("/b", &["Two"]);
    let other = subscribe(&bench, "/b").await.unwrap();
    bench.server.set("/b", Answer { status: 301, headers: moved, ..Default::default() });
    bench.engine.refresh(&[other.id]).await.unwrap();
    assert_eq!(bench.engine.feed(&other.id).await.unwrap().url, bench.server.url("/b"));
}

#[tokio::test]
async fn what_is_gone_is_neither_subscribed_to_nor_refreshed_with_the_rest() {
    let bench = Bench::new().await;
    bench.server.set("/gone", Answer { status: 410, ..Default::default() });
    assert!(subscribe(&bench, "/gone").await.is_err());
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    bench.server.set("/a", Answer { status: 410, ..Default::default() });
    bench.engine.refresh(&[feed.id]).await.unwrap();
    assert!(bench.engine.ids_or_all(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_waits_for_one_that_runs_already() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    let feed = subscribe(&bench, "/a").await.unwrap();
    bench.server.feed("/a", &["One", "Two"]);
    let ids = [feed.id];
    let (first, second) = tokio::join!(bench.engine.refresh(&ids), async {
        let report = bench.engine.refresh(&ids).await;
        (report, bench.titles().await)
    });
    assert_eq!((first.unwrap().new, second.0.unwrap().new), (1, 0));
    assert_eq!(second.1, ["Two", "One"]);
}

#[tokio::test]
async fn the_full_text_of_an_article_is_fetched_when_it_is_asked_for_and_kept() {
    let bench = Bench::new().await;
    let link = bench.server.url("/tides");
    let item = |guid: &str, link: &str| format!("<item><guid>{guid}</guid><title>{guid}</title>{link}</item>");
    let items = item("linked", &format!("<link>{link}</link>")) + &item("bare", "");
    let feed = format!("<rss version=\"2.0\"><channel><title>Shore</title>{items}</channel></rss>");
    bench.server.set("/a", Answer { status: 200, body: feed, ..Default::default() });
    subscribe(&bench, "/a").await.unwrap();
    let articles = bench.engine.store().articles(&Default::default(), None, 9).await.unwrap().items;
    let of = |title: &str| articles.iter().find(|article| article.title == title).unwrap().id;
    let (linked, bare) = (of("linked"), of("bare"));
    assert_eq!(bench.server.asked(), ["/a"], "nothing is fetched unasked");

    let refused = |status| Answer { status, ..Default::default() };
    bench.server.set("/tides", refused(503));
    assert!(matches!(bench.engine.fetch_full_text(&linked).await, Err(EngineError::Read(_))));
    let menu = "<html><body><ul><li><a href=/>Home</a></ul></body></html>";
    bench.server.set("/tides", Answer { status: 200, body: menu.into(), ..Default::default() });
    assert!(matches!(bench.engine.fetch_full_text(&linked).await, Err(EngineError::FullTextNotFound)));
    assert!(matches!(bench.engine.fetch_full_text(&bare).await, Err(EngineError::ArticleWithoutLink)));

    let words = "The tide comes twice a day, and nobody who lives here asks why it does. ".repeat(20);
    let page = format!(
        "<html><body><nav>Menu</nav><article><p>{words}</p><script>x()</script><p>{words}</p></article></body></html>"
    );
    bench.server.set("/tides", Answer { status: 200, body: page, ..Default::default() });
    let full = bench.engine.fetch_full_text(&linked).await.unwrap().full.unwrap();
    assert!(full.html.contains("twice a day") && !full.html.contains("script") && !full.html.contains("Menu"));
    let kept = bench.engine.store().article(&linked).await.unwrap().unwrap();
    assert_eq!(kept.full, Some(full));
    bench.engine.rebuild().await.unwrap();
    assert!(bench.engine.store().article(&linked).await.unwrap().unwrap().full.is_some());

    // It goes with its article: when that comes again, the page is another's to ask for.
    let feed = bench.engine.store().feeds().await.unwrap()[0].id;
    bench.engine.unsubscribe(&feed).await.unwrap();
    bench.engine.empty_bin().await.unwrap();
    subscribe(&bench, "/a").await.unwrap();
    assert_eq!(bench.engine.store().article(&linked).await.unwrap().unwrap().full, None);
}
