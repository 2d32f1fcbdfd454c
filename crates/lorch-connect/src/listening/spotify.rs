//! Spotify: what was played recently. The service gives the last 50 plays and no more, so it is asked often enough
//! that none is lost.

use std::time::Duration;

use jiff::Timestamp;
use lorch_model::{listening::Heard, record::RecordDraft};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{
    http::retry_after,
    source::{About, Account, Ask, Next, ReadError, Reply, Service, Step, Validators, at},
};

/// The connector of Spotify.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spotify;

/// Fifty plays of half a minute take 25 minutes.
const CADENCE: Duration = Duration::from_secs(20 * 60);
/// The most that `Retry-After` is believed: it may be hours.
const LONGEST_REST: Duration = Duration::from_secs(7 * 86_400);
/// The rest where none is named.
const REST: Duration = Duration::from_secs(60);

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Cursor {
    /// The end of the newest play there is, ms since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<i64>,
    /// The next page of what is being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
    /// Nothing is asked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rest: Option<Timestamp>,
}

impl Cursor {
    /// What can't be read any more begins anew: what comes twice lands once.
    fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    fn step(self, records: Vec<RecordDraft>, first: bool) -> Step {
        let rest = self.rest;
        let cursor = serde_json::to_string(&self).unwrap_or_default();
        Step { records, cursor, total: None, rest, first }
    }
}

impl Service for Spotify {
    fn about(&self) -> &'static About {
        &About { id: "spotify", title: "Spotify" }
    }

    fn cadence(&self) -> Duration {
        CADENCE
    }

    fn next(&self, account: &Account, cursor: &str, now: Timestamp) -> Next {
        let cursor = Cursor::read(cursor);
        let waits = [cursor.rest, cursor.due.filter(|_| cursor.next.is_none())].into_iter().flatten().max();
        if let Some(until) = waits.filter(|until| *until > now) {
            return Next::Rest(until);
        }
        let after = cursor.after.map(|after| format!("&after={after}")).unwrap_or_default();
        let first = || at(&account.base, &format!("/me/player/recently-played?limit=50{after}"));
        match cursor.next.or_else(first) {
            Some(url) => {
                Next::Ask(Box::new(Ask { url, validators: Validators::default(), accept: "application/json" }))
            }
            None => Next::Rest(now.saturating_add(CADENCE).unwrap_or(now)),
        }
    }

    fn read(
        &self,
        account: &Account,
        cursor: &str,
        _ask: &Ask,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Step, ReadError> {
        let mut cursor = Cursor::read(cursor);
        let first = cursor.after.is_none();
        let wait = reply.headers.retry_after.as_deref().and_then(|value| retry_after_long(value, now));
        match reply.status {
            200 => {}
            // Nothing was played.
            204 | 304 => {
                cursor.next = None;
                cursor.due = now.saturating_add(CADENCE).ok();
                return Ok(cursor.step(Vec::new(), false));
            }
            401 => return Err(ReadError::PasswordNeeded),
            429 => {
                cursor.rest = now.saturating_add(wait.unwrap_or(REST)).ok();
                return Ok(cursor.step(Vec::new(), first));
            }
            status @ 500..=599 => return Err(ReadError::ServerFault { status, retry_after: wait }),
            404 => return Err(ReadError::Missing),
            status @ 400..=499 => return Err(ReadError::Forbidden { status }),
            status => return Err(ReadError::OddStatus { status }),
        }
        let page: Value =
            serde_json::from_slice(&reply.body).map_err(|error| ReadError::Broken { detail: error.to_string() })?;
        let items = page.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let records: Vec<RecordDraft> = items.iter().filter_map(|item| play(item, account)).collect();
        let newest = items.iter().filter_map(|item| time(item, "/played_at")).map(Timestamp::as_millisecond).max();
        cursor.after = cursor.after.max(newest);
        cursor.rest = None;
        // Every page is asked of the origin that the account is at: a token goes nowhere else.
        let next = page.pointer("/next").and_then(Value::as_str).and_then(|next| Url::parse(next).ok());
        cursor.next = next.filter(|next| next.origin() == account.base.origin() && !items.is_empty());
        if cursor.next.is_none() {
            cursor.due = now.saturating_add(CADENCE).ok();
        }
        let first = first && cursor.next.is_some();
        Ok(cursor.step(records, first))
    }
}

/// A play; `None` where the track was removed since, or is none.
fn play(item: &Value, account: &Account) -> Option<RecordDraft> {
    let ended = time(item, "/played_at")?;
    let track = item.pointer("/track").filter(|track| track.is_object())?;
    let name = text(track, "/name").filter(|name| !name.is_empty())?;
    let ms = track.pointer("/duration_ms").and_then(Value::as_i64).unwrap_or(0).clamp(0, 86_400_000);
    let artists: Vec<String> = track
        .pointer("/artists")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|artist| text(artist, "/name"))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let heard = Heard {
        started: ended.saturating_sub(Duration::from_millis(ms.unsigned_abs())).unwrap_or(ended),
        ended,
        track: name.to_owned(),
        album: text(track, "/album/name").filter(|name| !name.is_empty()).map(str::to_owned),
        ms,
        url: text(track, "/external_urls/spotify").filter(|url| url.starts_with("https://")).map(str::to_owned),
        artists,
    };
    // Tracks of the person's own disk have no id, but an address that says what they are.
    let id = text(track, "/id").or_else(|| text(track, "/uri")).unwrap_or(name);
    Some(heard.into_record(&account.key, id))
}

/// `Retry-After` in seconds may be hours: longer than what feeds are believed.
fn retry_after_long(value: &str, now: Timestamp) -> Option<Duration> {
    match value.trim().parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds).min(LONGEST_REST)),
        Err(_) => retry_after(value, now),
    }
}

fn text<'a>(item: &'a Value, path: &str) -> Option<&'a str> {
    item.pointer(path)?.as_str()
}

fn time(item: &Value, path: &str) -> Option<Timestamp> {
    text(item, path)?.parse().ok()
}
