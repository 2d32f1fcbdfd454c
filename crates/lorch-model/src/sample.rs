//! The sample: a made-up year to look around in.

use serde::{Deserialize, Serialize};

/// Whether the sample is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sample {
    /// Whether anything of it is here.
    pub present: bool,
    /// Records of it on the timeline.
    pub records: u64,
}
