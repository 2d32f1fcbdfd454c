//! JSON Feed 1.0 and 1.1, field by field: one of the wrong kind costs only itself.

use jiff::Timestamp;
use lorch_model::reader::{Enclosure, FeedContent};
use serde_json::Value;
use url::Url;

use super::draft::{EntryDraft, FeedDraft, Link, Words};
use super::{FeedError, date, salvage};
use crate::entities::decode;

/// Reads a JSON Feed.
pub(super) fn read(text: &str, base: &Url) -> Result<FeedContent, FeedError> {
    let (document, fault) = salvage::read(text);
    let is_feed = match document.get("version").and_then(Value::as_str) {
        Some(version) => version.contains("jsonfeed.org/version/"),
        None => document.contains_key("items") && document.contains_key("title"),
    };
    let document = Value::Object(document);
    let items = list(&document, "items");
    match fault {
        Some(detail) if items.is_empty() => return Err(FeedError::Broken { detail }),
        _ if !is_feed => return Err(FeedError::NotAFeed),
        _ => {}
    }
    let draft = FeedDraft {
        title: title(&document),
        links: links(&document, &[("home_page_url", 0)]),
        language: text_of(&document, "language"),
        ttl_minutes: None,
        authors: authors(&document),
        entries: items.iter().filter(|item| item.is_object()).map(entry).collect(),
    };
    Ok(draft.finish(base))
}

fn entry(item: &Value) -> EntryDraft {
    let html = text_of(item, "content_html").filter(|html| !html.trim().is_empty()).map(Words::Html);
    EntryDraft {
        id: identity(&item["id"]),
        title: title(item),
        links: links(item, &[("url", 0), ("external_url", 1)]),
        published: date_of(item, "date_published"),
        updated: date_of(item, "date_modified"),
        authors: authors(item),
        categories: list(item, "tags").iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect(),
        summary: words(item, "summary"),
        content: html.or_else(|| words(item, "content_text")),
        enclosures: list(item, "attachments").iter().filter_map(attachment).collect(),
        ..EntryDraft::default()
    }
}

/// The specification asks for a string and for readers that take a number.
fn identity(id: &Value) -> Option<String> {
    match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// Authors of version 1.1, else the one author of version 1.0.
fn authors(of: &Value) -> Vec<String> {
    let several: Vec<String> = list(of, "authors").iter().filter_map(author).collect();
    if several.is_empty() { author(&of["author"]).into_iter().collect() } else { several }
}

fn author(author: &Value) -> Option<String> {
    author.as_str().map(str::to_owned).or_else(|| text_of(author, "name"))
}

fn attachment(attachment: &Value) -> Option<Enclosure> {
    let seconds = attachment["duration_in_seconds"].as_f64();
    Some(Enclosure {
        url: text_of(attachment, "url")?,
        media_type: text_of(attachment, "mime_type"),
        length: attachment["size_in_bytes"].as_u64(),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        duration_seconds: seconds.map(|seconds| seconds as u32),
    })
}

fn links(of: &Value, names: &[(&str, u8)]) -> Vec<Link> {
    let link = |(name, rank): &(&str, u8)| Some(Link { href: text_of(of, name)?, rank: *rank, base: None });
    names.iter().filter_map(link).collect()
}

/// Plain by the specification, but blog software that makes RSS beside it leaves its `&#8211;` in.
fn title(of: &Value) -> Option<Words> {
    let plain = text_of(of, "title").filter(|text| !text.trim().is_empty())?;
    Some(Words::Plain(decode(&plain).into_owned()))
}

fn words(of: &Value, name: &str) -> Option<Words> {
    text_of(of, name).filter(|text| !text.trim().is_empty()).map(Words::Plain)
}

fn text_of(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn date_of(of: &Value, name: &str) -> Option<Timestamp> {
    date::read(of.get(name)?.as_str()?)
}
