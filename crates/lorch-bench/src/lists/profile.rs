//! A profile with a million articles, kept in the target folder for as long as the tables stay as they are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use lorch_model::{
    id::Id,
    reader::{FetchOutcome, Subscription},
};
use lorch_store::{
    JobOutcome, Store,
    reader::{ArticleDraft, Fetched, FetchedContent},
};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};

use super::flat;
use crate::Result;

/// A word that one article in ten thousand holds.
pub(crate) const RARE: &str = "kelp";
/// A word that one article in a hundred holds.
pub(crate) const SOME: &str = "harbour";
/// A word that three articles in ten hold.
pub(crate) const WIDE: &str = "tide";
const FEEDS: usize = 250;
/// Feeds and articles of each in one landing.
const BATCH: (usize, usize) = (50, 20);
/// Goes up when what is made below changes.
const EDITION: u32 = 4;

/// How many articles there are: a million, or `LORCH_BENCH_ARTICLES`.
pub(crate) fn articles() -> usize {
    std::env::var("LORCH_BENCH_ARTICLES").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000_000)
}

/// The folder of the profile; made when it is not there yet.
pub(crate) async fn made() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let target = here.parent().and_then(Path::parent).ok_or("the target folder was not found")?;
    let folder = target.join("bench").join(format!("{}-{}", articles(), schema()));
    if folder.exists() {
        return Ok(folder);
    }
    let fresh = folder.with_extension("new");
    // What an earlier schema or a broken run left.
    let _ = fs::remove_dir_all(target.join("bench"));
    fs::create_dir_all(&fresh)?;
    eprintln!("Making a profile with {} articles (once)…", articles());
    fill(&fresh).await?;
    flatten(&fresh).await?;
    fs::rename(&fresh, &folder)?;
    Ok(folder)
}

/// The key below which the articles after the newest `before` lie.
pub(super) async fn key_before(folder: &Path, before: usize) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT key FROM articles ORDER BY key DESC LIMIT 1 OFFSET ?")
        .bind(i64::try_from(before)? - 1)
        .fetch_one(&mut open(&flat(folder)).await?)
        .await?)
}

async fn fill(folder: &Path) -> Result<()> {
    let store = Store::open(&folder.join("lorch.db"), Id([1; 16]), at(0)).await?;
    let mut feeds = Vec::with_capacity(FEEDS);
    let mut write = store.write().await?;
    for feed in 0..FEEDS {
        let url = format!("https://feed{feed}.example/rss");
        let id = Id::of_subscription(&url);
        let (number, _) = write
            .put_subscription(&Subscription {
                id,
                first_url: url.clone(),
                url,
                title: Some(format!("Feed number {feed}")),
                folder: String::new(),
                added: at(0),
                removed: None,
            })
            .await?;
        feeds.push((number, id));
    }
    write.commit().await?;
    for (batch, first) in (0..articles()).step_by(BATCH.0 * BATCH.1).enumerate() {
        let asked = feeds.iter().cycle().skip(batch * BATCH.0 % FEEDS).take(BATCH.0);
        let fetches: Vec<Fetched> = asked.zip(first..).map(|(feed, first)| fetched(*feed, first)).collect();
        store.land(&fetches).await?;
    }
    store.close().await;
    Ok(())
}

/// Articles come mixed, as they do in life: neighbours in the list are of different feeds.
fn fetched((number, id): (i64, Id), first: usize) -> Fetched {
    let articles = (first..).step_by(BATCH.0).take(BATCH.1).map(|article| draft(number, article)).collect();
    Fetched {
        number,
        id,
        outcome: FetchOutcome::Fetched,
        job: JobOutcome { ran: at(0), due: None, fault: None },
        bytes: 0,
        took_ms: 0,
        etag: None,
        last_modified: None,
        content: Some(FetchedContent { articles, ..FetchedContent::default() }),
    }
}

/// Article number `article`, of this feed.
pub(crate) fn draft(feed: i64, article: usize) -> ArticleDraft {
    let external_id = article.to_string();
    let mut text = "A line of some words that says what an article is about, as long as lists show it. ".repeat(2);
    for (word, of, every) in [(RARE, 1, 10_000), (SOME, 1, 100), (WIDE, 3, 10)] {
        if article % every < of {
            text.push_str(word);
            text.push(' ');
        }
    }
    let mut title = format!("Article {article} has a headline of about this length, more or less");
    // Of those that hold a word, one in thirty has it in its title, too.
    for (word, every) in [(SOME, 3_000), (WIDE, 100)] {
        if article.is_multiple_of(every) {
            title.push_str(", by ");
            title.push_str(word);
        }
    }
    ArticleDraft {
        id: Id::of_record(&format!("feed:{feed}"), &external_id),
        title,
        summary: text.trim().to_owned(),
        link: Some(format!("https://feed{feed}.example/2026/01/01/an-article-with-a-long-name-{article}.html")),
        author: Some("Ada Lovelace".to_owned()),
        published: at(i64::try_from(article).unwrap_or(0)),
        updated: None,
        minutes: 3,
        hash: [0; 16],
        html: format!("<p>{text}</p>"),
        text,
        categories: Vec::new(),
        enclosures: Vec::new(),
        external_id,
    }
}

/// Every column as it is sent, in one table.
async fn flatten(folder: &Path) -> Result<()> {
    let mut connection = open(&flat(folder)).await?;
    sqlx::query("ATTACH ? AS lorch").bind(folder.join("lorch.db").to_str()).execute(&mut connection).await?;
    for sql in [
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, id TEXT, feed TEXT, feed_title TEXT, title TEXT, summary TEXT,
             link TEXT, author TEXT, published TEXT, minutes INTEGER, read INTEGER, starred INTEGER, saved INTEGER, has_enclosure INTEGER)",
        "INSERT INTO main.articles
         SELECT key, lower(hex(a.id)), lower(hex(s.id)), s.title, a.title, summary, link, author,
             strftime('%Y-%m-%dT%H:%M:%SZ', published / 1000, 'unixepoch'), minutes, read, starred, saved, has_enclosure
         FROM lorch.articles AS a JOIN lorch.subscriptions AS s ON s.number = a.feed ORDER BY key",
    ] {
        sqlx::query(sql).execute(&mut connection).await?;
    }
    Ok(())
}

async fn open(path: &Path) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await?)
}

/// So many minutes after the beginning of 2020.
fn at(minutes: i64) -> Timestamp {
    let beginning = Timestamp::from_second(1_577_836_800).unwrap_or_default();
    beginning.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(beginning)
}

/// Stands for the tables as the migrations make them.
fn schema() -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&EDITION.to_le_bytes());
    for migration in sqlx::migrate!("../../migrations").iter() {
        hasher.update(&migration.checksum);
    }
    hasher.finalize().to_hex()[..12].to_owned()
}
