//! What a page says. Every field may be absent: what lacks what a record needs is passed over.

use jiff::{Timestamp, civil::Date};
use lorch_model::{
    coding::{Kind, Work},
    record::RecordDraft,
};
use serde::Deserialize;
use serde_json::Value;

use super::cursor::{Cursor, Stream};
use crate::source::{Account, ReadError, Reply, next_page};

/// The most results a search gives, whatever it counts.
const MOST: u32 = 1_000;
/// Characters of a text that are kept.
const LONGEST: usize = 4_000;

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    total_count: u32,
    #[serde(default)]
    items: Vec<Value>,
}

/// Reads a page of a stream and moves its place on.
pub(super) fn page(
    cursor: &mut Cursor,
    stream: Stream,
    account: &Account,
    reply: &Reply,
    now: Timestamp,
) -> Result<Vec<RecordDraft>, ReadError> {
    let broken = |error: serde_json::Error| ReadError::Broken { detail: error.to_string() };
    let next = next_page(reply, &account.base);
    let etag = cursor.remember(stream, reply);
    let (items, total) = match stream {
        Stream::Events | Stream::Stars => (serde_json::from_slice::<Vec<Value>>(&reply.body).map_err(broken)?, None),
        _ => {
            let found: Found = serde_json::from_slice(&reply.body).map_err(broken)?;
            (found.items, Some(found.total_count))
        }
    };
    let place = cursor.place(stream);
    let is_first_page = place.next.is_none();
    if let (Some(total), Some(slice), true) = (total, place.slices.last().copied(), is_first_page) {
        place.total = place.total.or(Some(total));
        if total > MOST
            && let Some([older, newer]) = halves(slice)
        {
            // It would be cut off: asked again in two parts, the newer one first.
            place.slices.pop();
            place.slices.extend([older, newer]);
            return Ok(Vec::new());
        }
    }
    let read = |item: &Value| match stream {
        Stream::Events => event(item, account),
        Stream::Commits => commit(item, account),
        Stream::Pulls => issue(item, account, Kind::PullRequest),
        Stream::Issues => issue(item, account, Kind::Issue),
        Stream::Stars => star(item, account),
    };
    let records: Vec<RecordDraft> = items.iter().filter_map(read).collect();
    // Stars come newest first: a page that reaches what is known ends the look.
    let newest = records.iter().map(|record| record.version).max().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let reaches_known = stream == Stream::Stars
        && place.whole
        && place.newest.is_some_and(|known| records.iter().any(|record| record.version <= known.as_millisecond()));
    match next.filter(|_| !reaches_known) {
        Some(next) => {
            place.next = Some(next);
            if stream != Stream::Stars || is_first_page {
                place.newest = place.newest.max(newest);
            }
        }
        None => {
            place.newest = place.newest.max(newest);
            place.next = None;
            place.slices.pop();
            if place.slices.is_empty() {
                cursor.done(stream, etag, reply, now);
            }
        }
    }
    Ok(records)
}

/// Two slices that together are the one; `None` for a single day.
fn halves((from, to): (Date, Date)) -> Option<[(Date, Date); 2]> {
    let days = from.until(to).ok()?.get_days();
    if days < 1 {
        return None;
    }
    let middle = from.checked_add(jiff::Span::new().days(days / 2)).ok()?;
    Some([(from, middle), (middle.tomorrow().ok()?, to)])
}

fn commit(item: &Value, account: &Account) -> Option<RecordDraft> {
    let sha = text(item, "/sha")?;
    let message = text(item, "/commit/message").unwrap_or_default();
    let at = time(item, "/commit/author/date").or_else(|| time(item, "/commit/committer/date"))?;
    let (title, rest) = message.split_once('\n').unwrap_or((message, ""));
    let repository = text(item, "/repository/full_name")?;
    let work = Work { url: url(item, "/html_url"), ..work(at, title, rest, repository, account) };
    let version = time(item, "/commit/committer/date").unwrap_or(at);
    Some(work.into_record(&account.key, format!("commit:{sha}"), Kind::Commit, version))
}

fn issue(item: &Value, account: &Account, kind: Kind) -> Option<RecordDraft> {
    let id = number(item, "/id")?;
    // A search for issues may bring pull requests all the same.
    if kind == Kind::Issue && item.get("pull_request").is_some_and(|pull| !pull.is_null()) {
        return None;
    }
    let opened = time(item, "/created_at")?;
    let merged = time(item, "/pull_request/merged_at");
    let updated = time(item, "/updated_at").unwrap_or(opened);
    let repository = text(item, "/repository_url")?.split("/repos/").nth(1)?;
    let state = if merged.is_some() { Some("merged") } else { text(item, "/state") };
    let at = merged.unwrap_or(opened);
    let body = text(item, "/body").unwrap_or_default();
    let work = Work {
        number: number(item, "/number"),
        state: state.map(str::to_owned),
        opened: Some(opened),
        url: url(item, "/html_url"),
        ..work(at, text(item, "/title").unwrap_or_default(), body, repository, account)
    };
    let key = if kind == Kind::PullRequest { "pull" } else { "issue" };
    Some(work.into_record(&account.key, format!("{key}:{id}"), kind, updated))
}

fn star(item: &Value, account: &Account) -> Option<RecordDraft> {
    let at = time(item, "/starred_at")?;
    let id = number(item, "/repo/id")?;
    let repository = text(item, "/repo/full_name")?;
    let about = text(item, "/repo/description").unwrap_or_default();
    let work = Work { url: url(item, "/repo/html_url"), ..work(at, repository, about, repository, account) };
    Some(work.into_record(&account.key, format!("star:{id}"), Kind::Star, at))
}

/// Of events only what no search finds: reviews and releases.
fn event(item: &Value, account: &Account) -> Option<RecordDraft> {
    let id = text(item, "/id")?;
    let at = time(item, "/created_at")?;
    let repository = text(item, "/repo/name")?;
    match text(item, "/type")? {
        "PullRequestReviewEvent" => {
            let pull = number(item, "/payload/pull_request/number");
            let title = text(item, "/payload/pull_request/title").unwrap_or_default();
            let key = number(item, "/payload/review/id").map_or_else(|| id.to_owned(), |review| review.to_string());
            let work = Work {
                number: pull,
                state: text(item, "/payload/review/state").map(str::to_lowercase),
                url: url(item, "/payload/review/html_url"),
                ..work(at, title, text(item, "/payload/review/body").unwrap_or_default(), repository, account)
            };
            Some(work.into_record(&account.key, format!("review:{key}"), Kind::Review, at))
        }
        "ReleaseEvent" if text(item, "/payload/action").is_none_or(|action| action == "published") => {
            let tag = text(item, "/payload/release/tag_name").unwrap_or_default();
            let name = text(item, "/payload/release/name").filter(|name| !name.is_empty()).unwrap_or(tag);
            let key = number(item, "/payload/release/id").map_or_else(|| id.to_owned(), |release| release.to_string());
            let work = Work {
                state: (!tag.is_empty()).then(|| tag.to_owned()),
                url: url(item, "/payload/release/html_url"),
                ..work(at, name, text(item, "/payload/release/body").unwrap_or_default(), repository, account)
            };
            Some(work.into_record(&account.key, format!("release:{key}"), Kind::Release, at))
        }
        _ => None,
    }
}

fn work(at: Timestamp, title: &str, rest: &str, repository: &str, account: &Account) -> Work {
    let owner = repository.split('/').next().unwrap_or_default();
    Work {
        at,
        title: title.trim().to_owned(),
        text: rest.trim().chars().take(LONGEST).collect(),
        repository: repository.to_owned(),
        own: Some(owner.eq_ignore_ascii_case(&account.name)),
        branch: None,
        number: None,
        state: None,
        opened: None,
        added: None,
        removed: None,
        url: None,
    }
}

fn text<'a>(item: &'a Value, path: &str) -> Option<&'a str> {
    item.pointer(path)?.as_str()
}

fn number(item: &Value, path: &str) -> Option<i64> {
    item.pointer(path)?.as_i64()
}

fn time(item: &Value, path: &str) -> Option<Timestamp> {
    text(item, path)?.parse().ok()
}

/// A page that can be opened: anything else is nobody's link.
fn url(item: &Value, path: &str) -> Option<String> {
    text(item, path).filter(|url| url.starts_with("https://") || url.starts_with("http://")).map(str::to_owned)
}
