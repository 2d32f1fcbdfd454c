//! What a person typed as an expression of FTS5: pure.

use std::collections::BTreeSet;

use super::form::{form, has_word};

/// Letters that are written in two ways, and are found by either.
const WRITTEN: [(&str, &str); 4] = [("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th")];
/// Most ways to write one word; beyond it stays as it was typed.
const WAYS: usize = 8;

/// All words must occur, `"quoted words"` in this order, and the last word may go on (it is still being typed) unless a
/// space follows it or it has one letter only. `None` when there is no word in it.
pub(crate) fn expression(typed: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (index, piece) in typed.split('"').enumerate() {
        let phrase = index % 2 == 1;
        let words: Vec<&str> = if phrase { vec![piece] } else { piece.split_whitespace().collect() };
        for word in words.into_iter().filter(|word| has_word(word)) {
            // What begins with one letter is nearly everything.
            let goes_on = !phrase && typed.ends_with(word) && word.chars().nth(1).is_some();
            let end = if goes_on { "*" } else { "" };
            terms.push(term(&word.replace('\0', " "), end));
        }
    }
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

fn term(word: &str, end: &str) -> String {
    let ways: Vec<String> = ways(word).iter().map(|way| format!("\"{}\"{end}", form(way))).collect();
    if ways.len() == 1 { ways.concat() } else { format!("({})", ways.join(" OR ")) }
}

/// Every way to write `word`, at most [`WAYS`].
fn ways(word: &str) -> BTreeSet<String> {
    let mut ways = BTreeSet::from([word.to_owned()]);
    let lower = word.to_lowercase();
    for (one, two) in WRITTEN {
        for (from, to) in [(one, two), (two, one)] {
            if lower.contains(from) {
                let others: Vec<String> = ways.iter().map(|way| way.to_lowercase().replace(from, to)).collect();
                ways.extend(others);
            }
        }
    }
    while ways.len() > WAYS {
        ways.pop_last();
    }
    ways.insert(word.to_owned());
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_safe_expression() {
        for (typed, expected) in [
            ("canal", Some("\"canal\"*")),
            ("canal ", Some("\"canal\"")),
            ("old canal", Some("\"old\" AND \"canal\"*")),
            ("old c", Some("\"old\" AND \"c\"")),
            ("\"old canal\" boat ", Some("\"old canal\" AND \"boat\"")),
            ("\"old canal", Some("\"old canal\"")),
            ("NEAR(a, b) OR *", Some("\"NEAR(a,\" AND \"b)\" AND \"OR\"")),
            ("title:x", Some("\"title:x\"*")),
            ("Straße", Some("(\"Straße\"* OR \"strasse\"*)")),
            ("  ** \" ", None),
            ("", None),
        ] {
            assert_eq!(expression(typed).as_deref(), expected, "{typed:?}");
        }
    }
}
