//! Character references of HTML: `&eacute;`, `&#8217;`, `&#x2019;`.

use std::borrow::Cow;

use web_atoms::NAMED_ENTITIES;

/// No name of HTML is longer than this.
const LONGEST_NAME: usize = 33;
/// Names that old HTML lets stand without their semicolon and that feeds still do.
const BARE: [(&str, char); 6] =
    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("nbsp", '\u{a0}'), ("copy", '©')];

/// The one or two characters a reference stands for.
type Letters = (char, Option<char>);

/// One reference at the start of a text that begins with `&`: what it stands for and how many bytes it takes.
pub(crate) fn reference(text: &str) -> Option<(Letters, usize)> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        return numeric(number).map(|(letter, length)| ((letter, None), length + 2));
    }
    let end = body.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    if !body[end..].starts_with(';') {
        let (_, letter) = BARE.into_iter().find(|(bare, _)| *bare == &body[..end])?;
        return Some(((letter, None), end + 1));
    }
    let (first, second) = *NAMED_ENTITIES.get(&body[..=end])?;
    let letter = char::from_u32(first).filter(|letter| *letter != '\0')?;
    Some(((letter, char::from_u32(second).filter(|letter| *letter != '\0')), end + 2))
}

/// Replaces every reference that can be resolved; the others stay as they stand.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let ((first, second), length) = reference(rest).unwrap_or((('&', None), 1));
        out.push(first);
        out.extend(second);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The digits of a numeric reference, with the semicolon if there is one. As browsers do, numbers from the hole in
/// Latin-1 are read as windows-1252.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 1),
        None => (text, 10, 0),
    };
    let end = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let number = u32::from_str_radix(digits.get(..end)?, radix).ok()?;
    let letter = match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next()?,
        _ => char::from_u32(number).filter(|letter| *letter != '\0')?,
    };
    Some((letter, prefix + end + usize::from(digits[end..].starts_with(';'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_browsers_do() {
        let cases = [
            ("caf&eacute; &amp; t&#233; &#x2019;&#X2019;", "café & té ’’"),
            ("&#150;&#146;", "–’"),
            ("AT&T &unknown; &;&", "AT&T &unknown; &;&"),
            ("a &amp b &nbsp c", "a & b \u{a0} c"),
            ("&#0;&#xD800;&#99999999999999;&#;", "&#0;&#xD800;&#99999999999999;&#;"),
            ("&amp;lt;", "&lt;"),
            ("&phi;&Epsilon;&tilde;&NotEqualTilde;", "φΕ˜≂̸"),
        ];
        for (given, wanted) in cases {
            assert_eq!(decode(given), wanted, "{given:?}");
        }
    }
}
