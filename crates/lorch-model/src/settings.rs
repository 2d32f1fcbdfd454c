//! Settings: those that a person's devices share, and those of this machine.

use serde::{Deserialize, Serialize};

/// Settings as they hold on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Settings {
    /// Proxy for outward requests (`http://host:port`, `socks5://host:port`); none when empty.
    /// The proxy variables of the environment are ignored.
    pub proxy: String,
    /// Minutes between two polls of a feed that says nothing else, 15 to 1,440.
    pub refresh_minutes: u32,
    /// Nothing is fetched by itself on this machine; what the person asks for still is.
    pub paused: bool,
    /// Whether this machine shows notices beside keeping them in the Inbox.
    pub notices: bool,
    /// Whether a notice that is shown says what it is of; else only that there is one.
    pub notice_titles: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { proxy: String::new(), refresh_minutes: 60, paused: false, notices: true, notice_titles: true }
    }
}

/// A change to the settings; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsEdit {
    /// New proxy; empty for none.
    pub proxy: Option<String>,
    /// New interval in minutes, 15 to 1,440.
    pub refresh_minutes: Option<u32>,
    /// Whether nothing is to be fetched by itself on this machine.
    pub paused: Option<bool>,
    /// Whether this machine is to show notices.
    pub notices: Option<bool>,
    /// Whether a notice that is shown is to say what it is of.
    pub notice_titles: Option<bool>,
}

/// Settings that are the same on all of a person's devices; `None` where nobody chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedSettings {
    /// Minutes between two polls of a feed that says nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_minutes: Option<u32>,
}

impl SharedSettings {
    /// What `refresh_minutes` may be.
    pub const MINUTES: std::ops::RangeInclusive<u32> = 15..=1_440;
}
