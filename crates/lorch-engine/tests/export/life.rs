//! A profile in which everything was done that can be done.

use lorch_model::{
    Timestamp,
    exchange::{Content, Item, Landing, Raw},
    id::Id,
    links::LinkEdit,
    reader::{MarkEdit, RuleEdit, SubscriptionEdit},
    record::RecordDraft,
    settings::SettingsEdit,
};
use lorch_store::reader::{ArticleDraft, ArticleFilter};

use crate::common::{Bench, at};

pub async fn id_of(bench: &Bench, title: &str) -> Id {
    let articles = bench.engine.store().articles(&ArticleFilter::default(), None, 200).await.unwrap().items;
    articles.into_iter().find(|article| article.title == title).unwrap().id
}

/// Feeds in folders, renamed, moved and in the bin, purged; every mark; links; imports, one undone; undone and redone
/// edits; settings; what another device wrote; kinds of a time to come; what expires.
pub async fn everything() -> Bench {
    let (one, other) = (Bench::seeded(1).await, Bench::seeded(3).await);
    for name in ["other", "melody"] {
        let opml = format!("<opml><body><outline xmlUrl=\"https://{name}.example/feed\"/></body></opml>");
        other.engine.import_opml(opml.as_bytes()).await.unwrap();
    }
    let engine = &one.engine;
    one.server.feed("/a", &["Starred", "Saved", "Read", "Once", "Plain", "Linked"]);
    one.server.feed("/b", &["Kept of a feed that is gone"]);
    one.server.feed("/c", &["Purged"]);
    let filed = SubscriptionEdit { folder: Some("Sea/Coast".into()), ..Default::default() };
    let a = engine.subscribe(&one.server.url("/a"), filed).await.unwrap().feed;
    let renamed = SubscriptionEdit { title: Some("Mine · \"é\" <&>".into()), ..Default::default() };
    engine.edit_subscription(&a.id, renamed).await.unwrap();
    let b = engine.subscribe(&one.server.url("/b"), SubscriptionEdit::default()).await.unwrap().feed;
    let c = engine.subscribe(&one.server.url("/c"), SubscriptionEdit::default()).await.unwrap().feed;
    for (title, edit) in [
        ("Starred", MarkEdit { starred: Some(true), read: Some(true), ..Default::default() }),
        ("Saved", MarkEdit { saved: Some(true), ..Default::default() }),
        ("Read", MarkEdit { read: Some(true), ..Default::default() }),
        ("Once", MarkEdit { starred: Some(true), ..Default::default() }),
        ("Once", MarkEdit { starred: Some(false), ..Default::default() }),
        ("Kept of a feed that is gone", MarkEdit { starred: Some(true), ..Default::default() }),
        ("Purged", MarkEdit { read: Some(true), ..Default::default() }),
    ] {
        let id = id_of(&one, title).await;
        engine.mark_article(&id, edit).await.unwrap();
    }
    let [x, y] = [id_of(&one, "Linked").await, id_of(&one, "Plain").await];
    engine.link(LinkEdit { a: x, b: y, same: true, reason: "the same words".into() }).await.unwrap();
    let gone = engine.link(LinkEdit { a: x, b: a.id, same: false, reason: String::new() }).await.unwrap();
    engine.unlink(&gone.id).await.unwrap();
    engine.unsubscribe(&c.id).await.unwrap();
    engine.purge(&c.id).await.unwrap();
    engine.unsubscribe(&b.id).await.unwrap();
    imports(&one).await;
    let settings =
        SettingsEdit { refresh_minutes: Some(45), proxy: Some("http://127.0.0.1:9".into()), ..SettingsEdit::default() };
    engine.edit_settings(settings).await.unwrap();
    let again = SubscriptionEdit { title: Some("For a moment".into()), ..Default::default() };
    engine.edit_subscription(&a.id, again.clone()).await.unwrap();
    engine.undo(None).await.unwrap();
    engine.edit_subscription(&a.id, again).await.unwrap();
    engine.undo(None).await.unwrap();
    engine.redo(None).await.unwrap();
    folders_and_rules(&one).await;
    of_others(&one, &other).await;
    one
}

async fn folders_and_rules(one: &Bench) {
    let folder = one.engine.store().list_folders().await.unwrap().into_iter().find(|folder| folder.path == "Sea/Coast");
    one.engine.rename_folder(&folder.unwrap().id, "Ocean").await.unwrap();
    let rule = |words: &str| RuleEdit { words: Some(words.into()), read: Some(true), ..Default::default() };
    one.engine.add_rule(rule("starred, saved")).await.unwrap();
    let gone = one.engine.add_rule(rule("gone")).await.unwrap();
    one.engine.remove_rule(&gone.id).await.unwrap();
}

async fn imports(one: &Bench) {
    let opml = |names: &[&str]| {
        let outlines: String = names
            .iter()
            .map(|name| format!("<outline text=\"{name}\" xmlUrl=\"https://{name}.example/feed\"/>"))
            .collect();
        format!("<opml version=\"2.0\"><body><outline text=\"Imported\">{outlines}</outline></body></opml>")
    };
    let import = async |second: i64, names: &[&str]| {
        one.clock.set(at(second));
        one.engine.import_opml(opml(names).as_bytes()).await.unwrap().run.unwrap()
    };
    import(10, &["first", "both"]).await;
    import(20, &["both", "second"]).await;
    let undone = import(30, &["undone"]).await;
    one.engine.undo_import(undone.parse().unwrap()).await.unwrap();
    one.clock.set(at(40));
    let records = vec![record("harbour", 1, None), record("expiring", 2, Some(at(9_000))), play()];
    one.engine.import_records("file", records).await.unwrap();
}

/// What came from elsewhere: another device's subscription, a mark that is here before its thing, kinds and schemas
/// of a time to come.
async fn of_others(one: &Bench, other: &Bench) {
    let (peer, theirs) = (other.engine.store().origin(), other.engine.store().vector().await.unwrap());
    let ask = one.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
    let mut batch = other.engine.store().batch(&ask, 100).await.unwrap();
    let newer = &mut batch.items[1];
    (newer.key, newer.schema) = (Id([6; 16]), 99);
    if let Content::Document { kind, .. } = &mut newer.content {
        *kind = "melody".into();
    }
    assert_eq!(one.engine.land_batch(&peer, &batch).await.unwrap(), Landing::Whole);
    let air = Raw { class: "melody".into(), kind: "melody:air".into(), body: "{ \"a\" : [1.0, \"\\u00e9\"] }".into() };
    let air = Item { origin: Id([9; 16]), seq: 4, key: Id([8; 16]), schema: 7, content: Content::Other(air) };
    let mut write = one.engine.store().write().await.unwrap();
    if let Content::Other(raw) = &air.content {
        write.keep_unknown(&air, raw, Timestamp::UNIX_EPOCH).await.unwrap();
    }
    let early = lorch_model::exchange::Mark {
        mark: "listened".into(),
        value: true,
        counter: 3,
        clock: at(1),
        origin: Id([9; 16]),
    };
    let item = Item { origin: Id([9; 16]), seq: 5, key: Id([7; 16]), schema: 1, content: Content::Mark(early.clone()) };
    write.merge_marks(&[(&item, &early)]).await.unwrap();
    write.commit().await.unwrap();
}

fn record(words: &str, n: i64, expires: Option<Timestamp>) -> RecordDraft {
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
        html: format!("<p>{words}</p>"),
        text: words.to_owned(),
        categories: vec![],
        enclosures: vec![],
    };
    draft.into_record(account.into(), expires).unwrap()
}

/// A kind of a time to come, whose body is not as this Lorch would write it.
fn play() -> RecordDraft {
    RecordDraft {
        account: "player:1".into(),
        external_id: "1".into(),
        kind: "play".into(),
        schema: 3,
        version: 5,
        hash: [1; 16],
        expires: None,
        body: "{\"length\": 1.50,  \"from\":\"tomorrow\"}".into(),
    }
}
