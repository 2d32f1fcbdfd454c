//! The commit is the event: what a commit touched, and how listeners hear of it.

use serde::{Deserialize, Serialize};

/// What a commit touched. Screens ask again for what belongs to a topic they show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Subscriptions and the state of their feeds.
    Feeds,
    /// Articles and their marks.
    Articles,
    /// Rules for new articles.
    Rules,
    /// Tasks and events.
    Planner,
    /// Notices of the Inbox, and what of them was opened.
    Inbox,
    /// Entries of the timeline.
    Timeline,
    /// Sources and the addresses the person allowed.
    Sources,
    /// Settings.
    Settings,
    /// Where secrets lie, and which there are (not persisted).
    Vault,
    /// What a person did and may undo.
    Edits,
    /// Backups, and how the last restore drill went.
    Backups,
    /// What lies in the bin.
    Bin,
    /// Paired devices, pairings, and how far an exchange is (the last two not persisted).
    Devices,
    /// What Lorch is doing now (not persisted; a refresh began, went on, ended).
    Status,
    /// A sample of this computer came, while somebody looks (not persisted).
    System,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 15] = [
        Self::Feeds,
        Self::Articles,
        Self::Rules,
        Self::Planner,
        Self::Inbox,
        Self::Timeline,
        Self::Sources,
        Self::Settings,
        Self::Vault,
        Self::Edits,
        Self::Backups,
        Self::Bin,
        Self::Devices,
        Self::Status,
        Self::System,
    ];
}

/// Answer of `GET /api/changes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Changes {
    /// Where to ask from next time; opaque.
    pub number: String,
    /// `true` when `since` is unknown here: ask for everything again.
    pub reset: bool,
    /// What changed after `since`, each topic once.
    pub topics: Vec<Topic>,
}
