//! What an import of an export writes beside what an exchange would.

use std::collections::{HashMap, HashSet};

use lorch_model::{
    Timestamp,
    change::Topic,
    exchange::{Content, Item, Mark},
    id::Id,
};
use serde_json::json;
use sqlx::FromRow;

use crate::{Result, StoreError, Write, bulk, exchange::MarkRow, export::RunKept, json};

impl Write {
    /// Gives those items a place of this device that have none, or one that can't be theirs: another thing stands
    /// there, or this device never gave it out. A file must not push anything from its place.
    pub async fn settle_places(&mut self, items: &mut [Item]) -> Result<()> {
        let places: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(n, item)| json!([n, item.origin, item.seq, item.content.kind(), item.key]))
            .collect();
        let taken: Vec<i64> = sqlx::query_scalar(
            "SELECT value ->> 0 FROM json_each(?1) CROSS JOIN log ON origin = unhex(value ->> 1) AND seq = value ->> 2
             WHERE kind <> value ->> 3 OR log.key <> unhex(value ->> 4)
             UNION SELECT value ->> 0 FROM json_each(?1)
                 CROSS JOIN unknown ON origin = unhex(value ->> 1) AND seq = value ->> 2
             WHERE kind <> value ->> 3 OR unknown.key <> unhex(value ->> 4)",
        )
        .bind(json(&places)?)
        .fetch_all(self.conn().await?)
        .await?;
        let taken: HashSet<usize> = taken.into_iter().filter_map(|n| usize::try_from(n).ok()).collect();
        let own = self.origin();
        let given: Option<i64> = sqlx::query_scalar("SELECT seq FROM vector WHERE origin = ?")
            .bind(own.as_bytes())
            .fetch_optional(self.conn().await?)
            .await?;
        let mut seen = HashSet::new();
        for (n, item) in items.iter_mut().enumerate() {
            let never = item.origin == own && item.seq > given.unwrap_or(0);
            if item.seq < 1 || never || taken.contains(&n) || !seen.insert((item.origin, item.seq)) {
                (item.origin, item.seq) = (own, self.take_places(1).await?);
            }
        }
        Ok(())
    }

    /// The marks that are here of those that the items bring.
    pub async fn known_marks(&mut self, items: &[Item]) -> Result<HashMap<(Id, String), Mark>> {
        #[derive(FromRow)]
        struct Row {
            thing: Vec<u8>,
            mark: String,
            #[sqlx(flatten)]
            row: MarkRow,
        }
        let asked: Vec<_> = items
            .iter()
            .filter_map(|item| match &item.content {
                Content::Mark(mark) => Some(json!([item.key, mark.mark])),
                _ => None,
            })
            .collect();
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT thing, mark, marks.value AS value, counter, clock, origin FROM json_each(?)
             CROSS JOIN marks ON thing = unhex(json_each.value ->> 0) AND mark = json_each.value ->> 1",
        )
        .bind(json(&asked)?)
        .fetch_all(self.conn().await?)
        .await?;
        rows.into_iter()
            .map(|row| {
                let thing = Id::from_slice(&row.thing).ok_or(StoreError::Unreadable("mark"))?;
                let mark = row.row.into_mark(&row.mark)?;
                Ok(((thing, row.mark), mark))
            })
            .collect()
    }

    /// Keeps an import that was done elsewhere, with what it holds. One that is known here by its kind and time gains
    /// what it lacks, unless it was undone here. Returns whether it is new.
    pub async fn keep_run(&mut self, kept: &RunKept) -> Result<bool> {
        let began = kept.began.as_millisecond();
        let known: Option<(i64, bool)> =
            sqlx::query_as("SELECT run, undone IS NOT NULL FROM imports WHERE kind = ? AND began = ?")
                .bind(&kept.kind)
                .bind(began)
                .fetch_optional(self.conn().await?)
                .await?;
        let run = match known {
            Some((_, true)) => return Ok(false),
            Some((run, false)) => run,
            None => sqlx::query(
                "INSERT INTO imports (run, kind, began, ended, added, existing, refused, undone)
                 VALUES (iif(?1 > 0 AND NOT EXISTS (SELECT 1 FROM imports WHERE run = ?1), ?1, NULL), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .bind(kept.run)
            .bind(&kept.kind)
            .bind(began)
            .bind(kept.ended.map(Timestamp::as_millisecond))
            .bind(kept.counts[0])
            .bind(kept.counts[1])
            .bind(kept.counts[2])
            .bind(kept.undone.map(Timestamp::as_millisecond))
            .execute(self.conn().await?)
            .await?
            .last_insert_rowid(),
        };
        bulk::insert(
            self,
            "INSERT OR IGNORE INTO evidence (thing, run, made, changes) VALUES",
            4,
            &kept.holds,
            |query, (thing, made, changes)| query.bind(thing.0.to_vec()).bind(run).bind(*made).bind(*changes),
        )
        .await?;
        self.touch(Topic::Sources);
        Ok(known.is_none())
    }

    /// Counts the marks of what an export brought among its changes: who changes one later has changed the thing.
    pub async fn note_marks_as_evidence(&mut self, run: i64) -> Result<()> {
        sqlx::query(
            "UPDATE evidence SET changes = changes
                 + (SELECT coalesce(sum(counter), 0) FROM marks WHERE marks.thing = evidence.thing) WHERE run = ?",
        )
        .bind(run)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// What is here because of `run`.
    pub async fn made_by(&mut self, run: i64) -> Result<Vec<Id>> {
        let things: Vec<Vec<u8>> = sqlx::query_scalar("SELECT thing FROM evidence WHERE run = ? AND made = 1")
            .bind(run)
            .fetch_all(self.conn().await?)
            .await?;
        Ok(things.iter().filter_map(|thing| Id::from_slice(thing)).collect())
    }

    /// Notes what a feed says of itself, where it was not asked yet.
    pub async fn introduce_feed(
        &mut self,
        id: &Id,
        title: Option<&str>,
        site: Option<&str>,
        language: Option<&str>,
    ) -> Result<()> {
        let number: Option<i64> = sqlx::query_scalar(
            "UPDATE feeds SET title = coalesce(title, ?2), site = coalesce(site, ?3), language = coalesce(language, ?4)
             WHERE number = (SELECT number FROM subscriptions WHERE id = ?1)
                 AND (title IS NULL AND ?2 IS NOT NULL OR site IS NULL AND ?3 IS NOT NULL
                     OR language IS NULL AND ?4 IS NOT NULL)
             RETURNING number",
        )
        .bind(id.as_bytes())
        .bind(title)
        .bind(site)
        .bind(language)
        .fetch_optional(self.conn().await?)
        .await?;
        if let Some(number) = number {
            self.retitle(&[number])?;
            self.touch(Topic::Feeds);
        }
        Ok(())
    }

    /// Sets the proxy of this machine where none is set. Returns whether it did.
    pub async fn propose_proxy(&mut self, proxy: &str) -> Result<bool> {
        let set = sqlx::query(
            "INSERT INTO settings (name, value) VALUES ('proxy', ?)
             ON CONFLICT DO UPDATE SET value = excluded.value WHERE value = '\"\"' AND value <> excluded.value",
        )
        .bind(serde_json::Value::from(proxy).to_string())
        .execute(self.conn().await?)
        .await?
        .rows_affected()
            > 0;
        if set {
            self.touch(Topic::Settings);
        }
        Ok(set)
    }
}
