//! Blocks of figures: written when they are full, read by time.

use super::MachineStore;
use crate::{Result, json, time};
use lorch_model::{Timestamp, system::view::Resolution};

/// Milliseconds that a block of samples, of minutes or of processes spans at most, with room to spare: clocks are set.
const LONGEST_MS: i64 = 3 * 3_600_000;
/// The same of a block of hours.
const LONGEST_OF_HOURS_MS: i64 = 26 * 3_600_000;

/// A block of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What its rows stand for.
    pub resolution: Resolution,
    /// Number of the family its series are of.
    pub family: i64,
    /// Time of its first row, in milliseconds since 1970.
    pub began: i64,
    /// Time of its last row.
    pub ended: i64,
    /// Values in it.
    pub amount: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What goes into blocks in one transaction.
#[derive(Debug, Default)]
pub struct Sealed {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Blocks of hours that begin in these times are replaced by those in `blocks`.
    pub days: Vec<(i64, i64)>,
    /// Processes: times of the first and the last look, how many shares, the bytes.
    pub processes: Vec<(i64, i64, u64, Vec<u8>)>,
    /// The last of [`Recent`] that is in them.
    pub up_to: i64,
    /// When the last value of any series was taken.
    pub last: i64,
    /// Numbers of the series that have values in them.
    pub series: Vec<u32>,
}

/// What is in no block yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Its place.
    pub number: i64,
    /// Whether it holds processes; else it holds columns of all families.
    pub processes: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A series that values are kept of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSeries {
    /// Its number in blocks.
    pub number: u32,
    /// Its name.
    pub id: String,
    /// When it was first seen.
    pub first: Timestamp,
    /// When it was last written into a block.
    pub last: Timestamp,
}

impl MachineStore {
    /// The numbers of these series, in their order; those that are new get one.
    pub async fn number(&self, ids: &[&str], now: i64) -> Result<Vec<u32>> {
        let mut tx = self.writer.begin().await?;
        let mut numbers = Vec::with_capacity(ids.len());
        for id in ids {
            sqlx::query("INSERT INTO system_series (id, first, last) VALUES (?1, ?2, ?2) ON CONFLICT DO NOTHING")
                .bind(id)
                .bind(now)
                .execute(&mut *tx)
                .await?;
            let number = sqlx::query_scalar("SELECT number FROM system_series WHERE id = ?").bind(id);
            numbers.push(number.fetch_one(&mut *tx).await?);
        }
        tx.commit().await?;
        Ok(numbers)
    }

    /// Every series, by name.
    pub async fn series(&self) -> Result<Vec<KeptSeries>> {
        let rows: Vec<(u32, String, i64, i64)> =
            sqlx::query_as("SELECT number, id, first, last FROM system_series ORDER BY id")
                .fetch_all(&self.readers)
                .await?;
        let kept = |(number, id, first, last)| KeptSeries { number, id, first: time(first), last: time(last) };
        Ok(rows.into_iter().map(kept).collect())
    }

    /// Adds what came in the last seconds: columns of all families, and processes. Returns the place of the last.
    pub async fn add_recent(&self, columns: Option<&[u8]>, processes: Option<&[u8]>) -> Result<i64> {
        let mut tx = self.writer.begin().await?;
        let mut last = 0;
        for (processes, bytes) in [(false, columns), (true, processes)] {
            let Some(bytes) = bytes else { continue };
            let added = sqlx::query("INSERT INTO system_recent (processes, block) VALUES (?, ?)")
                .bind(processes)
                .bind(bytes)
                .execute(&mut *tx)
                .await?;
            last = added.last_insert_rowid();
        }
        tx.commit().await?;
        Ok(last)
    }

    /// What is in no block yet, in the order it came.
    pub async fn recent(&self) -> Result<Vec<Recent>> {
        let rows: Vec<(i64, bool, Vec<u8>)> =
            sqlx::query_as("SELECT number, processes, block FROM system_recent ORDER BY number")
                .fetch_all(&self.writer)
                .await?;
        Ok(rows.into_iter().map(|(number, processes, bytes)| Recent { number, processes, bytes }).collect())
    }

    /// Puts blocks in the place of what they were made of.
    pub async fn seal(&self, sealed: &Sealed) -> Result<()> {
        let mut tx = self.writer.begin().await?;
        for (began, ended) in &sealed.days {
            sqlx::query("DELETE FROM system_metrics WHERE resolution = 2 AND began >= ? AND began < ?")
                .bind(began)
                .bind(ended)
                .execute(&mut *tx)
                .await?;
        }
        for block in &sealed.blocks {
            sqlx::query(
                "INSERT INTO system_metrics (resolution, family, began, ended, amount, size, block)
                 VALUES (?1, ?2, ?3, ?4, ?5, length(?6), ?6)",
            )
            .bind(number_of(block.resolution))
            .bind(block.family)
            .bind(block.began)
            .bind(block.ended)
            .bind(block.amount.cast_signed())
            .bind(&block.bytes)
            .execute(&mut *tx)
            .await?;
        }
        for (began, ended, amount, bytes) in &sealed.processes {
            sqlx::query(
                "INSERT INTO system_processes (began, ended, amount, size, block) VALUES (?1, ?2, ?3, length(?4), ?4)",
            )
            .bind(began)
            .bind(ended)
            .bind(amount.cast_signed())
            .bind(bytes)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query("DELETE FROM system_recent WHERE number <= ?").bind(sealed.up_to).execute(&mut *tx).await?;
        sqlx::query("UPDATE system_series SET last = max(last, ?) WHERE number IN (SELECT value FROM json_each(?))")
            .bind(sealed.last)
            .bind(json(&sealed.series)?)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Blocks of a family with rows between `from` and `to`, the oldest first.
    pub async fn blocks(&self, resolution: Resolution, family: i64, from: i64, to: i64) -> Result<Vec<Vec<u8>>> {
        let longest = if resolution == Resolution::Hour { LONGEST_OF_HOURS_MS } else { LONGEST_MS };
        let rows = sqlx::query_scalar(
            "SELECT block FROM system_metrics
             WHERE resolution = ? AND family = ? AND began >= ? AND began <= ? AND ended >= ? ORDER BY began",
        );
        Ok(rows
            .bind(number_of(resolution))
            .bind(family)
            .bind(from.saturating_sub(longest))
            .bind(to)
            .bind(from)
            .fetch_all(&self.readers)
            .await?)
    }

    /// Blocks of processes with looks between `from` and `to`, the oldest first.
    pub async fn processes(&self, from: i64, to: i64) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query_scalar(
            "SELECT block FROM system_processes WHERE began >= ? AND began <= ? AND ended >= ? ORDER BY began",
        );
        Ok(rows.bind(from.saturating_sub(LONGEST_MS)).bind(to).bind(from).fetch_all(&self.readers).await?)
    }
}

pub(super) fn number_of(resolution: Resolution) -> i64 {
    match resolution {
        Resolution::Sample => 0,
        Resolution::Minute => 1,
        Resolution::Hour => 2,
    }
}
