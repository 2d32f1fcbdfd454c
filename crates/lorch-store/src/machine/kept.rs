//! How much is kept, and for how long.

use lorch_model::system::view::{Kept, Resolution, Storage};

use super::{MachineStore, metrics::number_of};
use crate::{Result, time};

/// Blocks that go in one step where there is too much.
const STEP: i64 = 16;

impl MachineStore {
    /// What is kept. Bytes of the file count without those that are free in it.
    pub async fn storage(&self) -> Result<Storage> {
        let processes: (Option<i64>, i64, i64) =
            sqlx::query_as("SELECT min(began), coalesce(sum(amount), 0), coalesce(sum(size), 0) FROM system_processes")
                .fetch_one(&self.readers)
                .await?;
        Ok(Storage {
            bytes: self.bytes().await?,
            samples: self.kept(Resolution::Sample).await?,
            minutes: self.kept(Resolution::Minute).await?,
            hours: self.kept(Resolution::Hour).await?,
            processes: kept(processes),
        })
    }

    async fn kept(&self, resolution: Resolution) -> Result<Kept> {
        let row = sqlx::query_as(
            "SELECT min(began), coalesce(sum(amount), 0), coalesce(sum(size), 0) FROM system_metrics WHERE resolution = ?",
        );
        Ok(kept(row.bind(number_of(resolution)).fetch_one(&self.readers).await?))
    }

    /// Since when samples, minutes and hours are kept, in milliseconds since 1970.
    pub async fn since(&self) -> Result<[Option<i64>; 3]> {
        let mut since = [None; 3];
        for (place, resolution) in [Resolution::Sample, Resolution::Minute, Resolution::Hour].into_iter().enumerate() {
            since[place] = sqlx::query_scalar("SELECT min(began) FROM system_metrics WHERE resolution = ?")
                .bind(number_of(resolution))
                .fetch_one(&self.readers)
                .await?;
        }
        Ok(since)
    }

    /// Forgets samples and processes that ended before the first of these times, minutes before the second, hours
    /// before the third; then the oldest of what is left, in this order, until the file holds no more than `most` bytes.
    pub async fn forget_old(&self, before: [i64; 3], most: u64) -> Result<()> {
        let mut tx = self.writer.begin().await?;
        for (resolution, before) in (0i64..).zip(before) {
            sqlx::query("DELETE FROM system_metrics WHERE resolution = ? AND ended < ?")
                .bind(resolution)
                .bind(before)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("DELETE FROM system_processes WHERE ended < ?").bind(before[0]).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM system_series WHERE last < ?").bind(before[2]).execute(&mut *tx).await?;
        tx.commit().await?;
        while self.bytes().await? > most && self.forget_oldest().await? {}
        self.give_back().await
    }

    /// Forgets everything.
    pub async fn forget_all(&self) -> Result<()> {
        let mut tx = self.writer.begin().await?;
        sqlx::query("DELETE FROM system_metrics").execute(&mut *tx).await?;
        sqlx::query("DELETE FROM system_processes").execute(&mut *tx).await?;
        sqlx::query("DELETE FROM system_recent").execute(&mut *tx).await?;
        sqlx::query("DELETE FROM system_series").execute(&mut *tx).await?;
        tx.commit().await?;
        self.give_back().await
    }

    /// A few blocks of what is worth the least; `false` when nothing is left.
    async fn forget_oldest(&self) -> Result<bool> {
        let gone = sqlx::query(
            "DELETE FROM system_processes WHERE number IN (SELECT number FROM system_processes ORDER BY began LIMIT ?)",
        )
        .bind(STEP)
        .execute(&self.writer)
        .await?;
        let gone = gone.rows_affected();
        let oldest: Option<i64> =
            sqlx::query_scalar("SELECT min(resolution) FROM system_metrics").fetch_one(&self.writer).await?;
        let Some(resolution) = oldest else { return Ok(gone > 0) };
        sqlx::query(
            "DELETE FROM system_metrics WHERE number IN
             (SELECT number FROM system_metrics WHERE resolution = ? ORDER BY began LIMIT ?)",
        )
        .bind(resolution)
        .bind(STEP)
        .execute(&self.writer)
        .await?;
        Ok(true)
    }

    /// Gives the room that is free in the file back to the disk.
    async fn give_back(&self) -> Result<()> {
        sqlx::query("PRAGMA incremental_vacuum").fetch_all(&self.writer).await?;
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").fetch_all(&self.writer).await?;
        Ok(())
    }

    async fn bytes(&self) -> Result<u64> {
        let mut conn = self.writer.acquire().await?;
        let size: i64 = sqlx::query_scalar("PRAGMA page_size").fetch_one(&mut *conn).await?;
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *conn).await?;
        let free: i64 = sqlx::query_scalar("PRAGMA freelist_count").fetch_one(&mut *conn).await?;
        Ok(pages.saturating_sub(free).saturating_mul(size).max(0).cast_unsigned())
    }
}

fn kept((since, values, bytes): (Option<i64>, i64, i64)) -> Kept {
    let count = |number: i64| number.max(0).cast_unsigned();
    Kept { since: since.map(time), values: count(values), bytes: count(bytes) }
}
