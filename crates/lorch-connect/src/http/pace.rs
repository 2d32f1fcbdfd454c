//! Politeness: one exchange at a time with a host, a few in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// Lanes kept before those at rest are swept.
const SWEEP_AT: usize = 256;

/// Gives turns.
pub(super) struct Pace {
    overall: Arc<Semaphore>,
    per_host: usize,
    gap: Duration,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
}

struct Lane {
    turns: Arc<Semaphore>,
    free_at: Mutex<Option<Instant>>,
}

/// A turn at a host; it ends when dropped.
pub(super) struct Turn {
    lane: Arc<Lane>,
    gap: Duration,
    _at_host: Option<OwnedSemaphorePermit>,
    _overall: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub fn new(overall: usize, per_host: usize, gap: Duration) -> Self {
        let overall = Arc::new(Semaphore::new(overall.max(1)));
        Self { overall, per_host: per_host.max(1), gap, lanes: Mutex::default() }
    }

    /// Waits for a turn at a host. The host comes first: those who wait for a slow host take nobody else's place.
    pub async fn turn(&self, host: &str) -> Turn {
        let lane = self.lane(host);
        // Neither semaphore is ever closed, so both answers are permits.
        let at_host = lane.turns.clone().acquire_owned().await.ok();
        let free_at = *lane.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(free_at) = free_at.filter(|_| !self.gap.is_zero()) {
            sleep_until(free_at).await;
        }
        let overall = self.overall.clone().acquire_owned().await.ok();
        Turn { lane, gap: self.gap, _at_host: at_host, _overall: overall }
    }

    fn lane(&self, host: &str) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(host) {
            return lane.clone();
        }
        if lanes.len() >= SWEEP_AT {
            let now = Instant::now();
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || lane.rests_until(now));
        }
        let lane = Arc::new(Lane { turns: Arc::new(Semaphore::new(self.per_host)), free_at: Mutex::new(None) });
        lanes.insert(host.to_owned(), lane.clone());
        lane
    }
}

impl Lane {
    fn rests_until(&self, now: Instant) -> bool {
        self.free_at.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|free_at| free_at > now)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.gap.is_zero() {
            *self.lane.free_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + self.gap);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_host_is_visited_once_at_a_time_and_others_do_not_wait_for_it() {
        let pace = Pace::new(2, 1, Duration::ZERO);
        let first = pace.turn("a").await;
        assert!(pace.turn("a").now_or_never().is_none(), "two at one host");
        let second = pace.turn("b").now_or_never().expect("another host had to wait");
        assert!(pace.turn("c").now_or_never().is_none(), "three in all");
        drop((first, second));
        assert!(pace.turn("a").now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_gets_its_rest() {
        let pace = Pace::new(2, 1, Duration::from_secs(5));
        drop(pace.turn("a").await);
        let before = Instant::now();
        drop(pace.turn("b").await);
        assert_eq!(before.elapsed(), Duration::ZERO);
        drop(pace.turn("a").await);
        assert_eq!(before.elapsed(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn hosts_at_rest_are_forgotten() {
        let pace = Pace::new(2, 1, Duration::ZERO);
        for host in 0..10_000 {
            drop(pace.turn(&host.to_string()).await);
        }
        assert!(pace.lanes.lock().unwrap().len() <= SWEEP_AT);
    }
}
