//! A small reader of tags that takes any text: what is no tag is words.

use crate::entities;

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Words, references unresolved.
    Text(&'a str),
    /// `<name attributes>`.
    Open { name: &'a str, attributes: &'a str },
    /// `</name>`.
    Close { name: &'a str },
    /// A comment, a doctype, a processing instruction.
    Other,
}

/// The pieces of a text.
pub(crate) struct Tokens<'a> {
    /// What is not read yet.
    pub(crate) rest: &'a str,
}

/// Splits a text into its pieces.
pub(crate) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html }
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
            self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            return Some(Token::Other);
        }
        let (closing, body) = match body.strip_prefix('/') {
            Some(body) => (true, body),
            None => (false, body),
        };
        match body.bytes().next()? {
            b'!' | b'?' if !closing => {
                self.rest = body.split_once('>').map_or("", |(_, rest)| rest);
                return Some(Token::Other);
            }
            letter if letter.is_ascii_alphabetic() => {}
            _ => return None,
        }
        let name_end = body.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(body.len());
        let (name, rest) = body.split_at(name_end);
        // A quote that never closes does not swallow the document.
        let end = end_of_tag(rest).or_else(|| rest.find('>'))?;
        self.rest = &rest[end + 1..];
        let attributes = &rest[..end];
        Some(if closing { Token::Close { name } } else { Token::Open { name, attributes } })
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
            if let Some(token) = self.markup() {
                return Some(token);
            }
            from = 1;
        }
        let end = self.rest[from..].find('<').map_or(self.rest.len(), |at| at + from);
        let (words, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Token::Text(words))
    }
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

/// A value of a tag, references resolved. Names match whatever their case.
pub(crate) fn value(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let name_end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        if name.is_empty() && after.is_empty() {
            return None;
        }
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(given) => quoted(given.trim_start()),
            None => ("", after),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(entities::decode(value).into_owned());
        }
        rest = after;
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
