//! What the sensors of a machine say at one moment: plain counters, which mean nothing before the next ones.

use std::time::Duration;

/// Everything that was sensed at one moment. What a machine doesn't have is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// When, on a clock that only goes forward and stands still while the machine sleeps.
    pub moment: Duration,
    /// What each core did, in their order.
    pub cores: Vec<CoreTimes>,
    /// How many wanted to run, on average over 1, 5 and 15 minutes.
    pub load: Option<[f64; 3]>,
    /// Memory.
    pub memory: Option<Memory>,
    /// Disks, as devices.
    pub disks: Vec<DiskCounter>,
    /// Network interfaces.
    pub networks: Vec<NetworkCounter>,
    /// File systems.
    pub spaces: Vec<Space>,
    /// Degrees Celsius by the name of the sensor.
    pub temperatures: Vec<(String, f64)>,
    /// Percent by the name of the battery.
    pub batteries: Vec<(String, f64)>,
    /// How many processes there were when they were last looked at.
    pub running: Option<u32>,
    /// Every process; `None` when they were not looked at.
    pub processes: Option<Vec<ProcessCounter>>,
}

/// What one core did since the machine began, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CoreTimes {
    /// Programs.
    pub user: u64,
    /// Programs that give way to others.
    pub nice: u64,
    /// The kernel.
    pub system: u64,
    /// Nothing.
    pub idle: u64,
    /// Nothing, while a disk was waited for.
    pub iowait: u64,
    /// Interrupts.
    pub irq: u64,
    /// What interrupts left to do.
    pub softirq: u64,
    /// Other machines on the same hardware.
    pub steal: u64,
}

impl CoreTimes {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.modes().iter().fold(0, |all, (_, time)| all.saturating_add(*time))
    }

    /// All but rest.
    pub fn busy(&self) -> u64 {
        self.total().saturating_sub(self.idle.saturating_add(self.iowait))
    }

    /// By the word that other programs have for it.
    pub fn modes(&self) -> [(&'static str, u64); 8] {
        [
            ("user", self.user),
            ("nice", self.nice),
            ("system", self.system),
            ("idle", self.idle),
            ("iowait", self.iowait),
            ("irq", self.irq),
            ("softirq", self.softirq),
            ("steal", self.steal),
        ]
    }
}

/// Memory, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// All there is.
    pub total: u64,
    /// What a program can have without others being moved to the disk.
    pub available: u64,
    /// Room on the disk for what is moved there.
    pub swap: u64,
    /// How much of that is free.
    pub swap_free: u64,
}

/// What went through a disk since the machine began, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiskCounter {
    /// Its name, for example `sda`.
    pub name: String,
    /// Read.
    pub read: u64,
    /// Written.
    pub written: u64,
}

/// What went through a network interface since it is there, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkCounter {
    /// Its name, for example `eth0`.
    pub name: String,
    /// Whether it is a device; what goes through others goes through one of these as well.
    pub device: bool,
    /// Came in.
    pub received: u64,
    /// Went out.
    pub sent: u64,
}

/// A file system, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Space {
    /// Where it is mounted.
    pub mount: String,
    /// What it lies on.
    pub device: String,
    /// Its kind, for example `ext4`.
    pub kind: String,
    /// Its size.
    pub total: u64,
    /// What this user may still write.
    pub available: u64,
}

/// A process as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessCounter {
    /// Its number, which another one gets when it has ended.
    pub pid: u32,
    /// When it began, in seconds since 1970: with its number it is this one and no other.
    pub started: u64,
    /// Its name, without what it was called with.
    pub name: String,
    /// Time on any core since then, in milliseconds.
    pub cpu: u64,
    /// Memory that it holds, in bytes.
    pub memory: u64,
    /// Bytes read from disks since then; `None` where the system doesn't tell.
    pub read: Option<u64>,
    /// Bytes written to disks since then.
    pub written: Option<u64>,
}

/// What a machine is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it calls itself.
    pub name: String,
    /// Operating system and its version.
    pub os: String,
    /// Version of its kernel.
    pub kernel: String,
    /// Kind of its processor.
    pub architecture: String,
    /// Name of its processor.
    pub processor: String,
    /// When it began, in seconds since 1970.
    pub booted: Option<u64>,
}
