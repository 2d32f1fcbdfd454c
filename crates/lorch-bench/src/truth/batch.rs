//! Another device changed every feed: how long until all of it is here.

use std::{path::Path, time::Instant};

use lorch_model::reader::SubscriptionEdit;

use super::{engine, opml};
use crate::Result;

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
        let whole = there.store().vector().await?;
        let ask = here.begin_exchange(&peer, &whole).await?.ok_or("the last exchange is held")?;
        let batch = there.store().batch(&ask, usize::MAX >> 1).await?;
        if batch.items.len() != FEEDS {
            return Err(format!("{} things came instead of {FEEDS}", batch.items.len()).into());
        }
        let began = Instant::now();
        here.land_batch(&peer, &batch).await?;
        // The first time they are new, which is more than an edit.
        if run > 0 {
            runs.push(began.elapsed().as_secs_f64());
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
