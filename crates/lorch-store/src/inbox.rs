//! The Inbox: what was told on this device, and what became of it.
//!
//! Read in this order: [`NewNotice`] (how one comes), `list` (what is shown), `edit` (what a person does), `deliver` (what
//! still has to go out).

mod deliver;
mod edit;
mod list;

use jiff::civil::Date;
use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    inbox::{Kind, Notice, Said},
    planner::{epoch_day, plus},
};
use sqlx::{AssertSqlSafe, FromRow, SqliteExecutor};

pub use deliver::Delivery;
pub use edit::Standing;
#[cfg(test)]
pub(crate) use list::list_sql;

use crate::{Result, Store, StoreError, Write, json, statement::statement, time};

/// How long what was cleared is kept, in milliseconds: 90 days.
const KEPT: i64 = 90 * DAY;
/// After how long something is cleared by itself, in milliseconds: half a year.
const CLEARED: i64 = 182 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Identity: what has the same was told before.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// What it is of.
    pub thing: Option<Id>,
    /// Which one of what repeats.
    pub occurrence: Option<Date>,
    /// When it was to come; now where nothing else is said.
    pub due: Option<Timestamp>,
    /// What that is called.
    pub title: String,
    /// What else there is to say.
    pub said: Said,
    /// Whether it waits for somebody to do something.
    pub needs_you: bool,
    /// Whether it goes out of Lorch as well, not to the Inbox alone.
    pub goes_out: bool,
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: Vec<u8>,
    kind: String,
    thing: Option<Vec<u8>>,
    occurrence: Option<i64>,
    due: Option<i64>,
    at: i64,
    title: String,
    body: String,
    needs: bool,
    read: bool,
    snoozed: Option<i64>,
    archived: Option<i64>,
    sample: bool,
}

const COLUMNS: &str = "notices.id, kind, notices.thing, occurrence, notices.due, at, title, body, needs, read, snoozed,
    archived, EXISTS (SELECT 1 FROM sample WHERE sample.thing = notices.id) AS sample";

impl Store {
    /// One notice.
    pub async fn notice(&self, id: &Id) -> Result<Option<Notice>> {
        one(&self.readers, id).await
    }

    /// Kinds that nobody wants to hear of.
    pub async fn muted(&self) -> Result<Vec<Kind>> {
        let words: Vec<String> = sqlx::query_scalar("SELECT kind FROM muted").fetch_all(&self.readers).await?;
        Ok(words.iter().filter_map(|word| Kind::from_word(word)).collect())
    }

    /// Whether the time has come to clear something, or to delete what was cleared.
    pub async fn has_stale_notices(&self, now: Timestamp) -> Result<bool> {
        let now = now.as_millisecond();
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM notices WHERE archived IS NOT NULL AND archived < ?)
                 OR EXISTS (SELECT 1 FROM notices WHERE archived IS NULL AND snoozed IS NULL AND at < ?)",
        )
        .bind(now - KEPT)
        .bind(now - CLEARED)
        .fetch_one(&self.readers)
        .await?)
    }
}

impl Write {
    /// A notice as this write leaves it.
    pub async fn notice(&mut self, id: &Id) -> Result<Option<Notice>> {
        one(self.conn().await?, id).await
    }

    /// Keeps a notice, and where it goes. `false` when it was told before.
    pub async fn notify(&mut self, new: &NewNotice, now: Timestamp) -> Result<bool> {
        let at = now.as_millisecond();
        let kept: Vec<(bool,)> = self
            .ask(
                statement(
                    "INSERT INTO notices (id, kind, thing, occurrence, due, at, title, body, needs, read, archived)
                     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 AND NOT muted, muted, iif(muted, ?6, NULL)
                     FROM (SELECT EXISTS (SELECT 1 FROM muted WHERE kind = ?2) AS muted) WHERE true
                     ON CONFLICT DO NOTHING RETURNING archived IS NOT NULL",
                )
                .bind(&new.id)
                .bind(new.kind.word())
                .bind(new.thing.as_ref())
                .bind(new.occurrence.map(epoch_day))
                .bind(new.due.map(Timestamp::as_millisecond))
                .bind(at)
                .bind(new.title.as_str())
                .bind(json(&new.said)?)
                .bind(new.needs_you),
            )
            .await?;
        let Some((is_muted,)) = kept.first() else { return Ok(false) };
        let due = new.due.map_or(at, Timestamp::as_millisecond);
        self.deliver(&new.id, due, at, new.goes_out && !is_muted);
        self.touch(Topic::Inbox);
        Ok(true)
    }

    /// Deletes what was told of things that are purged: their words stand in it.
    pub async fn forget_notices(&mut self, thing: &Id) -> Result<()> {
        let ids: Vec<(Vec<u8>,)> =
            self.ask(statement("DELETE FROM notices WHERE thing = ? RETURNING id").bind(thing)).await?;
        let ids: Vec<Id> = ids.iter().filter_map(|(id,)| Id::from_slice(id)).collect();
        if !ids.is_empty() {
            self.forget_edits(&ids).await?;
            self.touch(Topic::Inbox);
        }
        Ok(())
    }

    /// Deletes one notice, as what it told is no longer so.
    pub async fn drop_notice(&mut self, id: &Id) -> Result<()> {
        let gone: Vec<(i64,)> = self.ask(statement("DELETE FROM notices WHERE id = ? RETURNING 1").bind(id)).await?;
        if !gone.is_empty() {
            self.touch(Topic::Inbox);
        }
        Ok(())
    }

    /// Clears what nobody cleared, and deletes what was cleared long ago.
    pub async fn tidy_notices(&mut self, now: Timestamp) -> Result<()> {
        let now = now.as_millisecond();
        self.later(statement("DELETE FROM notices WHERE archived IS NOT NULL AND archived < ?").bind(now - KEPT));
        self.later(
            statement(
                "UPDATE notices SET archived = ?1, read = 1, needs = 0
                 WHERE archived IS NULL AND snoozed IS NULL AND at < ?2",
            )
            .bind(now)
            .bind(now - CLEARED),
        );
        self.touch(Topic::Inbox);
        Ok(())
    }
}

async fn one(executor: impl SqliteExecutor<'_>, id: &Id) -> Result<Option<Notice>> {
    let sql = format!("SELECT {COLUMNS} FROM notices WHERE id = ?");
    let row: Option<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(id.as_bytes()).fetch_optional(executor).await?;
    row.map(Row::into_notice).transpose()
}

impl Row {
    fn into_notice(self) -> Result<Notice> {
        let kind = Kind::from_word(&self.kind).ok_or(StoreError::Unreadable("notice"))?;
        let said: Said = serde_json::from_str(&self.body).map_err(|_| StoreError::Unreadable("notice"))?;
        Ok(Notice {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("notice"))?,
            kind,
            group: kind.group(),
            detail: said.detail(kind, &self.title),
            why: said.why(kind),
            action: said.action(kind),
            title: self.title,
            thing: self.thing.as_deref().and_then(Id::from_slice),
            occurrence: self.occurrence.map(date),
            said,
            due: self.due.map(time),
            at: time(self.at),
            read: self.read,
            needs_you: self.needs,
            snoozed: self.snoozed.map(time),
            archived: self.archived.map(time),
            sample: self.sample,
        })
    }
}

fn date(day: i64) -> Date {
    plus(Date::constant(1970, 1, 1), i32::try_from(day).unwrap_or_default())
}
