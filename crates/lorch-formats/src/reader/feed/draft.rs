//! What a document says, before its links are absolute and its HTML is safe: both wait until the whole is read,
//! because the feed's own link may stand behind its entries.

use jiff::Timestamp;
use lorch_model::reader::{Enclosure, Entry, FeedContent};
use url::Url;

use crate::reader::html;

/// Words of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    /// They stand for themselves.
    Plain(String),
    /// They are HTML.
    Html(String),
}

/// A feed as it stands in its document.
#[derive(Debug, Default)]
pub(super) struct FeedDraft {
    pub(super) title: Option<Words>,
    pub(super) links: Vec<Link>,
    pub(super) language: Option<String>,
    pub(super) ttl_minutes: Option<u32>,
    pub(super) authors: Vec<String>,
    pub(super) entries: Vec<EntryDraft>,
}

/// An entry as it stands in its document.
#[derive(Debug, Default)]
pub(super) struct EntryDraft {
    pub(super) id: Option<String>,
    pub(super) title: Option<Words>,
    pub(super) links: Vec<Link>,
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) summary: Option<Words>,
    pub(super) content: Option<Words>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) duration_seconds: Option<u32>,
    /// `rdf:about`: its identity if it has no other.
    pub(super) weak_id: Option<String>,
    /// A title said by an extension: the feed's own word goes first.
    pub(super) weak_title: Option<Words>,
    /// A summary said by an extension.
    pub(super) weak_summary: Option<Words>,
    /// The `xml:base` its text stands under.
    pub(super) base: Option<Url>,
}

/// A link to what a feed or an entry is about.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) href: String,
    /// The lowest is taken: 0 said outright, 1 in a form of less use to a reader, 2 only deduced.
    pub(super) rank: u8,
    pub(super) base: Option<Url>,
}

impl FeedDraft {
    /// Links made absolute against `xml:base`, else the feed's link, else where the document came from.
    pub(super) fn finish(self, document: &Url) -> FeedContent {
        let link = best(&self.links, document);
        let base = link.as_deref().and_then(|link| Url::parse(link).ok()).unwrap_or_else(|| document.clone());
        FeedContent {
            title: self.title.as_ref().and_then(line),
            link,
            language: self.language.map(|language| language.trim().to_owned()).filter(|language| !language.is_empty()),
            ttl_minutes: self.ttl_minutes.filter(|minutes| *minutes > 0),
            entries: self.entries.into_iter().map(|entry| entry.finish(&base, &self.authors)).collect(),
        }
    }
}

impl EntryDraft {
    fn finish(mut self, feed: &Url, feed_authors: &[String]) -> Entry {
        let link = best(&self.links, feed);
        let base = self.base.as_ref().unwrap_or(feed);
        if self.summary == self.content {
            self.summary = None;
        }
        if self.summary.is_none() && self.content.is_none() {
            self.summary = self.weak_summary;
        }
        let title = self.title.or(self.weak_title);
        let authors = if self.authors.is_empty() { feed_authors } else { &self.authors };
        let mut entry = Entry {
            id: self.id.or(self.weak_id).map(|id| id.trim().to_owned()).unwrap_or_default(),
            title: title.as_ref().and_then(line),
            link,
            published: self.published,
            updated: self.updated,
            author: joined(authors),
            categories: distinct(&self.categories),
            summary: self.summary.and_then(|words| safe(words, base)),
            content: self.content.and_then(|words| safe(words, base)),
            enclosures: enclosures(self.enclosures, self.duration_seconds, base),
        };
        if entry.id.is_empty() {
            entry.id = identity(&entry);
        }
        entry
    }
}

/// The identity of an entry whose feed gives it none.
fn identity(entry: &Entry) -> String {
    if let Some(link) = &entry.link {
        return link.clone();
    }
    let date = entry.published.or(entry.updated).map(|date| date.to_string()).unwrap_or_default();
    let enclosure = entry.enclosures.first().map(|enclosure| enclosure.url.as_str()).unwrap_or_default();
    let mut hash = blake3::Hasher::new();
    for part in [entry.title.as_deref().unwrap_or_default(), &date, enclosure] {
        hash.update(part.as_bytes()).update(b"\0");
    }
    hash.finalize().to_hex()[..32].to_owned()
}

fn best(links: &[Link], base: &Url) -> Option<String> {
    let mut links: Vec<&Link> = links.iter().filter(|link| !link.href.trim().is_empty()).collect();
    links.sort_by_key(|link| link.rank);
    links.into_iter().find_map(|link| html::link(&link.href, link.base.as_ref().unwrap_or(base)))
}

/// One line of plain text.
fn line(words: &Words) -> Option<String> {
    let text = match words {
        Words::Plain(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Words::Html(html) => html::text(html).replace('\n', " "),
    };
    if text.is_empty() { None } else { Some(text) }
}

fn safe(words: Words, base: &Url) -> Option<String> {
    let html = match words {
        Words::Plain(text) => html::escape_words(text.trim()).replace('\n', "<br>\n"),
        Words::Html(html) => html::clean(html.trim(), base),
    };
    if html.trim().is_empty() { None } else { Some(html) }
}

fn joined(authors: &[String]) -> Option<String> {
    let authors = distinct(authors);
    if authors.is_empty() { None } else { Some(authors.join(", ")) }
}

fn distinct(names: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

/// Each file once, with everything that was said about it. A duration said of the entry is that of its first file.
fn enclosures(given: Vec<Enclosure>, duration_seconds: Option<u32>, base: &Url) -> Vec<Enclosure> {
    let mut kept: Vec<Enclosure> = Vec::new();
    for enclosure in given {
        let Some(url) = html::link(&enclosure.url, base) else { continue };
        match kept.iter_mut().find(|other| other.url == url) {
            Some(known) => {
                known.media_type = known.media_type.take().or(enclosure.media_type);
                known.length = known.length.or(enclosure.length);
                known.duration_seconds = known.duration_seconds.or(enclosure.duration_seconds);
            }
            None => kept.push(Enclosure { url, ..enclosure }),
        }
    }
    if let Some(first) = kept.first_mut() {
        first.duration_seconds = first.duration_seconds.or(duration_seconds);
    }
    kept
}
