//! When each activity is to be reminded of next. It is written down with the activity, so that what is due is found
//! without asking all of them, and how far the clock was seen to have come, so that a clock put back is noticed.

use lorch_model::{
    Timestamp,
    id::Id,
    planner::{KeptActivity, next_reminder, reminders_between},
};

use super::Row;
use crate::{Result, Store, StoreError, Write, statement::statement, time};

impl Store {
    /// Activities that are to be reminded of by `now`, and since when, the first first.
    pub async fn due_reminders(&self, now: Timestamp) -> Result<Vec<(Id, Timestamp)>> {
        let rows: Vec<(Vec<u8>, i64)> =
            sqlx::query_as("SELECT activity, due FROM reminders WHERE due <= ? ORDER BY due")
                .bind(now.as_millisecond())
                .fetch_all(&self.readers)
                .await?;
        let due = |(activity, due): (Vec<u8>, i64)| {
            Ok((Id::from_slice(&activity).ok_or(StoreError::Unreadable("reminder"))?, time(due)))
        };
        rows.into_iter().map(due).collect()
    }

    /// When the next reminder is due.
    pub async fn next_reminder(&self) -> Result<Option<Timestamp>> {
        let due: Option<i64> = sqlx::query_scalar("SELECT min(due) FROM reminders").fetch_one(&self.readers).await?;
        Ok(due.map(time))
    }

    /// The latest moment at which reminders were told or planned.
    pub async fn reminded(&self) -> Result<Option<Timestamp>> {
        let seen: Option<Option<i64>> =
            sqlx::query_scalar("SELECT last_run FROM jobs WHERE kind = 'remind' AND key = zeroblob(16)")
                .fetch_optional(&self.readers)
                .await?;
        Ok(seen.flatten().map(time))
    }
}

impl Write {
    /// Writes down when an activity is to be reminded of next after `now`. What was due before and has not been told
    /// stays due while it stands. What belongs to the sample is never due.
    pub async fn plan_reminder(&mut self, kept: &KeptActivity, now: Timestamp) -> Result<()> {
        if !kept.reminds() || kept.removed.is_some() {
            self.set_reminder(&kept.id, None);
            return Ok(());
        }
        let planned: Vec<(i64,)> =
            self.ask(statement("SELECT due FROM reminders WHERE activity = ?").bind(&kept.id)).await?;
        let waits = |due: &Timestamp| {
            let before = Timestamp::from_millisecond(due.as_millisecond() - 1).unwrap_or(Timestamp::MIN);
            *due <= now && !reminders_between(kept, before, *due).is_empty()
        };
        let waiting = planned.first().map(|(due,)| time(*due)).filter(waits);
        self.set_reminder(&kept.id, waiting.or_else(|| next_reminder(kept, now)));
        self.note_reminded(&kept.id, now, false);
        Ok(())
    }

    /// Writes down that an activity was reminded of up to `now`.
    pub fn reminded(&mut self, kept: &KeptActivity, now: Timestamp) {
        self.set_reminder(&kept.id, next_reminder(kept, now));
        self.note_reminded(&kept.id, now, false);
    }

    /// Plans all reminders from `now` on, because the clock was put back.
    pub async fn plan_reminders_again(&mut self, now: Timestamp) -> Result<()> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, body, 0 AS sample, 0 AS place FROM activities
             WHERE removed IS NULL AND instr(body, '\"reminder\"') > 0",
        )
        .fetch_all(self.conn().await?)
        .await?;
        for row in rows {
            let (kept, _) = row.into_kept()?;
            self.plan_reminder(&kept, now).await?;
        }
        self.note_reminded(&Id([0; 16]), now, true);
        Ok(())
    }

    fn set_reminder(&mut self, activity: &Id, due: Option<Timestamp>) {
        match due {
            None => self.later(statement("DELETE FROM reminders WHERE activity = ?").bind(activity)),
            Some(due) => self.later(
                statement(
                    "INSERT INTO reminders (activity, due) SELECT ?1, ?2
                     WHERE NOT EXISTS (SELECT 1 FROM sample WHERE thing = ?1)
                     ON CONFLICT DO UPDATE SET due = excluded.due",
                )
                .bind(activity)
                .bind(due.as_millisecond()),
            ),
        }
    }

    /// Notes how far the clock has come; what belongs to the sample leaves no trace.
    fn note_reminded(&mut self, of: &Id, now: Timestamp, is_back: bool) {
        self.later(
            statement(
                "INSERT INTO jobs (kind, key, last_run) SELECT 'remind', zeroblob(16), ?1
                 WHERE NOT EXISTS (SELECT 1 FROM sample WHERE thing = ?3)
                 ON CONFLICT DO UPDATE SET last_run = iif(?2, ?1, max(coalesce(last_run, ?1), ?1))",
            )
            .bind(now.as_millisecond())
            .bind(is_back)
            .bind(of),
        );
    }
}
