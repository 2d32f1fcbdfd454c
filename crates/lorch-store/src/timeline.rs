use lorch_model::{
    id::Id,
    page::Page,
    timeline::{Provenance, Room, TimelineEntry, TimelineKey},
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, time};

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

impl Store {
    /// A page of the timeline, newest first.
    pub async fn timeline(
        &self,
        room: Option<Room>,
        source: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<TimelineEntry>> {
        let before = cursor(after)?;
        let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(list_sql(room.is_some(), source.is_some())))
            .bind(before)
            .bind(room.map(Room::as_str))
            .bind(source)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        page(rows, limit, |row| row.key, Row::into_entry)
    }
}

/// The statement of a page, over `?1` (cursor), `?2` (room), `?3` (source), `?4` (limit). Each filter has a text of
/// its own so that SQLite can choose its index.
pub(crate) fn list_sql(room: bool, source: bool) -> String {
    let by_room = if room { "timeline.room = ?2" } else { "?2 IS NULL" };
    let by_source = if source { "timeline.source = ?3" } else { "?3 IS NULL" };
    format!(
        "SELECT {COLUMNS} FROM timeline {MARKS}
         WHERE timeline.removed = 0 AND timeline.key < ?1 AND {by_room} AND {by_source}
         ORDER BY timeline.key DESC LIMIT ?4"
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
