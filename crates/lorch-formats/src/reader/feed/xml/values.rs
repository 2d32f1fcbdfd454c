//! Values that feeds write in their own ways: persons, durations, files, the pace of publishing.

use lorch_model::reader::Enclosure;
use url::Url;

use crate::markup::value;

use super::leaf::Leaf;

/// How often a feed says it changes (`sy:updatePeriod`, `sy:updateFrequency`).
#[derive(Debug, Default)]
pub(super) struct Pace {
    pub(super) period_minutes: Option<u32>,
    pub(super) times: Option<u32>,
}

impl Pace {
    pub(super) fn set_period(&mut self, word: &str) {
        self.period_minutes = match word.trim().to_ascii_lowercase().as_str() {
            "hourly" => Some(60),
            "daily" => Some(24 * 60),
            "weekly" => Some(7 * 24 * 60),
            "monthly" => Some(30 * 24 * 60),
            "yearly" => Some(365 * 24 * 60),
            _ => None,
        };
    }

    /// Minutes between two changes.
    pub(super) fn minutes(&self) -> Option<u32> {
        Some(self.period_minutes? / self.times.unwrap_or(1).max(1))
    }
}

/// The name of a person, else another word for them: Atom has parts, RSS `ann@example.org (Ann Lee)`.
pub(super) fn person(leaf: &Leaf) -> Option<String> {
    let part = |wanted: &str| leaf.parts.iter().find(|(name, words)| name == wanted && !words.is_empty());
    if let Some((_, words)) = part("name").or_else(|| part("email")).or_else(|| part("uri")) {
        return Some(words.clone());
    }
    if !leaf.parts.is_empty() {
        return None;
    }
    let text = leaf.text.trim();
    let before_bracket = text.split_once('<').map(|(name, _)| name.trim()).filter(|name| !name.is_empty());
    let in_brackets = || {
        let (address, name) = text.strip_suffix(')')?.split_once('(')?;
        (address.contains('@') && !name.trim().is_empty()).then(|| name.trim())
    };
    let name = before_bracket.or_else(in_brackets).unwrap_or(text).trim_matches(['"', '<', '>']).trim();
    if name.is_empty() { None } else { Some(name.to_owned()) }
}

/// `1:02:03`, `62:03`, `3723`, `3723.5` in seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let mut total: u32 = 0;
    let mut parts = 0;
    for part in text.trim().split(':') {
        let whole = part.trim().split('.').next().unwrap_or_default();
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
        parts += 1;
    }
    (parts <= 3).then_some(total)
}

/// A file by the attributes of `enclosure` or of Atom's link.
pub(super) fn file(leaf: &Leaf) -> Option<Enclosure> {
    let url = filled(leaf.raw, "url").or_else(|| filled(leaf.raw, "href"))?;
    Some(Enclosure {
        url: joined(url, leaf.base.as_ref()),
        media_type: filled(leaf.raw, "type"),
        length: filled(leaf.raw, "length").and_then(|length| length.parse().ok()),
        duration_seconds: None,
    })
}

/// A file by the attributes of `media:content`.
pub(super) fn media(raw: &str, base: Option<&Url>) -> Option<Enclosure> {
    Some(Enclosure {
        url: joined(filled(raw, "url")?, base),
        media_type: filled(raw, "type"),
        length: filled(raw, "fileSize").and_then(|length| length.parse().ok()),
        duration_seconds: filled(raw, "duration").and_then(|duration| seconds(&duration)),
    })
}

/// Under its own `xml:base`; without one it waits for the feed's link.
fn joined(url: String, base: Option<&Url>) -> String {
    base.and_then(|base| base.join(&url).ok()).map_or(url, String::from)
}

fn filled(raw: &str, name: &str) -> Option<String> {
    value(raw, name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds() {
        let cases = [
            ("1:02:03", Some(3723)),
            ("62:03", Some(3723)),
            (" 3723.9 ", Some(3723)),
            ("00:00", Some(0)),
            ("1:2:3:4", None),
            ("about an hour", None),
            ("٣", None),
            ("99999999999999999999", None),
            ("", None),
        ];
        for (given, wanted) in cases {
            assert_eq!(seconds(given), wanted, "{given:?}");
        }
    }
}
