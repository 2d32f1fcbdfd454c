//! A look at HTML before it is parsed.
//!
//! A tree builder that follows the standard takes quadratic time and memory for some texts: half a million open
//! elements, each looked through for every new one; thousands of open `<font>` reopened in every paragraph; an element
//! with a million attributes. Such texts are no articles, and are shown as plain text.

use std::borrow::Cow;

use crate::markup::{Token, attributes, lower, tokens};

/// What cleaning has to reckon with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An article.
    Plain,
    /// Elements that change how others nest while they are there, and are taken out: the rest nests in another way
    /// when it is parsed again.
    Twisted,
    /// A bomb.
    Bomb,
}

/// Bytes of the longest article.
const LONGEST: usize = 4 << 20;
/// Elements inside each other.
const DEEPEST: usize = 400;
/// Elements that are opened once more because a block came before they were closed; an article has a few.
const MOST_REOPENED: usize = 100_000;
/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 256;
/// Looks at open elements in all; an article of a thousand elements takes about ten thousand.
const MOST_WORK: usize = 4_000_000;

/// Looks at HTML in one pass.
pub(super) fn survey(html: &str) -> Shape {
    if html.len() > LONGEST {
        return Shape::Bomb;
    }
    let mut survey = Survey::default();
    let mut tokens = tokens(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open { name, attributes: raw } => {
                if raw.len() > 4 * MOST_ATTRIBUTES && attributes(raw).take(MOST_ATTRIBUTES).count() == MOST_ATTRIBUTES {
                    return Shape::Bomb;
                }
                let lower = lower(name);
                if kind(&lower) == Kind::Raw {
                    tokens.skip_past_end_of(name);
                } else {
                    survey.opened(lower);
                }
            }
            Token::Close { name } => survey.closed(&lower(name)),
            Token::Literal(_) => survey.twisted = true,
            Token::Text(_) | Token::Other => {}
        }
        if survey.is_bomb() {
            return Shape::Bomb;
        }
    }
    if survey.twisted { Shape::Twisted } else { Shape::Plain }
}

#[derive(Default)]
struct Survey<'a> {
    open: Vec<Cow<'a, str>>,
    formatting: Vec<Cow<'a, str>>,
    work: usize,
    reopened: usize,
    twisted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It has no inside.
    Void,
    /// Its inside is not parsed.
    Raw,
    /// It is reopened in the next block if it was not closed.
    Formatting,
    /// A sibling of the same name closes it.
    Item,
    /// Inside a line.
    Inline,
    /// A block.
    Block,
    /// It bounds what an end tag inside it may close.
    Bound,
    /// Anything else.
    Odd,
}

fn kind(name: &str) -> Kind {
    match name {
        "br" | "img" | "hr" | "wbr" | "col" | "input" | "source" | "embed" | "link" | "meta" | "area" | "base" => {
            Kind::Void
        }
        "script" | "style" | "iframe" | "noframes" | "noembed" | "noscript" | "xmp" | "textarea" | "title" => Kind::Raw,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "s" | "small" | "strike" | "strong" | "tt" | "u" => {
            Kind::Formatting
        }
        "p" | "li" | "dd" | "dt" | "tr" | "thead" | "tbody" | "tfoot" => Kind::Item,
        "abbr" | "acronym" | "audio" | "bdi" | "bdo" | "cite" | "del" | "dfn" | "ins" | "kbd" | "mark" | "q"
        | "samp" | "span" | "sub" | "sup" | "time" | "var" | "video" | "picture" | "label" => Kind::Inline,
        "article" | "aside" | "blockquote" | "center" | "details" | "div" | "dl" | "figcaption" | "figure"
        | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "main" | "nav" | "ol"
        | "pre" | "section" | "summary" | "ul" => Kind::Block,
        "table" | "td" | "th" | "caption" => Kind::Bound,
        _ => Kind::Odd,
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_media(name: &str) -> bool {
    matches!(name, "audio" | "video")
}

fn is_table_frame(name: &str) -> bool {
    matches!(name, "table" | "thead" | "tbody" | "tfoot" | "tr")
}

impl<'a> Survey<'a> {
    fn is_bomb(&self) -> bool {
        self.open.len() + self.formatting.len() > DEEPEST || self.work > MOST_WORK || self.reopened > MOST_REOPENED
    }

    fn opened(&mut self, name: Cow<'a, str>) {
        // What stands between two headings keeps them apart; once it is taken out, the second one ends the first.
        self.twisted |= is_heading(&name) && self.open.iter().any(|open| is_heading(open));
        self.twisted |= self.is_out_of_place_in_a_table(&name);
        // Blocks that are taken out: they keep items apart only while they are there.
        self.twisted |= matches!(&*name, "form" | "main" | "section");
        // Sound and film end, as links, with the first end tag of their kind.
        self.twisted |= is_media(&name) && self.open.iter().any(|open| is_media(open));
        self.work += self.open.len() + self.formatting.len() + 1;
        let kind = kind(&name);
        if matches!(kind, Kind::Item | Kind::Block | Kind::Bound) {
            self.reopened += self.formatting.len();
        }
        match kind {
            Kind::Void | Kind::Raw => return,
            Kind::Formatting => {
                // A link cannot stand in a link: the open one ends.
                if name != "a" || !self.formatting.contains(&name) {
                    self.formatting.push(name);
                }
                return;
            }
            Kind::Odd => self.twisted = true,
            Kind::Item => self.close_sibling(&name),
            Kind::Block | Kind::Bound => {
                if self.open.last().is_some_and(|last| last == "p") {
                    self.open.pop();
                }
            }
            Kind::Inline => {}
        }
        self.open.push(name);
    }

    /// A table holds rows and cells; anything else in it moves in front of it (HTML §13.2.6.1, foster parenting), where
    /// it nests in another way.
    fn is_out_of_place_in_a_table(&self, name: &str) -> bool {
        let between_cells = self.open.last().is_some_and(|open| is_table_frame(open));
        between_cells && !is_table_frame(name) && !matches!(name, "td" | "th" | "caption" | "col" | "colgroup")
    }

    fn close_sibling(&mut self, name: &str) {
        for depth in (0..self.open.len()).rev() {
            if self.open[depth] == name {
                self.open.truncate(depth);
                return;
            }
            if !matches!(kind(&self.open[depth]), Kind::Item | Kind::Inline) {
                return;
            }
        }
    }

    fn closed(&mut self, name: &str) {
        let kind_of_closed = kind(name);
        if kind_of_closed == Kind::Formatting {
            if let Some(at) = self.formatting.iter().rposition(|open| open == name) {
                self.formatting.remove(at);
            }
            return;
        }
        for depth in (0..self.open.len()).rev() {
            if self.open[depth] == name {
                self.open.truncate(depth);
                return;
            }
            let inner = kind(&self.open[depth]);
            let bounds = match kind_of_closed {
                Kind::Inline => inner != Kind::Inline,
                Kind::Bound => false,
                _ => matches!(inner, Kind::Bound | Kind::Odd),
            };
            if bounds {
                return;
            }
        }
    }
}
