//! Foreign text in a terminal.

/// Removes what would steer a terminal or deceive the eye: escape sequences, C0 and C1 controls, and the marks that
/// turn the direction of writing. Line ends and tabs become a space, so that one value stays on one line.
pub fn strip_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_csi(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut rest),
            '\t' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            '\r' => {
                if rest.peek() != Some(&'\n') {
                    out.push(' ');
                }
            }
            letter if letter.is_control() || turns_direction(letter) => {}
            letter => out.push(letter),
        }
    }
    out
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What follows ESC: a control sequence, a string, or a few intermediate bytes and one final.
fn skip_escape(rest: &mut Letters) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_csi(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        _ => {
            while rest.next_if(|letter| ('\u{20}'..='\u{2f}').contains(letter)).is_some() {}
            rest.next_if(|letter| ('\u{30}'..='\u{7e}').contains(letter));
        }
    }
}

/// Parameters and intermediates up to the final letter. Anything else ends it and is kept.
fn skip_csi(rest: &mut Letters) {
    while rest.next_if(|letter| ('\u{20}'..='\u{3f}').contains(letter)).is_some() {}
    rest.next_if(|letter| ('\u{40}'..='\u{7e}').contains(letter));
}

/// A string up to BEL, ST or the end of the line. One that never ends swallows only the words of its line.
fn skip_string(rest: &mut Letters) {
    while let Some(&letter) = rest.peek() {
        match letter {
            '\n' | '\r' | '\u{1b}' => return,
            '\u{7}' | '\u{9c}' => {
                rest.next();
                return;
            }
            _ => {
                rest.next();
            }
        }
    }
}

fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_and_steering_goes() {
        let cases = [
            ("plain words, ünïcode 日本 👩‍👩‍👧", "plain words, ünïcode 日本 👩‍👩‍👧"),
            ("a\u{1b}[31mred\u{1b}[0m b", "ared b"),
            ("\u{1b}]0;new title\u{7}after", "after"),
            ("\u{1b}]8;;http://evil\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{9b}2Jwiped", "wiped"),
            ("\u{1b}(Bset", "set"),
            ("one\r\ntwo\tthree", "one two three"),
            ("bell\u{7}null\0del\u{7f}", "bellnulldel"),
            ("abc\u{202e}cba", "abccba"),
            ("\u{1b}", ""),
        ];
        for (given, wanted) in cases {
            assert_eq!(strip_controls(given), wanted, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_steers_is_left(text in any::<String>()) {
            let stripped = strip_controls(&text);
            prop_assert!(!stripped.chars().any(|letter| letter.is_control() || turns_direction(letter)));
            prop_assert_eq!(strip_controls(&stripped), stripped.clone());
        }

        #[test]
        fn text_without_controls_is_untouched(text in "[^\\p{C}\u{2028}\u{2029}]*") {
            prop_assert_eq!(strip_controls(&text), text);
        }
    }
}
