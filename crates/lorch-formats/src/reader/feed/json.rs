//! JSON Feed 1.0 and 1.1.

use lorch_model::reader::FeedContent;
use url::Url;

use super::{FeedError, xml};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, base: &Url) -> Result<FeedContent, FeedError> {
    xml::read(text, base)
}
