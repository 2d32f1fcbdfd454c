//! A line as words, by the rules of a shell that matter here: quotes, and the backslash.

/// The words of a line.
pub fn split(line: &str) -> Result<Vec<String>, &'static str> {
    let found = scan(line);
    match found.open {
        None => Ok(found.words.into_iter().map(|word| word.text).collect()),
        Some(_) => Err("A quote is not closed."),
    }
}

/// A word, and where it begins in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word without its quotes.
    pub text: String,
    /// Offset of its first byte, quote included.
    pub start: usize,
}

/// What was found in a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// The words.
    pub words: Vec<Word>,
    /// The quote that is not closed.
    pub open: Option<char>,
    /// Whether the line ends behind the last word, not in it.
    pub behind: bool,
}

/// The words of a line that may not be finished.
pub fn scan(line: &str) -> Scan {
    let mut found = Scan { behind: true, ..Scan::default() };
    let mut letters = line.char_indices();
    while let Some((at, letter)) = letters.next() {
        if found.open.is_none() && letter.is_whitespace() {
            found.behind = true;
            continue;
        }
        if found.behind {
            found.words.push(Word { text: String::new(), start: at });
            found.behind = false;
        }
        let Some(word) = found.words.last_mut() else { continue };
        match (found.open, letter) {
            (Some(quote), letter) if quote == letter => found.open = None,
            (None, '"' | '\'') => found.open = Some(letter),
            (Some('"') | None, '\\') => word.text.extend(letters.next().map(|(_, letter)| letter)),
            (_, letter) => word.text.push(letter),
        }
    }
    found
}

/// The word as it can be typed.
pub fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && !word.contains(|letter: char| letter.is_whitespace() || "\"'\\".contains(letter));
    if plain { word.to_owned() } else { format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_become_words() {
        let words = |line: &str| split(line).map_err(|_| ());
        for (line, wanted) in [
            ("", vec![]),
            ("  feeds   list ", vec!["feeds", "list"]),
            ("search 'tide table' moon", vec!["search", "tide table", "moon"]),
            (r#"feeds edit ab --title "say \"hi\"" "#, vec!["feeds", "edit", "ab", "--title", "say \"hi\""]),
            ("a\\ b ''", vec!["a b", ""]),
            ("--folder=\"New s\"x", vec!["--folder=New sx"]),
        ] {
            assert_eq!(words(line), Ok(wanted.into_iter().map(str::to_owned).collect()), "{line}");
        }
        assert_eq!(words("search 'open"), Err(()));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(words in prop::collection::vec(any::<String>(), 0..5)) {
            let line = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line).unwrap(), words);
        }

        #[test]
        fn no_line_breaks_it(line in any::<String>()) {
            let found = scan(&line);
            prop_assert!(found.words.iter().all(|word| line.is_char_boundary(word.start)));
        }
    }
}
