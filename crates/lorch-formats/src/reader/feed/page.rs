//! Web pages where a feed was expected.

use crate::markup::{Token, tokens};

/// Elements that only a page begins with.
const ROOTS: [&str; 9] = ["html", "head", "body", "title", "meta", "script", "link", "div", "p"];

/// Whether a document is a web page: by its first element.
pub(super) fn is_page(text: &str) -> bool {
    tokens(text)
        .find_map(|token| match token {
            Token::Open { name, .. } => Some(ROOTS.iter().any(|root| name.eq_ignore_ascii_case(root))),
            _ => None,
        })
        .unwrap_or(false)
}
