//! What the timeline and the search have of an activity, brought in line with it row by row.

use std::collections::HashMap;

use jiff::civil::Date;
use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    planner::{Entry, KeptActivity, entries, epoch_day, occurrence_id, plus},
    timeline::TimelineKey,
};
use sqlx::FromRow;

use crate::{Result, Write, search, statement::statement};

/// What a row of the timeline has in `removed` that has not happened.
const PLANNED: i64 = 2;

#[derive(FromRow, PartialEq, Eq)]
struct Known {
    entry: Vec<u8>,
    key: i64,
    started: i64,
    kind: String,
    ended: Option<i64>,
    offset_minutes: Option<i32>,
    title: String,
    subtitle: String,
    removed: i64,
    text: String,
    occurrence: Option<i64>,
}

impl Write {
    /// Brings the rows of an activity in line with it, as far as everything had happened by `past`.
    pub(super) async fn show_entries(&mut self, kept: &KeptActivity, past: Timestamp) -> Result<()> {
        let mut here: HashMap<Vec<u8>, Known> = self.known_entries(&kept.id).await?;
        for wanted in entries(kept, past) {
            match here.remove(wanted.id.as_bytes()) {
                Some(known) if known.says(&wanted) => continue,
                Some(known) => self.forget_entry(&known),
                None => {}
            }
            self.insert_entry(&kept.id, &wanted).await?;
        }
        for known in here.into_values() {
            self.forget_entry(&known);
        }
        Ok(())
    }

    /// Takes all rows of an activity away.
    pub(super) async fn forget_entries(&mut self, activity: &Id) -> Result<()> {
        for known in self.known_entries(activity).await?.into_values() {
            self.forget_entry(&known);
        }
        // One that had no row in the timeline any more.
        self.later(statement("DELETE FROM planner_entries WHERE activity = ?").bind(activity));
        Ok(())
    }

    async fn known_entries(&mut self, activity: &Id) -> Result<HashMap<Vec<u8>, Known>> {
        let rows: Vec<Known> = sqlx::query_as(
            "SELECT entry, key, key >> 20 AS started, kind, ended, offset_minutes, title, subtitle, removed,
                 coalesce((SELECT text FROM search_texts WHERE search_texts.key = timeline.key), '') AS text, occurrence
             FROM planner_entries CROSS JOIN timeline ON timeline.id = planner_entries.entry
             WHERE planner_entries.activity = ? AND timeline.room = 'planner'",
        )
        .bind(activity.as_bytes())
        .fetch_all(self.conn().await?)
        .await?;
        Ok(rows.into_iter().map(|row| (row.entry.clone(), row)).collect())
    }

    fn forget_entry(&mut self, known: &Known) {
        search::forget(self, known.key);
        for sql in ["DELETE FROM search_texts WHERE key = ?", "DELETE FROM timeline WHERE key = ?"] {
            self.later(statement(sql).bind(known.key));
        }
        self.later(statement("DELETE FROM planner_entries WHERE entry = ?").bind(known.entry.as_slice()));
        self.touch(Topic::Timeline);
    }

    async fn insert_entry(&mut self, activity: &Id, entry: &Entry) -> Result<()> {
        let key = self.free_key(activity, entry).await?;
        sqlx::query(
            "INSERT INTO timeline
                 (key, id, room, kind, ended, offset_minutes, title, subtitle, source, provenance, removed)
             VALUES (?1, ?2, 'planner', ?3, ?4, ?5, ?6, ?7, 'planner',
                 iif(EXISTS (SELECT 1 FROM sample WHERE thing = ?8), 'sample', 'local'), ?9)",
        )
        .bind(key)
        .bind(entry.id.as_bytes())
        .bind(entry.kind.word())
        .bind(entry.ended.map(Timestamp::as_millisecond))
        .bind(entry.offset_minutes)
        .bind(&entry.title)
        .bind(&entry.subtitle)
        .bind(activity.as_bytes())
        .bind(removed(entry))
        .execute(self.conn().await?)
        .await?;
        sqlx::query("INSERT OR REPLACE INTO planner_entries (entry, activity, occurrence) VALUES (?, ?, ?)")
            .bind(entry.id.as_bytes())
            .bind(activity.as_bytes())
            .bind(entry.occurrence.map(epoch_day))
            .execute(self.conn().await?)
            .await?;
        if !entry.text.is_empty() {
            sqlx::query("INSERT INTO search_texts (key, text) VALUES (?, ?)")
                .bind(key)
                .bind(&entry.text)
                .execute(self.conn().await?)
                .await?;
        }
        // What stands for one of the sample goes with it.
        self.later(
            statement(
                "INSERT INTO sample (thing) SELECT ?1 WHERE EXISTS (SELECT 1 FROM sample WHERE thing = ?2)
                 ON CONFLICT DO NOTHING",
            )
            .bind(&entry.id)
            .bind(activity),
        );
        search::add(self, &[search::Words { key, title: &entry.title, text: &entry.text }]).await?;
        self.touch(Topic::Timeline);
        Ok(())
    }

    /// A key of its start that no other row has.
    async fn free_key(&mut self, activity: &Id, entry: &Entry) -> Result<i64> {
        // Ids of things that were made begin with the time: what follows from them is alike, their hashes are not.
        let tie = TimelineKey::tie_of(&occurrence_id(activity, entry.occurrence.unwrap_or_default()));
        let mut key = TimelineKey::new(entry.started, tie);
        loop {
            let is_taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM timeline WHERE key = ?)")
                .bind(key.0)
                .fetch_one(self.conn().await?)
                .await?;
            if !is_taken {
                return Ok(key.0);
            }
            key = key.next_tie();
        }
    }
}

impl Known {
    fn says(&self, wanted: &Entry) -> bool {
        (self.started, self.kind.as_str(), self.ended, self.offset_minutes, self.removed)
            == (
                wanted.started.as_millisecond(),
                wanted.kind.word(),
                wanted.ended.map(Timestamp::as_millisecond),
                Some(wanted.offset_minutes),
                removed(wanted),
            )
            && (self.title.as_str(), self.subtitle.as_str(), self.text.as_str())
                == (wanted.title.as_str(), wanted.subtitle.as_str(), wanted.text.as_str())
            && self.occurrence == wanted.occurrence.map(epoch_day)
    }
}

fn removed(entry: &Entry) -> i64 {
    if entry.planned { PLANNED } else { 0 }
}

/// The day of a number since 1970.
pub(super) fn date(day: i64) -> Date {
    plus(Date::constant(1970, 1, 1), i32::try_from(day).unwrap_or_default())
}
