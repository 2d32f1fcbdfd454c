//! Search over everything that has a title or a text.

use serde::{Deserialize, Serialize};

use crate::timeline::TimelineEntry;

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
