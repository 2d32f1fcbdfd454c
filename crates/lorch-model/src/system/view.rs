//! How this computer is answered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::series::{Measure, Unit};
use crate::problem::Problem;

/// What this machine is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Machine {
    /// What it calls itself.
    pub name: String,
    /// Operating system and its version.
    pub os: String,
    /// Version of its kernel.
    pub kernel: String,
    /// Kind of its processor, for example `x86_64`.
    pub architecture: String,
    /// Name of its processor.
    pub processor: String,
    /// Cores, as programs see them.
    pub cores: u32,
    /// Memory, in bytes.
    pub memory: u64,
    /// Swap, in bytes.
    pub swap: u64,
    /// When it began.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booted: Option<Timestamp>,
    /// File systems.
    pub disks: Vec<Disk>,
    /// Names of its batteries.
    pub batteries: Vec<String>,
    /// Whether figures are taken.
    pub sampling: bool,
    /// Seconds from one sample to the next now.
    pub every_seconds: u32,
    /// Why figures are not kept, or what became of those before.
    pub trouble: Option<Problem>,
}

/// A file system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Disk {
    /// Where it is mounted.
    pub mount: String,
    /// What it lies on.
    pub device: String,
    /// Its kind, for example `ext4`.
    pub kind: String,
    /// Its size, in bytes.
    pub total: u64,
    /// What of it this user can't write any more.
    pub used: u64,
}

/// A series of values that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Series {
    /// Its name: `measure` or `measure/of`.
    pub id: String,
    /// What is measured.
    pub measure: Measure,
    /// What it is of; `null` for all together.
    pub of: Option<String>,
    /// What its values count.
    pub unit: Unit,
    /// When it was first seen.
    #[schema(value_type = String, format = DateTime)]
    pub first: Timestamp,
    /// When it was last written.
    #[schema(value_type = String, format = DateTime)]
    pub last: Timestamp,
}

/// What was sampled since somebody last looked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Live {
    /// Seconds from one sample to the next now.
    pub every_seconds: u32,
    /// When each sample was taken, in milliseconds since 1970.
    pub times: Vec<i64>,
    /// The values, one a time.
    pub series: Vec<LiveSeries>,
    /// The processes that took the most, when they were last looked at.
    pub processes: Processes,
}

/// Values of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiveSeries {
    /// Its name.
    pub id: String,
    /// One a time; `null` where nothing is known.
    pub values: Vec<Option<f64>>,
}

/// What a chart is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Samples as they were taken.
    Sample,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
}

/// Series over some time, at common times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Chart {
    /// Its beginning, in milliseconds since 1970.
    pub from: i64,
    /// Its end.
    pub to: i64,
    /// What it is made from.
    pub resolution: Resolution,
    /// Milliseconds that a point stands for; 0 where each is a sample.
    pub step_ms: i64,
    /// When each point is, or begins. A gap is a point at which nothing is known of any series.
    pub times: Vec<i64>,
    /// The series, in the order they were asked for.
    pub series: Vec<ChartSeries>,
}

/// One series of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChartSeries {
    /// Its name.
    pub id: String,
    /// What its values count.
    pub unit: Unit,
    /// The least at each point; `null` where nothing is known.
    pub min: Vec<Option<f64>>,
    /// The mean at each point.
    pub mean: Vec<Option<f64>>,
    /// The most at each point.
    pub max: Vec<Option<f64>>,
}

/// The processes that took the most at one moment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Processes {
    /// When; `null` when nothing was kept at that time.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// How many there were in all.
    pub running: u32,
    /// Those that took the most: first by processor time, then by memory.
    pub items: Vec<Process>,
}

/// What one process took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// Percent of the whole processor.
    pub cpu: f64,
    /// Memory that it holds, in bytes.
    pub memory: u64,
    /// Bytes read from disks in a second; `null` where the system doesn't tell.
    pub read: Option<u64>,
    /// Bytes written to disks in a second.
    pub written: Option<u64>,
}

/// What is kept of this computer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Storage {
    /// Bytes of its file.
    pub bytes: u64,
    /// Samples.
    pub samples: Kept,
    /// Minutes.
    pub minutes: Kept,
    /// Hours.
    pub hours: Kept,
    /// Processes.
    pub processes: Kept,
}

/// What is kept of one kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Kept {
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// How many values.
    pub values: u64,
    /// Bytes that they take.
    pub bytes: u64,
}
