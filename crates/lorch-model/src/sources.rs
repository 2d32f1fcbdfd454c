//! Sources: where data comes from, and which addresses the person allowed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A source as the Sources page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Source {
    /// Its word: `feeds`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whose data it is, in a few words: `214 feeds`.
    pub account: String,
    /// Last time anything was asked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked: Option<Timestamp>,
    /// Next time something will be asked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_check: Option<Timestamp>,
    /// Records kept.
    pub records: u64,
    /// Parts with a fault that needs the person, for example feeds.
    pub failing: u32,
    /// Parts in all.
    pub parts: u32,
    /// Parts that belong to the sample.
    pub sample: u32,
}

/// An address the person allowed although it is private or on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AllowedAddress {
    /// `host:port`, lower case, IPv6 in brackets.
    pub address: String,
    /// When it was allowed.
    #[schema(value_type = String, format = DateTime)]
    pub added: Timestamp,
}

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Import {
    /// Its number.
    pub run: String,
    /// What was imported: `opml`.
    pub kind: String,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub began: Timestamp,
    /// When it was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended: Option<Timestamp>,
    /// Things that were new.
    pub added: u32,
    /// Things that were there already.
    pub existing: u32,
    /// Lines that could not be taken.
    pub refused: u32,
    /// Whether it was undone.
    pub undone: bool,
}

/// What undoing an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportUndone {
    /// Things that went with it.
    pub removed: u32,
    /// Things that something else holds, or that the person changed since: they stay.
    pub kept: u32,
}
