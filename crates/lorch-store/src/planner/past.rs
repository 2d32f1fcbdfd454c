//! Up to when everything that is over stands on the timeline. That is written down, so that what is shown follows from
//! the documents and this one moment, not from the clock of whoever looks.

use lorch_model::{Timestamp, planner::KeptActivity};

use super::Row;
use crate::{Result, Write, statement::statement, time};

/// Word of the job that is due when the next event is over. When it ran last is up to when everything stands there.
pub const PAST_JOB: &str = "past";

impl Write {
    /// Up to when everything that is over stands on the timeline.
    pub async fn past(&mut self, now: Timestamp) -> Result<Timestamp> {
        sqlx::query("INSERT INTO jobs (kind, key, last_run) VALUES ('past', zeroblob(16), ?) ON CONFLICT DO NOTHING")
            .bind(now.as_millisecond())
            .execute(self.conn().await?)
            .await?;
        let past: i64 =
            sqlx::query_scalar("SELECT coalesce(last_run, 0) FROM jobs WHERE kind = 'past' AND key = zeroblob(16)")
                .fetch_one(self.conn().await?)
                .await?;
        Ok(time(past))
    }

    /// Lets everything happen that is over by `now`; where the clock was put back, takes back what is not.
    pub async fn pass(&mut self, now: Timestamp) -> Result<()> {
        let past = self.past(now).await?;
        if past == now {
            return Ok(());
        }
        sqlx::query("UPDATE jobs SET last_run = ? WHERE kind = 'past' AND key = zeroblob(16)")
            .bind(now.as_millisecond())
            .execute(self.conn().await?)
            .await?;
        let all = past > now;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, body, 0 AS sample, 0 AS place FROM activities WHERE removed IS NULL AND (?1 OR over <= ?2)",
        )
        .bind(all)
        .bind(now.as_millisecond())
        .fetch_all(self.conn().await?)
        .await?;
        for row in rows {
            let (kept, _): (KeptActivity, bool) = row.into_kept()?;
            self.put_activity(&kept, now).await?;
        }
        self.plan_past();
        Ok(())
    }

    /// Makes the job due when the next event is over.
    pub(crate) fn plan_past(&mut self) {
        self.later(statement(
            "UPDATE jobs SET due = (SELECT min(over) FROM activities WHERE over IS NOT NULL)
             WHERE kind = 'past' AND key = zeroblob(16)",
        ));
    }
}
