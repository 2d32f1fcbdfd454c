//! This computer, in the units and meanings that node_exporter has for the same.

use lorch_formats::system::exposition::{Family, Kind};
use lorch_model::system::sample::Sample;

/// What the sensors say, as families.
pub(super) fn families(sample: &Sample) -> Vec<Family> {
    let gauge = |name, help| Family::new(name, Kind::Gauge, help);
    let counter = |name, help| Family::new(name, Kind::Counter, help);
    let mut cpu = counter("lorch_host_cpu_seconds_total", "Time that each core spent in each mode.");
    for (core, times) in sample.cores.iter().enumerate() {
        let core = core.to_string();
        times.modes().iter().for_each(|(mode, time)| cpu.add([("cpu", &core), ("mode", mode)], *time as f64 / 1000.0));
    }
    let mut read = counter("lorch_host_disk_read_bytes_total", "Bytes read from a disk.");
    let mut written = counter("lorch_host_disk_written_bytes_total", "Bytes written to a disk.");
    for disk in &sample.disks {
        read.add([("device", &disk.name)], disk.read as f64);
        written.add([("device", &disk.name)], disk.written as f64);
    }
    let mut received = counter("lorch_host_network_receive_bytes_total", "Bytes that came in by an interface.");
    let mut sent = counter("lorch_host_network_transmit_bytes_total", "Bytes that went out by an interface.");
    for network in &sample.networks {
        received.add([("device", &network.name)], network.received as f64);
        sent.add([("device", &network.name)], network.sent as f64);
    }
    let mut size = gauge("lorch_host_filesystem_size_bytes", "Size of a file system.");
    let mut available = gauge("lorch_host_filesystem_avail_bytes", "Room that this user has on a file system.");
    for space in &sample.spaces {
        let labels = [("device", space.device.as_str()), ("fstype", &space.kind), ("mountpoint", &space.mount)];
        size.add(labels, space.total as f64);
        available.add(labels, space.available as f64);
    }
    let mut temperature = gauge("lorch_host_temperature_celsius", "Temperature of a sensor.");
    sample.temperatures.iter().for_each(|(sensor, degrees)| temperature.add([("sensor", sensor)], *degrees));
    let mut battery = gauge("lorch_host_battery_ratio", "Charge of a battery, 1 when it is full.");
    sample.batteries.iter().for_each(|(name, percent)| battery.add([("battery", name)], *percent / 100.0));
    let mut families = vec![cpu, read, written, received, sent, size, available, temperature, battery];
    if let Some([one, five, fifteen]) = sample.load {
        families.extend([
            gauge("lorch_host_load1", "How many want to run, on average over a minute.").with([], one),
            gauge("lorch_host_load5", "How many want to run, on average over 5 minutes.").with([], five),
            gauge("lorch_host_load15", "How many want to run, on average over 15 minutes.").with([], fifteen),
        ]);
    }
    if let Some(memory) = sample.memory {
        let help = ["All memory.", "Memory that programs can have.", "All swap.", "Swap that is free."];
        let names = [
            "lorch_host_memory_total_bytes",
            "lorch_host_memory_available_bytes",
            "lorch_host_swap_total_bytes",
            "lorch_host_swap_free_bytes",
        ];
        let values = [memory.total, memory.available, memory.swap, memory.swap_free];
        let all = names.into_iter().zip(help).zip(values);
        families.extend(all.map(|((name, help), value)| gauge(name, help).with([], value as f64)));
    }
    families
}
