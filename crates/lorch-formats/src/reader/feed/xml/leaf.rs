//! One element of a feed or of an entry, read whole.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::entities;
use crate::markup::{lower, value};
use crate::reader::html;

use super::super::draft::Words;
use super::names::Vocabulary;

/// An element with what it holds.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) vocabulary: Vocabulary,
    /// Its name without prefix, in lower case.
    pub(super) local: String,
    /// Its attributes as they stand.
    pub(super) raw: &'a str,
    pub(super) base: Option<Url>,
    /// All words inside it.
    pub(super) text: String,
    /// Name and words of the elements right inside it, kept for persons only.
    pub(super) parts: Vec<(String, String)>,
    /// The inside as HTML, elements and all.
    markup: String,
    has_elements: bool,
    atom: bool,
    /// Where in `text` the open part began.
    part: Option<(String, usize)>,
    depth: usize,
}

/// Elements of HTML that have no end; every other one that is written as empty gets an end tag.
const VOID: [&str; 9] = ["br", "img", "hr", "wbr", "col", "input", "source", "area", "embed"];

impl<'a> Leaf<'a> {
    pub(super) fn new(vocabulary: Vocabulary, local: &str, raw: &'a str, base: Option<Url>, atom: bool) -> Self {
        Self {
            vocabulary,
            local: local.to_owned(),
            raw,
            base,
            text: String::new(),
            parts: Vec::new(),
            markup: String::new(),
            has_elements: false,
            atom,
            part: None,
            depth: 0,
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        value(self.raw, name)
    }

    pub(super) fn text(&mut self, words: &str) {
        self.text.push_str(&entities::decode(words));
        self.markup.push_str(words);
    }

    pub(super) fn literal(&mut self, words: &str) {
        self.text.push_str(words);
        if self.is_xhtml() {
            self.markup.push_str(&html::escape_words(words));
        } else {
            self.markup.push_str(words);
        }
    }

    pub(super) fn opened(&mut self, name: &str, raw: &str, empty: bool) {
        let name = unprefixed(name);
        self.has_elements = true;
        if self.depth == 0 && self.local == "author" && !empty {
            self.part = Some((lower(name).into_owned(), self.text.len()));
        }
        let attributes = raw.trim_end_matches('/');
        self.markup.extend(["<", name, attributes, ">"]);
        if !empty {
            self.depth += 1;
        } else if !VOID.contains(&&*lower(name)) {
            self.markup.extend(["</", name, ">"]);
        }
    }

    /// An element inside closed, `depth` levels down.
    pub(super) fn closed(&mut self, name: &str, depth: usize) {
        let name = unprefixed(name);
        if !VOID.contains(&&*lower(name)) {
            self.markup.extend(["</", name, ">"]);
        }
        self.depth = depth.saturating_sub(1);
        if self.depth == 0
            && let Some((part, start)) = self.part.take()
        {
            let words = self.text[start..].trim().to_owned();
            self.parts.push((part, words));
        }
    }

    /// What it says, by the rules of its kind of feed.
    pub(super) fn words(self) -> Option<Words> {
        let kind = self.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
        let mode = self.attribute("mode").unwrap_or_default();
        if mode.eq_ignore_ascii_case("base64") || (self.atom && is_binary(&kind)) {
            let packed: String = self.text.split_whitespace().collect();
            let text = String::from_utf8(STANDARD.decode(packed).ok()?).ok()?;
            return match kind.as_str() {
                "text/plain" => Some(Words::Plain(text)),
                _ => Some(Words::Html(text)),
            };
        }
        let words = match kind.as_str() {
            _ if self.is_xhtml() => Words::Html(self.markup),
            "text" | "text/plain" if !self.has_elements => Words::Plain(self.text),
            "" if self.atom && !self.has_elements && !looks_like_html(&self.text) => Words::Plain(self.text),
            _ if self.has_elements => Words::Html(self.markup),
            "html" | "text/html" => Words::Html(self.text),
            other if other.starts_with("text/") => Words::Plain(self.text),
            _ => Words::Html(self.text),
        };
        let (Words::Plain(text) | Words::Html(text)) = &words;
        if text.trim().is_empty() { None } else { Some(words) }
    }

    fn is_xhtml(&self) -> bool {
        self.raw.contains("xhtml")
            && self.attribute("type").is_some_and(|kind| matches!(kind.trim(), "xhtml" | "application/xhtml+xml"))
    }
}

/// Whether Atom packs content of this type in base64.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("+xml") && !kind.ends_with("/xml")
}

/// Many Atom feeds forget to say that their text is HTML.
fn looks_like_html(text: &str) -> bool {
    text.contains("</") || text.contains("/>") || text.contains("<p>") || text.contains("<br>")
}

fn unprefixed(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
