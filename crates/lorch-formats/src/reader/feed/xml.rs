//! RSS and Atom.

use feed_rs::model;
use feed_rs::parser::{self, ParseFeedError};
use jiff::Timestamp;
use lorch_model::reader::{Enclosure, Entry, FeedContent};
use url::Url;

use crate::reader::html;

use super::FeedError;

/// Reads RSS or Atom.
pub(super) fn read(text: &str, base: &Url) -> Result<FeedContent, FeedError> {
    let text = without_declaration(text);
    let parsed = parser::Builder::new()
        .base_uri(Some(base.as_str()))
        .id_generator(|_, _, _| String::new())
        .build()
        .parse(text.as_bytes())
        .map_err(|error| match error {
            ParseFeedError::ParseError(parser::ParseErrorKind::NoFeedRoot) => FeedError::NotAFeed,
            other => FeedError::Broken { detail: other.to_string() },
        })?;
    let link = parsed.links.iter().find(|link| is_site(link)).and_then(|link| html::link(&link.href, base));
    let content_base = link.as_deref().and_then(|link| Url::parse(link).ok()).unwrap_or_else(|| base.clone());
    Ok(FeedContent {
        title: parsed.title.as_ref().and_then(|title| plain(&title.content)),
        link,
        language: parsed.language.clone(),
        ttl_minutes: parsed.ttl,
        entries: parsed.entries.iter().map(|found| entry(found, &content_base)).collect(),
    })
}

fn without_declaration(text: &str) -> &str {
    match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(text, |(_, rest)| rest),
        None => text,
    }
}

fn entry(found: &model::Entry, base: &Url) -> Entry {
    let link = found.links.iter().find(|link| is_site(link)).and_then(|link| html::link(&link.href, base));
    let base = link.as_deref().and_then(|link| Url::parse(link).ok()).unwrap_or_else(|| base.clone());
    let authors: Vec<String> =
        found.authors.iter().filter_map(|person| person.name.clone().or_else(|| person.email.clone())).collect();
    let mut entry = Entry {
        id: found.id.trim().to_owned(),
        title: found.title.as_ref().and_then(|title| plain(&title.content)),
        published: found.published.and_then(timestamp),
        updated: found.updated.and_then(timestamp),
        author: if authors.is_empty() { None } else { Some(authors.join(", ")) },
        categories: found.categories.iter().map(|category| category.term.clone()).collect(),
        summary: found.summary.as_ref().map(|summary| html::clean(&summary.content, &base)).filter(|s| !s.is_empty()),
        content: found
            .content
            .as_ref()
            .and_then(|content| content.body.as_deref())
            .map(|body| html::clean(body, &base))
            .filter(|content| !content.is_empty()),
        enclosures: enclosures(found, &base),
        link,
    };
    if entry.id.is_empty() {
        entry.id = identity(&entry);
    }
    entry
}

/// The identity of an entry whose feed gives it none.
fn identity(entry: &Entry) -> String {
    if let Some(link) = &entry.link {
        return link.clone();
    }
    let date = entry.published.or(entry.updated).map(|date| date.to_string()).unwrap_or_default();
    let enclosure = entry.enclosures.first().map(|enclosure| enclosure.url.as_str()).unwrap_or_default();
    let title = entry.title.as_deref().unwrap_or_default();
    blake3::hash(format!("{title}\n{date}\n{enclosure}").as_bytes()).to_hex()[..32].to_owned()
}

fn is_site(link: &model::Link) -> bool {
    link.target.is_none() && link.rel.as_deref().is_none_or(|rel| rel == "alternate")
}

fn enclosures(found: &model::Entry, base: &Url) -> Vec<Enclosure> {
    let mut enclosures: Vec<Enclosure> = found
        .links
        .iter()
        .filter(|link| link.rel.as_deref() == Some("enclosure"))
        .filter_map(|link| {
            Some(Enclosure {
                url: html::link(&link.href, base)?,
                media_type: link.media_type.clone(),
                length: link.length,
                duration_seconds: None,
            })
        })
        .collect();
    for media in &found.media {
        for content in &media.content {
            let Some(url) = content.url.as_ref().and_then(|url| html::link(url.as_str(), base)) else { continue };
            let duration = content.duration.or(media.duration);
            enclosures.push(Enclosure {
                url,
                media_type: content.content_type.as_ref().map(ToString::to_string),
                length: content.size,
                duration_seconds: duration.and_then(|duration| u32::try_from(duration.as_secs()).ok()),
            });
        }
    }
    enclosures
}

fn plain(text: &str) -> Option<String> {
    let text = html::text(text).replace('\n', " ");
    if text.is_empty() { None } else { Some(text) }
}

fn timestamp<T: Into<std::time::SystemTime>>(date: T) -> Option<Timestamp> {
    Timestamp::try_from(date.into()).ok()
}
