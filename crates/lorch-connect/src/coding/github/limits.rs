//! When GitHub wants to be left alone, and for how long.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    http::{LONGEST_WAIT, retry_after},
    source::Reply,
};

/// The least rest where a limit is named without a time; it doubles with every strike.
const LEAST: Duration = Duration::from_secs(60);

/// Until when to rest after a refusal; `None` where it is no limit that was met.
pub(super) fn rest(reply: &Reply, strikes: u32, now: Timestamp) -> Option<Timestamp> {
    if let Some(wait) = wait(reply, now) {
        return now.saturating_add(wait).ok();
    }
    if let Some(until) = spent(reply, now) {
        return Some(until);
    }
    let says = String::from_utf8_lossy(&reply.body).to_lowercase();
    let is_limit = reply.status == 429 || says.contains("rate limit") || says.contains("abuse detection");
    let longer = LEAST.saturating_mul(1 << strikes.min(8)).min(LONGEST_WAIT);
    is_limit.then(|| now.saturating_add(longer).ok()).flatten()
}

/// What `Retry-After` says.
pub(super) fn wait(reply: &Reply, now: Timestamp) -> Option<Duration> {
    reply.headers.retry_after.as_deref().and_then(|value| retry_after(value, now)).map(|wait| wait.min(LONGEST_WAIT))
}

/// When requests are allowed again, where the last one of this hour was this.
pub(super) fn spent(reply: &Reply, now: Timestamp) -> Option<Timestamp> {
    if reply.headers.rate_remaining != Some(0) {
        return None;
    }
    let reset = Timestamp::from_second(reply.headers.rate_reset?).ok()?;
    let last = now.saturating_add(LONGEST_WAIT).unwrap_or(now);
    Some(reset.clamp(now.saturating_add(Duration::from_secs(1)).unwrap_or(now), last))
}
