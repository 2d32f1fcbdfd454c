//! What Lorch is doing now: the permanent line at the foot of the window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{devices::DevicesStatus, problem::Problem};

/// Answer of `GET /api/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Status {
    /// Version of Lorch.
    pub version: String,
    /// The profile folder.
    pub profile: String,
    /// Feeds subscribed to.
    pub feeds: u32,
    /// Feeds with a fault that needs the person.
    pub failing: u32,
    /// Last time any feed was asked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked: Option<Timestamp>,
    /// Next time one will be.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_check: Option<Timestamp>,
    /// Nothing is fetched by itself: the person paused it.
    #[serde(default)]
    pub paused: bool,
    /// The refresh that runs now.
    pub refresh: Option<Progress>,
    /// What is wrong with the profile's files now.
    #[serde(default)]
    pub trouble: Option<Problem>,
    /// The rebuild that runs now, in rows.
    pub progress: Option<Progress>,
    /// The import of an export that runs now, in things; read through before it counts.
    #[serde(default)]
    pub import: Option<Progress>,
    /// The other devices, in short.
    #[serde(default)]
    pub devices: DevicesStatus,
    /// What became of the figures of this computer, where that is worth a word.
    #[serde(default)]
    pub system: Option<Problem>,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// Parts done.
    pub done: u32,
    /// Parts in all.
    pub total: u32,
}
