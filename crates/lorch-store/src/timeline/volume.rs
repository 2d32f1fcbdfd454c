//! How much happened when: read from counts that every change of the timeline keeps.

use lorch_model::timeline::Room;
use sqlx::FromRow;

use crate::{Result, Store, json};

/// What a day holds of one unit.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DayCount {
    /// The day since 1970.
    pub day: i64,
    /// By the clock of the place it happened in; else it is a day of UTC.
    pub own: bool,
    /// Unit of the values; empty for none.
    pub unit: String,
    /// How many records.
    pub records: i64,
    /// What their values add up to, in thousandths.
    pub thousandths: i64,
}

/// What a span of time holds of one unit, of what happened at no place that is known.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SpanCount {
    /// Place of the span among those asked for.
    pub span: i64,
    /// Unit of the values; empty for none.
    pub unit: String,
    /// How many records.
    pub records: i64,
    /// What their values add up to, in thousandths.
    pub thousandths: i64,
}

/// The counts made again from what they count.
pub(crate) const RECOUNT: [&str; 2] = [
    "DELETE FROM timeline_days",
    "INSERT INTO timeline_days SELECT room, source, own, day, unit, count(*), sum(thousandths) FROM timeline_points
         GROUP BY room, source, own, day, unit",
];

impl Store {
    /// What each day holds, oldest first.
    pub async fn days(&self, room: Option<Room>, source: Option<&str>) -> Result<Vec<DayCount>> {
        Ok(sqlx::query_as(
            "SELECT day, own, unit, sum(records) AS records, sum(thousandths) AS thousandths FROM timeline_days
             WHERE (?1 IS NULL OR room = ?1) AND (?2 IS NULL OR source = ?2) GROUP BY day, own, unit ORDER BY day",
        )
        .bind(room.map(Room::as_str))
        .bind(source)
        .fetch_all(&self.readers)
        .await?)
    }

    /// What spans of time hold, each from its first millisecond since 1970 up to its second. Reads what they hold.
    pub async fn spans(
        &self,
        room: Option<Room>,
        source: Option<&str>,
        spans: &[(i64, i64)],
    ) -> Result<Vec<SpanCount>> {
        Ok(sqlx::query_as(
            "SELECT json_each.key AS span, unit, count(*) AS records, sum(thousandths) AS thousandths
             FROM json_each(?3) CROSS JOIN timeline_points
                 ON timeline_points.key >= (value ->> 0) << 20 AND timeline_points.key < (value ->> 1) << 20
             WHERE own = 0 AND (?1 IS NULL OR room = ?1) AND (?2 IS NULL OR source = ?2) GROUP BY 1, 2",
        )
        .bind(room.map(Room::as_str))
        .bind(source)
        .bind(json(spans)?)
        .fetch_all(&self.readers)
        .await?)
    }
}
