//! A person's other devices: who they are, why one is not talked to, and what one would change here that the person has
//! yet to allow.

mod fault;
mod shown;
mod words;

use serde::{Deserialize, Serialize};

use crate::{exchange::Vanishing, id::Id};

pub use fault::DeviceFault;
pub use shown::{
    Caller, Device, DeviceKind, DeviceProgress, DeviceState, Devices, DevicesStatus, Joining, JoiningState, Pairing,
    PairingState, ThisDevice, ThisDeviceEdit,
};
pub use words::{WORDS, words_of};

/// The public key that a device is known by, which it proves whenever it is talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The id of the device.
    pub fn id(&self) -> Id {
        Id::of_parts(&["device", &hex::encode(self.0)])
    }

    /// The key in short, for people to compare: sixteen digits in groups of four.
    pub fn fingerprint(&self) -> String {
        let digits = hex::encode(&blake3::hash(&self.0).as_bytes()[..8]);
        let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
        groups.join(" ")
    }
}

/// Titles that a held exchange shows.
const TITLES: usize = 5;

/// What another device would make vanish here; it waits for the person's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldExchange {
    /// The device, by the origin that it writes under.
    #[schema(value_type = String)]
    pub peer: Id,
    /// How many things would vanish.
    pub things: u32,
    /// Of which kinds, by their words.
    pub kinds: Vec<HeldKind>,
    /// What the person knows some of them by.
    pub titles: Vec<String>,
}

/// How many things of a kind would vanish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldKind {
    /// Word of the kind: `subscription`, `article`.
    pub kind: String,
    /// How many.
    pub things: u32,
}

impl HeldExchange {
    /// What `peer` would make vanish, told in short.
    pub fn new(peer: Id, vanishing: &[Vanishing]) -> Self {
        let mut kinds: Vec<HeldKind> = Vec::new();
        for thing in vanishing {
            let word = thing.kind.rsplit(':').next().unwrap_or(&thing.kind);
            match kinds.iter_mut().find(|known| known.kind == word) {
                Some(known) => known.things += 1,
                None => kinds.push(HeldKind { kind: word.to_owned(), things: 1 }),
            }
        }
        let titled = vanishing.iter().filter(|thing| !thing.title.is_empty());
        Self {
            peer,
            things: u32::try_from(vanishing.len()).unwrap_or(u32::MAX),
            kinds,
            titles: titled.take(TITLES).map(|thing| thing.title.clone()).collect(),
        }
    }
}
