//! What stands in place of the endpoint in a Lorch that was built without it: it never opens.

use std::{convert::Infallible, time::Duration};

use futures::stream::{Pending, pending};
use lorch_model::devices::Key;

use super::message::Closing;

/// Where messages come from.
pub type Reading = tokio::io::Empty;
/// Where messages go.
pub type Writing = tokio::io::Sink;

/// How an endpoint is opened.
#[derive(Clone, Copy)]
pub struct LinkOptions {
    /// The secret half of the device's key.
    pub secret: [u8; 32],
    /// The port to be called at.
    pub port: u16,
    /// Only this machine may call.
    pub loopback: bool,
    /// Whether devices of one network find each other.
    pub mdns: bool,
    /// Whether a relay may carry what can't go directly.
    pub relay: bool,
}

/// Why there is no endpoint.
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

/// No key is made, for it would be of no use.
pub fn fresh_secret() -> [u8; 32] {
    [0; 32]
}

/// The public half of a key that is of no use.
pub fn key_of(secret: &[u8; 32]) -> Key {
    Key(*secret)
}

/// There is none.
#[derive(Clone)]
pub struct Link(Infallible);

/// There is none.
pub struct Offer(Infallible);

/// Nobody calls.
pub struct Ringing(Infallible);

/// There is none.
#[derive(Clone)]
pub struct Call(Infallible);

impl Link {
    /// Never opens.
    pub async fn open(_: LinkOptions) -> Result<Self, LinkFault> {
        Err(LinkFault::Absent)
    }

    /// Of none.
    pub fn key(&self) -> Key {
        match self.0 {}
    }

    /// Of none.
    pub fn port(&self) -> u16 {
        match self.0 {}
    }

    /// Of none.
    pub fn places(&self) -> Vec<String> {
        match self.0 {}
    }

    /// Nobody.
    pub async fn call(&self, _: &Key, _: &[String], _: Purpose, _: Duration) -> Result<Call, LinkFault> {
        match self.0 {}
    }

    /// Nobody.
    pub async fn ringing(&self) -> Option<Ringing> {
        match self.0 {}
    }

    /// Nobody.
    pub async fn appeared(&self) -> Key {
        match self.0 {}
    }

    /// Nothing.
    pub fn offer(&self) -> Option<Offer> {
        match self.0 {}
    }

    /// Nobody's.
    pub async fn offers(&self) -> Option<Pending<(Key, Vec<String>)>> {
        Some(pending())
    }

    /// It never opened.
    pub async fn close(&self) {
        match self.0 {}
    }
}

impl Ringing {
    /// Nobody.
    pub async fn answer(self, _: Duration) -> Option<Call> {
        match self.0 {}
    }

    /// Nobody.
    pub fn refuse(self) {
        match self.0 {}
    }
}

impl Call {
    /// There is none.
    pub fn is_same(&self, _: &Self) -> bool {
        match self.0 {}
    }

    /// Nobody.
    pub fn peer(&self) -> Key {
        match self.0 {}
    }

    /// Nothing.
    pub fn purpose(&self) -> Purpose {
        match self.0 {}
    }

    /// Of none.
    pub fn is_outgoing(&self) -> bool {
        match self.0 {}
    }

    /// Nowhere.
    pub fn place(&self) -> Option<String> {
        match self.0 {}
    }

    /// None.
    pub fn bytes(&self) -> (u64, u64) {
        match self.0 {}
    }

    /// None.
    pub async fn talk(&self, _: Duration) -> Option<(Reading, Writing)> {
        match self.0 {}
    }

    /// There is none.
    pub fn close(&self, _: Closing) {
        match self.0 {}
    }

    /// There is none.
    pub async fn closed(&self) -> Option<Closing> {
        match self.0 {}
    }

    /// There is none.
    pub fn why_closed(&self) -> Option<Closing> {
        match self.0 {}
    }
}
