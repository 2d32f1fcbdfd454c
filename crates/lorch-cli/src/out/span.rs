//! Words with a tone.

use lorch_formats::text::strip_controls;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Words of one tone. They may come from outside: what steers a terminal is taken out when they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    text: String,
    tone: Tone,
}

/// How words stand out, on a terminal that shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Faint,
    Accent,
    Good,
    Bad,
}

/// Words like any other.
pub fn plain(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Plain }
}

/// Words that stand out.
pub fn strong(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Strong }
}

/// Words that stand back.
pub fn faint(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Faint }
}

/// Words that were searched for, stars.
pub fn accent(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Accent }
}

/// What went well.
pub fn good(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Good }
}

/// What did not.
pub fn bad(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Bad }
}

impl Span {
    /// The words as they may be written.
    pub(super) fn clean(&self) -> String {
        strip_controls(&self.text)
    }

    pub(super) fn tone(&self) -> Tone {
        self.tone
    }
}

/// One line of text.
pub(super) fn render(spans: &[Span], colour: bool) -> String {
    let toned = |span: &Span| {
        let text = span.clean();
        let code = match span.tone {
            _ if !colour || text.is_empty() => return text,
            Tone::Plain => return text,
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Accent => "1;33",
            Tone::Good => "32",
            Tone::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    };
    spans.iter().map(toned).collect()
}

/// As much as fits into `width` columns, closed by `…` when there is more.
pub(super) fn cut(spans: Vec<Span>, width: usize) -> Vec<Span> {
    let clean: Vec<Span> = spans.into_iter().map(|span| Span { text: span.clean(), tone: span.tone }).collect();
    if clean.iter().map(|span| span.text.width()).sum::<usize>() <= width {
        return clean;
    }
    let mut left = width.saturating_sub(1);
    let mut kept = Vec::new();
    for span in clean {
        let fits: String = span
            .text
            .chars()
            .take_while(|letter| {
                let wide = letter.width().unwrap_or(0);
                let fits = wide <= left;
                left = if fits { left - wide } else { 0 };
                fits
            })
            .collect();
        let whole = fits == span.text;
        kept.push(Span { text: fits, tone: span.tone });
        if !whole {
            break;
        }
    }
    kept.push(plain("…"));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_escapes_go_and_our_own_stay() {
        let spans = [strong("a\u{1b}[31mb"), plain("\u{1b}]0;t\u{7}c"), faint("\u{9b}2J")];
        assert_eq!(render(&spans, true), "\u{1b}[1mab\u{1b}[0mc");
        assert_eq!(render(&spans, false), "abc");
    }

    #[test]
    fn a_line_is_cut_where_the_terminal_ends() {
        let cut = |text: &str, width| render(&cut(vec![plain(text)], width), false);
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 5), "abcd…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 0), "…");
    }
}
