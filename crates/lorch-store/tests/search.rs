//! What is found by what was typed, in every script, and how the hits divide.
#![allow(clippy::unwrap_used, missing_docs)]

use lorch_model::{
    Timestamp,
    id::Id,
    reader::{FetchOutcome, Subscription},
    search::{Facets, Hit, Order, Question, Share},
    timeline::Room,
};
use lorch_store::{
    JobOutcome, Store,
    reader::{ArticleDraft, Fetched, FetchedContent},
};
use proptest::prelude::*;
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

const URL: &str = "https://a.example/feed";

struct Profile {
    _folder: tempfile::TempDir,
    store: Store,
    number: i64,
}

impl Profile {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("lorch.db"), Id([7; 16]), at(0)).await.unwrap();
        let mut write = store.write().await.unwrap();
        let subscription = Subscription {
            id: Id::of_subscription(URL),
            first_url: URL.into(),
            url: URL.into(),
            title: None,
            folder: String::new(),
            added: at(1),
            removed: None,
        };
        let (number, _) = write.put_subscription(&subscription).await.unwrap();
        write.commit().await.unwrap();
        Self { _folder: folder, store, number }
    }

    async fn with(articles: &[(i64, &str, &str)]) -> Self {
        let room = Self::new().await;
        room.land(articles).await;
        room
    }

    async fn land(&self, articles: &[(i64, &str, &str)]) {
        let drafts = articles.iter().map(|(second, title, text)| draft(*second, title, text)).collect();
        self.store.land(&[fetched(self.number, drafts)]).await.unwrap();
    }

    async fn hits(&self, words: &str) -> Vec<Hit> {
        self.store.search(&Question::of(words), Order::Newest, None, 200).await.unwrap().items
    }

    async fn titles(&self, words: &str) -> Vec<String> {
        self.hits(words).await.into_iter().map(|hit| hit.entry.title).collect()
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn draft(second: i64, title: &str, text: &str) -> ArticleDraft {
    let external = second.to_string();
    ArticleDraft {
        id: Id::of_record(&format!("feed:{URL}"), &external),
        external_id: external,
        title: title.into(),
        summary: text.chars().take(40).collect(),
        link: None,
        author: None,
        published: at(second),
        updated: None,
        minutes: 1,
        hash: Id::of_record(title, text).0,
        html: format!("<p>{text}</p>"),
        text: text.into(),
        categories: vec![],
        enclosures: vec![],
    }
}

fn fetched(number: i64, articles: Vec<ArticleDraft>) -> Fetched {
    Fetched {
        number,
        id: Id::of_subscription(URL),
        outcome: FetchOutcome::Fetched,
        job: JobOutcome { ran: at(100), due: None, fault: None },
        bytes: 10,
        took_ms: 1,
        etag: None,
        last_modified: None,
        content: Some(FetchedContent { articles, ..Default::default() }),
    }
}

/// A hit as it is shown, matched terms in brackets.
fn shown(hit: &Hit) -> String {
    let parts = hit.title_parts.iter().chain(&hit.text_parts);
    parts.map(|part| if part.matched { format!("[{}]", part.text) } else { part.text.clone() }).collect()
}

#[tokio::test]
async fn words_of_every_script_are_found_and_marked() {
    let room = Profile::new().await;
    for (text, typed, expected) in [
        // Folded letters, either way.
        ("Über Käse", "kase", "Über [Käse]"),
        ("Un café crème", "CREME caf", "Un [café] [crème]"),
        ("Kierkegaard og Søren", "soren", "Kierkegaard og [Søren]"),
        ("Soren", "Søren", "[Soren]"),
        ("Łódź nocą", "lodz", "[Łódź] nocą"),
        ("Die lange Straße", "strasse", "Die lange [Straße]"),
        ("Strassenbahn", "Straße", "[Strassenbahn]"),
        ("Le cœur", "coeur", "Le [cœur]"),
        ("naïve e\u{301}tude", "etude", "naïve [e\u{301}tude]"),
        ("МОСКВА слезам", "москва", "[МОСКВА] слезам"),
        // Scripts without spaces.
        ("我们去北京大学看书", "北京", "我们去[北京]大学看书"),
        ("我们去北京大学看书", "京大学", "我们去北[京大学]看书"),
        ("昨日、東京タワーに行った", "タワー", "昨日、東京[タワー]に行った"),
        ("昨日、東京タワーに行った", "東京 行った", "昨日、[東京]タワーに[行った]"),
        ("학교에서 한국어를 배웠다", "한국어", "학교에서 [한국어]를 배웠다"),
        ("학교에서 한국어를 배웠다", "국어", "학교에서 한[국어]를 배웠다"),
        ("ฉันเรียนภาษาไทยที่นี่", "ภาษา", "ฉันเรียน[ภาษา]ไทยที่นี่"),
        ("ฉันเรียนภาษาไทยที่นี่", "ที่นี่", "ฉันเรียนภาษาไทย[ที่นี่]"),
        ("मैं हिन्दी सीखता हूँ", "हिन्दी", "मैं [हिन्दी] सीखता हूँ"),
        ("买了iPhone手机", "iphone手机", "买了[iPhone手机]"),
        // Emoji, in any skin, and parts of joined ones.
        ("Well done👍🏽today", "👍", "Well done[👍]🏽today"),
        ("Well done👍today", "👍🏽", "Well done[👍]today"),
        ("A woman 👩🏽‍💻 at work", "👩‍💻", "A woman [👩🏽‍💻] at work"),
        ("A woman 👩🏽‍💻 at work", "💻", "A woman 👩🏽‍[💻] at work"),
        ("Coffee ☕ and 🇩🇪", "☕ 🇩🇪", "Coffee [☕] and [🇩🇪]"),
        // Phrases and prefixes.
        ("the old canal froze", "\"old canal\"", "the [old canal] froze"),
        ("the old canal froze", "the fro", "[the] old canal [froze]"),
    ] {
        room.land(&[(50, text, "")]).await;
        let hits = room.hits(typed).await;
        assert_eq!(hits.iter().map(shown).collect::<Vec<_>>(), [expected], "{typed} in {text}");
        assert_eq!(hits[0].entry.title, text);
    }
    for (text, typed) in [
        ("北京大学", "京北"),
        ("ที่นี่", "ทั้นั้"),
        ("हिन्दी", "हन्दा"),
        ("👍🏽", "👎"),
        ("the canal is old", "\"old canal\""),
        ("canals", "canal "),
        ("canal", "anal"),
    ] {
        room.land(&[(50, text, "")]).await;
        assert_eq!(room.titles(typed).await, [""; 0], "{typed} in {text}");
    }
}

#[tokio::test]
async fn a_passage_reads_as_the_text_does() {
    let text = format!("{}東京タワー🗼は☕と{}", "雨が降る。".repeat(40), "風が吹く。".repeat(40));
    let room = Profile::with(&[(50, "塔", &text), (40, "Tower", &"a word ".repeat(90))]).await;
    let hit = &room.hits("タワー🗼").await[0];
    let passage: String = hit.text_parts.iter().map(|part| part.text.as_str()).collect();
    assert!(text.contains(passage.trim_matches('…')), "{passage}");
    let matched: Vec<&str> = hit.text_parts.iter().filter(|part| part.matched).map(|part| part.text.as_str()).collect();
    assert_eq!(matched, ["タワー🗼"]);
}

#[tokio::test]
async fn filters_narrow_and_order_ranks_all_hits() {
    let room =
        Profile::with(&[(50, "tide", "tide tide tide"), (60, "a tide", "and more"), (70, "b tide", "and more")]).await;
    let ask = |question: Question, order| {
        let store = room.store.clone();
        async move {
            let found = store.search(&question, order, None, 2).await.unwrap();
            found.items.into_iter().map(|hit| hit.entry.title).collect::<Vec<_>>()
        }
    };
    let tide = Question::of("tide");
    assert_eq!(ask(tide.clone(), Order::Newest).await, ["b tide", "a tide"]);
    assert_eq!(ask(tide.clone(), Order::Closest).await[0], "tide", "the oldest hit is ranked too");
    let from = Question { from: Some(at(60)), ..tide.clone() };
    assert_eq!(ask(from, Order::Closest).await.len(), 2);
    let to = Question { to: Some(at(70)), ..tide.clone() };
    assert_eq!(ask(to, Order::Newest).await, ["a tide", "tide"]);
    let reader = Question { room: Some(Room::Reader), source: Some("feeds".into()), ..tide.clone() };
    assert_eq!(ask(reader, Order::Newest).await.len(), 2);
    assert_eq!(ask(Question { source: Some("radio".into()), ..tide }, Order::Newest).await, [""; 0]);
}

#[tokio::test]
async fn of_what_stands_everywhere_the_titles_come_first() {
    let everywhere: Vec<(i64, &str, &str)> = (0..5_100).map(|second| (second, "a boat", "on the tide")).collect();
    let room = Profile::with(&everywhere).await;
    room.land(&[(2, "the tide and its tables, a long title", "tide"), (1, "tide", "the tide"), (9_000, "new", "tide")])
        .await;
    let closest = async |words: &str, limit| {
        let found = room.store.search(&Question::of(words), Order::Closest, None, limit).await.unwrap();
        found.items
    };
    let found = closest("tide ", 4).await;
    let titles: Vec<&str> = found.iter().map(|hit| hit.entry.title.as_str()).collect();
    assert_eq!(titles, ["the tide and its tables, a long title", "tide", "new", "a boat"]);
    assert!(found.iter().all(|hit| hit.text_parts.iter().any(|part| part.matched)), "{found:?}");
    assert_eq!(closest("on tide ", 2).await.len(), 2, "nothing has both in its title");
    assert_eq!(closest("boat ", 3).await[0].entry.started, at(5_099), "in titles too often as well: newest first");
}

#[tokio::test]
async fn facets_count_what_the_other_filters_let_through() {
    let (old, new) = (1_700_000_000, 1_735_686_000); // 2023-11-14, 2024-12-31T23:00Z
    let room = Profile::with(&[(old, "tide one", ""), (new, "tide two", ""), (new + 5, "tide three", "")]).await;
    let share = |word: &str, n| Share { word: word.into(), n };
    let found = room.store.facets(&Question::of("tide"), 0).await.unwrap();
    let all = Facets {
        total: 3,
        more: false,
        room: vec![share("reader", 3)],
        source: vec![share("feeds", 3)],
        year: vec![share("2024", 2), share("2023", 1)],
    };
    assert_eq!(found, all);
    let east = room.store.facets(&Question::of("tide"), 3600).await.unwrap();
    assert_eq!(east.year, [share("2025", 2), share("2023", 1)]);
    let since = Question { from: Some(at(new)), ..Question::of("tide") };
    let narrowed = room.store.facets(&since, 0).await.unwrap();
    assert_eq!((narrowed.total, &narrowed.year, &narrowed.room), (2, &all.year, &vec![share("reader", 2)]));
    let elsewhere = Question { source: Some("radio".into()), ..Question::of("tide") };
    let none = room.store.facets(&elsewhere, 0).await.unwrap();
    assert_eq!((none.total, none.year.len(), none.room.len(), none.source), (0, 0, 0, all.source));
}

#[tokio::test]
async fn a_changed_text_leaves_none_of_its_old_words() {
    let room = Profile::with(&[(50, "東京", "☕ before")]).await;
    room.land(&[(50, "Kyoto", "after")]).await;
    room.land(&[(60, "Plain", "words")]).await;
    room.land(&[(60, "京都", "🍵")]).await;
    for (typed, expected) in [("東京", vec![]), ("☕", vec![]), ("kyoto", vec!["Kyoto"]), ("🍵", vec!["京都"])] {
        assert_eq!(room.titles(typed).await, expected, "{typed}");
    }
    check(&room).await;
}

#[tokio::test]
async fn what_an_earlier_lorch_indexed_gets_its_forms() {
    let room = Profile::with(&[(50, "東京 tower", "☕"), (60, "Plain", "words")]).await;
    // As it was before there were forms.
    run(&room, "DELETE FROM search_forms; INSERT INTO search (search) VALUES ('rebuild')").await;
    assert_eq!(room.titles("tower").await, ["東京 tower"], "what needs no form is found meanwhile");
    assert_eq!(room.titles("京").await, [""; 0]);
    for _ in 0..2 {
        let mut write = room.store.write().await.unwrap();
        assert_eq!(write.give_forms(i64::MIN).await.unwrap(), None);
        write.commit().await.unwrap();
    }
    assert_eq!(room.titles("京").await, ["東京 tower"]);
    assert_eq!(room.titles("☕").await, ["東京 tower"]);
    check(&room).await;
    // And once more from nothing.
    let mut write = room.store.write().await.unwrap();
    write.forget_index().await.unwrap();
    write.index_again(i64::MIN).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(room.titles("京").await, ["東京 tower"]);
    check(&room).await;
}

async fn run(room: &Profile, sql: &'static str) {
    let mut conn = SqliteConnectOptions::new().filename(room.store.path()).connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
}

/// The index says what the texts say.
async fn check(room: &Profile) {
    run(room, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)").await;
}

#[test]
fn nothing_that_can_be_typed_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let room = runtime.block_on(Profile::with(&[(50, "old canal 東京 👍", "froze \"over\" (again)")]));
    let hostile = [
        "\"",
        "\"\"",
        "*",
        "^a",
        "a:b",
        "-a",
        "a AND",
        "NOT",
        "NEAR(a b)",
        "{a b}:c",
        "\0",
        "a\0b",
        "ß\"ss",
        "\u{331}",
    ];
    for typed in hostile {
        runtime.block_on(room.hits(typed));
    }
    let parts = prop::collection::vec(
        prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(hostile.to_vec()).prop_map(str::to_owned)
        ],
        0..24,
    );
    proptest!(ProptestConfig::with_cases(400), |(typed in parts)| {
        let typed = typed.concat();
        for order in [Order::Newest, Order::Closest] {
            let found = runtime.block_on(room.store.search(&Question::of(typed.as_str()), order, None, 5));
            prop_assert!(found.is_ok(), "{typed:?}: {found:?}");
        }
        prop_assert!(runtime.block_on(room.store.facets(&Question::of(typed.as_str()), 0)).is_ok());
    });
}
