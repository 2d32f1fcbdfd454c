//! Another device changed every feed, or read every article: how long until all of it is here.

use std::{path::Path, time::Instant};

use lorch_engine::Engine;
use lorch_model::{
    id::Id,
    reader::{MarkEdit, SubscriptionEdit},
};
use lorch_store::reader::ArticleFilter;

use super::{edit, engine, opml};
use crate::{Result, lists};

const RUNS: usize = 3;
const FEEDS: usize = 10_000;

/// Seconds of each landing.
pub(super) async fn measure() -> Result<Vec<f64>> {
    // The other device is only there to have something to say: what it costs there is not asked.
    let memory = Path::new("/dev/shm");
    let there_folder = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let here_folder = tempfile::tempdir()?;
    let (there, here) = (engine(there_folder.path()).await?, engine(here_folder.path()).await?);
    there.import_opml(opml(FEEDS).as_bytes()).await?;
    let feeds = there.store().feeds().await?;
    let peer = there.store().origin();
    let mut runs = Vec::new();
    for run in 0..=RUNS {
        let took = landed(&there, &here, &peer).await?;
        // The first time they are new, which is more than an edit.
        if run > 0 {
            runs.push(took);
        }
        for feed in &feeds {
            let title = Some(format!("Title {run}"));
            there.edit_subscription(&feed.id, SubscriptionEdit { title, ..SubscriptionEdit::default() }).await?;
        }
    }
    there.stop().await;
    here.stop().await;
    Ok(runs)
}

/// Seconds of each landing of 10,000 marks on articles that are here.
pub(super) async fn marks() -> Result<Vec<f64>> {
    let memory = Path::new("/dev/shm");
    let there_folder = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let here_folder = tempfile::tempdir()?;
    let (there, here) = (engine(there_folder.path()).await?, engine(here_folder.path()).await?);
    for one in [&there, &here] {
        one.import_opml(opml(1).as_bytes()).await?;
        let feeds = one.store().feeds().await?;
        let feed = one.store().feeds_to_fetch(&[feeds.first().ok_or("no feed")?.id]).await?;
        let (number, id) = feed.first().map(|feed| (feed.number, feed.id)).ok_or("no feed")?;
        let articles = (0..FEEDS).map(|article| lists::draft(1, article)).collect();
        one.store().land(&[edit::fetched(number, id, articles)]).await?;
    }
    let peer = there.store().origin();
    let mut runs = Vec::new();
    for run in 0..=RUNS {
        if run % 2 == 0 {
            there.mark_all_read(&ArticleFilter::default(), None).await?;
        } else {
            for article in 0..FEEDS {
                let id = lists::draft(1, article).id;
                there.mark_article(&id, MarkEdit { read: Some(false), ..MarkEdit::default() }).await?;
            }
        }
        let took = landed(&there, &here, &peer).await?;
        if run > 0 {
            runs.push(took);
        }
    }
    there.stop().await;
    here.stop().await;
    Ok(runs)
}

/// Seconds until what `there` has and `here` lacks, 10,000 things, has landed.
async fn landed(there: &Engine, here: &Engine, peer: &Id) -> Result<f64> {
    let whole = there.store().vector().await?;
    let ask = here.begin_exchange(peer, &whole).await?.ok_or("the last exchange is held")?;
    let batch = there.store().batch(&ask, usize::MAX >> 1).await?;
    if batch.items.len() < FEEDS {
        return Err(format!("{} things came instead of {FEEDS}", batch.items.len()).into());
    }
    let began = Instant::now();
    here.land_batch(peer, &batch).await?;
    Ok(began.elapsed().as_secs_f64())
}
