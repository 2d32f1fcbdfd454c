//! From what a feed says to what Lorch keeps: pure.

use std::collections::{HashMap, HashSet};

use lorch_formats::{reader::html, text::strip_controls};
use lorch_model::{
    Timestamp,
    id::Id,
    reader::{Entry, FeedContent},
};
use lorch_store::reader::{ArticleDraft, FetchedContent};

/// Characters of the one line that lists show.
const SUMMARY_CHARS: usize = 200;
/// What software writes when it has no date lies before this (`0001-01-01`); so does nothing that a feed is about.
const OLDEST: Timestamp = Timestamp::constant(-8_520_336_000, 0); // 1700-01-01
/// Reading speed, words a minute.
const WORDS_A_MINUTE: usize = 220;

/// What to keep of a feed that came at `now` for the account `account_key`.
pub(crate) fn content(account_key: &str, content: FeedContent, body_hash: Vec<u8>, now: Timestamp) -> FetchedContent {
    FetchedContent {
        title: content.title.map(shown).filter(|title| !title.trim().is_empty()),
        site: content.link,
        language: content.language,
        body_hash,
        articles: articles(account_key, content.entries, now),
    }
}

/// The articles of one answer. Some feeds give the same id to different entries: none of those goes by it then, but
/// by its link, or by title and date where that is shared too.
fn articles(account_key: &str, entries: Vec<Entry>, now: Timestamp) -> Vec<ArticleDraft> {
    let mut drafts: Vec<ArticleDraft> = entries.into_iter().map(|entry| article(account_key, entry, now)).collect();
    let by_link = |draft: &ArticleDraft| draft.link.clone().unwrap_or_else(|| draft.external_id.clone());
    let by_words = |draft: &ArticleDraft| format!("{}\n{}", draft.title, draft.published);
    tell_apart(account_key, &mut drafts, by_link);
    tell_apart(account_key, &mut drafts, by_words);
    drafts
}

/// Gives those drafts another external id that share theirs with a different entry.
fn tell_apart(account_key: &str, drafts: &mut [ArticleDraft], other: impl Fn(&ArticleDraft) -> String) {
    let mut said: HashMap<String, HashSet<[u8; 16]>> = HashMap::new();
    for draft in drafts.iter() {
        said.entry(draft.external_id.clone()).or_default().insert(draft.hash);
    }
    for draft in drafts.iter_mut().filter(|draft| said[&draft.external_id].len() > 1) {
        draft.external_id = other(draft);
        draft.id = Id::of_record(account_key, &draft.external_id);
    }
}

fn article(account_key: &str, entry: Entry, now: Timestamp) -> ArticleDraft {
    let summary = entry.summary.as_deref().map(html::text).unwrap_or_default();
    let html = entry.content.or(entry.summary).unwrap_or_default();
    let text = without_marks(html::text(&html));
    let summary = html::excerpt(if summary.is_empty() { &text } else { &summary }, SUMMARY_CHARS);
    let title = shown(entry.title.unwrap_or_default());
    let author = entry.author.map(shown);
    let enclosures = serde_json::to_string(&entry.enclosures).unwrap_or_default();
    let said = [&title, entry.link.as_ref().unwrap_or(&title), author.as_ref().unwrap_or(&title), &html, &enclosures];
    // A date in the future would hold the entry at the top of every list until it comes.
    let told = [entry.published, entry.updated].into_iter().flatten().find(|date| *date > OLDEST);
    let published = told.unwrap_or(now).min(now);
    ArticleDraft {
        id: Id::of_record(account_key, &entry.id),
        hash: hash(&said),
        minutes: minutes(&text),
        external_id: entry.id,
        summary: shown(summary),
        title,
        link: entry.link,
        author,
        published,
        updated: entry.updated,
        html,
        text,
        categories: entry.categories.into_iter().map(shown).collect(),
        enclosures: entry.enclosures,
    }
}

/// Minutes that reading takes.
pub(crate) fn minutes(text: &str) -> u32 {
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

/// One line for lists: no control characters, and none that turn the direction of what follows.
fn shown(text: String) -> String {
    strip_controls(&text).replace('\n', " ")
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
        assert_eq!((article.title.as_str(), article.minutes, article.published), ("Tides", 1, at(500)));
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
    fn entries_that_share_an_id_are_told_apart_whatever_their_order() {
        let entry = |title: &str, link: Option<&str>| Entry {
            id: "same".into(),
            title: Some(title.into()),
            link: link.map(str::to_owned),
            ..Entry::default()
        };
        let entries =
            vec![entry("A", Some("/a")), entry("B", Some("/b")), entry("C", Some("/b")), entry("A", Some("/a"))];
        let ids = |entries: Vec<Entry>| -> HashSet<Id> {
            articles("feed:x", entries, at(1_000)).into_iter().map(|article| article.id).collect()
        };
        let reversed = entries.iter().rev().cloned().collect();
        assert_eq!(ids(entries.clone()).len(), 3);
        assert_eq!(ids(entries), ids(reversed));
    }

    #[test]
    fn a_date_that_stands_for_none_is_none() {
        let nothing: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap_or_default();
        assert_eq!(drafted(Entry { published: Some(nothing), ..Entry::default() }).published, at(1_000));
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
