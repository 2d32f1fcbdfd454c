//! Names of elements and the namespaces they belong to.

use std::borrow::Cow;

use crate::markup::{attributes, lower};

/// A vocabulary that feeds are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS of every version, and Atom of both.
    Core,
    /// `content:encoded`.
    Content,
    /// Dublin Core and its terms.
    DublinCore,
    /// Apple's podcasts.
    Itunes,
    /// Yahoo's Media RSS.
    Media,
    /// `sy:updatePeriod`.
    Syndication,
    /// XHTML: some feeds carry a `body`.
    Xhtml,
    /// Another one.
    Other,
}

use Vocabulary::{Content, Core, DublinCore, Itunes, Media, Other, Syndication, Xhtml};

/// Namespaces by how their address begins, in lower case and without its scheme: feeds differ in case, in the slash
/// at the end and in the version.
const NAMESPACES: [(&str, Vocabulary); 15] = [
    ("www.w3.org/2005/atom", Core),
    ("purl.org/atom/", Core),
    ("purl.org/rss/1.0/modules/content", Content),
    ("purl.org/rss/1.0/modules/syndication", Syndication),
    ("purl.org/rss/1.0/modules", Other),
    ("purl.org/rss/1.0", Core),
    ("my.netscape.com/rdf/", Core),
    ("channel.netscape.com/rdf/", Core),
    ("backend.userland.com/rss", Core),
    ("blogs.law.harvard.edu/tech/rss", Core),
    ("purl.org/dc/", DublinCore),
    ("www.itunes.com/dtds/", Itunes),
    ("search.yahoo.com/mrss", Media),
    ("www.w3.org/1999/xhtml", Xhtml),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", Other),
];

/// What a prefix means where nobody declared it.
const PREFIXES: [(&str, Vocabulary); 9] = [
    ("atom", Core),
    ("content", Content),
    ("dc", DublinCore),
    ("dcterms", DublinCore),
    ("itunes", Itunes),
    ("media", Media),
    ("sy", Syndication),
    ("rss", Core),
    ("xhtml", Xhtml),
];

/// More than any feed declares.
const MOST_DECLARED: usize = 128;

/// The prefixes declared on the open elements.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    declared: Vec<(usize, String, Vocabulary)>,
}

impl Namespaces {
    /// Takes the declarations of an element at a depth.
    pub(super) fn declare(&mut self, depth: usize, raw: &str) {
        if !raw.contains("xmlns:") {
            return;
        }
        for (name, address) in attributes(raw) {
            if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.declared.len() < MOST_DECLARED
            {
                self.declared.push((depth, prefix.to_owned(), by_address(address)));
            }
        }
    }

    /// Forgets the declarations of the elements deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|(declared, ..)| *declared > depth) {
            self.declared.pop();
        }
    }

    /// The vocabulary and the name without prefix, in lower case. A name without prefix is the feed's own, whatever
    /// the default namespace: many feeds declare a wrong one.
    pub(super) fn resolve<'a>(&self, name: &'a str) -> (Vocabulary, Cow<'a, str>) {
        let Some((prefix, local)) = name.split_once(':') else { return (Core, lower(name)) };
        let declared = self.declared.iter().rev().find(|(_, declared, _)| declared == prefix).map(|(.., found)| *found);
        let usual = || PREFIXES.iter().find(|(usual, _)| *usual == prefix).map_or(Other, |(_, found)| *found);
        (declared.unwrap_or_else(usual), lower(local))
    }
}

fn by_address(address: &str) -> Vocabulary {
    let address = address.trim().to_ascii_lowercase();
    let address = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    NAMESPACES.iter().find(|(start, _)| address.starts_with(start)).map_or(Other, |(_, found)| *found)
}
