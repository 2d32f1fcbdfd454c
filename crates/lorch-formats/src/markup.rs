//! A small reader of tags for XML and HTML that takes any text and never fails: what is no tag is words.
//!
//! It expands nothing and looks nothing up, so that document types and the entities they define are harmless. It
//! reads every byte a bounded number of times, whatever the text.

use std::borrow::Cow;

use crate::entities;

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Words, references unresolved.
    Text(&'a str),
    /// Words that stand for themselves: `<![CDATA[words]]>`.
    Literal(&'a str),
    /// `<name attributes>`.
    Open { name: &'a str, attributes: &'a str },
    /// `</name>`.
    Close { name: &'a str },
    /// A comment, a document type, a processing instruction.
    Other,
}

/// The pieces of a text.
pub(crate) struct Tokens<'a> {
    /// What is not read yet.
    pub(crate) rest: &'a str,
    /// Whether the text ended inside a tag, a comment or a literal.
    pub(crate) cut: bool,
}

/// Splits a text into its pieces.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: text, cut: false }
}

impl<'a> Tokens<'a> {
    /// Goes on behind `</name>`, or to the end.
    pub(crate) fn skip_past_end_of(&mut self, name: &str) {
        for (at, _) in self.rest.match_indices("</") {
            let after = &self.rest[at + 2..];
            if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.rest = after[name.len()..].split_once('>').map_or("", |(_, rest)| rest);
                return;
            }
        }
        self.rest = "";
    }

    fn markup(&mut self) -> Option<Token<'a>> {
        let body = &self.rest[1..];
        if let Some(comment) = body.strip_prefix("!--") {
            self.take_until(comment, "-->");
            return Some(Token::Other);
        }
        if let Some(literal) = body.strip_prefix("![CDATA[") {
            return Some(Token::Literal(self.take_until(literal, "]]>")));
        }
        match body.bytes().next()? {
            b'?' => {
                self.take_until(body, ">");
                Some(Token::Other)
            }
            b'!' => {
                self.skip_declaration(body);
                Some(Token::Other)
            }
            b'/' => self.tag(&body[1..]).map(|(name, _)| Token::Close { name }),
            _ => self.tag(body).map(|(name, attributes)| Token::Open { name, attributes }),
        }
    }

    fn tag(&mut self, body: &'a str) -> Option<(&'a str, &'a str)> {
        if !body.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            return None;
        }
        let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<');
        let name_end = body.find(ends_name).unwrap_or(body.len());
        let (name, rest) = body.split_at(name_end);
        // A quote that never closes does not swallow the document.
        let Some(end) = end_of_tag(rest).or_else(|| rest.find('>')) else {
            self.rest = "";
            self.cut = true;
            return None;
        };
        self.rest = &rest[end + 1..];
        Some((name, &rest[..end]))
    }

    fn take_until(&mut self, text: &'a str, end: &str) -> &'a str {
        if let Some((inside, rest)) = text.split_once(end) {
            self.rest = rest;
            return inside;
        }
        self.rest = "";
        self.cut = true;
        text
    }

    /// A document type, with the declarations it may hold between brackets.
    fn skip_declaration(&mut self, body: &'a str) {
        let plain_end = body.find('>').unwrap_or(body.len());
        if !body[..plain_end].contains('[') {
            self.take_until(body, ">");
            return;
        }
        let end = body.match_indices(']').find_map(|(at, _)| body[at + 1..].trim_start().strip_prefix('>'));
        self.cut = end.is_none();
        self.rest = end.unwrap_or_default();
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut from = 0;
        if self.rest.starts_with('<') {
            let whole = self.rest;
            if let Some(token) = self.markup() {
                return Some(token);
            }
            if self.cut {
                return Some(Token::Text(whole));
            }
            from = 1;
        }
        let end = self.rest[from..].find('<').map_or(self.rest.len(), |at| at + from);
        let (words, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Token::Text(words))
    }
}

/// Name and value of each attribute, references unresolved.
pub(crate) fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let name_end =
            rest[1..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).map_or(rest.len(), |at| at + 1);
        let (name, after) = rest.split_at(name_end);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(given) => quoted(given.trim_start()),
            None => ("", after),
        };
        rest = after;
        Some((name, value))
    })
}

/// A value of a tag, references resolved. Names match whatever their case.
pub(crate) fn value(raw: &str, wanted: &str) -> Option<String> {
    let (_, value) = attributes(raw).find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    Some(entities::decode(value).into_owned())
}

/// A name in lower case, copied only if it must be.
pub(crate) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// A value and what follows it, whether it stands in quotes or not.
fn quoted(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// A value of a tag whose writer did not escape quotes: it ends at the first quote behind which the tag ends or the next
/// attribute begins. References resolved; names match whatever their case.
pub(crate) fn sloppy_value(raw: &str, wanted: &str) -> Option<String> {
    let mut rest = raw;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inside = &after[1..];
                let end = inside.match_indices(quote).find(|(at, _)| begins_attribute(&inside[at + 1..]));
                end.map_or_else(|| quoted(after), |(at, _)| (&inside[..at], &inside[at + 1..]))
            }
            None => quoted(after),
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(entities::decode(value).into_owned());
        }
        rest = after;
    }
}

/// Whether the rest of a tag is empty or begins with `name="`.
fn begins_attribute(rest: &str) -> bool {
    let rest = rest.trim_start().trim_start_matches('/');
    let name =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-')).count();
    let after = rest[name..].trim_start();
    rest.is_empty()
        || (name > 0 && after.strip_prefix('=').is_some_and(|value| value.trim_start().starts_with(['"', '\''])))
}

/// Where the `>` is that ends a tag: not one inside quotes.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None if byte == b'>' => return Some(at),
            None => {}
        }
    }
    None
}
