//! The simulator: a few devices on one seed, with clocks years apart and a wire that breaks.
//!
//! Devices edit, mark, import, purge, crash, restore old backups, are copied, and exchange what they have, in parts
//! that may come twice, late or not at all; some of them are of an older Lorch. Then the wire heals, and everything
//! that is shared has to be the same everywhere, and nothing that was acknowledged may be gone. A seed that fails is
//! printed; `LORCH_SEED=<seed>` plays it again. `LORCH_SEEDS=<n>` plays more of them.
#![allow(clippy::unwrap_used, missing_docs)]

mod compare;
mod device;
mod ledger;
mod life;
mod wire;

use life::Life;

#[test]
fn after_the_wire_heals_everything_shared_is_the_same_everywhere() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seeds = match number("LORCH_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LORCH_SEEDS").unwrap_or(200),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for seed in seeds {
        let outcome = runtime.block_on(async { Life::new(seed).await.lived().await });
        assert!(outcome.is_ok(), "seed {seed}: {}", outcome.unwrap_err());
    }
}
