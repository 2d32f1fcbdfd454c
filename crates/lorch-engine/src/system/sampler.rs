//! When this computer is sampled: every second while somebody looks, every ten seconds else.

use std::time::Duration;

use lorch_model::{
    Timestamp,
    change::Topic,
    settings::Settings,
    system::{CALM_MS, LIVE_MS, LIVE_PROCESSES_MS, fold::fold, processes::most},
};

use crate::{Engine, lock};

/// How long a look lasts. Whoever goes on looking asks again before.
pub(super) const LOOK: Duration = Duration::from_secs(10);
/// How often samples are written: as much is lost at most when the machine goes off.
const SAVE_MS: i64 = 10_000;

impl Engine {
    /// Samples until the engine stops.
    pub(crate) async fn run_sampling(&self) {
        lock(&self.0.system.present).running = true;
        let (mut settings, mut version) = (Settings::default(), None);
        let (mut last, mut saved) = (None::<i64>, None::<i64>);
        loop {
            // Asked again only when one was changed.
            let newest = self.store().version(&[Topic::Settings]);
            if version.as_ref() != Some(&newest)
                && let Ok(read) = self.store().settings().await
            {
                (settings, version) = (read, Some(newest));
            }
            let now = self.now();
            let every = if self.is_looked_at(now) { LIVE_MS } else { CALM_MS };
            if settings.sampling && is_due(last, now.as_millisecond(), every) {
                self.take(now, every, &settings).await;
                last = Some(now.as_millisecond());
                if is_due(saved, now.as_millisecond(), SAVE_MS) {
                    self.keep_samples(None, &settings).await;
                    saved = Some(now.as_millisecond());
                }
                if self.is_looked_at(now) {
                    self.store().announce_system();
                }
            }
            if !settings.sampling {
                let mut present = lock(&self.0.system.present);
                (present.last, present.last_with_processes) = (None, None);
            }
            let until = match last.filter(|_| settings.sampling) {
                // A look may have come meanwhile, and asks for less.
                Some(last) => {
                    let now = self.now();
                    let every = if self.is_looked_at(now) { LIVE_MS } else { CALM_MS };
                    if now.as_millisecond() < last { 0 } else { last.saturating_add(every) - now.as_millisecond() }
                }
                None => CALM_MS,
            };
            // Due already: the clock went on, or was set, while this was sampled.
            if until <= 0 {
                tokio::task::yield_now().await;
                continue;
            }
            tokio::select! {
                () = self.0.clock.sleep(Duration::from_millis(until.min(CALM_MS).unsigned_abs())) => {}
                () = self.0.system.wake.notified() => {}
            }
        }
    }

    /// Whether somebody looks.
    pub(super) fn is_looked_at(&self, now: Timestamp) -> bool {
        let looked = lock(&self.0.system.present).looked;
        looked.is_some_and(|looked| {
            let since = now.duration_since(looked);
            !since.is_negative() && Duration::try_from(since).is_ok_and(|since| since < LOOK)
        })
    }

    /// Takes one sample at `now`.
    async fn take(&self, now: Timestamp, every: i64, settings: &Settings) {
        let at = now.as_millisecond();
        let between = if every == LIVE_MS { LIVE_PROCESSES_MS } else { CALM_MS };
        let newest = lock(&self.0.system.present).newest.as_ref().map(|newest| newest.at);
        let first = lock(&self.0.system.present).last_with_processes.is_none();
        let Some(sample) = self.sense(first || is_due(newest, at, between)).await else { return };
        // Before it comes: a block ends where the clock was set back.
        let full = lock(&self.0.system.present).ring.is_full(at);
        if full {
            self.keep_samples(Some(at), settings).await;
        }
        let mut present = lock(&self.0.system.present);
        let values = fold(present.last.as_ref(), &sample);
        present.ring.push(at, values);
        if sample.processes.is_some() {
            let snapshot = present.last_with_processes.as_ref().and_then(|before| most(before, &sample, at));
            if let Some(snapshot) = snapshot {
                present.newest = Some(snapshot.clone());
                present.ring.push_snapshot(snapshot);
            }
            present.last_with_processes = Some(sample.clone());
        }
        present.last = Some(lorch_model::system::sample::Sample { processes: None, ..sample });
    }
}

/// Whether `every` has passed since `last`, give or take what a nap is late. A clock that was set back begins anew.
fn is_due(last: Option<i64>, now: i64, every: i64) -> bool {
    last.is_none_or(|last| now < last || now - last >= every - every / 20)
}
