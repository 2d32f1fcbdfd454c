//! Two samples become values: what was counted in between, over the time in between.

use std::collections::BTreeSet;

use super::{
    GAP_MS,
    sample::{CoreTimes, Sample},
    series::{Measure, SeriesId},
};

/// The most parts of one kind that have series of their own; what a machine has more of counts in the whole alone.
const MOST_PARTS: usize = 64;

/// The values at the moment of `now`. Counters need a sample before, not too long ago; one that went backwards was
/// reset, and says nothing this time.
pub fn fold(before: Option<&Sample>, now: &Sample) -> Vec<(SeriesId, f64)> {
    let mut values = Vec::with_capacity(64);
    if let Some((before, seconds)) = before.and_then(|before| Some((before, seconds_between(before, now)?))) {
        processor(&mut values, &before.cores, &now.cores);
        disks(&mut values, before, now, seconds);
        networks(&mut values, before, now, seconds);
    }
    for (measure, load) in [Measure::Load1, Measure::Load5, Measure::Load15].into_iter().zip(now.load.iter().flatten())
    {
        values.push((SeriesId::whole(measure), *load));
    }
    if let Some(memory) = now.memory {
        values.push((SeriesId::whole(Measure::Memory), real(memory.total.saturating_sub(memory.available))));
        if memory.swap > 0 {
            values.push((SeriesId::whole(Measure::Swap), real(memory.swap.saturating_sub(memory.swap_free))));
        }
    }
    for space in now.spaces.iter().take(MOST_PARTS) {
        let used = space.total.saturating_sub(space.available);
        values.push((SeriesId::of(Measure::Space, &space.mount), real(used)));
    }
    let named = [(Measure::Temperature, &now.temperatures), (Measure::Battery, &now.batteries)];
    for (measure, found) in named {
        values.extend(found.iter().take(MOST_PARTS).map(|(name, value)| (SeriesId::of(measure, name), *value)));
    }
    values.extend(now.running.map(|running| (SeriesId::whole(Measure::Processes), running.into())));
    let mut seen = BTreeSet::new();
    values.retain(|(id, value)| value.is_finite() && seen.insert(id.clone()));
    values
}

/// Seconds from one sample to the next; `None` when nobody knows what was in between.
pub(super) fn seconds_between(before: &Sample, now: &Sample) -> Option<f64> {
    let between = now.moment.checked_sub(before.moment)?;
    let known = !between.is_zero() && i64::try_from(between.as_millis()).is_ok_and(|between| between <= GAP_MS);
    known.then_some(between.as_secs_f64())
}

fn processor(values: &mut Vec<(SeriesId, f64)>, before: &[CoreTimes], now: &[CoreTimes]) {
    if before.len() != now.len() {
        return;
    }
    let (mut all_busy, mut all) = (0, 0);
    for (core, (before, now)) in before.iter().zip(now).enumerate() {
        // A core that was switched off and on begins anew.
        let (Some(total), Some(busy)) =
            (now.total().checked_sub(before.total()), now.busy().checked_sub(before.busy()))
        else {
            continue;
        };
        if total > 0 {
            (all_busy, all) = (all_busy + busy, all + total);
            if core < MOST_PARTS {
                values.push((SeriesId::of(Measure::Cpu, core.to_string()), percent(busy, total)));
            }
        }
    }
    if all > 0 {
        values.push((SeriesId::whole(Measure::Cpu), percent(all_busy, all)));
    }
}

fn disks(values: &mut Vec<(SeriesId, f64)>, before: &Sample, now: &Sample, seconds: f64) {
    let mut whole = Some([0.0; 2]);
    for (place, disk) in now.disks.iter().enumerate() {
        let Some(then) = before.disks.iter().find(|then| then.name == disk.name) else { continue };
        let (Some(read), Some(written)) = (disk.read.checked_sub(then.read), disk.written.checked_sub(then.written))
        else {
            whole = None;
            continue;
        };
        let rates = [real(read) / seconds, real(written) / seconds];
        whole = whole.map(|whole| [whole[0] + rates[0], whole[1] + rates[1]]);
        if place < MOST_PARTS {
            values.push((SeriesId::of(Measure::DiskRead, &disk.name), rates[0]));
            values.push((SeriesId::of(Measure::DiskWrite, &disk.name), rates[1]));
        }
    }
    if let Some(whole) = whole.filter(|_| !now.disks.is_empty()) {
        values.push((SeriesId::whole(Measure::DiskRead), whole[0]));
        values.push((SeriesId::whole(Measure::DiskWrite), whole[1]));
    }
}

fn networks(values: &mut Vec<(SeriesId, f64)>, before: &Sample, now: &Sample, seconds: f64) {
    // What goes through a bridge or a tunnel goes through a device as well, and counts once.
    let devices = now.networks.iter().any(|network| network.device);
    let mut whole = Some([0.0; 2]);
    for (place, network) in now.networks.iter().enumerate() {
        let Some(then) = before.networks.iter().find(|then| then.name == network.name) else { continue };
        let counts = network.device || (!devices && network.name != "lo");
        let (Some(received), Some(sent)) =
            (network.received.checked_sub(then.received), network.sent.checked_sub(then.sent))
        else {
            whole = whole.filter(|_| !counts);
            continue;
        };
        let rates = [real(received) / seconds, real(sent) / seconds];
        if counts {
            whole = whole.map(|whole| [whole[0] + rates[0], whole[1] + rates[1]]);
        }
        if place < MOST_PARTS {
            values.push((SeriesId::of(Measure::NetworkIn, &network.name), rates[0]));
            values.push((SeriesId::of(Measure::NetworkOut, &network.name), rates[1]));
        }
    }
    if let Some(whole) = whole.filter(|_| !now.networks.is_empty()) {
        values.push((SeriesId::whole(Measure::NetworkIn), whole[0]));
        values.push((SeriesId::whole(Measure::NetworkOut), whole[1]));
    }
}

fn percent(part: u64, whole: u64) -> f64 {
    (100.0 * real(part) / real(whole)).clamp(0.0, 100.0)
}

pub(super) fn real(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::system::sample::{DiskCounter, Memory, NetworkCounter};

    fn sample(seconds: u64, busy: &[u64], disk: u64, network: u64) -> Sample {
        let core = |busy: &u64| CoreTimes { user: *busy, idle: seconds * 1000 - busy, ..Default::default() };
        let interface =
            |name: &str, device| NetworkCounter { name: name.to_owned(), device, received: network, sent: network * 2 };
        Sample {
            moment: Duration::from_secs(seconds),
            cores: busy.iter().map(core).collect(),
            memory: Some(Memory { total: 100, available: 40, swap: 0, swap_free: 0 }),
            disks: vec![DiskCounter { name: "sda".into(), read: disk, written: disk * 3 }],
            networks: vec![interface("eth0", true), interface("docker0", false), interface("lo", false)],
            ..Default::default()
        }
    }

    fn value(values: &[(SeriesId, f64)], id: &str) -> Option<f64> {
        values.iter().find(|(known, _)| known.to_string() == id).map(|(_, value)| *value)
    }

    #[test]
    fn counters_become_rates_over_the_time_in_between() {
        let values = fold(Some(&sample(10, &[1000, 4000], 500, 100)), &sample(12, &[2000, 4000], 900, 300));
        for (id, expected) in [
            ("cpu/0", 50.0),
            ("cpu/1", 0.0),
            ("cpu", 25.0),
            ("memory", 60.0),
            ("disk_read", 200.0),
            ("disk_write/sda", 600.0),
            ("network_in/docker0", 100.0),
            ("network_out/lo", 200.0),
            ("network_in", 100.0),
        ] {
            assert_eq!(value(&values, id), Some(expected), "{id}");
        }
        assert_eq!(value(&values, "swap"), None, "there is none");
    }

    #[test]
    fn what_was_reset_and_what_nobody_saw_is_a_gap() {
        let first = fold(None, &sample(10, &[1000], 500, 100));
        assert_eq!((value(&first, "cpu"), value(&first, "disk_read")), (None, None));
        assert_eq!(value(&first, "memory"), Some(60.0));
        let slept = fold(Some(&sample(10, &[1000], 500, 100)), &sample(40, &[1000], 500, 100));
        assert_eq!(value(&slept, "cpu"), None);
        let same = fold(Some(&sample(10, &[1000], 500, 100)), &sample(10, &[1000], 500, 100));
        assert_eq!(value(&same, "cpu"), None);
        let reset = fold(Some(&sample(10, &[1000], 500, 100)), &sample(11, &[1500], 20, 200));
        assert_eq!((value(&reset, "disk_read/sda"), value(&reset, "disk_read")), (None, None));
        assert_eq!(value(&reset, "network_in"), Some(100.0));
        let more_cores = fold(Some(&sample(10, &[1000], 500, 100)), &sample(11, &[1000, 0], 500, 100));
        assert_eq!(value(&more_cores, "cpu"), None);
    }

    #[test]
    fn no_value_is_named_twice_or_is_no_number() {
        let mut now = sample(11, &[1000], 500, 100);
        now.temperatures = vec![("core".into(), 40.0), ("core".into(), 41.0), ("odd".into(), f64::NAN)];
        let values = fold(None, &now);
        assert_eq!(value(&values, "temperature/core"), Some(40.0));
        assert_eq!(values.iter().filter(|(id, _)| id.measure == Measure::Temperature).count(), 1);
    }
}
