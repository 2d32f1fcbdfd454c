//! Which element fills which field.

use url::Url;

use super::super::date;
use super::super::draft::{EntryDraft, FeedDraft, Link, Words};
use super::leaf::Leaf;
use super::names::Vocabulary::{Content, Core, DublinCore, Itunes, Media, Other, Syndication, Xhtml};
use super::values::{self, Pace};

/// Puts an element of the feed itself where it belongs.
pub(super) fn feed(feed: &mut FeedDraft, pace: &mut Pace, leaf: Leaf) {
    let text = || Some(leaf.text.trim().to_owned()).filter(|text| !text.is_empty());
    match (leaf.vocabulary, leaf.local.as_str()) {
        (Core, "title") if feed.title.is_none() => feed.title = leaf.words(),
        (Core, "link") => feed.links.extend(link(&leaf)),
        (Core | DublinCore, "language") => feed.language = text().or(feed.language.take()),
        (Core, "author") => feed.authors.extend(values::person(&leaf)),
        (Core, "ttl") => feed.ttl_minutes = text().and_then(|text| text.parse().ok()),
        (Syndication, "updateperiod") => pace.set_period(&leaf.text),
        (Syndication, "updatefrequency") => pace.times = text().and_then(|text| text.parse().ok()),
        _ => {}
    }
}

/// Puts an element of an entry where it belongs. What is said twice counts the first time.
pub(super) fn entry(entry: &mut EntryDraft, leaf: Leaf) {
    match (leaf.vocabulary, leaf.local.as_str()) {
        (Other, _) => {}
        (Core, "title") if entry.title.is_none() => entry.title = leaf.words(),
        (DublinCore | Media, "title") if entry.weak_title.is_none() => entry.weak_title = leaf.words(),
        (Core, "id" | "guid") => identity(entry, &leaf),
        (Core, "link") if relation(&leaf) == "enclosure" => entry.enclosures.extend(values::file(&leaf)),
        (Core, "link") => entry.links.extend(link(&leaf)),
        (Core, "enclosure") => entry.enclosures.extend(values::file(&leaf)),
        (Core, "description" | "summary") => {
            let base = leaf.base.clone();
            body(&mut entry.summary, &mut entry.base, base, leaf.words());
        }
        (Core, "content" | "body" | "fullitem") | (Content, "encoded") | (Xhtml, "body") => {
            entry.links.extend(leaf.attribute("src").map(|href| Link { href, rank: 2, base: leaf.base.clone() }));
            let base = leaf.base.clone();
            body(&mut entry.content, &mut entry.base, base, leaf.words());
        }
        (Itunes, "summary" | "subtitle") | (Media, "description") | (DublinCore, "description" | "abstract")
            if entry.weak_summary.is_none() =>
        {
            entry.weak_summary = leaf.words();
        }
        (Core, "pubdate" | "published" | "issued" | "created") | (DublinCore, "date" | "issued" | "created") => {
            entry.published = entry.published.or_else(|| date::read(&leaf.text));
        }
        (Core, "updated" | "modified" | "lastbuilddate") | (DublinCore, "modified") => {
            entry.updated = entry.updated.or_else(|| date::read(&leaf.text));
        }
        (Core, "author") | (DublinCore, "creator") => entry.authors.extend(values::person(&leaf)),
        (Itunes, "author") if entry.authors.is_empty() => entry.authors.extend(values::person(&leaf)),
        (Core, "category") | (DublinCore, "subject") => {
            let said = leaf.attribute("label").or_else(|| leaf.attribute("term"));
            entry.categories.push(said.unwrap_or(leaf.text));
        }
        (Itunes, "duration") => entry.duration_seconds = values::seconds(&leaf.text),
        _ => {}
    }
}

fn body(field: &mut Option<Words>, entry_base: &mut Option<Url>, base: Option<Url>, words: Option<Words>) {
    if field.is_none() && words.is_some() {
        *field = words;
        *entry_base = base.or(entry_base.take());
    }
}

/// An id; the one of RSS is a link too unless it says that it is none.
fn identity(entry: &mut EntryDraft, leaf: &Leaf) {
    let id = leaf.text.trim();
    let is_link = leaf.local == "guid" && leaf.attribute("isPermaLink").is_none_or(|said| said.trim() != "false");
    if is_link && (id.starts_with("http://") || id.starts_with("https://")) {
        entry.links.push(Link { href: id.to_owned(), rank: 3, base: None });
    }
    if entry.id.is_none() && !id.is_empty() {
        entry.id = Some(id.to_owned());
    }
}

/// A link to what it is about: the words of RSS, the attributes of Atom.
fn link(leaf: &Leaf) -> Option<Link> {
    let base = leaf.base.clone();
    let Some(href) = leaf.attribute("href") else {
        return Some(Link { href: leaf.text.trim().to_owned(), rank: 0, base });
    };
    let kind = leaf.attribute("type").unwrap_or_default();
    let rank = u8::from(!(kind.is_empty() || kind.contains("html")));
    (relation(leaf) == "alternate").then_some(Link { href, rank, base })
}

fn relation(leaf: &Leaf) -> String {
    let said = leaf.attribute("rel").filter(|rel| !rel.trim().is_empty());
    let said = said.unwrap_or_else(|| "alternate".to_owned()).trim().to_ascii_lowercase();
    said.rsplit('/').next().unwrap_or_default().to_owned()
}
