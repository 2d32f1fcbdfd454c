//! RSS and Atom of every version, as they are found: elements that never close, prefixes nobody declared, bare
//! ampersands, an end in the middle.
//!
//! One walk over the tags. `item` and `entry` open an entry; every other element of the feed or of an entry is a
//! [`Leaf`], read whole and then put where it belongs.

use lorch_model::reader::FeedContent;
use url::Url;

use crate::markup::{Token, Tokens, lower, tokens, value};

use super::FeedError;
use super::draft::{EntryDraft, FeedDraft};
use leaf::Leaf;
use names::{Namespaces, Vocabulary};

mod fields;
mod leaf;
mod names;
mod values;

/// Deeper than any feed, and shallow enough that nothing is slow.
const DEEPEST: usize = 256;
/// Elements that may stand before the feed's own: what a broken server printed first.
const MOST_BEFORE_ROOT: usize = 32;

/// Reads RSS or Atom.
pub(super) fn read(text: &str, base: &Url) -> Result<FeedContent, FeedError> {
    let mut walk = Walk::new(text, base);
    walk.run();
    if !walk.rooted {
        return Err(FeedError::NotAFeed);
    }
    if let Some(detail) = walk.broken
        && walk.feed.entries.is_empty()
    {
        return Err(FeedError::Broken { detail: detail.to_owned() });
    }
    walk.feed.ttl_minutes = walk.feed.ttl_minutes.max(walk.pace.minutes());
    Ok(walk.feed.finish(base))
}

/// An open element.
struct Open<'a> {
    name: &'a str,
    /// Its `xml:base`, its own or inherited.
    base: Option<Url>,
}

struct Walk<'a> {
    tokens: Tokens<'a>,
    document: &'a Url,
    open: Vec<Open<'a>>,
    namespaces: Namespaces,
    /// Whether the root of a feed was met.
    rooted: bool,
    /// Whether it is Atom, whose text is plain unless it says otherwise.
    atom: bool,
    before_root: usize,
    feed: FeedDraft,
    pace: values::Pace,
    /// The entry being read and how many elements are open around it.
    entry: Option<(usize, EntryDraft)>,
    /// The element being read and how many elements are open around it.
    leaf: Option<(usize, Leaf<'a>)>,
    broken: Option<&'static str>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, document: &'a Url) -> Self {
        Self {
            tokens: tokens(text),
            document,
            open: Vec::new(),
            namespaces: Namespaces::default(),
            rooted: false,
            atom: false,
            before_root: 0,
            feed: FeedDraft::default(),
            pace: values::Pace::default(),
            entry: None,
            leaf: None,
            broken: None,
        }
    }

    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Open { name, attributes } => self.opened(name, attributes),
                Token::Close { name } => self.closed(name),
                Token::Text(words) => self.leaf.iter_mut().for_each(|(_, leaf)| leaf.text(words)),
                Token::Literal(words) => self.leaf.iter_mut().for_each(|(_, leaf)| leaf.literal(words)),
                Token::Other => {}
            }
            if self.open.len() > DEEPEST {
                self.broken = Some("it is nested too deeply");
                return;
            }
            if !self.rooted && self.before_root > MOST_BEFORE_ROOT {
                return;
            }
        }
        // What the break cut in two is left out: the whole of it comes with the next fetch.
        if self.open.last().is_some_and(|open| lower(open.name) != "rss") {
            self.broken = Some("it ends in the middle");
        }
    }

    fn opened(&mut self, name: &'a str, raw: &'a str) {
        let empty = raw.ends_with('/');
        if let Some((_, leaf)) = &mut self.leaf {
            leaf.opened(name, raw, empty);
            if !empty {
                self.open.push(Open { name, base: None });
            }
            return;
        }
        let depth = self.open.len();
        self.namespaces.declare(depth + 1, raw);
        let (vocabulary, local) = self.namespaces.resolve(name);
        let base = self.base(raw);
        let is_entry = vocabulary == Vocabulary::Core && matches!(&*local, "item" | "entry");
        match &*local {
            "rss" | "rdf" | "feed" | "channel" if self.entry.is_none() => {
                self.atom |= local == "feed";
                self.rooted = true;
                self.feed.language = self.feed.language.take().or_else(|| value(raw, "xml:lang"));
            }
            _ if is_entry && (self.rooted || depth == 0) => return self.entry_opened(name, raw, base, empty),
            _ if !self.rooted => self.before_root += 1,
            "group" if vocabulary == Vocabulary::Media => {}
            "content" if vocabulary == Vocabulary::Media => {
                if let Some((_, entry)) = &mut self.entry {
                    entry.enclosures.extend(values::media(raw, base.as_ref()));
                }
            }
            _ => {
                self.leaf = Some((depth, Leaf::new(vocabulary, &local, raw, base.clone(), self.atom)));
                if empty {
                    self.leaf_closed();
                }
            }
        }
        if empty {
            self.namespaces.leave(depth);
        } else {
            self.open.push(Open { name, base });
        }
    }

    fn entry_opened(&mut self, name: &'a str, raw: &str, base: Option<Url>, empty: bool) {
        if let Some((depth, _)) = self.entry {
            self.leave(depth);
        }
        self.rooted = true;
        self.atom |= self.open.is_empty() && lower(name).ends_with("entry");
        let id = value(raw, "rdf:about");
        let draft = EntryDraft { weak_id: id, base: base.clone(), ..EntryDraft::default() };
        self.entry = Some((self.open.len(), draft));
        self.open.push(Open { name, base });
        if empty {
            self.leave(self.open.len() - 1);
        }
    }

    /// Closes the innermost open element of that name with everything inside it; one that is not open is passed over.
    fn closed(&mut self, name: &str) {
        if let Some(depth) = self.open.iter().rposition(|open| open.name == name) {
            self.leave(depth);
        }
    }

    /// Closes open elements until `depth` are left.
    fn leave(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(closed) = self.open.pop() else { return };
            let depth = self.open.len();
            self.namespaces.leave(depth);
            match &mut self.leaf {
                Some((at, _)) if *at == depth => self.leaf_closed(),
                Some((at, leaf)) => leaf.closed(closed.name, depth - *at),
                None => {}
            }
            if let Some((_, entry)) = self.entry.take_if(|(at, _)| *at == depth) {
                self.feed.entries.push(entry);
            }
        }
    }

    fn leaf_closed(&mut self) {
        let Some((_, leaf)) = self.leaf.take() else { return };
        match &mut self.entry {
            Some((_, entry)) => fields::entry(entry, leaf),
            None => fields::feed(&mut self.feed, &mut self.pace, leaf),
        }
    }

    /// The `xml:base` that holds for an element.
    fn base(&self, raw: &str) -> Option<Url> {
        let inherited = self.open.last().and_then(|open| open.base.as_ref());
        if !raw.contains("xml:base") {
            return inherited.cloned();
        }
        let own = value(raw, "xml:base").and_then(|own| inherited.unwrap_or(self.document).join(own.trim()).ok());
        own.or_else(|| inherited.cloned())
    }
}
