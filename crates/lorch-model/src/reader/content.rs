//! What a feed says: the outcome of reading RSS, Atom or JSON Feed, and what `lorch feeds check` prints.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A feed as read from its bytes. HTML is safe, links are absolute, tracking is gone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedContent {
    /// Title of the feed, plain text.
    pub title: Option<String>,
    /// The web page it belongs to.
    pub link: Option<String>,
    /// Language, BCP 47 as given.
    pub language: Option<String>,
    /// Minutes the feed asks to be left alone between two polls (`ttl`, `sy:update*`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_minutes: Option<u32>,
    /// Its entries, in the feed's order.
    pub entries: Vec<Entry>,
}

/// One entry of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Identity inside its feed: Atom id, RSS guid or JSON id; else the link; else a hash of title, date, enclosure.
    pub id: String,
    /// The headline, plain text.
    pub title: Option<String>,
    /// Where the original is.
    pub link: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who wrote it; several are joined by `, `.
    pub author: Option<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// Summary as safe HTML.
    pub summary: Option<String>,
    /// The whole text as safe HTML.
    pub content: Option<String>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
}

/// A file that comes with an entry: an episode, a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Enclosure {
    /// Where it is.
    pub url: String,
    /// Media type as given.
    pub media_type: Option<String>,
    /// Length in bytes as given; feeds often lie.
    pub length: Option<u64>,
    /// Duration in seconds.
    pub duration_seconds: Option<u32>,
}
