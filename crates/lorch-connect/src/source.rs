//! What a connector is: one outside service, what to ask it, and how to read its reply.
//!
//! A connector is pure: no connection, no clock. [`Source`] is one address with one answer, as a feed is; [`Service`] is
//! an account, read step by step.

use std::time::Duration;

use jiff::Timestamp;
use lorch_model::reader::FeedContent;
use url::Url;

pub use crate::http::Reply;

mod error;
mod service;

pub use error::ReadError;
pub use service::{Account, Next, Service, Step};
pub(crate) use service::{at, next_page};

/// One outside service.
pub trait Source: Sync {
    /// Its identity.
    fn about(&self) -> &'static About;
    /// What to ask of a fresh or resumed run.
    fn ask(&self, resume: &Resume) -> Ask;
    /// Reads the reply to `ask`.
    fn read(&self, ask: &Ask, reply: &Reply, now: Timestamp) -> Result<Page, ReadError>;
}

/// Identity of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Its word, as stored beside every record: `feeds`.
    pub id: &'static str,
    /// Its name on the page of sources.
    pub title: &'static str,
}

/// Where the last run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resume {
    /// Where to ask.
    pub url: Url,
    /// What the last answer is known by.
    pub validators: Validators,
}

/// What an answer is known by, each byte for byte as the server gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A request to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where.
    pub url: Url,
    /// Answer only if it differs from this.
    pub validators: Validators,
    /// Media types wanted.
    pub accept: &'static str,
}

impl From<&Ask> for crate::http::Request {
    fn from(ask: &Ask) -> Self {
        Self {
            etag: ask.validators.etag.clone(),
            last_modified: ask.validators.last_modified.clone(),
            accept: Some(ask.accept.to_owned()),
            ..Self::new(ask.url.clone())
        }
    }
}

/// What a reply says.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// Nothing new since the last time.
    Unchanged(Onward),
    /// Records came.
    Fetched {
        /// The feed.
        content: Box<FeedContent>,
        /// What to keep for the next time.
        onward: Onward,
    },
    /// It is gone for good: don't ask again.
    Gone,
}

/// What to keep for the next time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Onward {
    /// What this answer is known by.
    pub validators: Validators,
    /// Where to ask from now on.
    pub moved_to: Option<Url>,
    /// The least wait before asking again that the service wishes; one day at most.
    pub poll_after: Option<Duration>,
}
