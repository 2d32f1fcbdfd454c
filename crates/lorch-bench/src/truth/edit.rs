//! A person's edit beside the barest thing that is as durable: one row, one commit, one sync.

use std::{path::Path, time::Instant};

use lorch_model::{
    Timestamp,
    id::Id,
    reader::{FetchOutcome, MarkEdit, SubscriptionEdit},
};
use lorch_store::{
    JobOutcome,
    reader::{ArticleDraft, Fetched, FetchedContent},
};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{RUNS, engine, opml};
use crate::{Result, figure::median};

const TURNS: usize = 100;

/// Milliseconds of an edit, of a mark and of the bare transaction: medians of rounds in which they took turns.
pub(super) async fn measure() -> Result<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let folder = tempfile::tempdir()?;
    let engine = engine(folder.path()).await?;
    engine.import_opml(opml(TURNS).as_bytes()).await?;
    let feeds: Vec<Id> = engine.store().feeds().await?.into_iter().map(|feed| feed.id).collect();
    let first = engine.store().feeds_to_fetch(&feeds[..1]).await?;
    let (number, id) = first.first().map(|feed| (feed.number, feed.id)).ok_or("no feed")?;
    let articles: Vec<ArticleDraft> = (0..TURNS).map(|item| draft(&id, item)).collect();
    let ids: Vec<Id> = articles.iter().map(|article| article.id).collect();
    engine.store().land(&[fetched(number, id, articles)]).await?;
    let mut bare = bare(&folder.path().join("bare.db")).await?;
    let mut medians = [const { Vec::new() }; 3];
    // The first round warms all of them up.
    for round in 0..=RUNS {
        let mut taken = [const { Vec::new() }; 3];
        for turn in 0..TURNS {
            let title = Some(format!("Title {round} {turn}"));
            let began = Instant::now();
            engine.edit_subscription(&feeds[turn], SubscriptionEdit { title, ..SubscriptionEdit::default() }).await?;
            taken[0].push(began.elapsed());
            let edit = MarkEdit { starred: Some(round % 2 == 0), ..MarkEdit::default() };
            let began = Instant::now();
            engine.mark_article(&ids[turn], edit).await?;
            taken[1].push(began.elapsed());
            let began = Instant::now();
            let mut tx = bare.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::query("INSERT INTO edits (text) VALUES ('Title')").execute(&mut *tx).await?;
            tx.commit().await?;
            taken[2].push(began.elapsed());
        }
        if round > 0 {
            for (medians, taken) in medians.iter_mut().zip(&taken) {
                let millis: Vec<f64> = taken.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
                medians.push(median(&millis));
            }
        }
    }
    engine.stop().await;
    Ok(medians.into())
}

/// As durable as the store, on the same file system.
async fn bare(path: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await?;
    sqlx::query("CREATE TABLE edits (number INTEGER PRIMARY KEY, text TEXT)").execute(&mut connection).await?;
    Ok(connection)
}

pub(super) fn fetched(number: i64, id: Id, articles: Vec<ArticleDraft>) -> Fetched {
    Fetched {
        number,
        id,
        outcome: FetchOutcome::Fetched,
        job: JobOutcome { ran: Timestamp::UNIX_EPOCH, due: None, fault: None },
        bytes: 0,
        took_ms: 0,
        etag: None,
        last_modified: None,
        content: Some(FetchedContent { articles, ..FetchedContent::default() }),
    }
}

fn draft(feed: &Id, item: usize) -> ArticleDraft {
    let external_id = item.to_string();
    ArticleDraft {
        id: Id::of_record(&feed.to_string(), &external_id),
        title: format!("Article {item}"),
        summary: "A line of some words".to_owned(),
        link: None,
        author: None,
        published: Timestamp::UNIX_EPOCH,
        updated: None,
        minutes: 1,
        hash: [0; 16],
        html: "<p>A line of some words</p>".to_owned(),
        text: "A line of some words".to_owned(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        external_id,
    }
}
