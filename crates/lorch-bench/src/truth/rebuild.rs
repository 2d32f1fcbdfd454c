//! Every projection of a million articles dropped and made again.

use std::{fs, path::Path, time::Instant};

use super::engine;
use crate::Result;

/// Rebuilds a copy of the profile in `folder` and prints how many seconds that took.
pub(crate) async fn rebuild(folder: &str) -> Result<()> {
    let beside = Path::new(folder).parent().ok_or("the profile has no folder")?;
    let copy = tempfile::tempdir_in(beside)?;
    fs::copy(Path::new(folder).join("lorch.db"), copy.path().join("lorch.db"))?;
    let engine = engine(copy.path()).await?;
    let began = Instant::now();
    let rebuilt = engine.rebuild().await?;
    let took = began.elapsed().as_secs_f64();
    engine.stop().await;
    if rebuilt.rows != 1_000_000 {
        return Err(format!("{} rows were rebuilt", rebuilt.rows).into());
    }
    println!("{took}");
    Ok(())
}
