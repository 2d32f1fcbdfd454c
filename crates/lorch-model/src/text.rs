//! Words and texts compared as a person would: without case and accents. Pure.

use unicode_normalization::UnicodeNormalization;

/// Text made ready to find words in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded(String);

/// Words to find: alternatives, each of which is words, or words side by side, that must all occur.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<Vec<String>>);

impl Folded {
    /// These texts as one; nothing is found across the end of one of them.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().map(folded).collect::<Vec<_>>().join("\n"))
    }
}

impl Words {
    /// Reads what a person typed: `tide, "high water" moon` is either the tide, or both high water and the moon.
    pub fn of(typed: &str) -> Self {
        let mut alternatives = vec![Vec::new()];
        for (index, piece) in typed.split('"').enumerate() {
            if index % 2 == 1 {
                push(&mut alternatives, piece);
                continue;
            }
            for (index, part) in piece.split([',', '\n']).enumerate() {
                if index > 0 {
                    alternatives.push(Vec::new());
                }
                part.split_whitespace().for_each(|word| push(&mut alternatives, word));
            }
        }
        alternatives.retain(|words| !words.is_empty());
        Self(alternatives)
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the words of one of the alternatives all occur, as whole words where a script has spaces between them.
    pub fn occur_in(&self, text: &Folded) -> bool {
        self.0.iter().any(|words| words.iter().all(|word| occurs(word, &text.0)))
    }
}

fn push(alternatives: &mut [Vec<String>], word: &str) {
    let word = folded(word);
    if let (false, Some(last)) = (word.is_empty(), alternatives.last_mut()) {
        last.push(word);
    }
}

/// Without case, without accents, one blank between words.
fn folded(text: &str) -> String {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let bare = |text: &str| {
        text.nfkd()
            .filter(|c| !is_accent(c))
            .flat_map(char::to_lowercase)
            .nfkd()
            .filter(|c| !is_accent(c))
            .nfc()
            .collect::<String>()
    };
    let text = if text.is_ascii() { text.to_ascii_lowercase() } else { bare(text) };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn occurs(word: &str, text: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !goes_on(before.chars().next_back(), word.chars().next())
            && !goes_on(word.chars().next_back(), after.chars().next())
    })
}

/// Whether one word goes on from `left` to `right`.
fn goes_on(left: Option<char>, right: Option<char>) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    in_word(left) && in_word(right)
}

/// Letters of scripts that put no spaces between words, or hang endings on them: Thai to Burmese, Khmer, Chinese,
/// Japanese and Korean.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x9fff | 0xa960..=0xa97f | 0xac00..=0xd7ff
            | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_whatever_their_case_and_accents() {
        for (words, text, found) in [
            ("tide", "The Tide turns", true),
            ("tide", "tides", false),
            ("tide", "A riptide", false),
            ("tide", "tide-tables", true),
            ("ÉTÉ", "un ete chaud", true),
            ("ete", "L’Été", true),
            ("istanbul", "İSTANBUL", true),
            ("старый", "СТАРЫЙ мост", true),
            ("ﬁsh", "fish", true),
            ("moon tide", "tide and moon", true),
            ("moon tide", "tide and sun", false),
            ("moon, tide", "tide and sun", true),
            ("\"high water\"", "High\n  water at noon", true),
            ("\"high water\"", "water, high", false),
            ("\"a, b\"", "a, b", true),
            ("c++", "C++ again", true),
            ("港", "横浜港で", true),
            ("서울", "서울에서", true),
            ("", "anything", false),
        ] {
            assert_eq!(Words::of(words).occur_in(&Folded::of([text])), found, "{words:?} in {text:?}");
        }
    }

    #[test]
    fn nothing_is_found_across_the_end_of_a_text() {
        assert!(!Words::of("\"high water\"").occur_in(&Folded::of(["high", "water"])));
    }

    proptest! {
        #[test]
        fn a_text_holds_each_of_its_words(text in "\\PC{0,60}") {
            for word in text.split_whitespace().filter(|word| !word.contains(['"', ','])) {
                prop_assert!(Words::of(word).is_empty() || Words::of(word).occur_in(&Folded::of([text.as_str()])), "{word:?}");
            }
        }
    }
}
