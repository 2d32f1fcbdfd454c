//! The bin: what a person removed lies there for a while.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// Days that something lies in the bin before it is purged.
pub const DAYS: i64 = 30;

/// Something in the bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BinItem {
    /// Identity of the thing.
    #[schema(value_type = String)]
    pub id: Id,
    /// Word of its kind: `subscription`, `rule`, `activity`.
    pub kind: String,
    /// What the person knows it by.
    pub title: String,
    /// When this device learned that it was removed.
    #[schema(value_type = String, format = DateTime)]
    pub removed: Timestamp,
    /// When it will be purged.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// What a purge did, and what it can't reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Purged {
    /// Things that are gone: subscriptions, articles, rules, activities.
    pub things: u32,
    /// Changes whose content is gone.
    pub changes: u32,
    /// Backups that may still hold it, until they age out.
    pub backups: u32,
    /// Other devices that have yet to hear of it.
    pub devices: u32,
}
