//! The timeline: pages of it, and how much there is.

mod entries;
pub(crate) mod hours;
mod volume;

use lorch_model::{
    Timestamp,
    id::Id,
    page::Page,
    timeline::{Provenance, Room, TimelineEntry, TimelineKey, TimelinePage},
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, time};
pub(crate) use entries::{Entry, by_id, source_of};
pub(crate) use volume::RECOUNT;
pub use volume::{DayCount, SpanCount};

/// The key that a page begins below; the newest page begins below everything.
pub(crate) fn cursor(after: Option<&str>) -> Result<i64> {
    after.map_or(Ok(i64::MAX), |text| text.parse().map_err(|_| StoreError::UnknownCursor))
}

/// Columns of a timeline row, with the marks its room keeps.
pub(crate) const COLUMNS: &str = "timeline.key, timeline.id, timeline.room, timeline.kind, timeline.ended,
    timeline.offset_minutes, timeline.title, timeline.subtitle, timeline.value, timeline.unit, timeline.source,
    timeline.provenance, read.value AS read, starred.value AS starred";

/// Joins that bring the marks of [`COLUMNS`].
pub(crate) const MARKS: &str = "LEFT JOIN marks AS read ON read.thing = timeline.id AND read.mark = 'read'
    LEFT JOIN marks AS starred ON starred.thing = timeline.id AND starred.mark = 'starred'";

#[derive(FromRow)]
pub(crate) struct Row {
    pub key: i64,
    id: Vec<u8>,
    room: String,
    kind: String,
    ended: Option<i64>,
    offset_minutes: Option<i32>,
    title: String,
    subtitle: String,
    value: Option<f64>,
    unit: Option<String>,
    source: String,
    provenance: String,
    read: Option<bool>,
    starred: Option<bool>,
}

impl Row {
    pub(crate) fn into_entry(self) -> Result<TimelineEntry> {
        let room = Room::from_word(&self.room).ok_or(StoreError::Unreadable("room"))?;
        Ok(TimelineEntry {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("timeline id"))?,
            room,
            kind: self.kind,
            started: TimelineKey(self.key).started(),
            ended: self.ended.map(time),
            offset_minutes: self.offset_minutes,
            title: self.title,
            subtitle: self.subtitle,
            value: self.value,
            unit: self.unit,
            source: self.source,
            provenance: provenance(&self.provenance).ok_or(StoreError::Unreadable("provenance"))?,
            read: (room == Room::Reader).then_some(self.read.unwrap_or(false)),
            starred: self.starred.unwrap_or(false),
        })
    }
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineFilter {
    /// Only of this room.
    pub room: Option<Room>,
    /// Only of this source, by its word.
    pub source: Option<String>,
}

/// Where a page is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum From {
    /// At the newest.
    #[default]
    Newest,
    /// At this moment, and below.
    At(Timestamp),
    /// Below `next` of another page.
    Below(String),
    /// Above `prev` of another page, next to it.
    Above(String),
}

impl Store {
    /// A page of the timeline, newest first.
    pub async fn timeline(&self, filter: &TimelineFilter, from: &From, limit: u32) -> Result<TimelinePage> {
        let (way, key) = match from {
            From::Newest => (Way::Down, i64::MAX),
            From::At(at) => (Way::Down, TimelineKey::new(*at, 0).0 | TIES),
            From::Below(cursor) => (Way::Down, self::cursor(Some(cursor))?),
            From::Above(cursor) => (Way::Up, self::cursor(Some(cursor))?),
        };
        // Below this moment, but at it: the key above the last one of its millisecond.
        let key = if matches!(from, From::At(_)) { key.saturating_add(1) } else { key };
        let sql = list_sql(way, filter.room.is_some(), filter.source.is_some());
        let mut rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(key)
            .bind(filter.room.map(Room::as_str))
            .bind(&filter.source)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        let full = rows.len() == limit as usize;
        if way == Way::Up {
            rows.reverse();
        }
        let end = |row: Option<&Row>, is_there: bool| row.filter(|_| is_there).map(|row| row.key.to_string());
        let next = end(rows.last(), full || way == Way::Up);
        let prev = end(rows.first(), if way == Way::Up { full } else { *from != From::Newest });
        Ok(TimelinePage { items: rows.into_iter().map(Row::into_entry).collect::<Result<_>>()?, next, prev })
    }

    /// The entry with this id; not what lies in the bin.
    pub async fn timeline_entry(&self, id: &Id) -> Result<Option<TimelineEntry>> {
        let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM timeline {MARKS} WHERE timeline.id = ? AND timeline.removed = 0"
        )))
        .bind(id.as_bytes())
        .fetch_optional(&self.readers)
        .await?;
        row.map(Row::into_entry).transpose()
    }
}

/// Which way a page is read from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To older entries.
    Down,
    /// To newer ones.
    Up,
}

/// The keys of one millisecond.
const TIES: i64 = (1 << 20) - 1;

/// The statement of a page, over `?1` (cursor), `?2` (room), `?3` (source), `?4` (limit). Each filter has a text of
/// its own so that SQLite can choose its index.
pub(crate) fn list_sql(way: Way, room: bool, source: bool) -> String {
    let (side, order) = match way {
        Way::Down => ("<", "DESC"),
        Way::Up => (">", "ASC"),
    };
    let by_room = if room { "timeline.room = ?2" } else { "?2 IS NULL" };
    let by_source = if source { "timeline.source = ?3" } else { "?3 IS NULL" };
    format!(
        "SELECT {COLUMNS} FROM timeline {MARKS}
         WHERE timeline.removed = 0 AND timeline.key {side} ?1 AND {by_room} AND {by_source}
         ORDER BY timeline.key {order} LIMIT ?4"
    )
}

/// A page of `rows`, whose cursor is the key of the last one when the page is full.
pub(crate) fn page<R, T>(
    rows: Vec<R>,
    limit: u32,
    key: impl Fn(&R) -> i64,
    item: impl Fn(R) -> Result<T>,
) -> Result<Page<T>> {
    let next = (rows.len() == limit as usize).then(|| rows.last().map(|row| key(row).to_string())).flatten();
    Ok(Page { items: rows.into_iter().map(item).collect::<Result<_>>()?, next })
}

pub(crate) fn provenance_word(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Api => "api",
        Provenance::Export => "export",
        Provenance::File => "file",
        Provenance::Local => "local",
        Provenance::Capture => "capture",
        Provenance::Sample => "sample",
    }
}

fn provenance(word: &str) -> Option<Provenance> {
    let all = [
        Provenance::Api,
        Provenance::Export,
        Provenance::File,
        Provenance::Local,
        Provenance::Capture,
        Provenance::Sample,
    ];
    all.into_iter().find(|provenance| provenance_word(*provenance) == word)
}
