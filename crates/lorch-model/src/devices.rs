//! A person's other devices: what they would change here and the person has yet to allow.

use serde::{Deserialize, Serialize};

use crate::{exchange::Vanishing, id::Id};

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
