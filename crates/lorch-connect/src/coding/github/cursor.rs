//! Where a run stands: kept as text beside the connection, with every answer that was landed.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::source::{Account, Reply, Validators, at};

/// GitHub began in this year: nothing was committed to it before, though commits may be older.
const BEGINNING: Date = Date::constant(2005, 1, 1);
/// Behind the last look, so that what was indexed late is found: search is hours behind at times.
const OVERLAP: i64 = 3;
/// The least rest of a stream: `X-Poll-Interval` where it is named.
const LEAST: Duration = Duration::from_secs(60);

/// What is read one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Stream {
    Events,
    Commits,
    Pulls,
    Issues,
    Stars,
}

impl Stream {
    const ALL: [Self; 5] = [Self::Events, Self::Commits, Self::Pulls, Self::Issues, Self::Stars];
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Cursor {
    #[serde(default)]
    streams: BTreeMap<Stream, Place>,
    /// Nothing is asked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Timestamp>,
    /// Limits met in a row.
    #[serde(default)]
    pub strikes: u32,
}

/// Where a stream stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    /// When it is asked again; never asked where this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
    /// The next page of what is being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Url>,
    /// Slices of time that a search still has to go through, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<(Date, Date)>,
    /// Everything older was read once.
    #[serde(default)]
    pub whole: bool,
    /// From which day on a search asks for news; it stays until there are some, so that the ETag stays good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The newest thing of the page that is asked for news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Timestamp>,
    /// What the first page is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    /// How many there are in all, as the first answer said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
}

impl Cursor {
    /// What can't be read any more begins anew: what comes twice lands once.
    pub(super) fn read(text: &str, now: Timestamp) -> Self {
        let mut cursor: Self = serde_json::from_str(text).unwrap_or_default();
        for stream in Stream::ALL {
            cursor.streams.entry(stream).or_insert_with(|| {
                let slices = match stream {
                    Stream::Commits | Stream::Pulls | Stream::Issues => vec![(BEGINNING, today(now))],
                    Stream::Events | Stream::Stars => Vec::new(),
                };
                Place { slices, ..Place::default() }
            });
        }
        cursor
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn is_first(&self) -> bool {
        self.streams.values().any(|place| !place.whole)
    }

    /// What the streams hold in all, as far as they said.
    pub(super) fn total(&self) -> Option<u32> {
        let totals = self.streams.values().filter_map(|place| place.total);
        totals.fold(None, |sum, total| Some(sum.unwrap_or(0) + total))
    }

    /// The stream that is asked now: one that is in the middle of its pages first.
    pub(super) fn due(&self, now: Timestamp) -> Option<Stream> {
        let under_way = |place: &Place| place.next.is_some() || (!place.slices.is_empty() && place.due.is_none());
        let is_due = |place: &Place| place.due.is_none_or(|due| due <= now);
        let find = |of: &dyn Fn(&Place) -> bool| {
            Stream::ALL.into_iter().find(|stream| self.streams.get(stream).is_some_and(of))
        };
        find(&|place| place.next.is_some()).or_else(|| find(&under_way)).or_else(|| find(&is_due))
    }

    pub(super) fn next_due(&self, now: Timestamp, cadence: Duration) -> Timestamp {
        let by_itself = now.saturating_add(cadence).unwrap_or(now);
        self.streams.values().filter_map(|place| place.due).min().map_or(by_itself, |first| first.max(by_itself))
    }

    pub(super) fn place(&mut self, stream: Stream) -> &mut Place {
        self.streams.entry(stream).or_default()
    }

    /// What is asked of a stream now.
    pub(super) fn address(&self, stream: Stream, account: &Account) -> Option<(Url, Validators)> {
        let place = self.streams.get(&stream)?;
        if let Some(next) = &place.next {
            return Some((next.clone(), Validators::default()));
        }
        let (base, login) = (&account.base, &account.name);
        let (path, span) = match (stream, place.slices.last()) {
            (Stream::Events, _) => (format!("/users/{login}/events?per_page=100"), String::new()),
            (Stream::Stars, _) => ("/user/starred?per_page=100&sort=created&direction=desc".to_owned(), String::new()),
            (_, Some((from, to))) => (String::new(), format!("{from}..{to}")),
            (_, None) => (String::new(), format!(">={}", place.since.unwrap_or(BEGINNING))),
        };
        let path = match stream {
            Stream::Events | Stream::Stars => path,
            Stream::Commits => {
                format!("/search/commits?q=author:{login}+author-date:{span}&sort=author-date&order=desc&per_page=100")
            }
            Stream::Pulls => {
                format!("/search/issues?q=author:{login}+type:pr+updated:{span}&sort=updated&order=desc&per_page=100")
            }
            Stream::Issues => {
                format!(
                    "/search/issues?q=author:{login}+type:issue+updated:{span}&sort=updated&order=desc&per_page=100"
                )
            }
        };
        // What is read for the first time is known by nothing.
        let etag = place.etag.clone().filter(|_| place.whole);
        Some((at(base, &path)?, Validators { etag, last_modified: None }))
    }

    /// Nothing is new in a stream.
    pub(super) fn unchanged(&mut self, stream: Stream, reply: &Reply, now: Timestamp) {
        let place = self.place(stream);
        place.due = now.saturating_add(wait(reply)).ok();
        if reply.headers.etag.is_some() {
            place.etag.clone_from(&reply.headers.etag);
        }
    }

    /// A stream that this token may not read is asked again tomorrow.
    pub(super) fn refused(&mut self, stream: Stream, now: Timestamp) {
        let place = self.place(stream);
        (place.next, place.whole) = (None, true);
        place.slices.clear();
        place.due = now.saturating_add(Duration::from_secs(86_400)).ok();
    }

    /// The pages of a stream are read to their end. A search asks from now on for what is newer than this.
    pub(super) fn done(&mut self, stream: Stream, etag: Option<String>, reply: &Reply, now: Timestamp) {
        let place = self.place(stream);
        let begins = !place.whole;
        place.next = None;
        place.whole = true;
        place.etag = etag;
        let searches = !matches!(stream, Stream::Events | Stream::Stars);
        if searches {
            let since = today(now).saturating_sub(jiff::Span::new().days(OVERLAP));
            let old = place.since.is_none_or(|before| before < since.saturating_sub(jiff::Span::new().days(30)));
            if begins || old {
                // Another address: it is asked once more before its answer is known by an ETag.
                place.since = Some(since);
                place.etag = None;
            }
        }
        let first_look = place.etag.is_none() && searches;
        place.due = if first_look { now.saturating_add(LEAST).ok() } else { now.saturating_add(wait(reply)).ok() };
    }

    /// What the first page of a stream is known by, kept while its other pages are read.
    pub(super) fn remember(&mut self, stream: Stream, reply: &Reply) -> Option<String> {
        let place = self.place(stream);
        if place.next.is_none() {
            place.etag.clone_from(&reply.headers.etag);
        }
        place.etag.clone()
    }
}

/// How long a stream rests even where the person asks for it: as long as GitHub wishes.
fn wait(reply: &Reply) -> Duration {
    let asked = reply.headers.poll_interval.map_or(LEAST, Duration::from_secs);
    asked.clamp(LEAST, crate::http::LONGEST_WAIT)
}

fn today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}
