//! What goes out: kept before it is shown, and marked when it was, so that a kill in between loses nothing.

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    inbox::{Notice, is_late},
};
use sqlx::{AssertSqlSafe, FromRow};

use super::{COLUMNS, Row};
use crate::{Result, Store, StoreError, Write, statement::statement, time};

/// The most that is fetched at a time to go out.
const MOST: i64 = 200;

/// A notice that is still to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The notice.
    pub notice: Notice,
    /// The time it goes out for.
    pub due: Timestamp,
}

#[derive(FromRow)]
struct Open {
    #[sqlx(flatten)]
    row: Row,
    open_due: i64,
}

impl Store {
    /// What is still to be shown on this machine, the first first.
    pub async fn open_deliveries(&self) -> Result<Vec<Delivery>> {
        let sql = format!(
            "SELECT {COLUMNS}, deliveries.due AS open_due FROM deliveries CROSS JOIN notices ON notices.id = notice
             WHERE done IS NULL AND channel = 'system' ORDER BY deliveries.due LIMIT {MOST}"
        );
        let rows: Vec<Open> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&self.readers).await?;
        let delivery = |open: Open| Ok(Delivery { notice: open.row.into_notice()?, due: time(open.open_due) });
        rows.into_iter().map(delivery).collect()
    }

    /// When the next snoozed notice comes back.
    pub async fn next_snoozed(&self) -> Result<Option<Timestamp>> {
        let next: Option<i64> =
            sqlx::query_scalar("SELECT min(snoozed) FROM notices WHERE archived IS NULL AND snoozed IS NOT NULL")
                .fetch_one(&self.readers)
                .await?;
        Ok(next.map(time))
    }
}

impl Write {
    /// Lets what was snoozed until now or before come back. Returns how many.
    pub async fn wake_notices(&mut self, now: Timestamp) -> Result<usize> {
        let at = now.as_millisecond();
        let woken: Vec<(Vec<u8>, i64)> = self
            .ask(
                statement(
                    "SELECT id, snoozed FROM notices WHERE archived IS NULL AND snoozed IS NOT NULL AND snoozed <= ?",
                )
                .bind(at),
            )
            .await?;
        for (id, until) in &woken {
            let id = Id::from_slice(id).ok_or(StoreError::Unreadable("notice"))?;
            self.later(
                statement(
                    "UPDATE notices SET snoozed = NULL, read = 0, at = ?2,
                         body = json_set(body, '$.late', json(iif(?3, 'true', 'false'))) WHERE id = ?1",
                )
                .bind(&id)
                .bind(at)
                .bind(is_late(time(*until), now)),
            );
            self.deliver(&id, *until, at, true);
        }
        if !woken.is_empty() {
            self.touch(Topic::Inbox);
        }
        Ok(woken.len())
    }

    /// Notes that a notice was shown, or that there was nowhere to show it.
    pub fn delivered(&mut self, notice: &Id, due: Timestamp, now: Timestamp) {
        self.later(
            statement("UPDATE deliveries SET done = ?3 WHERE notice = ?1 AND due = ?2 AND channel = 'system'")
                .bind(notice)
                .bind(due.as_millisecond())
                .bind(now.as_millisecond()),
        );
    }

    /// Notes that a notice is in the Inbox, and that it goes out.
    pub(super) fn deliver(&mut self, notice: &Id, due: i64, at: i64, goes_out: bool) {
        let keep = |channel: &str, done: Option<i64>| {
            statement("INSERT INTO deliveries (notice, due, channel, done) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(notice)
                .bind(due)
                .bind(channel)
                .bind(done)
        };
        self.later(keep("inbox", Some(at)));
        if goes_out {
            self.later(keep("system", None));
        }
    }

    /// What has not gone out does not any more.
    pub(super) fn withhold(&mut self, notice: &Id) {
        self.later(statement("DELETE FROM deliveries WHERE notice = ? AND done IS NULL").bind(notice));
    }
}
