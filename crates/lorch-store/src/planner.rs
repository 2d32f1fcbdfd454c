//! Activities: what is planned, and the lists of it.

mod entries;
mod past;
mod reminders;

use jiff::civil::Date;
use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    page::Page,
    planner::{Activity, KeptActivity, Kind, TagCount, epoch_day, next_over, zone},
};
use sqlx::{AssertSqlSafe, FromRow, SqliteExecutor};

use crate::{Result, Store, StoreError, Write, json, statement::statement};
pub use past::PAST_JOB;

/// A list of activities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// Tasks that are not done, the next first.
    #[default]
    Open,
    /// Tasks that are not done and have no start.
    Unscheduled,
    /// What is done, the latest first.
    Done,
    /// What repeats, the next first.
    Repeating,
    /// Everything, what was made last first.
    All,
}

/// Which of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// The list.
    pub which: Which,
    /// Only tasks, or only events.
    pub kind: Option<Kind>,
    /// Only with this tag.
    pub tag: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    body: String,
    sample: bool,
    place: i64,
}

const SAMPLE: &str = "EXISTS (SELECT 1 FROM sample WHERE thing = activities.id) AS sample";
const TAGGED: &str = "(?1 IS NULL OR kind = ?1)
    AND (?2 IS NULL OR EXISTS (SELECT 1 FROM json_each(body, '$.plan.tags') WHERE value = ?2))";

impl Store {
    /// An activity, and which occurrence of it the id stands for: that of the activity, or of a row of the timeline.
    pub async fn activity(&self, id: &Id) -> Result<Option<(Activity, Option<Date>)>> {
        let stands: Option<(Vec<u8>, Option<i64>)> =
            sqlx::query_as("SELECT activity, occurrence FROM planner_entries WHERE entry = ?")
                .bind(id.as_bytes())
                .fetch_optional(&self.readers)
                .await?;
        let (activity, day) = match stands {
            Some((activity, day)) => (Id::from_slice(&activity).unwrap_or(*id), day),
            None => (*id, None),
        };
        let kept = kept(&self.readers, &activity).await?.filter(|(kept, _)| kept.removed.is_none());
        Ok(kept.map(|(kept, sample)| (kept.told(sample), day.map(entries::date))))
    }

    /// Activities that may touch the days from `from` to `to`, and whether each belongs to the sample.
    pub async fn activities_between(
        &self,
        (from, to): (Date, Date),
        kind: Option<Kind>,
        tag: Option<&str>,
    ) -> Result<Vec<(KeptActivity, bool)>> {
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(between_sql()))
            .bind(kind.map(Kind::word))
            .bind(tag)
            .bind(epoch_day(from))
            .bind(epoch_day(to))
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(Row::into_kept).collect()
    }

    /// A page of a list.
    pub async fn activities(&self, filter: &ActivityFilter, after: Option<&str>, limit: u32) -> Result<Page<Activity>> {
        let (place, id) = cursor(after, filter.which)?;
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(list_sql(filter.which)))
            .bind(filter.kind.map(Kind::word))
            .bind(&filter.tag)
            .bind(place)
            .bind(id)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        let full = rows.len() == limit as usize;
        let next = rows.last().filter(|_| full).map(|row| format!("{}.{}", row.place, hex::encode(&row.id)));
        let told = |row: Row| row.into_kept().map(|(kept, sample)| kept.told(sample));
        Ok(Page { items: rows.into_iter().map(told).collect::<Result<_>>()?, next })
    }

    /// The tags in use, by name.
    pub async fn activity_tags(&self) -> Result<Vec<TagCount>> {
        let rows: Vec<(String, u32)> = sqlx::query_as(
            "SELECT value, count(*) FROM activities INDEXED BY activities_rank CROSS JOIN json_each(body, '$.plan.tags')
             WHERE removed IS NULL
             GROUP BY value ORDER BY value",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(tag, activities)| TagCount { tag, activities }).collect())
    }
}

impl Write {
    /// An activity as this write leaves it, in the bin or not, and whether it belongs to the sample.
    pub async fn activity(&mut self, id: &Id) -> Result<Option<(KeptActivity, bool)>> {
        kept(self.conn().await?, id).await
    }

    /// Puts the projection of an activity document in place of the one before. What was over by `past` has happened.
    pub async fn put_activity(&mut self, kept: &KeptActivity, past: Timestamp) -> Result<()> {
        let (first, last) = match kept.reach() {
            None => (None, None),
            // What has no end is in every range that lies ahead.
            Some((first, last)) => (Some(epoch_day(first)), Some(last.map_or(i64::MAX, epoch_day))),
        };
        let repeats = kept.series().is_some();
        let rank = kept.plan.anchor().map_or(i64::MAX, |at| at.moment(&zone(&kept.plan.zone)).as_millisecond());
        let over = next_over(kept, past).filter(|_| kept.removed.is_none());
        sqlx::query(
            "INSERT INTO activities
                 (id, kind, title, body, first, last, planned, repeats, done, rank, over, removed)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET kind = excluded.kind, title = excluded.title, body = excluded.body,
                 first = excluded.first, last = excluded.last, planned = excluded.planned, repeats = excluded.repeats,
                 done = excluded.done, rank = excluded.rank, over = excluded.over, removed = excluded.removed",
        )
        .bind(kept.id.as_bytes())
        .bind(kept.plan.kind.word())
        .bind(&kept.plan.title)
        .bind(json(kept)?)
        .bind(first)
        .bind(last)
        .bind(kept.plan.start.is_some())
        .bind(repeats)
        .bind(kept.plan.done.filter(|_| !repeats).map(Timestamp::as_millisecond))
        .bind(rank)
        .bind(over.map(Timestamp::as_millisecond))
        .bind(kept.removed.map(Timestamp::as_millisecond))
        .execute(self.conn().await?)
        .await?;
        self.show_entries(kept, past).await?;
        self.plan_past();
        self.touch(Topic::Planner);
        Ok(())
    }

    /// Takes an activity away whose document is gone.
    pub async fn forget_activity(&mut self, id: &Id, now: Timestamp) -> Result<()> {
        self.forget_entries(id).await?;
        self.later(statement("DELETE FROM reminders WHERE activity = ?").bind(id));
        sqlx::query("DELETE FROM activities WHERE id = ?").bind(id.as_bytes()).execute(self.conn().await?).await?;
        self.plan_past();
        self.touch(Topic::Planner);
        self.forget_notices(id).await?;
        self.note_bin(id, false, now).await
    }
}

async fn kept(executor: impl SqliteExecutor<'_>, id: &Id) -> Result<Option<(KeptActivity, bool)>> {
    let sql = format!("SELECT id, body, {SAMPLE}, 0 AS place FROM activities WHERE id = ?");
    let row: Option<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(id.as_bytes()).fetch_optional(executor).await?;
    row.map(Row::into_kept).transpose()
}

/// The statement of a range of days, over `?1` (kind), `?2` (tag), `?3` (first day), `?4` (last day).
pub(crate) fn between_sql() -> String {
    format!(
        "SELECT id, body, {SAMPLE}, 0 AS place FROM activities
         WHERE removed IS NULL AND last >= ?3 AND first <= ?4 AND {TAGGED}"
    )
}

/// The statement of a page, over `?1` (kind), `?2` (tag), `?3` and `?4` (behind this place), `?5` (limit).
pub(crate) fn list_sql(which: Which) -> String {
    let (place, of, order) = match which {
        Which::Open => ("rank", "kind = 'task' AND (done IS NULL OR repeats = 1)", "ASC"),
        Which::Unscheduled => ("rank", "kind = 'task' AND done IS NULL AND planned = 0 AND repeats = 0", "ASC"),
        Which::Done => ("done", "done IS NOT NULL", "DESC"),
        Which::Repeating => ("rank", "repeats = 1", "ASC"),
        Which::All => ("0", "true", "DESC"),
    };
    let (side, by) = match (order, which) {
        // Ids begin with the time at which they were made.
        (_, Which::All) => ("(id < ?4 OR ?3 = 1)".to_owned(), "id DESC".to_owned()),
        ("ASC", _) => (format!("({place}, id) > (?3, ?4)"), format!("{place}, id")),
        _ => (format!("({place}, id) < (?3, ?4)"), format!("{place} DESC, id DESC")),
    };
    format!(
        "SELECT id, body, {SAMPLE}, {place} AS place FROM activities
         WHERE removed IS NULL AND {of} AND {side} AND {TAGGED} ORDER BY {by} LIMIT ?5"
    )
}

fn cursor(after: Option<&str>, which: Which) -> Result<(i64, Vec<u8>)> {
    let Some(text) = after else {
        return Ok(match which {
            Which::Done => (i64::MAX, vec![0xff; 17]),
            Which::All => (1, Vec::new()),
            _ => (i64::MIN, Vec::new()),
        });
    };
    let parts = text.split_once('.').and_then(|(place, id)| Some((place.parse().ok()?, hex::decode(id).ok()?)));
    parts.ok_or(StoreError::UnknownCursor)
}

impl Row {
    fn into_kept(self) -> Result<(KeptActivity, bool)> {
        let kept = serde_json::from_str(&self.body).map_err(|_| StoreError::Unreadable("activity"))?;
        Ok((kept, self.sample))
    }
}
