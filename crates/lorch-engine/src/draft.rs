//! From what a feed says to what Lorch keeps: pure.

use lorch_formats::reader::html;
use lorch_model::{
    Timestamp,
    id::Id,
    reader::{Entry, FeedContent},
};
use lorch_store::reader::{ArticleDraft, FetchedContent};

/// Characters of the one line that lists show.
const SUMMARY_CHARS: usize = 200;
/// Reading speed, words a minute.
const WORDS_A_MINUTE: usize = 220;

/// What to keep of a feed that came at `now` for the account `account_key`.
pub(crate) fn content(account_key: &str, content: FeedContent, body_hash: Vec<u8>, now: Timestamp) -> FetchedContent {
    FetchedContent {
        title: content.title.filter(|title| !title.trim().is_empty()),
        site: content.link,
        language: content.language,
        body_hash,
        articles: content.entries.into_iter().map(|entry| article(account_key, entry, now)).collect(),
    }
}

fn article(account_key: &str, entry: Entry, now: Timestamp) -> ArticleDraft {
    let summary = entry.summary.as_deref().map(html::text).unwrap_or_default();
    let html = entry.content.or(entry.summary).unwrap_or_default();
    let text = without_marks(html::text(&html));
    let summary = html::excerpt(if summary.is_empty() { &text } else { &summary }, SUMMARY_CHARS);
    let title = without_marks(entry.title.unwrap_or_default());
    let enclosures = serde_json::to_string(&entry.enclosures).unwrap_or_default();
    let said =
        [&title, entry.link.as_ref().unwrap_or(&title), entry.author.as_ref().unwrap_or(&title), &html, &enclosures];
    // A date in the future would hold the entry at the top of every list until it comes.
    let published = entry.published.or(entry.updated).unwrap_or(now).min(now);
    ArticleDraft {
        id: Id::of_record(account_key, &entry.id),
        hash: hash(&said),
        minutes: minutes(&text),
        external_id: entry.id,
        summary: without_marks(summary),
        title,
        link: entry.link,
        author: entry.author,
        published,
        updated: entry.updated,
        html,
        text,
        categories: entry.categories,
        enclosures: entry.enclosures,
    }
}

fn minutes(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count().div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX).max(1)
}

fn hash(said: &[&String]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in said {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut hash = [0; 16];
    hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    hash
}

/// Search marks matches with two control characters, so stored text must not hold any.
fn without_marks(text: String) -> String {
    if text.contains(is_control) { text.replace(is_control, " ") } else { text }
}

fn is_control(c: char) -> bool {
    c.is_control() && c != '\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or_default()
    }

    fn drafted(entry: Entry) -> ArticleDraft {
        article("feed:x", entry, at(1_000))
    }

    #[test]
    fn an_entry_becomes_an_article() {
        let article = drafted(Entry {
            id: "1".into(),
            title: Some("Tides\u{2}".into()),
            content: Some("<p>One two</p><p>three</p>".into()),
            published: Some(at(500)),
            ..Entry::default()
        });
        assert_eq!((article.title.as_str(), article.minutes, article.published), ("Tides ", 1, at(500)));
        assert_eq!(article.summary, "One two three");
        assert_eq!(article.id, Id::of_record("feed:x", "1"));
    }

    #[test]
    fn a_date_is_made_up_only_where_none_is_given_or_it_lies_ahead() {
        assert_eq!(drafted(Entry::default()).published, at(1_000));
        assert_eq!(drafted(Entry { published: Some(at(9_000)), ..Entry::default() }).published, at(1_000));
        assert_eq!(drafted(Entry { updated: Some(at(3)), ..Entry::default() }).published, at(3));
    }

    #[test]
    fn only_what_a_person_would_notice_is_an_edit() {
        let entry = Entry { id: "1".into(), title: Some("A".into()), updated: Some(at(1)), ..Entry::default() };
        let touched = Entry { updated: Some(at(2)), ..entry.clone() };
        let edited = Entry { title: Some("B".into()), ..entry.clone() };
        assert_eq!(drafted(entry.clone()).hash, drafted(touched).hash);
        assert_ne!(drafted(entry).hash, drafted(edited).hash);
    }
}
