//! Bytes to text: which encoding a document is in, whatever it claims.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a document its own word about its encoding is looked for.
const DECLARATION_WINDOW: usize = 1024;

/// Decodes a document without its byte order mark. A BOM wins over everything, then the HTTP charset, then the XML
/// declaration, then UTF-8, then a guess from the bytes. A claim that the bytes contradict is not believed.
pub(crate) fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let claimed = content_type.and_then(http_charset).or_else(|| declared(bytes));
    let encoding = match claimed {
        Some(claimed) if claimed == UTF_8 && !is_utf8 => guess(bytes),
        Some(claimed) if claimed.is_single_byte() && is_utf8 => UTF_8,
        Some(claimed) => claimed,
        None if is_utf8 => UTF_8,
        None => guess(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The charset parameter of a content type, without its quotes.
fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("charset") {
            return None;
        }
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

/// The encoding an XML declaration names, or the one its first bytes can only be in.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, b'?' | b'r' | b'R' | b'f', 0, ..] => return Some(UTF_16LE),
        [0, b'<', 0, b'?' | b'r' | b'R' | b'f', ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let start = find(head, b"<?xml")?;
    let head = &head[start..];
    let head = &head[..find(head, b"?>")?];
    let value = &head[find(head, b"encoding")? + b"encoding".len()..];
    let label = value.split(|byte| matches!(byte, b'"' | b'\'')).nth(1)?;
    match Encoding::for_label(label)? {
        // A document whose declaration can be read byte by byte is not in UTF-16.
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => None,
        encoding => Some(encoding),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claim_that_fits_the_bytes_wins() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            (b"<?xml version='1.0' encoding='windows-1252'?><a>\xe9</a>", None, "é"),
            (b"<a>\xe9\xe8 caf\xe9</a>", Some("text/xml; charset=ISO-8859-1"), "éè café"),
            (b"<a>\xd0\xf3\xf1\xf1\xea\xe8\xe9</a>", Some("text/xml; charset=\"windows-1251\""), "Русский"),
            ("<?xml encoding='iso-8859-1'?><a>é</a>".as_bytes(), None, "é"),
            (b"<?xml version='1.0' encoding='utf-8'?><a>caf\xe9 au lait</a>", None, "café au lait"),
            (b"\xef\xbb\xbf<?xml encoding='windows-1251'?><a>\xc3\xa9</a>", Some("text/xml; charset=koi8-r"), "é"),
            (b"\xff\xfe<\0a\0>\0\xe9\0", None, "é"),
            (b"\0<\0?\0x\0\xe9", None, "é"),
            (b"<?xml version='1.0' encoding='UTF-16'?><a>plain</a>", None, "plain"),
            (b"<?xml version='1.0' encoding='x-unheard-of'?><a>plain</a>", None, "plain"),
        ];
        for (bytes, content_type, wanted) in cases {
            let text = decode(bytes, *content_type);
            assert!(text.contains(wanted), "{text:?} lacks {wanted:?}");
        }
    }
}
