//! Why a reply holds nothing that can be kept, said so that a person can act on it.

use std::time::Duration;

/// Why a reply can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// 401: the server wants to know who asks.
    #[error("the server asks for a user name and password")]
    PasswordNeeded,
    /// 402, 403, 451 and the like: the server does not want to answer.
    #[error("the server refuses to give this feed ({status})")]
    Forbidden {
        /// Status code.
        status: u16,
    },
    /// 404: there is nothing at this address.
    #[error("the server has nothing at this address (404)")]
    Missing,
    /// 429: asked too often.
    #[error("the server was asked too often (429)")]
    TooOften {
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
    /// 5xx: the server is in trouble.
    #[error("the server has a fault of its own ({status})")]
    ServerFault {
        /// Status code.
        status: u16,
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
    /// Any other status that brings no feed.
    #[error("the server gave an answer that means nothing here ({status})")]
    OddStatus {
        /// Status code.
        status: u16,
    },
    /// A web page instead of a feed.
    #[error("this is a web page, not a feed")]
    WebPage {
        /// Feeds that the page names.
        alternates: Vec<String>,
    },
    /// Neither a feed nor a web page.
    #[error("this is not a feed")]
    NotAFeed,
    /// Nothing at all.
    #[error("the answer is empty")]
    Empty,
    /// A feed so broken that nothing in it can be read.
    #[error("the feed is broken: {detail}")]
    Broken {
        /// Where and how.
        detail: String,
    },
}

impl ReadError {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PasswordNeeded => "password_needed",
            Self::Forbidden { .. } => "forbidden_by_server",
            Self::Missing => "missing_at_server",
            Self::TooOften { .. } => "asked_too_often",
            Self::ServerFault { .. } => "server_fault",
            Self::OddStatus { .. } => "answer_unusable",
            Self::WebPage { .. } | Self::NotAFeed => "not_a_feed",
            Self::Empty => "answer_empty",
            Self::Broken { .. } => "feed_broken",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::PasswordNeeded => {
                "Put them into the address: https://user:password@host/. They are sent to that host only.".into()
            }
            Self::Forbidden { .. } => {
                "Open the address in a browser; the site may want a visit or a login first.".into()
            }
            Self::Missing => "The feed may have moved: look for its new address on the site.".into(),
            Self::TooOften { .. } | Self::ServerFault { .. } => "It will be asked again later.".into(),
            Self::OddStatus { .. } => "Open the address in a browser and see what it shows.".into(),
            Self::WebPage { alternates } => match alternates.first() {
                Some(feed) => format!("The page names a feed at {feed}: subscribe to that."),
                None => "Look on the page for its feed; on a foreign network, sign in to it first.".into(),
            },
            Self::NotAFeed => "Check the address: it should lead to RSS, Atom or JSON Feed.".into(),
            Self::Empty => "It will be asked again later; the site may be under repair.".into(),
            Self::Broken { .. } => "It will be asked again later. If this goes on, tell the owner of the site.".into(),
        }
    }

    /// How long the server wants to be left alone, where it said so; one day at most.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooOften { retry_after } | Self::ServerFault { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
