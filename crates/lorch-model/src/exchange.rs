//! What devices tell each other: who wrote what in which order, and the content as it is now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{id::Id, record::Record};

/// Kinds of the log that are marks begin with this; the word of the mark follows.
pub const MARK: &str = "mark:";
/// Kinds of the log that are records begin with this; the word of their kind follows.
pub const RECORD: &str = "record:";

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
        /// Hashes of changes that were purged, and of those that were built on them.
        purged: Vec<[u8; 32]>,
    },
    /// A record.
    Record(Record),
    /// What this Lorch can't read: it is kept as it came and passed on.
    Other(Raw),
}

/// Content in the form that every Lorch can keep, whether it can read it or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raw {
    /// How it merges: `mark`, `document`, `record`, or a word to come.
    pub class: String,
    /// Word of its kind in the log.
    pub kind: String,
    /// The content, JSON.
    pub body: String,
}

impl Content {
    /// Word of its kind in the log.
    pub fn kind(&self) -> String {
        match self {
            Self::Mark(mark) => format!("{MARK}{}", mark.mark),
            Self::Document { kind, .. } => kind.clone(),
            Self::Record(record) => format!("{RECORD}{}", record.kind),
            Self::Other(raw) => raw.kind.clone(),
        }
    }

    /// The content as a Lorch keeps it that can't read it.
    #[must_use]
    pub fn raw(&self) -> Raw {
        let (class, body) = match self {
            Self::Other(raw) => return raw.clone(),
            Self::Mark(mark) => ("mark", serde_json::to_string(mark)),
            Self::Document { changes, purged, .. } => ("document", serde_json::to_string(&(changes, purged))),
            Self::Record(record) => ("record", serde_json::to_string(record)),
        };
        // Plain data with string keys always has a JSON form.
        Raw { class: class.to_owned(), kind: self.kind(), body: body.unwrap_or_default() }
    }

    /// What can be read of it by now.
    #[must_use]
    pub fn read(self) -> Self {
        let Self::Other(raw) = self else { return self };
        let read = match raw.class.as_str() {
            "mark" => serde_json::from_str(&raw.body).ok().map(Self::Mark),
            "record" => serde_json::from_str(&raw.body).ok().map(Self::Record),
            "document" => serde_json::from_str(&raw.body).ok().map(|(changes, purged)| Self::Document {
                kind: raw.kind.clone(),
                changes,
                purged,
            }),
            _ => None,
        };
        read.filter(|read| read.kind() == raw.kind).unwrap_or(Self::Other(raw))
    }
}

/// A mark on a thing: last writer wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its word: `read`, `starred`, `saved`.
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

/// What a device asks a peer for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Of which exchange.
    pub exchange: Id,
    /// What is here.
    pub seen: Vector,
    /// Where to go on; `None` at the beginning.
    pub after: Option<(Id, i64)>,
}

/// A part of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Of which exchange.
    pub exchange: Id,
    /// Where this part begins, as it was asked.
    pub after: Option<(Id, i64)>,
    /// The items, by origin and place.
    pub items: Vec<Item>,
    /// Where to go on; `None` when this is the last part.
    pub next: Option<(Id, i64)>,
    /// The origins that the sender wrote under, in this incarnation and before: one device.
    #[serde(default)]
    pub own: Vec<Id>,
}

/// What landing a part came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// There is more to ask for.
    More,
    /// The whole of the exchange has landed.
    Whole,
    /// Everything came, but this would vanish: the person has to say whether it may.
    Held(Vec<Vanishing>),
}

/// Something that an exchange would make vanish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vanishing {
    /// The thing.
    pub id: Id,
    /// Word of its kind.
    pub kind: String,
    /// What the person knows it by.
    pub title: String,
}

/// The share of its kind above which things don't vanish unasked, in per cent.
pub const MOST_VANISHING_PERCENT: usize = 20;
/// The number above which they don't.
pub const MOST_VANISHING: usize = 50;

/// Whether so many of `total` things may not vanish without the person being asked. A single one may: that is what a
/// person does by hand on another device.
pub fn is_too_much(vanishing: usize, total: usize) -> bool {
    vanishing > MOST_VANISHING || (vanishing > 1 && vanishing * 100 > total * MOST_VANISHING_PERCENT)
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

    #[test]
    fn more_than_a_fifth_or_fifty_is_too_much() {
        for (vanishing, total, expected) in
            [(0, 0, false), (1, 1, false), (2, 10, false), (3, 10, true), (50, 1_000, false), (51, 1_000, true)]
        {
            assert_eq!(is_too_much(vanishing, total), expected, "{vanishing} of {total}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_it_came_and_read_later() {
        let mark = Content::Mark(Mark {
            mark: "listened".into(),
            value: true,
            counter: 3,
            clock: Timestamp::UNIX_EPOCH,
            origin: Id([1; 16]),
        });
        let document =
            Content::Document { kind: "rule".into(), changes: vec![([1; 32], vec![2])], purged: vec![[3; 32]] };
        for content in [mark, document] {
            assert_eq!(Content::Other(content.raw()).read(), content);
        }
        let strange = Content::Other(Raw { class: "melody".into(), kind: "melody:x".into(), body: "[".into() });
        assert_eq!(strange.clone().read(), strange);
        assert_eq!(strange.raw().kind, "melody:x");
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
