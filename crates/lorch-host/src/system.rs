//! Room `system`: the one door to this machine's sensors.
//!
//! What is asked every second is read from `/proc` in one go a file ([`proc`]): `sysinfo` keeps the counters of the
//! processor for itself and opens a file for each figure of an interface. Memory, processes, file systems and temperatures are
//! its work.

mod own;
mod power;
mod proc;

use std::{collections::HashMap, fs, path::Path, time::Instant};

use lorch_model::system::sample::{Facts, Memory, NetworkCounter, ProcessCounter, Sample, Space};
use sysinfo::{Components, DiskRefreshKind, Disks, ProcessRefreshKind, ProcessesToUpdate, System};

pub use own::{Own, own};

/// Seconds after which what changes slowly is read again: file systems, temperatures, batteries, which disks there are.
const SLOW: u64 = 10;
/// File systems of programs and containers: what lies on them is counted elsewhere.
const NOT_COUNTED: [&str; 3] = ["overlay", "squashfs", "ramfs"];

/// The sensors of this machine. Nothing is read before it is asked for.
pub struct Sensors {
    began: Instant,
    system: Option<System>,
    disks: Option<Disks>,
    components: Option<Components>,
    slow: Option<Slow>,
    running: Option<u32>,
    /// Whether an interface is a device, by its name.
    devices: HashMap<String, bool>,
}

/// What changes slowly.
struct Slow {
    read: u64,
    disks: Vec<String>,
    spaces: Vec<Space>,
    temperatures: Vec<(String, f64)>,
    batteries: Vec<(String, f64)>,
}

impl Default for Sensors {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            system: None,
            disks: None,
            components: None,
            slow: None,
            running: None,
            devices: HashMap::new(),
        }
    }
}

impl Sensors {
    /// What the machine is like now, with its processes if `processes`. What it doesn't tell is left out.
    ///
    /// Reading takes a fraction of a millisecond, with processes a few of them.
    pub fn sense(&mut self, processes: bool) -> Sample {
        let moment = self.began.elapsed();
        if self.slow.as_ref().is_none_or(|slow| moment.as_secs() >= slow.read + SLOW) {
            let slow = self.read_slow(moment.as_secs());
            self.slow = Some(slow);
        }
        let processes = processes.then(|| self.processes()).flatten();
        let slow = self.slow.as_ref();
        let mut disks = proc::disks(&read("diskstats"));
        if let Some(slow) = slow {
            disks.retain(|disk| slow.disks.contains(&disk.name));
        }
        let (spaces, temperatures, batteries) = slow
            .map(|slow| (slow.spaces.clone(), slow.temperatures.clone(), slow.batteries.clone()))
            .unwrap_or_default();
        Sample {
            moment,
            cores: proc::cores(&read("stat")),
            load: proc::load(&read("loadavg")),
            memory: self.memory(),
            disks,
            networks: self.networks(),
            spaces,
            temperatures,
            batteries,
            running: self.running,
            processes,
        }
    }

    /// What the machine is.
    pub fn facts(&mut self) -> Facts {
        let processor = self.system().and_then(|system| {
            system.refresh_cpu_list(sysinfo::CpuRefreshKind::nothing());
            system.cpus().first().map(|core| core.brand().trim().to_owned())
        });
        let os = [System::name().ok(), System::os_version().ok()];
        Facts {
            name: System::host_name().unwrap_or_default(),
            os: os.into_iter().flatten().collect::<Vec<_>>().join(" "),
            kernel: System::kernel_version().unwrap_or_default(),
            architecture: System::cpu_arch(),
            processor: processor.unwrap_or_default(),
            booted: System::boot_time().ok(),
        }
    }

    fn system(&mut self) -> Option<&mut System> {
        if self.system.is_none() {
            self.system = System::new().ok();
        }
        self.system.as_mut()
    }

    fn memory(&mut self) -> Option<Memory> {
        let system = self.system()?;
        system.refresh_memory();
        let memory = Memory {
            total: system.total_memory(),
            available: system.available_memory(),
            swap: system.total_swap(),
            swap_free: system.free_swap(),
        };
        (memory.total > 0).then_some(memory)
    }

    fn networks(&mut self) -> Vec<NetworkCounter> {
        let mut networks = proc::networks(&read("net/dev"));
        // Interfaces of containers come and go by the hundred.
        networks
            .retain(|network| !network.name.starts_with("veth") && network.received.saturating_add(network.sent) > 0);
        for network in &mut networks {
            let known = self.devices.get(&network.name).copied();
            network.device = known.unwrap_or_else(|| {
                let is = Path::new("/sys/class/net").join(&network.name).join("device").exists();
                self.devices.insert(network.name.clone(), is);
                is
            });
        }
        networks
    }

    fn processes(&mut self) -> Option<Vec<ProcessCounter>> {
        let system = self.system()?;
        let wanted = ProcessRefreshKind::nothing().with_cpu().with_memory().with_disk_usage().without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
        let processes: Vec<ProcessCounter> = system
            .processes()
            .values()
            .map(|process| {
                let disk = process.disk_usage();
                // Of other people's processes the system says 0.
                let told = disk.total_read_bytes > 0 || disk.total_written_bytes > 0;
                ProcessCounter {
                    pid: process.pid().as_u32(),
                    started: process.start_time(),
                    name: process.name().to_string_lossy().into_owned(),
                    cpu: process.accumulated_cpu_time(),
                    memory: process.memory(),
                    read: told.then_some(disk.total_read_bytes),
                    written: told.then_some(disk.total_written_bytes),
                }
            })
            .collect();
        self.running = u32::try_from(processes.len()).ok();
        (!processes.is_empty()).then_some(processes)
    }

    fn read_slow(&mut self, now: u64) -> Slow {
        Slow {
            read: now,
            disks: whole_disks(),
            spaces: self.spaces(),
            temperatures: self.temperatures(),
            batteries: power::batteries(),
        }
    }

    fn spaces(&mut self) -> Vec<Space> {
        let wanted = DiskRefreshKind::nothing().with_storage();
        match &mut self.disks {
            Some(disks) => disks.refresh_specifics(true, wanted),
            None => self.disks = Disks::new_with_refreshed_list_specifics(wanted).ok(),
        }
        let mut spaces: Vec<Space> = self
            .disks
            .iter()
            .flat_map(|disks| disks.iter())
            .map(|disk| Space {
                mount: disk.mount_point().to_string_lossy().into_owned(),
                device: disk.name().to_string_lossy().into_owned(),
                kind: disk.file_system().to_string_lossy().into_owned(),
                total: disk.total_space(),
                available: disk.available_space(),
            })
            .filter(|space| space.total > 0)
            .filter(|space| space.mount == "/" || !NOT_COUNTED.contains(&space.kind.as_str()))
            .collect();
        // One device may be mounted in many places; the shortest is what people call it.
        spaces.sort_by(|a, b| (a.mount.len(), &a.mount).cmp(&(b.mount.len(), &b.mount)));
        let mut seen = Vec::new();
        spaces.retain(|space| {
            let first = !seen.contains(&space.device);
            seen.push(space.device.clone());
            first
        });
        spaces
    }

    fn temperatures(&mut self) -> Vec<(String, f64)> {
        match &mut self.components {
            Some(components) => components.refresh(true),
            None => self.components = Components::new_with_refreshed_list().ok(),
        }
        let mut found: Vec<(String, f64)> = self
            .components
            .iter()
            .flat_map(|components| components.iter())
            .filter_map(|component| Some((component.label().trim().to_owned(), f64::from(component.temperature()?))))
            .filter(|(label, degrees)| !label.is_empty() && (-50.0..200.0).contains(degrees))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }
}

fn read(name: &str) -> String {
    fs::read(Path::new("/proc").join(name))
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Disks that are no part of another: what goes through a partition or a mapping goes through its disk as well.
fn whole_disks() -> Vec<String> {
    let entries = fs::read_dir("/sys/block").into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter(|name| !["loop", "ram", "zram", "dm-", "md", "sr", "fd"].iter().any(|kind| name.starts_with(kind)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_tells_what_every_machine_has() {
        let mut sensors = Sensors::default();
        let first = sensors.sense(true);
        assert!(!first.cores.is_empty() && first.load.is_some());
        assert!(first.memory.is_some_and(|memory| memory.available > 0 && memory.available <= memory.total));
        let own = first.processes.as_ref().and_then(|all| all.iter().find(|one| one.pid == std::process::id()));
        assert!(own.is_some_and(|own| own.memory > 1_000_000 && !own.name.is_empty()), "{own:?}");
        let second = sensors.sense(false);
        assert!(second.moment > first.moment && second.processes.is_none() && second.running == first.running);
        assert!(second.cores.iter().zip(&first.cores).all(|(now, then)| now.total() >= then.total()));
        let facts = sensors.facts();
        assert!(!facts.kernel.is_empty() && !facts.os.is_empty() && facts.booted.is_some(), "{facts:?}");
    }
}
