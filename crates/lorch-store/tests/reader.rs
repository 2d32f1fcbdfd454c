//! Landing, listing, marking and finding articles on a real database.
#![allow(clippy::unwrap_used, missing_docs)]

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::{ArticleCounts, FetchOutcome, Health, MarkEdit, Subscription},
    search::{Order, Question},
    timeline::TimelinePage,
};
use lorch_store::{
    JobOutcome, Store,
    reader::{ArticleDraft, ArticleFilter, FEED_JOB, Fetched, FetchedContent},
    timeline::{From, TimelineFilter},
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn subscription(url: &str, removed: Option<Timestamp>) -> Subscription {
    Subscription {
        id: Id::of_subscription(url),
        first_url: url.into(),
        url: url.into(),
        title: None,
        folder: "Craft/Wood".into(),
        added: at(1),
        removed,
    }
}

fn draft(url: &str, external: &str, second: i64, title: &str, text: &str) -> ArticleDraft {
    ArticleDraft {
        id: Id::of_record(&format!("feed:{url}"), external),
        external_id: external.into(),
        title: title.into(),
        summary: text.chars().take(40).collect(),
        link: Some(format!("https://a.example/{external}")),
        author: None,
        published: at(second),
        updated: None,
        minutes: 1,
        hash: Id::of_record(title, text).0,
        html: format!("<p>{text}</p>"),
        text: text.into(),
        categories: vec!["tides".into()],
        enclosures: vec![],
    }
}

fn fetched(number: i64, url: &str, articles: Vec<ArticleDraft>) -> Fetched {
    Fetched {
        number,
        id: Id::of_subscription(url),
        outcome: FetchOutcome::Fetched,
        job: JobOutcome { ran: at(100), due: Some(at(3700)), fault: None },
        bytes: 10,
        took_ms: 1,
        etag: Some("\"v1\"".into()),
        last_modified: None,
        content: Some(FetchedContent { title: Some("Harbour".into()), articles, ..Default::default() }),
    }
}

const URL: &str = "https://a.example/feed";

async fn profile() -> (tempfile::TempDir, Store, i64) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("lorch.db"), Id([7; 16]), at(0)).await.unwrap();
    let mut write = store.write().await.unwrap();
    let (number, before) = write.put_subscription(&subscription(URL, None)).await.unwrap();
    assert!(!before);
    write.schedule(FEED_JOB, &Id::of_subscription(URL), Some(at(1))).await.unwrap();
    write.commit().await.unwrap();
    (folder, store, number)
}

async fn titles(store: &Store, filter: &ArticleFilter) -> Vec<String> {
    store.articles(filter, None, 200).await.unwrap().items.into_iter().map(|article| article.title).collect()
}

async fn found(store: &Store, words: &str, order: Order) -> Vec<String> {
    store
        .search(&Question::of(words), order, None, 50)
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|hit| hit.entry.title)
        .collect()
}

#[tokio::test]
async fn articles_land_once_and_newest_first() {
    let (_folder, store, number) = profile().await;
    let articles = vec![
        draft(URL, "1", 50, "Old", "a tide came"),
        draft(URL, "2", 90, "New", "a boat came"),
        draft(URL, "3", -90, "Before 1970", "the moon"),
    ];
    let landed = store.land(&[fetched(number, URL, articles.clone())]).await.unwrap();
    assert_eq!((landed[0].new, landed[0].changed), (3, 0));
    let again = store.land(&[fetched(number, URL, articles)]).await.unwrap();
    assert_eq!((again[0].new, again[0].changed), (0, 0));
    assert_eq!(titles(&store, &ArticleFilter::default()).await, ["New", "Old", "Before 1970"]);
    let feed = store.feed(&Id::of_subscription(URL)).await.unwrap().unwrap();
    assert_eq!((feed.articles, feed.unread, feed.title.as_str(), feed.health), (3, 3, "Harbour", Health::Healthy));
    assert_eq!(feed.newest, Some(at(90)));
    let entries = store.timeline(&Default::default(), &Default::default(), 10).await.unwrap().items;
    assert_eq!((entries.len(), entries[0].subtitle.as_str()), (3, "Harbour"));
    assert_eq!(store.fetches(&feed.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_hundred_articles_of_one_moment_page_without_gap_or_repeat() {
    let (_folder, store, number) = profile().await;
    let articles = (0..100).map(|n| draft(URL, &n.to_string(), 50, &n.to_string(), "same moment")).collect();
    store.land(&[fetched(number, URL, articles)]).await.unwrap();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = store.articles(&ArticleFilter::default(), after.as_deref(), 7).await.unwrap();
        seen.extend(page.items.into_iter().map(|article| article.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 100);
}

#[tokio::test]
async fn the_timeline_pages_both_ways_from_any_moment() {
    let (_folder, store, number) = profile().await;
    let articles =
        (0..60).map(|n| draft(URL, &n.to_string(), 50 + (n / 20) * 10, &n.to_string(), "a moment")).collect();
    store.land(&[fetched(number, URL, articles)]).await.unwrap();
    let all = TimelineFilter::default();
    let ids = |page: &TimelinePage| page.items.iter().map(|entry| entry.id).collect::<Vec<_>>();
    let whole = store.timeline(&all, &From::Newest, 100).await.unwrap();
    assert_eq!((whole.items.len(), &whole.next, &whole.prev), (60, &None, &None));
    // The middle moment, and below.
    let middle = store.timeline(&all, &From::At(at(60)), 7).await.unwrap();
    assert_eq!(ids(&middle), ids(&whole)[20..27]);
    let below = store.timeline(&all, &From::Below(middle.next.clone().unwrap()), 7).await.unwrap();
    assert_eq!(ids(&below), ids(&whole)[27..34]);
    let back = store.timeline(&all, &From::Above(below.prev.unwrap()), 7).await.unwrap();
    assert_eq!(ids(&back), ids(&middle));
    let (mut prev, mut above) = (middle.prev, Vec::new());
    while let Some(cursor) = prev {
        let page = store.timeline(&all, &From::Above(cursor), 7).await.unwrap();
        above.splice(0..0, ids(&page));
        prev = page.prev;
    }
    assert_eq!(above, ids(&whole)[..20]);
    assert_eq!(store.timeline_entry(&above[0]).await.unwrap().as_ref(), whole.items.first());
    assert_eq!(store.timeline_entry(&Id([9; 16])).await.unwrap(), None);
    assert_eq!(store.article_counts().await.unwrap(), ArticleCounts { unread: 60, starred: 0, saved: 0 });
}

#[tokio::test]
async fn a_changed_article_keeps_its_marks_and_its_new_words_are_found() {
    let (_folder, store, number) = profile().await;
    store.land(&[fetched(number, URL, vec![draft(URL, "1", 50, "Canal", "frozen towpath")])]).await.unwrap();
    let id = Id::of_record(&format!("feed:{URL}"), "1");
    let mut write = store.write().await.unwrap();
    assert!(
        write
            .mark_article(&id, MarkEdit { read: Some(true), starred: Some(true), ..Default::default() }, at(60))
            .await
            .unwrap()
    );
    write.commit().await.unwrap();
    let landed = store.land(&[fetched(number, URL, vec![draft(URL, "1", 50, "Canal", "thawed lock")])]).await.unwrap();
    assert_eq!((landed[0].new, landed[0].changed), (0, 1));
    let article = store.article(&id).await.unwrap().unwrap();
    assert!(article.summary.read && article.summary.starred);
    assert_eq!(article.html, "<p>thawed lock</p>");
    assert_eq!(found(&store, "thawed", Order::Newest).await, ["Canal"]);
    assert!(found(&store, "frozen", Order::Newest).await.is_empty());
}

#[tokio::test]
async fn a_mark_may_come_before_its_article() {
    let (_folder, store, number) = profile().await;
    store
        .land(&[fetched(number, URL, vec![draft(URL, "1", 50, "One", "x"), draft(URL, "2", 51, "Two", "x")])])
        .await
        .unwrap();
    let mut write = store.write().await.unwrap();
    assert_eq!(write.mark_all_read(&ArticleFilter::default(), None, at(60)).await.unwrap(), 2);
    write.commit().await.unwrap();
    assert!(titles(&store, &ArticleFilter { unread: true, ..Default::default() }).await.is_empty());
    assert_eq!(store.feed(&Id::of_subscription(URL)).await.unwrap().unwrap().unread, 0);
}

#[tokio::test]
async fn mark_all_read_stops_at_the_article_named() {
    let (_folder, store, number) = profile().await;
    let articles = (0..5).map(|n| draft(URL, &n.to_string(), 50 + n, &n.to_string(), "x")).collect();
    store.land(&[fetched(number, URL, articles)]).await.unwrap();
    let up_to = Id::of_record(&format!("feed:{URL}"), "2");
    let mut write = store.write().await.unwrap();
    let scope = ArticleFilter { folder: Some("Craft".into()), ..Default::default() };
    assert_eq!(write.mark_all_read(&scope, Some(&up_to), at(60)).await.unwrap(), 3);
    write.commit().await.unwrap();
    assert_eq!(titles(&store, &ArticleFilter { unread: true, ..Default::default() }).await, ["4", "3"]);
}

#[tokio::test]
async fn unsubscribing_hides_articles_and_subscribing_again_brings_them_back() {
    let (_folder, store, number) = profile().await;
    store
        .land(&[fetched(number, URL, vec![draft(URL, "1", 50, "Kept", "x"), draft(URL, "2", 51, "Starred", "x")])])
        .await
        .unwrap();
    let mut write = store.write().await.unwrap();
    let starred = Id::of_record(&format!("feed:{URL}"), "2");
    write.mark_article(&starred, MarkEdit { starred: Some(true), ..Default::default() }, at(60)).await.unwrap();
    write.put_subscription(&subscription(URL, Some(at(70)))).await.unwrap();
    write.commit().await.unwrap();
    assert!(store.feeds().await.unwrap().is_empty());
    assert_eq!(titles(&store, &ArticleFilter::default()).await, ["Starred"]);
    assert_eq!(found(&store, "x", Order::Newest).await, ["Starred"]);
    let mut write = store.write().await.unwrap();
    write.mark_article(&starred, MarkEdit { starred: Some(false), ..Default::default() }, at(80)).await.unwrap();
    write.commit().await.unwrap();
    assert!(titles(&store, &ArticleFilter::default()).await.is_empty());
    let mut write = store.write().await.unwrap();
    write.mark_article(&starred, MarkEdit { starred: Some(true), ..Default::default() }, at(90)).await.unwrap();
    write.put_subscription(&subscription(URL, None)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(titles(&store, &ArticleFilter::default()).await, ["Starred", "Kept"]);
}

#[tokio::test]
async fn search_finds_prefixes_phrases_and_folded_letters() {
    let (_folder, store, number) = profile().await;
    let articles = vec![
        draft(URL, "1", 50, "Über den Kanal", "the old canal froze"),
        draft(URL, "2", 60, "Canal, canal, canal", "canal canal"),
        draft(URL, "3", 70, "Boats", "canal the old"),
    ];
    store.land(&[fetched(number, URL, articles)]).await.unwrap();
    assert_eq!(found(&store, "cana", Order::Newest).await, ["Boats", "Canal, canal, canal", "Über den Kanal"]);
    assert_eq!(found(&store, "canal", Order::Closest).await[0], "Canal, canal, canal");
    assert_eq!(found(&store, "\"old canal\"", Order::Newest).await, ["Über den Kanal"]);
    assert_eq!(found(&store, "uber", Order::Newest).await, ["Über den Kanal"]);
    let hit = store.search(&Question::of("boats"), Order::Newest, None, 5).await.unwrap().items.remove(0);
    assert!(hit.title_parts[0].matched && hit.text_parts.is_empty());
}

#[tokio::test]
async fn a_commit_is_announced_and_its_number_survives_a_restart() {
    let (folder, store, number) = profile().await;
    let before = store.changes_since(None).number;
    store.land(&[fetched(number, URL, vec![draft(URL, "1", 50, "One", "x")])]).await.unwrap();
    store.changed_after(&before).await;
    let changes = store.changes_since(Some(&before));
    assert_eq!(changes.topics, [Topic::Feeds, Topic::Articles, Topic::Timeline]);
    store.close().await;
    let store = Store::open(&folder.path().join("lorch.db"), Id([8; 16]), at(9)).await.unwrap();
    assert_eq!(store.origin(), Id([7; 16]));
    let topics = store.changes_since(Some(&before)).topics;
    // Of what is kept nowhere nobody knows what it was before.
    assert_eq!(topics, [Topic::Feeds, Topic::Articles, Topic::Timeline, Topic::Status, Topic::System]);
    assert_eq!(store.changes_since(Some(&changes.number)).topics, [Topic::Status, Topic::System]);
    for never_given in ["999999.0", "-", "1.x", ""] {
        assert!(store.changes_since(Some(never_given)).reset, "{never_given}");
    }
}

#[tokio::test]
async fn a_version_is_never_newer_than_what_is_read_under_it() {
    let (_folder, store, number) = profile().await;
    let mut write = store.write().await.unwrap();
    write.land(&[fetched(number, URL, vec![draft(URL, "1", 50, "One", "x")])]).await.unwrap();
    let (before, seen) = (store.version(&[Topic::Articles]), titles(&store, &ArticleFilter::default()).await);
    // Read while the commit is on its way, as often as it lets us.
    let committing = write.commit();
    tokio::pin!(committing);
    loop {
        let (version, titles) = (store.version(&[Topic::Articles]), titles(&store, &ArticleFilter::default()).await);
        assert!(version == before || titles != seen, "the version was announced before the commit");
        if futures::poll!(&mut committing).is_ready() {
            break;
        }
    }
    assert_ne!(store.version(&[Topic::Articles]), before);
}

#[tokio::test]
async fn a_write_that_is_dropped_never_happened() {
    let (_folder, store, number) = profile().await;
    let version = store.version(&Topic::ALL);
    let mut write = store.write().await.unwrap();
    write.land(&[fetched(number, URL, vec![draft(URL, "1", 50, "One", "x")])]).await.unwrap();
    drop(write);
    assert!(titles(&store, &ArticleFilter::default()).await.is_empty());
    assert_eq!(store.version(&Topic::ALL), version);
}

#[tokio::test]
async fn an_id_prefix_names_one_article() {
    let (_folder, store, number) = profile().await;
    let articles = vec![draft(URL, "1", 50, "One", "x"), draft(URL, "2", 51, "Two", "x")];
    let id = articles[0].id;
    store.land(&[fetched(number, URL, articles)]).await.unwrap();
    assert_eq!(store.article_by_prefix(&id.to_string()[..8]).await.unwrap(), Some(id));
    assert_eq!(store.article_by_prefix("zz").await.unwrap(), None);
    assert!(store.article_by_prefix("").await.is_err());
}
