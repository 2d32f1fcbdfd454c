//! The bin: what was removed, since when this device knows of it, and when it will be purged.

use lorch_model::{
    Timestamp,
    bin::{BinItem, DAYS},
    change::Topic,
    id::Id,
};

use crate::{Result, Store, StoreError, Write, time};

/// Word of the jobs that purge what has lain in the bin for long enough.
pub const BIN_JOB: &str = "bin";

const MS_A_DAY: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// What lies in the bin, what was removed last first.
    pub async fn bin(&self) -> Result<Vec<BinItem>> {
        let rows: Vec<(Vec<u8>, String, String, i64)> = sqlx::query_as(
            "SELECT subscriptions.id, 'subscription', coalesce(subscriptions.title, feeds.title, subscriptions.url), due
             FROM jobs JOIN subscriptions ON subscriptions.id = jobs.key JOIN feeds USING (number)
             WHERE jobs.kind = 'bin' AND due IS NOT NULL
             UNION ALL SELECT rules.id, 'rule', rules.name, due FROM jobs JOIN rules ON rules.id = jobs.key
             WHERE jobs.kind = 'bin' AND due IS NOT NULL
             UNION ALL SELECT activities.id, 'activity', activities.title, due
             FROM jobs JOIN activities ON activities.id = jobs.key WHERE jobs.kind = 'bin' AND due IS NOT NULL
             ORDER BY due DESC, 1",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, kind, title, until)| {
                Ok(BinItem {
                    id: Id::from_slice(&id).ok_or(StoreError::Unreadable("bin"))?,
                    kind,
                    title,
                    removed: time(until - DAYS * MS_A_DAY),
                    until: time(until),
                })
            })
            .collect()
    }
}

impl Write {
    /// Puts a thing into the bin or takes it out. The time in the bin is counted from when this device learns of it,
    /// by its own clock: that of the device that removed it may be years off.
    pub async fn note_bin(&mut self, id: &Id, removed: bool, now: Timestamp) -> Result<()> {
        let changed = if removed {
            sqlx::query("INSERT INTO jobs (kind, key, due) VALUES ('bin', ?, ?) ON CONFLICT DO NOTHING")
                .bind(id.as_bytes())
                .bind(now.as_millisecond() + DAYS * MS_A_DAY)
                .execute(self.conn().await?)
                .await?
        } else {
            sqlx::query("DELETE FROM jobs WHERE kind = 'bin' AND key = ?")
                .bind(id.as_bytes())
                .execute(self.conn().await?)
                .await?
        };
        if changed.rows_affected() > 0 {
            self.touch(Topic::Bin);
        }
        Ok(())
    }

    /// Puts into the bin what was removed before there was one.
    pub async fn note_bin_all(&mut self, now: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO jobs (kind, key, due) SELECT 'bin', id, ? FROM (
                 SELECT id FROM subscriptions WHERE removed <> 0 UNION ALL SELECT id FROM rules WHERE removed <> 0
                 UNION ALL SELECT id FROM activities WHERE removed IS NOT NULL
             ) WHERE true ON CONFLICT DO NOTHING",
        )
        .bind(now.as_millisecond() + DAYS * MS_A_DAY)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// How many feeds the person subscribes to.
    pub async fn count_subscribed(&mut self) -> Result<usize> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM subscriptions WHERE removed IS NULL AND id NOT IN (SELECT thing FROM sample)",
        )
        .fetch_one(self.conn().await?)
        .await?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}
