//! The simulator: a few devices on one seed, with clocks years apart and a wire that breaks.
//!
//! Devices edit, mark, import, undo, purge, wait until things expire, crash, restore old backups, are copied, and
//! exchange what they have, in parts that may come twice, late or not at all, or in the talk of two devices over a wire that
//! cuts, repeats, swaps and truncates; some of them are of an older Lorch. Then
//! the wire heals, and everything that is shared has to be the same everywhere, nothing that was acknowledged may be
//! gone, and nothing that was removed for good may be back. A seed that fails is printed; `LORCH_SEED=<seed>` plays it
//! again. `LORCH_SEEDS=<n>` plays more of them.
#![allow(clippy::unwrap_used, missing_docs)]

mod compare;
mod device;
mod edit;
mod ledger;
mod life;
mod plan;
mod shown;
mod spoken;
mod wire;
mod world;

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

use life::Life;

#[test]
fn after_the_wire_heals_everything_shared_is_the_same_everywhere() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seeds = match number("LORCH_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LORCH_SEEDS").unwrap_or(200),
    };
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(|| play(&next, &seeds))).collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Plays one seed after the other until one fails, here or elsewhere.
fn play(next: &AtomicU64, seeds: &Range<u64>) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if !seeds.contains(&seed) {
            return None;
        }
        let lived = || runtime.block_on(async { Life::new(seed).await.lived().await });
        let fault = match catch_unwind(AssertUnwindSafe(lived)) {
            Ok(Ok(())) => continue,
            Ok(Err(fault)) => fault,
            Err(_) => "it panicked, as said above".to_owned(),
        };
        next.store(seeds.end, Ordering::Relaxed);
        return Some(format!("seed {seed}: {fault}"));
    }
}
