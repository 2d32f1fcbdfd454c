//! Rules: what they do with new articles, and how they are made, changed and removed on several devices.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, at, whole};
use lorch_engine::EngineError;
use lorch_model::{
    id::Id,
    made::{Action, Value},
    reader::{ArticleSummary, MarkEdit, Rule, RuleEdit, SubscriptionEdit},
};

fn words(words: &str) -> RuleEdit {
    RuleEdit { words: Some(words.into()), read: Some(true), ..Default::default() }
}

async fn subscribed(bench: &Bench, path: &str, folder: &str, titles: &[&str]) -> Id {
    bench.server.feed(path, titles);
    let edit = SubscriptionEdit { folder: Some(folder.into()), ..Default::default() };
    bench.engine.subscribe(&bench.server.url(path), edit).await.unwrap().feed.id
}

async fn articles(bench: &Bench) -> Vec<ArticleSummary> {
    bench.engine.store().articles(&Default::default(), None, 200).await.unwrap().items
}

/// Titles of the articles that are read, and of those that are starred.
async fn marked(bench: &Bench) -> (Vec<String>, Vec<String>) {
    let articles = articles(bench).await;
    let titles =
        |is: fn(&&ArticleSummary) -> bool| articles.iter().filter(is).map(|article| article.title.clone()).collect();
    (titles(|article| article.read), titles(|article| article.starred))
}

async fn rules(bench: &Bench) -> Vec<Rule> {
    bench.engine.store().rules().await.unwrap()
}

async fn meet(one: &Bench, two: &Bench) {
    whole(two, one).await;
    whole(one, two).await;
    whole(two, one).await;
}

#[tokio::test]
async fn a_rule_marks_new_articles_and_leaves_those_that_are_here() {
    let bench = Bench::new().await;
    let sea = subscribed(&bench, "/sea", "Sea", &["Tide one"]).await;
    bench.engine.add_rule(words("TIDE")).await.unwrap();
    let starring = RuleEdit {
        folder: Some("Sea".into()),
        starred: Some(true),
        words: Some("storm, fog".into()),
        ..Default::default()
    };
    bench.engine.add_rule(starring).await.unwrap();
    let off = RuleEdit { words: Some("calm".into()), read: Some(true), enabled: Some(false), ..Default::default() };
    bench.engine.add_rule(off).await.unwrap();
    bench.server.feed("/sea", &["Tide one", "Tide two", "Fog and tide", "Calm"]);
    bench.engine.refresh(&[sea]).await.unwrap();
    subscribed(&bench, "/sky", "Sky", &["Storm", "Tide three"]).await;
    let (mut read, starred) = marked(&bench).await;
    read.sort();
    assert_eq!(
        (read, starred),
        (vec!["Fog and tide".into(), "Tide three".into(), "Tide two".into()], vec!["Fog and tide".into()])
    );
    let feed = bench.engine.feed(&sea).await.unwrap();
    assert_eq!((feed.articles, feed.unread), (4, 2));
    // What a rule did is a mark like any other: it is a record when starred, and a person may say otherwise.
    let fog = articles(&bench).await.into_iter().find(|article| article.starred).unwrap();
    assert!(bench.engine.store().record(&fog.id).await.unwrap().is_some());
    bench
        .engine
        .mark_article(&fog.id, MarkEdit { read: Some(false), starred: Some(false), ..Default::default() })
        .await
        .unwrap();
    bench.engine.refresh(&[sea]).await.unwrap();
    assert!(marked(&bench).await.1.is_empty());
}

#[tokio::test]
async fn what_a_person_said_of_an_article_elsewhere_stands_against_a_rule() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    let feed = subscribed(&one, "/a", "", &["Tide"]).await;
    let tide = articles(&one).await[0].id;
    for read in [true, false] {
        one.engine.mark_article(&tide, MarkEdit { read: Some(read), ..Default::default() }).await.unwrap();
    }
    meet(&one, &two).await;
    two.engine.allow_address(&one.server.address.to_string()).await.unwrap();
    two.engine.add_rule(words("tide")).await.unwrap();
    two.engine.refresh(&[feed]).await.unwrap();
    assert_eq!(articles(&two).await.len(), 1);
    assert!(marked(&two).await.0.is_empty());
}

#[tokio::test]
async fn a_rule_is_refused_that_names_nothing_or_does_nothing() {
    let bench = Bench::new().await;
    let missing = |feed: &str| RuleEdit { feed: Some(feed.into()), ..words("x") };
    for edit in [words(" , "), RuleEdit { read: None, ..words("x") }, missing("ff"), missing(&Id([9; 16]).to_string())]
    {
        assert!(bench.engine.add_rule(edit.clone()).await.is_err(), "{edit:?}");
    }
    assert!(rules(&bench).await.is_empty());
    assert!(bench.engine.store().log_faults().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_rule_goes_with_its_folder_and_is_called_by_what_it_says() {
    let bench = Bench::new().await;
    let feed = subscribed(&bench, "/a", "Sea/Coast", &["One"]).await;
    let edit = |edit: RuleEdit| RuleEdit { read: Some(true), ..edit };
    let folder =
        bench.engine.add_rule(edit(RuleEdit { folder: Some(" Sea ".into()), ..Default::default() })).await.unwrap();
    let named =
        bench.engine.add_rule(edit(RuleEdit { feed: Some(feed.to_string()), ..Default::default() })).await.unwrap();
    assert_eq!((folder.name.as_str(), named.name.as_str()), ("Sea", "Feed /a"));
    bench.engine.rename_folder(&Id::of_folder("Sea"), "Ocean").await.unwrap();
    assert_eq!(rules(&bench).await[1].folder.as_deref(), Some("Ocean"));
    bench.engine.remove_rule(&named.id).await.unwrap();
    bench.server.feed("/a", &["One", "Two"]);
    bench.engine.refresh(&[feed]).await.unwrap();
    assert_eq!(marked(&bench).await.0, ["Two"]);
}

#[tokio::test]
async fn a_rule_that_two_devices_edit_keeps_both_and_lists_what_they_differ_in() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    let id = one.engine.add_rule(words("tide")).await.unwrap().id;
    meet(&one, &two).await;
    let change = |edit: RuleEdit, name: &str| RuleEdit { name: Some(name.into()), ..edit };
    one.engine
        .edit_rule(&id, change(RuleEdit { words: Some("moon".into()), ..Default::default() }, "Mine"))
        .await
        .unwrap();
    two.engine.edit_rule(&id, change(RuleEdit { starred: Some(true), ..Default::default() }, "Yours")).await.unwrap();
    meet(&one, &two).await;
    let merged = rules(&one).await;
    assert_eq!(merged, rules(&two).await);
    assert_eq!((merged[0].words.as_str(), merged[0].starred, merged[0].read), ("moon", true, true));
    for bench in [&one, &two] {
        let conflicts = bench.engine.history(&id).await.unwrap().conflicts;
        assert_eq!((conflicts.len(), conflicts[0].field.as_str()), (1, "name"));
        assert_eq!(conflicts[0].values[0], Value::from(merged[0].name.as_str()));
        assert_eq!(conflicts[0].values.len(), 2);
        let before = bench.engine.store().digests().await.unwrap();
        bench.engine.rebuild().await.unwrap();
        assert_eq!(bench.engine.store().digests().await.unwrap(), before);
    }
}

#[tokio::test]
async fn adding_changing_and_removing_a_rule_are_undone_and_redone() {
    let bench = Bench::new().await;
    let id = bench.engine.add_rule(words("tide")).await.unwrap().id;
    bench.engine.edit_rule(&id, words("moon")).await.unwrap();
    bench.engine.remove_rule(&id).await.unwrap();
    assert!(rules(&bench).await.is_empty());
    for (action, said) in
        [(Action::RuleRemoved, Some("moon")), (Action::RuleChanged, Some("tide")), (Action::RuleAdded, None)]
    {
        assert_eq!(bench.engine.undo(None).await.unwrap().action, action);
        assert_eq!(rules(&bench).await.first().map(|rule| rule.words.clone()).as_deref(), said);
    }
    for said in [Some("tide"), Some("moon"), None] {
        bench.engine.redo(None).await.unwrap();
        assert_eq!(rules(&bench).await.first().map(|rule| rule.words.clone()).as_deref(), said);
    }
}

#[tokio::test]
async fn a_removed_rule_lies_in_the_bin_is_restored_and_purged_on_all_devices() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    let id = one.engine.add_rule(words("Secrecy")).await.unwrap().id;
    meet(&one, &two).await;
    one.engine.remove_rule(&id).await.unwrap();
    assert!(matches!(one.engine.edit_rule(&id, words("x")).await, Err(EngineError::RuleNotFound)));
    let item = one.engine.store().bin().await.unwrap().remove(0);
    assert_eq!((item.id, item.kind.as_str(), item.title.as_str()), (id, "rule", "Secrecy"));
    one.engine.restore_from_bin(&id).await.unwrap();
    assert!(rules(&one).await.len() == 1 && one.engine.store().bin().await.unwrap().is_empty());
    one.engine.remove_rule(&id).await.unwrap();
    meet(&one, &two).await;
    assert!(rules(&two).await.is_empty());
    // The second is away and changes what the first purges.
    two.engine.restore_from_bin(&id).await.unwrap();
    one.clock.set(at(31 * 24 * 60 * 60));
    assert_eq!(one.engine.empty_bin().await.unwrap().things, 1);
    meet(&one, &two).await;
    for bench in [&one, &two] {
        assert!(rules(bench).await.is_empty() && bench.engine.store().bin().await.unwrap().is_empty());
        assert!(bench.engine.store().log_faults().await.unwrap().is_empty());
    }
    let file = std::fs::read(one.engine.store().path()).unwrap();
    assert!(!file.windows(7).any(|window| window == b"Secrecy"));
}
