//! The text of HTML, for search, titles and excerpts.

use crate::entities;
use crate::markup::{self, Token};

/// Elements whose content nobody reads.
const SILENT: [&str; 10] =
    ["script", "style", "template", "svg", "math", "iframe", "noframes", "noembed", "head", "title"];
/// Elements inside a line; every other one begins a new line.
const INLINE: [&str; 44] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "output", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p", "button", "input",
];

/// The words of HTML as plain text: references resolved, elements gone, one line for each block, spaces collapsed.
/// It reads any HTML and any plain text, and needs no parser tree.
pub fn text(html: &str) -> String {
    let mut out = Lines::with_capacity(html.len());
    let mut tokens = markup::tokens(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(words) => out.words(&entities::decode(words)),
            Token::Literal(words) => out.words(words),
            Token::Open { name, .. } if SILENT.iter().any(|silent| name.eq_ignore_ascii_case(silent)) => {
                tokens.skip_past_end_of(name);
            }
            Token::Open { name, .. } | Token::Close { name } => {
                if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
                    out.space();
                } else if !INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline)) {
                    out.line();
                }
            }
            Token::Other => {}
        }
    }
    out.text
}

/// One line of at most `max_chars` characters, cut at a word and closed by `…` when there is more.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let mut line = Lines::with_capacity(text.len().min(max_chars * 4));
    let mut count = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        let wanted = length + usize::from(count > 0);
        if count + wanted > max_chars {
            return cut(line.text, word, count, max_chars);
        }
        line.words(word);
        line.space();
        count += wanted;
    }
    line.text
}

/// Closes an excerpt before `word`, which does not fit any more. A first word that is too long alone is cut inside.
fn cut(mut line: String, word: &str, mut count: usize, max_chars: usize) -> String {
    if max_chars == 0 {
        return String::new();
    }
    if line.is_empty() {
        line.extend(word.chars().take(max_chars - 1));
        count = max_chars - 1;
    }
    if count >= max_chars {
        match line.rfind(' ') {
            Some(at) => line.truncate(at),
            None => drop(line.pop()),
        }
    }
    line.truncate(line.trim_end_matches([',', ';', ':', '–', '—', '-']).len());
    line.push('…');
    line
}

/// Text being written with every run of space collapsed to one space or one line end.
struct Lines {
    text: String,
    gap: Option<char>,
}

impl Lines {
    fn with_capacity(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), gap: None }
    }

    fn words(&mut self, words: &str) {
        for (index, piece) in words.split(char::is_whitespace).enumerate() {
            if index > 0 {
                self.space();
            }
            if piece.is_empty() {
                continue;
            }
            if let Some(gap) = self.gap.take()
                && !self.text.is_empty()
            {
                self.text.push(gap);
            }
            self.text.push_str(piece);
        }
    }

    fn space(&mut self) {
        self.gap.get_or_insert(' ');
    }

    fn line(&mut self) {
        self.gap = Some('\n');
    }
}
