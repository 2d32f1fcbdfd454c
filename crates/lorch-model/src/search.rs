//! Search over everything that has a title or a text.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::timeline::{Room, TimelineEntry};

/// Order of the hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Closest match first (BM25).
    Closest,
}

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Words that must all occur; `"quoted words"` in this order; the last word may go on.
    pub words: String,
    /// Only in this room.
    pub room: Option<Room>,
    /// Only from this source, by its word.
    pub source: Option<String>,
    /// Only what began then or later.
    pub from: Option<Timestamp>,
    /// Only what began before then.
    pub to: Option<Timestamp>,
}

impl Question {
    /// Looks for `words` everywhere.
    pub fn of(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
}

/// Hits, in the order asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Found {
    /// The hits.
    pub items: Vec<Hit>,
    /// Pass this as `after` for the next page; `null` at the end.
    pub next: Option<String>,
    /// How many there are of what, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets>,
}

/// How the hits divide. Each list counts what all filters but its own let through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Facets {
    /// Hits that were counted.
    pub total: u32,
    /// There are more: the newest 10,000 were counted.
    pub more: bool,
    /// By room, most first.
    pub room: Vec<Share>,
    /// By source, most first.
    pub source: Vec<Share>,
    /// By year, newest first.
    pub year: Vec<Share>,
}

/// A part of the hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Share {
    /// The word of the room or source, or the year.
    pub word: String,
    /// How many there are.
    pub n: u32,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hit {
    /// The timeline entry that matched.
    #[serde(flatten)]
    pub entry: TimelineEntry,
    /// Its title, cut where terms match.
    pub title_parts: Vec<Part>,
    /// A passage of its text, cut where terms match; empty when only the title matched.
    pub text_parts: Vec<Part>,
}

/// A piece of text that did or did not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it is a matched term.
    pub matched: bool,
}
