//! Plays, newest first.

use lorch_model::{id::Id, listening::Play, page::Page};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store, StoreError, time,
    timeline::{cursor, page},
};

/// The statement of a page, over `?1` (cursor) and `?2` (limit).
pub(crate) const LIST: &str =
    "SELECT plays.key, timeline.id, timeline.ended, timeline.source, track, artists, album, ms, url
    FROM plays CROSS JOIN timeline ON timeline.key = plays.key
    WHERE plays.key < ?1 AND timeline.removed = 0 ORDER BY plays.key DESC LIMIT ?2";

#[derive(FromRow)]
struct Row {
    key: i64,
    id: Vec<u8>,
    ended: Option<i64>,
    source: String,
    track: String,
    artists: String,
    album: String,
    ms: i64,
    url: Option<String>,
}

impl Store {
    /// A page of plays, newest first.
    pub async fn plays(&self, after: Option<&str>, limit: u32) -> Result<Page<Play>> {
        let rows: Vec<Row> =
            sqlx::query_as(AssertSqlSafe(LIST)).bind(cursor(after)?).bind(limit).fetch_all(&self.readers).await?;
        page(rows, limit, |row| row.key, Row::into_play)
    }
}

impl Row {
    fn into_play(self) -> Result<Play> {
        Ok(Play {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("timeline id"))?,
            at: time(self.key >> 20),
            ended: self.ended.map(time),
            track: self.track,
            artists: serde_json::from_str(&self.artists).map_err(|_| StoreError::Unreadable("artists"))?,
            album: self.album,
            ms: self.ms,
            source: self.source,
            url: self.url,
        })
    }
}
