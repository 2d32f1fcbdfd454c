//! A line as words.

/// A word of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed, without quotes.
    pub said: String,
    /// In small letters, without a comma or colon behind it.
    pub low: String,
    /// It stood in quotes.
    pub is_quoted: bool,
    /// Its first byte in the line.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// The words of the first `most` bytes.
pub(super) fn cut(line: &str, most: usize) -> Vec<Word> {
    let most = (0..=most.min(line.len())).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    let (line, mut words, mut at) = (&line[..most], Vec::new(), 0);
    while let Some(skipped) = line[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skipped;
        let rest = &line[start..];
        // A quote that is never closed is a letter like others.
        if let Some(length) = rest.strip_prefix('"').and_then(|inside| inside.find('"')) {
            let said = rest[1..=length].to_owned();
            at = start + length + 2;
            words.push(Word { low: String::new(), said, is_quoted: true, start, end: at });
            continue;
        }
        at = start + rest.find(char::is_whitespace).unwrap_or(rest.len());
        let said = line[start..at].to_owned();
        let low = said.to_lowercase().trim_end_matches([',', ';', ':']).to_owned();
        words.push(Word { said, low, is_quoted: false, start, end: at });
    }
    words
}
