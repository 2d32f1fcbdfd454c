//! What the values are called: a measure, and what it is of.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How busy the processor is, or one core of it.
    Cpu,
    /// How many want to run, on average over a minute.
    Load1,
    /// The same over 5 minutes.
    Load5,
    /// The same over 15 minutes.
    Load15,
    /// How many processes there are.
    Processes,
    /// Memory in use.
    Memory,
    /// Swap in use.
    Swap,
    /// Read from disks.
    DiskRead,
    /// Written to disks.
    DiskWrite,
    /// Used on a file system.
    Space,
    /// Came in over the network.
    NetworkIn,
    /// Went out over the network.
    NetworkOut,
    /// Degrees of a sensor.
    Temperature,
    /// Charge of a battery.
    Battery,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hundredths of the whole.
    Percent,
    /// Bytes.
    Bytes,
    /// Bytes in a second.
    BytesPerSecond,
    /// Degrees Celsius.
    Celsius,
    /// Nothing but a number.
    None,
}

/// What is stored together, because it is looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Processor, load, number of processes.
    Processor,
    /// Memory and swap.
    Memory,
    /// Disks and file systems.
    Disks,
    /// Network interfaces.
    Network,
    /// Temperatures and batteries.
    Sensors,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] = [Self::Processor, Self::Memory, Self::Disks, Self::Network, Self::Sensors];

    /// Its number where it is kept.
    pub fn number(self) -> i64 {
        match self {
            Self::Processor => 1,
            Self::Memory => 2,
            Self::Disks => 3,
            Self::Network => 4,
            Self::Sensors => 5,
        }
    }
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 14] = [
        Self::Cpu,
        Self::Load1,
        Self::Load5,
        Self::Load15,
        Self::Processes,
        Self::Memory,
        Self::Swap,
        Self::DiskRead,
        Self::DiskWrite,
        Self::Space,
        Self::NetworkIn,
        Self::NetworkOut,
        Self::Temperature,
        Self::Battery,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Load1 => "load1",
            Self::Load5 => "load5",
            Self::Load15 => "load15",
            Self::Processes => "processes",
            Self::Memory => "memory",
            Self::Swap => "swap",
            Self::DiskRead => "disk_read",
            Self::DiskWrite => "disk_write",
            Self::Space => "space",
            Self::NetworkIn => "network_in",
            Self::NetworkOut => "network_out",
            Self::Temperature => "temperature",
            Self::Battery => "battery",
        }
    }

    /// What its values count.
    pub fn unit(self) -> Unit {
        match self {
            Self::Cpu | Self::Battery => Unit::Percent,
            Self::Load1 | Self::Load5 | Self::Load15 | Self::Processes => Unit::None,
            Self::Memory | Self::Swap | Self::Space => Unit::Bytes,
            Self::DiskRead | Self::DiskWrite | Self::NetworkIn | Self::NetworkOut => Unit::BytesPerSecond,
            Self::Temperature => Unit::Celsius,
        }
    }

    /// What it is stored with.
    pub fn family(self) -> Family {
        match self {
            Self::Cpu | Self::Load1 | Self::Load5 | Self::Load15 | Self::Processes => Family::Processor,
            Self::Memory | Self::Swap => Family::Memory,
            Self::DiskRead | Self::DiskWrite | Self::Space => Family::Disks,
            Self::NetworkIn | Self::NetworkOut => Family::Network,
            Self::Temperature | Self::Battery => Family::Sensors,
        }
    }
}

/// One series of values: a measure, and what it is of. Written `measure` or `measure/of`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesId {
    /// What is measured.
    pub measure: Measure,
    /// The core, disk, interface, mount point or sensor; `None` for all of them together.
    pub of: Option<String>,
}

impl SeriesId {
    /// Of everything together.
    pub fn whole(measure: Measure) -> Self {
        Self { measure, of: None }
    }

    /// Of one part.
    pub fn of(measure: Measure, of: impl Into<String>) -> Self {
        Self { measure, of: Some(of.into()) }
    }
}

/// The text names no series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this names no series")]
pub struct NoSeries;

impl FromStr for SeriesId {
    type Err = NoSeries;

    fn from_str(text: &str) -> Result<Self, NoSeries> {
        let (word, of) = text.split_once('/').map_or((text, None), |(word, of)| (word, Some(of.to_owned())));
        let measure = Measure::ALL.into_iter().find(|measure| measure.word() == word).ok_or(NoSeries)?;
        Ok(Self { measure, of })
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.measure.word())?;
        self.of.iter().try_for_each(|of| write!(f, "/{of}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_read_back_from_what_it_is_called() {
        for measure in Measure::ALL {
            for of in [None, Some(""), Some("/"), Some("sda"), Some("/home/a b"), Some("Core 0/1")] {
                let id = SeriesId { measure, of: of.map(str::to_owned) };
                assert_eq!(id.to_string().parse(), Ok(id));
            }
            assert_eq!(serde_json::json!(measure), measure.word());
        }
        assert_eq!("cpus".parse::<SeriesId>(), Err(NoSeries));
    }
}
