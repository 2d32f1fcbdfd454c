//! Markdown to clean HTML, by the rules of CommonMark with tables and struck-out text.

use comrak::{Options, markdown_to_html};
use url::Url;

use crate::reader::html;

/// A text in Markdown as clean HTML. Relative links are resolved against `base`.
pub fn to_html(text: &str, base: &Url) -> String {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    html::clean(&markdown_to_html(text, &options), base)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shown(text: &str) -> String {
        to_html(text, &Url::parse("https://example.org/a/").unwrap())
    }

    #[test]
    fn headings_lists_and_links_are_shown() {
        let html = shown("## Head\n\n- one\n- [two](b)\n\n~~three~~");
        for part in ["<h2>Head</h2>", "<li>one</li>", "href=\"https://example.org/a/b\"", "<del>three</del>"] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn nothing_in_it_runs() {
        let html = shown("<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>");
        assert!(!html.contains("script") && !html.contains("onerror"), "{html}");
    }
}
