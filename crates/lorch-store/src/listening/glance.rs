//! The figures of the room.

use lorch_model::{
    clock::Stretch,
    listening::{FirstHeard, TopHeard},
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store, json, time,
    timeline::hours::{SHARE, day, hour_of_week, over, parts_of},
};

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// Those who made it.
    Artist,
    /// Albums.
    Album,
    /// Tracks.
    Track,
}

/// A time, as sums are kept of it: whole years, and stretches that are added to them or taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeardSpan {
    /// The first year of Greenwich, and the one behind the last; year 0 has everything.
    pub years: (i64, i64),
    /// From this millisecond since 1970 up to that one: 1 adds what was heard then, -1 takes it away.
    pub parts: Vec<(i64, i64, i64)>,
}

#[derive(FromRow)]
struct Row {
    title: String,
    artist: String,
    plays: u32,
    ms: i64,
    rank_before: Option<u32>,
    different: u32,
}

impl Store {
    /// The `most` things that were heard most, with their places in the time `before`, and how many different ones
    /// there were.
    pub async fn top_heard(
        &self,
        thing: Thing,
        span: &HeardSpan,
        before: Option<&HeardSpan>,
        most: u32,
    ) -> Result<(Vec<TopHeard>, u32)> {
        let rows: Vec<Row> = if *span == HeardSpan::everything() {
            sqlx::query_as(AssertSqlSafe(ever_sql(thing))).bind(most).fetch_all(&self.readers).await?
        } else {
            let none = HeardSpan::default();
            let before = before.unwrap_or(&none);
            sqlx::query_as(AssertSqlSafe(top_sql(thing)))
                .bind(span.years.0)
                .bind(span.years.1)
                .bind(json(&span.parts)?)
                .bind(before.years.0)
                .bind(before.years.1)
                .bind(json(&before.parts)?)
                .bind(most)
                .fetch_all(&self.readers)
                .await?
        };
        let different = rows.first().map_or(0, |row| row.different);
        let top = |row: Row| TopHeard {
            title: row.title,
            artist: row.artist,
            ms: row.ms,
            plays: row.plays,
            rank_before: row.rank_before,
        };
        Ok((rows.into_iter().map(top).collect(), different))
    }

    /// How many artists or tracks were heard for the first time ever from `from` up to `to`, in ms since 1970.
    pub async fn heard_first_count(&self, thing: Thing, (from, to): (i64, i64)) -> Result<u32> {
        Ok(sqlx::query_scalar(
            "SELECT count(*) FROM heard_first WHERE kind = ? AND first >= ? << 20 AND first < ? << 20",
        )
        .bind(thing.word())
        .bind(from)
        .bind(to)
        .fetch_one(&self.readers)
        .await?)
    }

    /// Artists heard for the first time ever from `from` up to `to`, the latest first, each with the moment.
    pub async fn heard_first(
        &self,
        (from, to): (i64, i64),
        most: u32,
    ) -> Result<Vec<(lorch_model::Timestamp, FirstHeard)>> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT first, heard_first.title, plays.track FROM heard_first CROSS JOIN plays ON plays.key = first
             WHERE kind = 'artist' AND first >= ? << 20 AND first < ? << 20 ORDER BY first DESC LIMIT ?",
        )
        .bind(from)
        .bind(to)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        let first = |(key, artist, title): (i64, String, String)| {
            (time(key >> 20), FirstHeard { day: Default::default(), artist, title })
        };
        Ok(rows.into_iter().map(first).collect())
    }

    /// ms on each day since 1970 that has something, by the clock of these stretches, oldest first.
    pub async fn days_of_listening(&self, stretches: &[Stretch]) -> Result<Vec<(i64, i64)>> {
        let (stretches, parts) = over(stretches);
        Ok(sqlx::query_as(AssertSqlSafe(days_sql())).bind(stretches).bind(parts).fetch_all(&self.readers).await?)
    }

    /// ms by the hour of the week, from Monday at midnight.
    pub async fn hours_of_listening(&self, stretches: &[Stretch]) -> Result<Vec<(i64, i64)>> {
        let (stretches, parts) = over(stretches);
        Ok(sqlx::query_as(AssertSqlSafe(hours_sql())).bind(stretches).bind(parts).fetch_all(&self.readers).await?)
    }

    /// The first and the last millisecond since 1970 that this room has something in, as far as hours tell.
    pub async fn reach_of_listening(&self) -> Result<Option<(i64, i64)>> {
        let hours: (Option<i64>, Option<i64>) =
            sqlx::query_as("SELECT (SELECT min(hour) FROM heard_hours), (SELECT max(hour) FROM heard_hours)")
                .fetch_one(&self.readers)
                .await?;
        Ok(hours.0.zip(hours.1).map(|(first, last)| (first * 3_600_000, (last + 1) * 3_600_000)))
    }

    /// How many plays there are in a time.
    pub async fn plays_in(&self, span: &HeardSpan) -> Result<u32> {
        Ok(sqlx::query_scalar(
            "SELECT coalesce((SELECT sum(plays) FROM heard WHERE kind = 'track' AND year >= ?1 AND year < ?2), 0)
                 + coalesce((SELECT sum(json_each.value ->> 2) FROM json_each(?3) CROSS JOIN plays
                     ON plays.key >= (json_each.value ->> 0) << 20 AND plays.key < (json_each.value ->> 1) << 20), 0)",
        )
        .bind(span.years.0)
        .bind(span.years.1)
        .bind(json(&span.parts)?)
        .fetch_one(&self.readers)
        .await?)
    }
}

impl Thing {
    fn word(self) -> &'static str {
        match self {
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Track => "track",
        }
    }

    /// Title and artist of it, as columns of `plays`.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Artist => ("plays.artist", "''"),
            Self::Album => ("plays.album", "plays.artist"),
            Self::Track => ("plays.track", "plays.artist"),
        }
    }

    /// What the list of them is ordered by, of the rows of `table`.
    fn order(self, table: &str) -> String {
        let columns = match self {
            Self::Artist | Self::Album => ["ms", "plays", "title", "artist"],
            Self::Track => ["plays", "ms", "title", "artist"],
        };
        columns.map(|column| format!("{table}.{column} DESC")).join(", ")
    }
}

impl HeardSpan {
    /// Everything there is.
    pub fn everything() -> Self {
        Self { years: (0, 1), parts: Vec::new() }
    }
}

/// The statement of those that were ever heard most, over `?1` (limit).
pub(crate) fn ever_sql(thing: Thing) -> String {
    let (word, order) = (thing.word(), thing.order("heard"));
    format!(
        "SELECT title, artist, plays, ms, NULL AS rank_before,
             (SELECT count(*) FROM heard WHERE year = 0 AND kind = '{word}') AS different
         FROM heard WHERE year = 0 AND kind = '{word}' ORDER BY {order} LIMIT ?1"
    )
}

/// The statement of those heard most, over `?1` to `?3` (years and parts of a time), `?4` to `?6` (those of the time
/// before) and `?7` (limit).
pub(crate) fn top_sql(thing: Thing) -> String {
    let (title, artist) = thing.columns();
    let word = thing.word();
    let sums = |[first, end, parts]: [u32; 3]| {
        format!(
            "SELECT title, artist, sum(plays) AS plays, sum(ms) AS ms FROM (
                 SELECT title, artist, plays, ms FROM heard
                 WHERE kind = '{word}' AND year >= ?{first} AND year < ?{end}
                 UNION ALL
                 SELECT {title}, {artist}, json_each.value ->> 2, plays.ms * (json_each.value ->> 2)
                 FROM json_each(?{parts}) CROSS JOIN plays ON plays.key >= (json_each.value ->> 0) << 20
                     AND plays.key < (json_each.value ->> 1) << 20
                 WHERE {title} <> ''
             ) GROUP BY title, artist HAVING sum(plays) > 0"
        )
    };
    format!(
        "WITH now AS ({}), top AS (SELECT * FROM now ORDER BY {} LIMIT ?7),
             earlier AS ({}),
             ranked AS (SELECT title, artist, row_number() OVER (ORDER BY {}) AS rank FROM earlier)
         SELECT top.title, top.artist, top.plays, top.ms, ranked.rank AS rank_before,
             (SELECT count(*) FROM now) AS different
         FROM top LEFT JOIN ranked ON ranked.title = top.title AND ranked.artist = top.artist
         ORDER BY {}",
        sums([1, 2, 3]),
        thing.order("now"),
        sums([4, 5, 6]),
        thing.order("earlier"),
        thing.order("top")
    )
}

/// The statement of days, over `?1` (stretches) and `?2` (parts).
pub(crate) fn days_sql() -> String {
    format!("SELECT {} AS day, sum({SHARE}) AS ms FROM {} GROUP BY 1 HAVING ms > 0", day(), parts_of("heard_hours"))
}

/// The statement of hours of the week, over `?1` (stretches) and `?2` (parts).
pub(crate) fn hours_sql() -> String {
    format!("SELECT {} AS hour, sum({SHARE}) AS ms FROM {} GROUP BY 1", hour_of_week(), parts_of("heard_hours"))
}
