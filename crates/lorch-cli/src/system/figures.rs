//! Figures as people read them.

use lorch_model::system::view::{Live, Machine};

use crate::out::{Column, Out, Span, Table, faint, plain, strong};

/// The value of a series at the last moment.
fn value(live: &Live, id: &str) -> Option<f64> {
    at(live, id, live.times.len().checked_sub(1)?)
}

fn at(live: &Live, id: &str, row: usize) -> Option<f64> {
    live.series.iter().find(|series| series.id == id)?.values.get(row).copied().flatten()
}

/// What the machine is, and its figures now.
pub(super) fn table(machine: &Machine, live: &Live, out: &Out) -> Table {
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    let up = machine.booted.map(|booted| format!(", up since {}", out.moment(booted))).unwrap_or_default();
    table.row([faint("computer"), strong(format!("{}: {}{up}", machine.name, machine.os))]);
    if let Some(cpu) = value(live, "cpu") {
        let cores: Vec<String> =
            (0..machine.cores).filter_map(|core| value(live, &format!("cpu/{core}"))).map(percent).collect();
        let cores = if (2..=16).contains(&cores.len()) { format!(" ({})", cores.join(", ")) } else { String::new() };
        table.row([faint("cpu"), plain(percent(cpu) + &cores)]);
    }
    if let (Some(one), Some(five), Some(fifteen)) = (value(live, "load1"), value(live, "load5"), value(live, "load15"))
    {
        table.row([faint("load"), plain(format!("{one:.2}, {five:.2}, {fifteen:.2}"))]);
    }
    for (id, total) in [("memory", machine.memory), ("swap", machine.swap)] {
        if let Some(used) = value(live, id) {
            table.row([faint(id), plain(format!("{} of {}", memory(used), memory(total as f64)))]);
        }
    }
    if let (Some(read), Some(written)) = (value(live, "disk_read"), value(live, "disk_write")) {
        table.row([faint("disk"), plain(format!("reads {}, writes {}", rate(read), rate(written)))]);
    }
    if let (Some(inward), Some(outward)) = (value(live, "network_in"), value(live, "network_out")) {
        table.row([faint("network"), plain(format!("in {}, out {}", rate(inward), rate(outward)))]);
    }
    for disk in &machine.disks {
        let (used, total) = (bytes(disk.used as f64), bytes(disk.total as f64));
        table.row([faint("space"), plain(format!("{used} of {total} on {}", disk.mount))]);
    }
    for series in &live.series {
        let Some((measure, of)) = series.id.split_once('/') else { continue };
        let Some(now) = series.values.last().copied().flatten() else { continue };
        match measure {
            "temperature" => table.row([faint("temperature"), plain(format!("{now:.0} °C {of}"))]),
            "battery" => table.row([faint("battery"), plain(format!("{now:.0} % {of}"))]),
            _ => {}
        }
    }
    table
}

/// One moment in one line.
pub(super) fn line(machine: &Machine, live: &Live, row: usize) -> Vec<Span> {
    let time = live.times.get(row).and_then(|ms| lorch_model::Timestamp::from_millisecond(*ms).ok());
    let time = time.map(|time| time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string());
    let said = |id: &str, say: fn(f64) -> String| at(live, id, row).map_or_else(|| "–".to_owned(), say);
    let mut spans = vec![faint(time.unwrap_or_default())];
    let used = format!("{} of {}", said("memory", memory), memory(machine.memory as f64));
    let both = |one: &str, other: &str| format!("{} / {}", said(one, rate), said(other, rate));
    for (name, text) in [
        ("cpu", said("cpu", percent)),
        ("memory", used),
        ("disk", both("disk_read", "disk_write")),
        ("network", both("network_in", "network_out")),
    ] {
        spans.extend([faint(format!("  {name} ")), plain(text)]);
    }
    spans
}

/// `12.4 %`.
pub(super) fn percent(value: f64) -> String {
    format!("{value:.1} %")
}

/// `15.3 MB`: disks and rates, in thousands.
pub(super) fn bytes(value: f64) -> String {
    steps(value, 1000.0, ["kB", "MB", "GB", "TB", "PB"])
}

/// `15.3 GiB`: memory, which is made in powers of two.
pub(super) fn memory(value: f64) -> String {
    steps(value, 1024.0, ["KiB", "MiB", "GiB", "TiB", "PiB"])
}

fn steps(value: f64, step: f64, units: [&'static str; 5]) -> String {
    let (mut value, mut unit) = (value, "B");
    for larger in units {
        if value < step - 0.5 {
            break;
        }
        (value, unit) = (value / step, larger);
    }
    if unit == "B" || value >= 99.95 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

/// `15.3 MB/s`.
pub(super) fn rate(value: f64) -> String {
    bytes(value) + "/s"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        let table = [
            (0.0, "0 B"),
            (999.4, "999 B"),
            (999.5, "1.0 kB"),
            (15_340_000.0, "15.3 MB"),
            (99_960_000.0, "100 MB"),
            (25_276_502_016.0, "25.3 GB"),
            (1e18, "1000 PB"),
        ];
        for (value, said) in table {
            assert_eq!(bytes(value), said);
        }
        assert_eq!(memory(25_276_502_016.0), "23.5 GiB");
        assert_eq!(memory(1_023.4), "1023 B");
        assert_eq!(percent(99.96), "100.0 %");
    }
}
