//! What devices say to each other.
//!
//! These types are the language: what is added to one makes a new version of it. Only kinds of content that are to come
//! need none, for they travel as [`lorch_model::exchange::Content::Other`].

use lorch_model::{
    devices::DeviceKind,
    exchange::{Ask, Batch, Vector},
    id::Id,
};
use serde::{Deserialize, Serialize};

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// What it calls itself.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// The origin it writes under.
    pub origin: Id,
    /// The origins it wrote under, this one among them.
    pub own: Vec<Id>,
    /// Where it can be called: sockets, and the address of a relay.
    pub places: Vec<String>,
}

/// What paired devices say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Who speaks, first of all; and how far it has seen each log.
    Hello {
        /// Who it is.
        me: Introduction,
        /// How far it has seen.
        seen: Vector,
    },
    /// How far it has seen by now.
    Seen(Vector),
    /// It asks for what it lacks.
    Ask(Ask),
    /// A part of what was asked for.
    Part {
        /// The part.
        batch: Batch,
        /// How many things come after it.
        left: u64,
    },
}

/// What two devices say that are being paired, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// The guest: why it may.
    Call(Proof),
    /// The host, to a code: its side of SPAKE2.
    Element(Vec<u8>),
    /// The guest: that it knows the code.
    Knows([u8; 32]),
    /// The host: it may, and who it is; to a code, that it knows it too.
    Welcome {
        /// Who the host is.
        me: Introduction,
        /// That it knows the code.
        knows: Option<[u8; 32]>,
    },
    /// The guest: who it is.
    Guest(Introduction),
    /// The host: its person agreed, and the guest is kept.
    Agreed,
    /// The guest: the host is kept.
    Kept,
    /// The host: no.
    Refused(Refusal),
}

/// Why a guest may be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// It holds the ticket.
    Token([u8; 16]),
    /// It says that it knows the code: its side of SPAKE2.
    Code(Vec<u8>),
}

/// Why a host refuses a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// No such ticket was given out.
    Unknown,
    /// Another device came with it.
    Used,
    /// Its time is over.
    Expired,
    /// The code is another.
    Wrong,
    /// It was wrong too often.
    Burnt,
    /// The person said no.
    Refused,
    /// The pairing was taken back.
    Ended,
    /// It is a copy of the host.
    Copy,
}

/// With which number a connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Nothing is wrong: it isn't needed any more, or there is another one.
    Ended,
    /// The two are not paired, or no more.
    Unpaired,
    /// The other one is too old.
    TooOld,
    /// The other one is too new.
    TooNew,
    /// The other one is a copy.
    Copy,
    /// What it sent was not in order.
    Broken,
}

impl Closing {
    const ALL: [Self; 6] = [Self::Ended, Self::Unpaired, Self::TooOld, Self::TooNew, Self::Copy, Self::Broken];

    /// The number on the wire.
    pub fn number(self) -> u32 {
        match self {
            Self::Ended => 0,
            Self::Unpaired => 1,
            Self::TooOld => 2,
            Self::TooNew => 3,
            Self::Copy => 4,
            Self::Broken => 5,
        }
    }

    /// What a number on the wire says; an unknown one says that it ended.
    pub fn of(number: u64) -> Self {
        Self::ALL.into_iter().find(|closing| u64::from(closing.number()) == number).unwrap_or(Self::Ended)
    }
}
