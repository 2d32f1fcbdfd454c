//! The form in which a text enters the index, and back: pure.
//!
//! FTS5 takes a run of letters for one word. Chinese, Japanese, Korean and Thai put no spaces between theirs, emoji are no
//! letters to it, nor are the vowel signs of Indian scripts, and ø is none of the letters that it folds. So such letters are
//! set apart from their neighbours by a space of no width, signs become letters of a private plane, and ø becomes o with
//! a mark below. What was typed takes the same form: `東京` is then the phrase of two letters that it is in the text.
//!
//! ```text
//! 東京 tram 🚋  →  東|京 tram P          P: a letter of plane 15, |: U+200B
//! ```

use std::borrow::Cow;

/// Stands between letters that are words of their own.
const APART: char = '\u{200b}';
/// Follows a letter that FTS5 does not fold; it drops this mark with all others.
const STROKE: char = '\u{331}';
/// Letters that FTS5 does not fold, and what they are folded to.
const STROKED: [(char, char); 13] = [
    ('ø', 'o'),
    ('Ø', 'O'),
    ('ł', 'l'),
    ('Ł', 'L'),
    ('đ', 'd'),
    ('Đ', 'D'),
    ('ħ', 'h'),
    ('Ħ', 'H'),
    ('ŧ', 't'),
    ('Ŧ', 'T'),
    ('ı', 'i'),
    ('ŋ', 'n'),
    ('Ŋ', 'N'),
];

/// The first skin tone, and the first of the marks that stand for them.
const TONES: (u32, u32) = (0x1f3fb, 0xfe00);

/// How a letter enters the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    /// As it is.
    Plain,
    /// As a word of its own.
    Word,
    /// As a word of its own, by a letter of the private plane.
    Sign,
    /// As a part of the word it stands in, by a letter of the private plane.
    Part,
    /// As a mark that is no letter: a skin tone only colours what it follows, and any finds any.
    Tone,
    /// As its basic letter with [`STROKE`].
    Stroked(char),
    /// Not at all: it would be taken for one of ours.
    Dropped,
}

/// The form of `text` in the index; borrowed when that is the text itself, as with most.
pub(crate) fn form(text: &str) -> Cow<'_, str> {
    let Some((first, _)) = text.char_indices().find(|(_, letter)| of(*letter) != Letter::Plain) else {
        return Cow::Borrowed(text);
    };
    let (plain, rest) = text.split_at(first);
    let mut form = String::with_capacity(text.len() + rest.len());
    form.push_str(plain);
    let mut after_word = false;
    for letter in rest.chars() {
        let class = of(letter);
        let is_word = matches!(class, Letter::Word | Letter::Sign);
        let follows = !form.is_empty() && !form.ends_with(char::is_whitespace);
        if (is_word && follows) || (after_word && letter != ' ') {
            form.push(APART);
        }
        after_word = is_word;
        match class {
            Letter::Plain | Letter::Word => form.push(letter),
            Letter::Sign | Letter::Part => form.extend(to_private(letter)),
            Letter::Tone => form.extend(char::from_u32(u32::from(letter) - TONES.0 + TONES.1)),
            Letter::Stroked(base) => form.extend([base, STROKE]),
            Letter::Dropped => {}
        }
    }
    Cow::Owned(form)
}

/// The text that has this form, or a piece of it.
pub(crate) fn text(form: &str) -> String {
    let mut text = String::with_capacity(form.len());
    for letter in form.chars() {
        match letter {
            APART => {}
            STROKE => {
                let stroked = STROKED.iter().find(|(_, base)| text.ends_with(*base));
                if let Some((stroked, _)) = stroked {
                    text.pop();
                    text.push(*stroked);
                }
            }
            '\u{fe00}'..='\u{fe04}' => text.extend(char::from_u32(u32::from(letter) - TONES.1 + TONES.0)),
            letter if is_private(letter) => text.extend(from_private(letter)),
            letter => text.push(letter),
        }
    }
    text
}

/// Whether FTS5 finds a word in what was typed, once it has its form.
pub(crate) fn has_word(typed: &str) -> bool {
    typed.chars().any(|letter| letter.is_alphanumeric() || matches!(of(letter), Letter::Sign | Letter::Part))
}

fn of(letter: char) -> Letter {
    // Below is all that most of the world's text consists of.
    if letter < '\u{d8}' {
        return Letter::Plain;
    }
    match u32::from(letter) {
        0xd8..0x300 => STROKED
            .iter()
            .find(|(stroked, _)| *stroked == letter)
            .map_or(Letter::Plain, |(_, base)| Letter::Stroked(*base)),
        0x331 => Letter::Dropped,
        // Vowel signs and other marks inside the words of Devanagari to Sinhala.
        0x0900..=0x0dff => match u32::from(letter) & 0x7f {
            0..=3 | 0x3a..=0x3c | 0x3e..=0x4f | 0x51..=0x57 | 0x62 | 0x63 => Letter::Part,
            _ => Letter::Plain,
        },
        // Thai, Lao, Tibetan, Myanmar, Khmer: their marks, then their letters.
        0x0e31 | 0x0e34..=0x0e3a | 0x0e47..=0x0e4e | 0x0eb1 | 0x0eb4..=0x0ebc | 0x0ec8..=0x0ece => Letter::Sign,
        0x0f71..=0x0f84 | 0x0f8d..=0x0fbc | 0x102b..=0x103e | 0x1056..=0x1059 | 0x17b4..=0x17d3 => Letter::Sign,
        0x0e01..=0x0e4f | 0x0e81..=0x0edf | 0x0f40..=0x0f6c | 0x1000..=0x104f | 0x1780..=0x17b3 => Letter::Word,
        // Arrows, technical and geometric signs, dingbats; letters and digits in circles are words already.
        0x2190..=0x21ff | 0x2300..=0x23ff | 0x25a0..=0x2775 | 0x2794..=0x27bf | 0x2900..=0x297f => Letter::Sign,
        0x2b00..=0x2bff | 0x3030 | 0x303d | 0x3297 | 0x3299 => Letter::Sign,
        // Kana, Bopomofo, Han, Yi, Hangul, and kana of half width.
        0x3005..=0x3007 | 0x3031..=0x3035 | 0x3041..=0x3096 | 0x309d..=0x30ff | 0x3105..=0x31ff => Letter::Word,
        0x3400..=0x4dbf | 0x4e00..=0xa48c | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xff66..=0xff9d => Letter::Word,
        0x1f3fb..=0x1f3ff => Letter::Tone,
        0x1f000..=0x1faff => Letter::Sign,
        0x20000..=0x3ffff => Letter::Word,
        0xfe00..=0xfe04 | 0xf0000..=0xffffd => Letter::Dropped,
        _ => Letter::Plain,
    }
}

fn is_private(letter: char) -> bool {
    ('\u{f0000}'..='\u{ffffd}').contains(&letter)
}

fn to_private(letter: char) -> Option<char> {
    let number = u32::from(letter);
    char::from_u32(if number < 0x10000 { number + 0xf_0000 } else { number + 0xe_0000 })
}

fn from_private(letter: char) -> Option<char> {
    let number = u32::from(letter);
    char::from_u32(if number < 0xf_f000 { number - 0xf_0000 } else { number - 0xe_0000 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn most_text_is_its_own_form() {
        for plain in ["", "Straße, naïve café", "Привет мир", "Ελλάδα", "שלום", "مرحبا", "x² + 1 ≥ ½ — “q” … ①"]
        {
            assert!(matches!(form(plain), Cow::Borrowed(_)), "{plain}");
        }
    }

    #[test]
    fn letters_that_are_words_stand_apart() {
        for (text, expected) in [
            ("東京", "東|京"),
            ("in 東京 now", "in 東|京 now"),
            ("iPhone手机5G", "iPhone|手|机|5G"),
            ("한국어", "한|국|어"),
            ("東京、大阪", "東|京|、|大|阪"),
            ("Søren", "So\u{331}ren"),
        ] {
            assert_eq!(form(text).replace(APART, "|"), expected, "{text}");
        }
        assert_eq!(form("a👍b").chars().map(u32::from).collect::<Vec<_>>(), [0x61, 0x200b, 0xff44d, 0x200b, 0x62]);
    }

    proptest! {
        #[test]
        fn a_form_leads_back_to_its_text(text in r"[a-zøłŁđ 東京한국のทีนี👍🏽☕→हिन्दी。\u{200d}\u{fe0f}]{0,40}") {
            prop_assert_eq!(super::text(&form(&text)), text);
        }

        #[test]
        fn any_text_has_a_form(text in any::<String>()) {
            let back = super::text(&form(&text));
            prop_assert!(back.chars().count() <= text.chars().count());
        }
    }
}
