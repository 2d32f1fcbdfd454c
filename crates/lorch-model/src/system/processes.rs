//! Which processes take the most: out of all of them, those that are worth keeping.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    fold::{real, seconds_between},
    sample::{ProcessCounter, Sample},
};

/// How many are kept of those that take the most processor time, and of those that hold the most memory.
const MOST: usize = 12;
/// The longest name that is kept, in bytes.
const LONGEST_NAME: usize = 64;

/// The processes that took the most at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// How many processes there were in all.
    pub running: u32,
    /// Those that took the most: first by processor time, then by memory.
    pub processes: Vec<ProcessShare>,
}

/// What one process took.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessShare {
    /// Its number.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// Percent of the whole processor.
    pub cpu: f64,
    /// Memory that it holds, in bytes.
    pub memory: u64,
    /// Bytes read from disks in a second; `None` where the system doesn't tell.
    pub read: Option<f64>,
    /// Bytes written to disks in a second.
    pub written: Option<f64>,
}

/// Those that took the most between two samples that looked at processes; `None` when that can't be told.
pub fn most(before: &Sample, now: &Sample, at: i64) -> Option<Snapshot> {
    let (seconds, then, all) = (seconds_between(before, now)?, before.processes.as_ref()?, now.processes.as_ref()?);
    let then: BTreeMap<(u32, u64), &ProcessCounter> =
        then.iter().map(|process| ((process.pid, process.started), process)).collect();
    let cores = real(now.cores.len().max(1) as u64);
    let share = |process: &ProcessCounter| {
        // One that began in between began with nothing.
        let former = then.get(&(process.pid, process.started));
        let rate = |now: Option<u64>, then: Option<Option<u64>>| match then {
            Some(then) => Some(real(now?.checked_sub(then?)?) / seconds),
            None => Some(real(now?) / seconds),
        };
        let cpu = process.cpu.saturating_sub(former.map_or(0, |former| former.cpu));
        ProcessShare {
            pid: process.pid,
            name: short(&process.name).to_owned(),
            cpu: (real(cpu) / (seconds * 10.0 * cores)).clamp(0.0, 100.0),
            memory: process.memory,
            read: rate(process.read, former.map(|former| former.read)),
            written: rate(process.written, former.map(|former| former.written)),
        }
    };
    let mut shares: Vec<ProcessShare> = all.iter().map(share).collect();
    shares.sort_by(|a, b| b.memory.cmp(&a.memory).then(a.pid.cmp(&b.pid)));
    let large: BTreeSet<u32> = shares.iter().take(MOST).map(|process| process.pid).collect();
    shares.sort_by(|a, b| b.cpu.total_cmp(&a.cpu).then(b.memory.cmp(&a.memory)).then(a.pid.cmp(&b.pid)));
    let mut place = 0;
    shares.retain(|process| {
        place += 1;
        (place <= MOST && process.cpu > 0.0) || large.contains(&process.pid)
    });
    Some(Snapshot { at, running: u32::try_from(all.len()).unwrap_or(u32::MAX), processes: shares })
}

fn short(name: &str) -> &str {
    let end = (0..=LONGEST_NAME.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;
    use crate::system::sample::CoreTimes;

    fn process(pid: u32, started: u64, cpu: u64, memory: u64) -> ProcessCounter {
        let name = format!("p{pid}");
        ProcessCounter { pid, started, name, cpu, memory, read: Some(cpu * 10), written: None }
    }

    fn sample(seconds: u64, processes: Vec<ProcessCounter>) -> Sample {
        let cores = vec![CoreTimes::default(); 2];
        Sample { moment: Duration::from_secs(seconds), cores, processes: Some(processes), ..Default::default() }
    }

    #[test]
    fn shares_are_of_the_whole_processor_and_of_this_very_process() {
        let before = sample(10, vec![process(1, 0, 1000, 5), process(2, 0, 9000, 6)]);
        // 2 ended, and another one got its number.
        let now = sample(15, vec![process(1, 0, 6000, 5), process(2, 12, 500, 7)]);
        let snapshot = most(&before, &now, 77).unwrap();
        let shares: Vec<_> = snapshot.processes.iter().map(|share| (share.pid, share.cpu, share.read)).collect();
        assert_eq!(shares, [(1, 50.0, Some(10_000.0)), (2, 5.0, Some(1_000.0))]);
        assert_eq!((snapshot.at, snapshot.running, snapshot.processes[0].written), (77, 2, None));
        assert_eq!(most(&before, &sample(60, Vec::new()), 0), None, "too long ago");
    }

    #[test]
    fn the_busiest_and_the_largest_are_kept() {
        let all =
            |step: u64| (0..100).map(|pid| process(pid, 0, step * u64::from(pid), u64::from(100 - pid))).collect();
        let snapshot = most(&sample(10, all(1)), &sample(15, all(2)), 0).unwrap();
        let pids: Vec<u32> = snapshot.processes.iter().map(|share| share.pid).collect();
        assert_eq!(pids, (88..100).rev().chain((0..12).rev()).collect::<Vec<u32>>());
    }

    #[test]
    fn a_long_name_is_cut_between_letters() {
        assert_eq!(short(&"ä".repeat(40)).chars().count(), 32);
        assert_eq!(short("a"), "a");
    }
}
