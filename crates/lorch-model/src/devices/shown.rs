//! The person's devices as a screen and a terminal show them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{id::Id, problem::Problem};

/// Answer of `GET /api/devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Devices {
    /// Whether this device talks to the paired ones. Off until the first pairing is done.
    pub enabled: bool,
    /// This device.
    pub this: ThisDevice,
    /// The others, by name.
    pub paired: Vec<Device>,
    /// Whether a relay server may carry what can't go directly.
    pub relay: bool,
    /// Whether devices find each other in the network they share.
    pub mdns: bool,
    /// Entries of the timeline here.
    pub records: u64,
    /// Why this device can't talk to any other now.
    pub fault: Option<Problem>,
}

/// The device that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ThisDevice {
    /// Its id; none before the first pairing made a key.
    #[schema(value_type = Option<String>)]
    pub id: Option<Id>,
    /// What it calls itself.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its key in short, to compare; none before the first pairing.
    pub fingerprint: Option<String>,
    /// The origin that it writes under.
    #[schema(value_type = String)]
    pub origin: Id,
}

/// A paired device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Device {
    /// Its id, made from its key.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is called here.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its key in short, to compare.
    pub fingerprint: String,
    /// The origin that it writes under; of what it would remove here it is the `peer`.
    #[schema(value_type = String)]
    pub origin: Id,
    /// When it was paired.
    #[schema(value_type = String, format = DateTime)]
    pub added: Timestamp,
    /// When it was last talked to.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
    /// Whether it is talked to now.
    pub connected: bool,
    /// How the two stand, as far as is known here.
    pub state: DeviceState,
    /// Changes that it has and this device lacks; none where that is not known.
    pub behind: Option<u64>,
    /// Changes that this device has and it lacks; none where that is not known.
    pub waiting: Option<u64>,
    /// What comes from it just now, where that is more than a moment's work.
    pub progress: Option<DeviceProgress>,
    /// Why it is not talked to, or was not the last time.
    pub fault: Option<Problem>,
    /// Where it was reached last.
    pub address: Option<String>,
}

/// How this device and another stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Neither lacks anything of the other, as of when they last talked.
    InStep,
    /// It lacks `waiting` changes of this device.
    Behind,
    /// It has `behind` changes that this device lacks.
    Ahead,
    /// They never talked.
    Never,
    /// One of them refuses the other; `fault` says why.
    Refused,
}

/// How far an exchange has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceProgress {
    /// Things that came.
    pub done: u64,
    /// Things in all.
    pub total: u64,
    /// Things a second, so far.
    pub per_second: u64,
}

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A computer that stands somewhere.
    #[default]
    Desktop,
    /// One that is carried, with a keyboard.
    Laptop,
    /// One that is carried, without.
    Tablet,
    /// One that nobody sits at.
    Server,
}

impl DeviceKind {
    const ALL: [Self; 4] = [Self::Desktop, Self::Laptop, Self::Tablet, Self::Server];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Laptop => "laptop",
            Self::Tablet => "tablet",
            Self::Server => "server",
        }
    }

    /// What a word says; an unknown one is taken for a computer that stands somewhere.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or_default()
    }
}

/// What of this device's talk with others is changed; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThisDeviceEdit {
    /// What this device calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it talks to the paired ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether a relay server may carry what can't go directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<bool>,
    /// Whether devices find each other in the network they share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mdns: Option<bool>,
}

/// A pairing that this device offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Pairing {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Id,
    /// What the other device is given, once: as text or as a QR code, where capital letters make it smaller.
    pub ticket: String,
    /// Eight digits that do as well where devices find each other in the network.
    pub code: Option<String>,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub expires: Timestamp,
    /// How far it is.
    pub state: PairingState,
    /// Who called.
    pub guest: Option<Caller>,
}

/// How far a pairing is, on the device that offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PairingState {
    /// Nobody has called yet.
    Waiting,
    /// Somebody called; the person compares the words and answers.
    Asking,
    /// Both know each other.
    Done,
    /// Its time is over.
    Expired,
    /// The code was wrong three times.
    Burnt,
    /// It was taken back or refused.
    Cancelled,
}

/// The other side of a pairing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Caller {
    /// What it calls itself.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its key in short.
    pub fingerprint: String,
    /// The words that both screens show.
    pub words: Vec<String>,
}

/// A pairing that this device joins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Joining {
    /// How far it is.
    pub state: JoiningState,
    /// Who answered.
    pub host: Option<Caller>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// How far a pairing is, on the device that joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoiningState {
    /// The other device is called.
    Calling,
    /// It answered; its person compares the words.
    Waiting,
    /// Both know each other.
    Done,
    /// The person there said no.
    Refused,
    /// It came to nothing.
    Failed,
}

/// What is known of the other devices, for the line at the foot of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DevicesStatus {
    /// Paired devices.
    pub paired: u32,
    /// Those that are talked to now.
    pub connected: u32,
    /// Those that one of the two refuses.
    pub refused: u32,
    /// Changes here that the device which lacks most of them lacks.
    pub waiting: u64,
    /// When any of them was last talked to.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
}
