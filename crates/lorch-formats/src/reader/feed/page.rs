//! Web pages where a feed was expected.

use url::Url;

use crate::reader::html;

/// Letters of a tag that are looked at.
const ROOT_WINDOW: usize = 16;

/// Whether a document is a web page.
pub(super) fn is_page(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..64 {
        let Some(at) = rest.find('<') else { return false };
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.split_once("-->").map_or("", |(_, rest)| rest);
        } else if rest.starts_with("<?") {
            rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        } else {
            let head: String = rest.chars().take(ROOT_WINDOW).collect::<String>().to_ascii_lowercase();
            return ["<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<div", "<p>"]
                .iter()
                .any(|start| head.starts_with(start));
        }
    }
    false
}

/// The feeds a page names in `<link rel="alternate">`.
pub(super) fn alternates(text: &str, base: &Url) -> Vec<String> {
    html::alternates(text, base)
}
