//! What came of asking for a feed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A fault of a source, said in words a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// Stable word in snake case, the same as a [`crate::problem::Problem`]'s.
    pub code: String,
    /// What happened.
    pub title: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// When it was first met without a good answer since.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Faults in a row.
    pub count: u32,
}

impl Fault {
    /// Faults that don't pass by themselves: the address, the permission or the feed itself has to change.
    pub const LASTING: [&str; 6] =
        ["address_refused", "feed_gone", "forbidden_by_server", "missing_at_server", "not_a_feed", "password_needed"];
    /// Any fault that came this often in a row is worth a look.
    pub const PATIENCE: u32 = 3;

    /// Whether a person should look at it; otherwise Lorch simply tries again.
    pub fn needs_you(&self) -> bool {
        self.count >= Self::PATIENCE || Self::LASTING.contains(&self.code.as_str())
    }
}

/// One line of a feed's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fetch {
    /// When the server was asked.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What came of it.
    pub outcome: FetchOutcome,
    /// Articles that were new.
    pub new: u32,
    /// Articles that were changed.
    pub changed: u32,
    /// Bytes of the answer, unpacked.
    pub bytes: u64,
    /// Milliseconds the exchange took.
    pub took_ms: u32,
    /// Code and sentence of the fault, where it was one.
    pub fault: Option<String>,
}

/// What came of one fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FetchOutcome {
    /// A feed came.
    Fetched,
    /// Nothing new since the last time (304, or the same bytes).
    Unchanged,
    /// It failed.
    Failed,
    /// The server said it is gone for good.
    Gone,
}

/// What a refresh did, as `POST /api/reader/refresh` answers when asked to wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RefreshReport {
    /// Feeds asked.
    pub checked: u32,
    /// Feeds that had nothing new.
    pub unchanged: u32,
    /// Feeds that failed.
    pub failed: u32,
    /// New articles.
    pub new: u32,
    /// Changed articles.
    pub changed: u32,
}
