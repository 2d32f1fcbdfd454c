//! JSON that is safe to look at.

use std::io;

use serde::Serialize;

/// One object as one line. Characters that steer a terminal or turn the direction of writing are escaped, which is
/// the same JSON: they can only stand inside strings.
pub fn line(value: &impl Serialize) -> io::Result<String> {
    Ok(escaped(serde_json::to_string(value)?))
}

/// As [`line`], over several lines.
pub(super) fn pretty(value: &impl Serialize) -> io::Result<String> {
    Ok(escaped(serde_json::to_string_pretty(value)?))
}

fn escaped(text: String) -> String {
    if !text.contains(steers) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            letter if steers(letter) => safe += &format!("\\u{:04x}", u32::from(letter)),
            letter => safe.push(letter),
        }
    }
    safe
}

/// A line end is none of these: inside a string it is escaped already, and between values it is ours.
fn steers(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_escaped_and_reads_back_the_same() {
        let raw = "a\u{1b}[2J\u{9b}31m\u{202e}\n\u{7f}é日\u{2028}";
        let text = line(&raw).unwrap();
        assert!(!text.contains(steers), "{text:?}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), raw);
        assert!(text.contains("é日"));
    }
}
