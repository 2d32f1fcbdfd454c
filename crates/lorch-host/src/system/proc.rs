//! The files of `/proc` that count, read as text. What can't be read is left out; the formats are those of proc(5).

use lorch_model::system::sample::{CoreTimes, DiskCounter, NetworkCounter};

/// Milliseconds of one tick of `/proc/stat`: the kernel counts for programs in hundredths of a second on every machine.
const TICK: u64 = 10;
/// Bytes of one sector of `/proc/diskstats`, whatever the disk's own are.
const SECTOR: u64 = 512;

/// The cores in `/proc/stat`.
pub(super) fn cores(text: &str) -> Vec<CoreTimes> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("cpu"));
    let cores = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    cores
        .map(|line| {
            let ticks: Vec<u64> = numbers(line).skip(1).collect();
            let time = |place: usize| ticks.get(place).copied().unwrap_or(0).saturating_mul(TICK);
            // What guests took is in the time of programs already.
            CoreTimes {
                user: time(0),
                nice: time(1),
                system: time(2),
                idle: time(3),
                iowait: time(4),
                irq: time(5),
                softirq: time(6),
                steal: time(7),
            }
        })
        .collect()
}

/// The three averages of `/proc/loadavg`.
pub(super) fn load(text: &str) -> Option<[f64; 3]> {
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>().ok().filter(|load| load.is_finite()));
    Some([words.next()??, words.next()??, words.next()??])
}

/// The disks and partitions of `/proc/diskstats`.
pub(super) fn disks(text: &str) -> Vec<DiskCounter> {
    let line = |line: &str| {
        let name = line.split_whitespace().nth(2)?.to_owned();
        let figure = |place: usize| line.split_whitespace().nth(place)?.parse::<u64>().ok();
        Some(DiskCounter { name, read: figure(5)?.saturating_mul(SECTOR), written: figure(9)?.saturating_mul(SECTOR) })
    };
    text.lines().filter_map(line).collect()
}

/// The interfaces of `/proc/net/dev`.
pub(super) fn networks(text: &str) -> Vec<NetworkCounter> {
    let line = |line: &str| {
        let (name, figures) = line.split_once(':')?;
        let figures: Vec<u64> = numbers(figures).collect();
        let (received, sent) = (*figures.first()?, *figures.get(8)?);
        Some(NetworkCounter { name: name.trim().to_owned(), device: false, received, sent })
    };
    text.lines().filter_map(line).collect()
}

/// Time on any core, and when it began after the machine did, both in milliseconds, of the process in a `stat` file.
pub(super) fn own_times(text: &str) -> Option<(u64, u64)> {
    // Its name may hold anything but ends with the last bracket.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<u64>().ok();
    Some((ticks(11)?.checked_add(ticks(12)?)?.checked_mul(TICK)?, ticks(19)?.checked_mul(TICK)?))
}

/// Memory that is held, in bytes, of the process in a `status` file.
pub(super) fn resident(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    numbers(line).next()?.checked_mul(1024)
}

fn numbers(text: &str) -> impl Iterator<Item = u64> {
    text.split_whitespace().map_while(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_the_kernel_writes_is_read() {
        let stat = "cpu  30 2 3 4 5 6 7 8 9 0\ncpu0 10 1 1 2 2 3 3 4 9 0\ncpu1 20 1 2 2 3 3 4 4\nintr 5 1\nbtime 17\n";
        let both = cores(stat);
        assert_eq!(both.len(), 2);
        assert_eq!((both[1].user, both[1].iowait, both[1].steal, both[1].total()), (200, 30, 40, 390));
        assert_eq!(both[0].busy(), 220);
        assert_eq!(load("0.58 1.00 1.48 1/92 21039\n"), Some([0.58, 1.0, 1.48]));
        let disk = &disks(" 254 0 vda 10 16 294364890 16 24 23 1328919760 34 0 18 51 1 1 7 4 19 36\n")[0];
        assert_eq!((disk.name.as_str(), disk.read, disk.written), ("vda", 294364890 * 512, 1328919760 * 512));
        let networks = networks(
            "Inter-|   Receive     |  Transmit\n face |bytes    packets errs\n  eth0: 44 19 0 0 0 0 0 0 18 15 0 0 0 0 0 0\n\
             wlan0:7 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n",
        );
        assert_eq!(
            networks.iter().map(|one| (one.name.as_str(), one.received, one.sent)).collect::<Vec<_>>(),
            [("eth0", 44, 18), ("wlan0", 7, 9)]
        );
    }

    #[test]
    fn a_process_is_read_whatever_it_is_called() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4 9 0 0 0 120 30 0 0 20 0 3 0 4500 99 7";
        assert_eq!(own_times(stat), Some((1_500, 45_000)));
        assert_eq!(own_times("7 (a"), None);
        assert_eq!(resident("Name:\tx\nVmRSS:\t  12 kB\n"), Some(12_288));
    }

    #[test]
    fn what_is_not_as_expected_is_left_out() {
        for text in ["", "cpu0", "cpux 1 2", "\0\0", "1 2", "a:", "a: b c", "nan inf 1", ": : :"] {
            assert!(cores(text).iter().all(|core| core.total() == 0), "{text}");
            assert!(load(text).is_none() && disks(text).is_empty() && networks(text).is_empty(), "{text}");
        }
        assert_eq!(cores("cpu0 18446744073709551615 1")[0].busy(), u64::MAX);
    }
}
