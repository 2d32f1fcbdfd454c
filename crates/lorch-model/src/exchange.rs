//! What devices tell each other: who wrote what in which order, and the content as it is now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// How far the log of each origin has been seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vector(pub BTreeMap<Id, i64>);

impl Vector {
    /// How far `origin` has been seen; 0 when never.
    pub fn of(&self, origin: &Id) -> i64 {
        self.0.get(origin).copied().unwrap_or(0)
    }

    /// Goes on to whatever either has seen.
    pub fn extend(&mut self, other: &Self) {
        for (origin, seq) in &other.0 {
            let here = self.0.entry(*origin).or_insert(0);
            *here = (*here).max(*seq);
        }
    }

    /// Whether everything that `other` has seen has been seen.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(origin, seq)| self.of(origin) >= *seq)
    }
}

/// A thing that came at a place of the log, in its present content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Who wrote it.
    pub origin: Id,
    /// Its place in that origin's log.
    pub seq: i64,
    /// The thing.
    pub key: Id,
    /// Schema number of the content.
    pub schema: u32,
    /// The content.
    pub content: Content,
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A mark.
    Mark(Mark),
    /// A made thing: the changes of its document.
    Document {
        /// Word of its kind: `subscription`.
        kind: String,
        /// Hash and body of each change.
        changes: Vec<([u8; 32], Vec<u8>)>,
    },
}

/// A mark on a thing: last writer wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its word: `read`, `starred`.
    pub mark: String,
    /// Set or cleared.
    pub value: bool,
    /// How many edits it went through.
    pub counter: i64,
    /// When it was set, as far as that device knew.
    pub clock: Timestamp,
    /// Who set it.
    pub origin: Id,
}

impl Mark {
    /// Whether this one replaces `other`. The counter goes first: a clock ten years ahead wins nothing.
    pub fn wins_over(&self, other: &Self) -> bool {
        (self.counter, self.clock, self.origin) > (other.counter, other.clock, other.origin)
    }
}

/// A part of an exchange.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The items, by origin and place.
    pub items: Vec<Item>,
    /// Where to go on; `None` when this is the last part.
    pub next: Option<(Id, i64)>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark() -> impl Strategy<Value = Mark> {
        (any::<bool>(), 1_i64..4, -9_i64..9, 0_u8..3).prop_map(|(value, counter, clock, origin)| Mark {
            mark: "read".into(),
            value,
            counter,
            clock: Timestamp::from_second(clock).unwrap_or_default(),
            origin: Id([origin; 16]),
        })
    }

    fn merged(marks: &[Mark]) -> Option<Mark> {
        marks.iter().cloned().reduce(|kept, next| if next.wins_over(&kept) { next } else { kept })
    }

    proptest! {
        #[test]
        fn the_order_in_which_marks_come_does_not_matter(mut marks in prop::collection::vec(mark(), 1..6)) {
            // One origin never writes two values under one counter and clock.
            marks.sort_by_key(|mark| (mark.counter, mark.clock, mark.origin));
            marks.dedup_by_key(|mark| (mark.counter, mark.clock, mark.origin));
            let forwards = merged(&marks);
            marks.reverse();
            prop_assert_eq!(merged(&marks), forwards);
        }

        #[test]
        fn more_edits_win_whatever_the_clock_says(a in mark(), b in mark()) {
            if a.counter > b.counter {
                prop_assert!(a.wins_over(&b) && !b.wins_over(&a));
            }
        }
    }
}
