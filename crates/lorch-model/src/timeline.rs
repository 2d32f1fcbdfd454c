//! The timeline: the index of everything that happened, whatever room it happened in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// A room (domain) of Lorch. The word is the same in the wire, the store and the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Room {
    /// Feeds, articles, podcasts.
    Reader,
    /// Tasks and events.
    Planner,
    /// Commits, pull requests, reviews, releases, stars, issues.
    Coding,
    /// What was listened to.
    Listening,
}

impl Room {
    /// The room's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Planner => "planner",
            Self::Coding => "coding",
            Self::Listening => "listening",
        }
    }

    /// The room with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Reader, Self::Planner, Self::Coding, Self::Listening].into_iter().find(|room| room.as_str() == word)
    }
}

/// How a record came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// Fetched from a service or a feed.
    Api,
    /// Read from an export file.
    Export,
    /// Read from a file of the person.
    File,
    /// Made here.
    Local,
    /// Captured while it happened.
    Capture,
    /// Made up: of the sample.
    Sample,
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TimelineEntry {
    /// Id of the record or document this entry stands for.
    #[schema(value_type = String)]
    pub id: Id,
    /// The room it belongs to.
    pub room: Room,
    /// What it is inside its room, for example `article`.
    pub kind: String,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub started: Timestamp,
    /// When it ended, where that means something.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended: Option<Timestamp>,
    /// Offset from UTC in minutes of the place it happened in, where known.
    pub offset_minutes: Option<i32>,
    /// The headline.
    pub title: String,
    /// A second line: the feed, the artist, the repository.
    pub subtitle: String,
    /// A figure that measures it.
    pub value: Option<f64>,
    /// Unit of `value`, for example `min`.
    pub unit: Option<String>,
    /// The source it came from, by its word: `feeds`.
    pub source: String,
    /// How it came here.
    pub provenance: Provenance,
    /// Whether it was opened or finished; `None` where that means nothing.
    pub read: Option<bool>,
    /// Whether the person starred it.
    pub starred: bool,
}

/// A page of the timeline, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TimelinePage {
    /// The entries.
    pub items: Vec<TimelineEntry>,
    /// Pass this as `after` for the page below; `null` at the oldest.
    pub next: Option<String>,
    /// Pass this as `before` for the page above; `null` at the newest.
    #[serde(default)]
    pub prev: Option<String>,
}

/// How much happened in a month or on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Volume {
    /// The month or the day: `2026-11`, `2026-11-21`.
    pub at: String,
    /// How many records.
    pub records: u32,
    /// What their figures add up to, by unit.
    pub sums: Vec<Sum>,
}

/// A sum of figures of one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sum {
    /// Their unit: `min`.
    pub unit: String,
    /// What they add up to.
    pub value: f64,
}

/// Bits of a [`TimelineKey`] that break ties inside one millisecond.
const TIE_BITS: u32 = 20;

/// Local order of a timeline row: start in milliseconds since 1970 (negative before) `<< 20 |` tie-break.
///
/// Descending keys are newest first, also for imported old years. The key is local to a profile; what
/// crosses devices is the [`Id`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimelineKey(pub i64);

impl TimelineKey {
    /// Key of something that started at `started`; `tie` is cut to 20 bits.
    ///
    /// Starts outside ±278,000 years' worth of milliseconds in 43 bits (years 1691 to 2248) are held at the edge.
    pub fn new(started: Timestamp, tie: u32) -> Self {
        let edge = 1_i64 << (63 - TIE_BITS);
        let ms = started.as_millisecond().clamp(-edge, edge - 1);
        Self((ms << TIE_BITS) | i64::from(tie & ((1 << TIE_BITS) - 1)))
    }

    /// Tie-break that follows from the thing's id, so that a rebuild gives the same key.
    pub fn tie_of(id: &Id) -> u32 {
        u32::from_le_bytes([id.0[0], id.0[1], id.0[2], 0]) & ((1 << TIE_BITS) - 1)
    }

    /// The next key inside the same millisecond, wrapping: where to look when a key is taken.
    pub fn next_tie(self) -> Self {
        let mask = (1_i64 << TIE_BITS) - 1;
        Self((self.0 & !mask) | ((self.0 + 1) & mask))
    }

    /// The start it was made from.
    pub fn started(self) -> Timestamp {
        Timestamp::from_millisecond(self.0 >> TIE_BITS).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap_or_default()
    }

    proptest! {
        #[test]
        fn keys_order_by_start(a in -8_000_000_000_000_i64..8_000_000_000_000, b in -8_000_000_000_000_i64..8_000_000_000_000, tie in any::<u32>()) {
            let (ka, kb) = (TimelineKey::new(at(a), tie), TimelineKey::new(at(b), !tie));
            if a != b {
                prop_assert_eq!(ka < kb, a < b);
            }
            prop_assert_eq!(ka.started(), at(a));
        }

        #[test]
        fn a_taken_key_is_followed_inside_its_millisecond(ms in -8_000_000_000_000_i64..8_000_000_000_000, tie in any::<u32>()) {
            let key = TimelineKey::new(at(ms), tie);
            prop_assert_ne!(key, key.next_tie());
            prop_assert_eq!(key.next_tie().started(), at(ms));
        }
    }
}
