//! Bytes of a feed to its content: RSS, Atom, JSON Feed.

use lorch_model::reader::FeedContent;
use thiserror::Error;
use url::Url;

use crate::charset;

mod json;
mod page;
mod xml;

/// Why a document was not read as a feed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FeedError {
    /// There is nothing in it.
    #[error("the document is empty")]
    Empty,
    /// It is a web page; `alternates` are the feeds it names, absolute, in its order.
    #[error("this is a web page, not a feed")]
    Html {
        /// Addresses of the feeds the page names.
        alternates: Vec<String>,
    },
    /// It is something else altogether.
    #[error("this is not a feed")]
    NotAFeed,
    /// It begins like a feed, and nothing could be read from it.
    #[error("the feed is broken: {detail}")]
    Broken {
        /// What is wrong with it.
        detail: String,
    },
}

/// Reads a feed. `base_url` is where it came from, `content_type` what the server called it.
///
/// # Errors
/// See [`FeedError`].
pub fn read(bytes: &[u8], content_type: Option<&str>, base_url: &str) -> Result<FeedContent, FeedError> {
    let text = charset::decode(bytes, content_type);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    let base = Url::parse(base_url).unwrap_or_else(|_| nowhere());
    match text.bytes().next() {
        None => Err(FeedError::Empty),
        Some(b'{') => json::read(text, &base),
        _ if page::is_page(text) => Err(FeedError::Html { alternates: page::alternates(text, &base) }),
        Some(b'<') => xml::read(text, &base),
        Some(_) => Err(FeedError::NotAFeed),
    }
}

/// Stands for the place of a document that came from nowhere; no link is made absolute against it.
fn nowhere() -> Url {
    #[allow(clippy::expect_used, reason = "a constant")]
    Url::parse("about:blank").expect("about:blank is a URL")
}
