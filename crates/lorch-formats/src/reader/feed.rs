//! Bytes of a feed to its content: RSS, Atom, JSON Feed.

use lorch_model::reader::FeedContent;
use thiserror::Error;
use url::Url;

use crate::charset;
use crate::reader::html;

mod date;
mod draft;
mod json;
mod page;
mod salvage;
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

/// Reads a feed. `base_url` is where it came from, `content_type` what the server called it. Of a feed that ends in
/// the middle the entries before the break are kept.
///
/// # Errors
/// See [`FeedError`].
pub fn read(bytes: &[u8], content_type: Option<&str>, base_url: &str) -> Result<FeedContent, FeedError> {
    let text = without_controls(charset::decode(bytes, content_type));
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let base = Url::parse(base_url).or_else(|_| Url::parse("about:blank"));
    let Ok(base) = base else { return Err(FeedError::NotAFeed) };
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    if text.starts_with('{') {
        return json::read(text, &base);
    }
    if page::is_page(text) {
        return Err(FeedError::Html { alternates: html::alternates(text, &base) });
    }
    xml::read(text, &base)
}

/// Takes out what neither XML nor JSON may hold and feeds do hold.
fn without_controls(mut text: String) -> String {
    let is_control = |letter: char| letter < ' ' && !matches!(letter, '\t' | '\n' | '\r');
    if text.contains(is_control) {
        text.retain(|letter| !is_control(letter));
    }
    text
}
