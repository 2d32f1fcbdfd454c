//! Foreign HTML made safe, and its text.

use std::borrow::Cow;

use url::Url;

use crate::markup;

mod ampersands;
mod links;
mod policy;
mod shape;
mod text;
mod tracking;

use shape::Shape;
pub use text::{excerpt, text};

/// Makes HTML safe to show: only harmless elements and attributes, only http, https and mailto links, absolute and
/// without tracking. Nothing in it loads by itself: pictures, sound and film are links.
pub fn clean(html: &str, base: &Url) -> String {
    // No element and no reference: a parser could find nothing in it.
    if !html.bytes().any(|byte| matches!(byte, b'<' | b'&' | b'\0' | b'\r')) {
        return html.to_owned();
    }
    match shape::survey(html) {
        Shape::Plain => clean_once(html, base),
        Shape::Twisted => clean_until_stable(html, base).unwrap_or_else(|| words_only(html)),
        Shape::Bomb => words_only(html),
    }
}

fn clean_once(html: &str, base: &Url) -> String {
    let safe = policy::POLICY.clean(&ampersands::hide(html)).to_string();
    links::finish(&ampersands::show(safe), base)
}

/// Cleans until nothing changes any more, so that what is kept reads the same wherever it is parsed next.
fn clean_until_stable(html: &str, base: &Url) -> Option<String> {
    let mut before = clean_once(html, base);
    for _ in 0..MOST_ROUNDS {
        let after = clean_once(&before, base);
        if after == before {
            return Some(after);
        }
        before = after;
    }
    None
}

/// Rounds of cleaning after which HTML is given up as HTML.
const MOST_ROUNDS: usize = 6;

/// Whether a parser would take far longer for this than for an article.
pub(super) fn is_bomb(html: &str) -> bool {
    shape::survey(html) == Shape::Bomb
}

/// The words alone, line by line.
fn words_only(html: &str) -> String {
    escape_words(&text(html)).replace('\n', "<br>\n")
}

/// An address as a person may follow it: absolute, http or https, without tracking.
pub fn link(url: &str, base: &Url) -> Option<String> {
    let mut url = base.join(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    tracking::strip(&mut url);
    Some(url.into())
}

/// Like [`link`], for what an `<a>` may lead to: a mail address too.
fn anchor(url: &str, base: &Url) -> Option<String> {
    let trimmed = url.trim();
    if trimmed.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) {
        return Url::parse(trimmed).ok().map(String::from);
    }
    link(trimmed, base)
}

/// Words as they stand between tags: as a serializer writes them, so that they stay the same when cleaned again.
pub(crate) fn escape_words(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '\u{a0}']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    Cow::Owned(text.replace('\u{a0}', "&nbsp;"))
}

/// A value as it stands between double quotes.
fn escape_value(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"', '\u{a0}']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escape_words(text).replace('"', "&quot;"))
}

/// The feeds a web page names in `<link rel="alternate">`, absolute, in its order.
pub(crate) fn alternates(page: &str, base: &Url) -> Vec<String> {
    let mut base = base.clone();
    let mut found = Vec::new();
    let mut tokens = markup::tokens(page);
    while let Some(token) = tokens.next() {
        let markup::Token::Open { name, attributes } = token else { continue };
        if name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style") {
            tokens.skip_past_end_of(name);
        } else if name.eq_ignore_ascii_case("base") {
            if let Some(href) = markup::value(attributes, "href").and_then(|href| base.join(href.trim()).ok()) {
                base = href;
            }
        } else if name.eq_ignore_ascii_case("link")
            && markup::value(attributes, "rel")
                .is_some_and(|rel| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate")))
            && markup::value(attributes, "type").is_some_and(|kind| is_feed_type(&kind))
            && let Some(address) = markup::value(attributes, "href").and_then(|href| link(&href, &base))
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

fn is_feed_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        essence.as_str(),
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" | "application/rdf+xml"
    )
}
