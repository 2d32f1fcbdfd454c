//! How many requests a face takes: enough for every person, too few to wear the machine out.

use std::{num::NonZeroU32, time::Duration};

use axum::http::{HeaderValue, header};
use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::Refusal;

/// How fast requests may come.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// In the long run, each second.
    pub per_second: NonZeroU32,
    /// At once, after a rest.
    pub burst: NonZeroU32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { per_second: NonZeroU32::MIN.saturating_add(199), burst: NonZeroU32::MIN.saturating_add(399) }
    }
}

pub(super) struct Pacer {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Pacer {
    pub(super) fn new(pace: Pace) -> Self {
        let quota = Quota::per_second(pace.per_second).allow_burst(pace.burst);
        Self { limiter: RateLimiter::direct(quota), clock: DefaultClock::default() }
    }

    pub(super) fn check(&self) -> Result<(), Refusal> {
        self.limiter.check().map_err(|early| too_many(early.wait_time_from(self.clock.now())))
    }
}

fn too_many(wait: Duration) -> Refusal {
    Refusal::new(429, "too_many_requests", "Too many requests at once.", "Wait a moment, then go on.")
        .with(header::RETRY_AFTER, retry_after(wait))
}

/// The wait in whole seconds, rounded up.
pub(crate) fn retry_after(wait: Duration) -> HeaderValue {
    HeaderValue::from(wait.as_millis().div_ceil(1000).clamp(1, 3600) as u64)
}
