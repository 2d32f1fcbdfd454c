//! When to ask a feed again: pure.

use std::time::Duration;

/// The longest a feed is left alone by itself.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Wait after the first fault; it doubles with every further one.
const FIRST_BACK_OFF: Duration = Duration::from_secs(5 * 60);

/// Wait after a good answer: the person's interval or what the feed wishes, whichever is longer, at most a day,
/// and up to a tenth more by `chance` (0 to 1) so that feeds don't fall into step.
pub(crate) fn after_good(interval: Duration, wish: Option<Duration>, chance: f64) -> Duration {
    let wait = interval.max(wish.unwrap_or_default()).min(DAY);
    wait + wait.mul_f64(0.1 * chance.clamp(0.0, 1.0))
}

/// Wait after the `faults`-th fault in a row: 5 minutes doubling up to a day, spread by a fifth; a server's own
/// `Retry-After` is obeyed when it is longer.
pub(crate) fn after_fault(faults: u32, retry_after: Option<Duration>, chance: f64) -> Duration {
    let back_off = FIRST_BACK_OFF.saturating_mul(1 << faults.saturating_sub(1).min(12)).min(DAY);
    let spread = back_off.mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0));
    spread.max(retry_after.unwrap_or_default()).min(DAY.mul_f64(1.2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn waits_grow_and_wishes_are_kept() {
        assert_eq!(after_good(60 * MINUTE, None, 0.0), 60 * MINUTE);
        assert_eq!(after_good(60 * MINUTE, Some(90 * MINUTE), 0.0), 90 * MINUTE);
        assert_eq!(after_good(60 * MINUTE, Some(90_000 * MINUTE), 0.0), DAY);
        assert_eq!(after_fault(1, None, 0.5), 5 * MINUTE);
        assert_eq!(after_fault(3, None, 0.5), 20 * MINUTE);
        assert_eq!(after_fault(40, None, 0.5), DAY);
        assert_eq!(after_fault(1, Some(120 * MINUTE), 0.5), 120 * MINUTE);
    }

    proptest! {
        #[test]
        fn no_wait_is_shorter_than_asked_or_longer_than_a_day_and_a_fifth(
            faults in any::<u32>(), retry in 0_u64..100_000, chance in 0.0..1.0,
        ) {
            let retry = Duration::from_secs(retry);
            let wait = after_fault(faults, Some(retry), chance);
            prop_assert!(wait >= retry.min(DAY) && wait <= DAY.mul_f64(1.2) && wait >= Duration::from_secs(240));
        }
    }
}
