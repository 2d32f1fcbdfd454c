//! The second half of cleaning: links absolute and without tracking, media turned into links.
//!
//! What it gets was written by a serializer, so that every `<` begins a tag and every value is quoted.

use std::fmt::Write;

use url::Url;

use crate::markup::{Token, tokens, value};

use super::{anchor, escape_value, escape_words, link, tracking};

/// Writes safe HTML anew with its links and media in order.
pub(super) fn finish(safe: &str, base: &Url) -> String {
    let mut out = Writer {
        base,
        out: String::with_capacity(safe.len() + safe.len() / 8),
        inside_pre: 0,
        open: Vec::new(),
        held: Vec::new(),
    };
    let mut tokens = tokens(safe);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(words) => out.words(words),
            Token::Open { name: "a", attributes } => out.open_link(attributes),
            Token::Close { name: "a" } => out.close_link(),
            Token::Open { name: "img", attributes } => out.picture(attributes),
            Token::Open { name: name @ ("audio" | "video"), attributes } => {
                let inside = tokens.rest.split_once(if name == "audio" { "</audio>" } else { "</video>" });
                let source = value(attributes, "src").or_else(|| inside.and_then(|(inside, _)| first_source(inside)));
                if let Some(address) = source.and_then(|source| link(&source, base)) {
                    let kind = if name == "audio" { "Audio" } else { "Video" };
                    out.media(kind, kind, address);
                    tokens.rest = inside.map_or("", |(_, rest)| rest);
                }
            }
            Token::Open { name: "source", .. }
            | Token::Close { name: "audio" | "video" }
            | Token::Literal(_)
            | Token::Other => {}
            Token::Open { name, attributes } => {
                let _ = write!(out.out, "<{name}{attributes}>");
                if name == "pre" {
                    out.inside_pre = out.out.len();
                }
            }
            Token::Close { name } => {
                let _ = write!(out.out, "</{name}>");
            }
        }
    }
    out.out
}

fn first_source(inside: &str) -> Option<String> {
    tokens(inside).find_map(|token| match token {
        Token::Open { name: "source", attributes } => value(attributes, "src"),
        _ => None,
    })
}

struct Writer<'a> {
    base: &'a Url,
    out: String,
    /// Where the inside of the last `<pre>` begins; nought before there is one.
    inside_pre: usize,
    /// For each open `<a>`, where it leads if it was written.
    open: Vec<Option<String>>,
    /// Media inside the open link: a link cannot stand in a link, so they follow it.
    held: Vec<(&'static str, String)>,
}

impl Writer<'_> {
    fn words(&mut self, words: &str) {
        // A parser drops the first line end of a pre.
        if self.inside_pre > 0 && self.inside_pre == self.out.len() && words.starts_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(words);
    }

    fn open_link(&mut self, attributes: &str) {
        let address = value(attributes, "href").and_then(|href| anchor(&href, self.base));
        if let Some(address) = &address {
            let title = value(attributes, "title");
            self.start_link(address, title.as_deref());
        }
        self.open.push(address);
    }

    fn close_link(&mut self) {
        if let Some(Some(address)) = self.open.pop() {
            self.out.push_str("</a>");
            self.held.retain(|(_, held)| *held != address);
        }
        if !self.open.iter().any(Option::is_some) {
            for (kind, address) in std::mem::take(&mut self.held) {
                self.media(kind, kind, address);
            }
        }
    }

    fn picture(&mut self, attributes: &str) {
        let address = ["src", "data-src", "data-lazy-src", "data-original"]
            .iter()
            .filter_map(|name| value(attributes, name))
            .chain(value(attributes, "srcset").and_then(|set| set.split([' ', ',']).next().map(str::to_owned)))
            .find_map(|address| if address.trim().is_empty() { None } else { link(&address, self.base) });
        let Some(address) = address else { return };
        if is_hidden(attributes) || tracking::is_pixel(&address) {
            return;
        }
        let alt = value(attributes, "alt").filter(|alt| !alt.trim().is_empty()).or_else(|| value(attributes, "title"));
        let alt = alt.unwrap_or_default();
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if alt.is_empty() { "Image".to_owned() } else { format!("Image: {alt}") };
        self.media("Image", &words, address);
    }

    fn media(&mut self, kind: &'static str, words: &str, address: String) {
        if self.open.iter().any(Option::is_some) {
            self.out.push_str(&escape_words(words));
            self.held.push((kind, address));
        } else {
            if self.out.ends_with("</a>") {
                self.out.push(' ');
            }
            self.start_link(&address, None);
            self.out.push_str(&escape_words(words));
            self.out.push_str("</a>");
        }
    }

    fn start_link(&mut self, address: &str, title: Option<&str>) {
        let _ = write!(self.out, "<a href=\"{}\"", escape_value(address));
        if let Some(title) = title {
            let _ = write!(self.out, " title=\"{}\"", escape_value(title));
        }
        self.out.push_str(" rel=\"noopener noreferrer nofollow\">");
    }
}

/// Whether a picture is not meant to be seen: a tracking pixel.
fn is_hidden(attributes: &str) -> bool {
    let tiny = |name| value(attributes, name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "0px" | "1px"));
    if tiny("width") && tiny("height") {
        return true;
    }
    let Some(style) = value(attributes, "style") else { return false };
    let style: String = style.to_ascii_lowercase().split_whitespace().collect();
    style.contains("display:none") || (style.contains("width:1px") && style.contains("height:1px"))
}
