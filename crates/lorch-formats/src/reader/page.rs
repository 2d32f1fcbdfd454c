//! The text of a web page, without what stands around it.

use dom_smoothie::{Config, Readability};
use url::Url;

use super::html;
use crate::charset;

/// Elements of the largest page that is looked through.
const MOST_ELEMENTS: usize = 50_000;
/// Characters below which something was found, but no text.
const SHORTEST: usize = 200;

/// The text of the page `body` as safe HTML; `None` when the page has none that stands out.
///
/// What is text is judged as Mozilla's Readability does. `url` is where the page came from.
pub fn full_text(body: &[u8], content_type: Option<&str>, url: &Url) -> Option<String> {
    let page = charset::decode(body, content_type);
    if html::is_bomb(&page) {
        return None;
    }
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let mut readability = Readability::new(page, Some(url.as_str()), Some(config)).ok()?;
    let found = readability.parse().ok()?;
    let safe = html::clean(&found.content, url);
    (html::text(&safe).chars().count() >= SHORTEST).then_some(safe)
}
