//! Ampersands kept from the parser where there are many: its time grows with their square.

use std::borrow::Cow;

use crate::entities;

/// As many as are left to the parser.
const FEW: usize = 200;
/// Stands for an ampersand while HTML is parsed. Unicode keeps it for such use: it is never a letter of a text.
const STAND_IN: char = '\u{fdd0}';

/// Puts the stand-in for every ampersand that stands for itself, if there are many.
pub(super) fn hide(html: &str) -> Cow<'_, str> {
    if html.bytes().filter(|byte| *byte == b'&').take(FEW).count() < FEW {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['&', STAND_IN]) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match entities::reference(rest) {
            _ if rest.starts_with(STAND_IN) => STAND_IN.len_utf8(),
            None => {
                out.push(STAND_IN);
                1
            }
            Some((('&', None), length)) => {
                out.push(STAND_IN);
                length
            }
            Some((_, length)) => {
                out.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Puts the ampersands back, as a serializer writes them.
pub(super) fn show(html: String) -> String {
    if html.contains(STAND_IN) { html.replace(STAND_IN, "&amp;") } else { html }
}
