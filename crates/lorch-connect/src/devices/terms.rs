//! How an endpoint is opened, what a connection is for, and why there is none: the same in a Lorch that has no endpoint.

use lorch_model::devices::Key;

/// How an endpoint is opened.
#[derive(Clone, Copy)]
pub struct LinkOptions {
    /// The secret half of the device's key.
    pub secret: [u8; 32],
    /// The port to be called at, if it is free; 0 for any.
    pub port: u16,
    /// Only this machine may call: for tests.
    pub loopback: bool,
    /// Whether devices of one network find each other.
    pub mdns: bool,
    /// Whether a relay may carry what can't go directly.
    pub relay: bool,
}

/// Why there is no endpoint, or no connection.
#[derive(Debug, thiserror::Error)]
pub enum LinkFault {
    /// This Lorch was built without it.
    #[error("this Lorch was built without devices")]
    Absent,
    /// No socket could be had.
    #[error("no network address could be opened: {0}")]
    Refused(String),
    /// Nobody answers.
    #[error("the other device can't be reached: {0}")]
    Unreachable(String),
    /// It speaks none of the languages that are spoken here.
    #[error("the other device speaks another language")]
    Foreign,
    /// The key is none.
    #[error("this is no key of a device")]
    NotAKey,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Two devices are being paired.
    Pair,
    /// Paired devices exchange what they have.
    Sync,
}

/// What happens in the network around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// A device was found.
    Appeared(Key),
    /// This device has other addresses than before: it came into a network, left one, or is in another.
    Moved,
}
