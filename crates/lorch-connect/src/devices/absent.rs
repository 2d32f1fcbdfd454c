//! What stands in place of the endpoint in a Lorch that was built without it: it never opens.

use std::{convert::Infallible, time::Duration};

use futures::stream::{Pending, pending};
use lorch_model::devices::Key;

use super::message::Closing;
pub use super::terms::{Around, LinkFault, LinkOptions, Purpose};

/// Where messages come from.
pub type Reading = tokio::io::Empty;
/// Where messages go.
pub type Writing = tokio::io::Sink;

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

    /// Nothing.
    pub async fn around(&self) -> Around {
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
