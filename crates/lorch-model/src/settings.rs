//! Settings: those that a person's devices share, and those of this machine.

use std::ops::RangeInclusive;

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
    /// Whether figures of this computer are taken.
    pub sampling: bool,
    /// Days for which samples and processes are kept, 1 to 90.
    pub sample_days: u32,
    /// Days for which minutes are kept, 7 to 730.
    pub minute_days: u32,
    /// Days for which hours are kept, 30 to 3,650.
    pub hour_days: u32,
    /// The most room for all of these, in millions of bytes, 16 to 4,096.
    pub system_megabytes: u32,
    /// Language of what this machine shows beside the pages, notices and tray: `en` or `de`. The pages say which they
    /// speak; that is no edit, and undoes nothing.
    pub language: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            proxy: String::new(),
            refresh_minutes: 60,
            paused: false,
            notices: true,
            notice_titles: true,
            sampling: true,
            sample_days: 7,
            minute_days: 90,
            hour_days: 730,
            system_megabytes: 256,
            language: "en".to_owned(),
        }
    }
}

/// Settings that are numbers of this machine: name, bounds, and how they are said.
pub const NUMBERS: [(&str, RangeInclusive<u32>, &str); 4] = [
    ("sample_days", 1..=90, "1 to 90 days"),
    ("minute_days", 7..=730, "7 to 730 days"),
    ("hour_days", 30..=3_650, "30 to 3650 days"),
    ("system_megabytes", 16..=4_096, "16 to 4096 megabytes"),
];

/// Names of all settings that are of this machine alone.
pub const HERE: [&str; 10] = [
    "proxy",
    "paused",
    "notices",
    "notice_titles",
    "sampling",
    "sample_days",
    "minute_days",
    "hour_days",
    "system_megabytes",
    "language",
];

/// The languages that Lorch speaks.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

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
    /// Whether figures of this computer are taken.
    pub sampling: Option<bool>,
    /// Days for which samples and processes are kept, 1 to 90.
    pub sample_days: Option<u32>,
    /// Days for which minutes are kept, 7 to 730.
    pub minute_days: Option<u32>,
    /// Days for which hours are kept, 30 to 3,650.
    pub hour_days: Option<u32>,
    /// The most room for all of these, in millions of bytes, 16 to 4,096.
    pub system_megabytes: Option<u32>,
    /// Language of what this machine shows beside the pages: `en` or `de`.
    pub language: Option<String>,
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
    pub const MINUTES: RangeInclusive<u32> = 15..=1_440;
}
