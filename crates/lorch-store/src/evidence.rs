//! What holds a thing: the runs of imports that brought or named it.

use lorch_model::{Timestamp, change::Topic, id::Id, sources::Import};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{Result, Store, Write, bulk, time};

/// A thing that a run held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The thing.
    pub thing: Id,
    /// Whether it is here because of a run, this one or one that was undone.
    pub made: bool,
    /// Whether it is here because of this run alone.
    pub is_last: bool,
    /// Changes its document got since; of what an export brought with its marks, changes of those as well.
    pub changes_since: i64,
}

const COLUMNS: &str = "run, kind, began, ended, added, existing, refused, undone IS NOT NULL AS undone";

#[derive(FromRow)]
struct Row {
    run: i64,
    kind: String,
    began: i64,
    ended: Option<i64>,
    added: u32,
    existing: u32,
    refused: u32,
    undone: bool,
}

impl Store {
    /// The imports that were done, newest first.
    pub async fn imports(&self) -> Result<Vec<Import>> {
        let sql = format!("SELECT {COLUMNS} FROM imports ORDER BY run DESC");
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(Row::into_import).collect())
    }
}

impl Write {
    /// Begins a run of an import. Returns its number.
    pub async fn begin_import(&mut self, kind: &str, now: Timestamp) -> Result<i64> {
        self.note_import(kind, now, [0; 3]).await
    }

    /// Says what a run came to.
    pub async fn end_import(&mut self, run: i64, [added, existing, refused]: [u32; 3]) -> Result<()> {
        sqlx::query("UPDATE imports SET added = ?2, existing = ?3, refused = ?4 WHERE run = ?1")
            .bind(run)
            .bind(added)
            .bind(existing)
            .bind(refused)
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Sources);
        Ok(())
    }

    /// Notes that `run` holds these things, and which of them are here because of it.
    pub async fn note_evidence(&mut self, run: i64, things: &[(Id, bool)]) -> Result<()> {
        bulk::insert(
            self,
            "INSERT OR REPLACE INTO evidence (thing, run, made, changes) VALUES",
            4,
            things,
            |query, (thing, made)| query.bind(thing.0.to_vec()).bind(run).bind(*made).bind(0),
        )
        .await?;
        sqlx::query(
            "UPDATE evidence SET changes = (SELECT count(*) FROM changes WHERE document = thing)
             WHERE run = ? AND EXISTS (SELECT 1 FROM changes WHERE document = thing)",
        )
        .bind(run)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// An import, as this write leaves it.
    pub async fn import(&mut self, run: i64) -> Result<Option<Import>> {
        let sql = format!("SELECT {COLUMNS} FROM imports WHERE run = ?");
        let row: Option<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(run).fetch_optional(self.conn().await?).await?;
        Ok(row.map(Row::into_import))
    }

    /// Says of an import that was undone that it is done again; what it holds is noted apart.
    pub async fn hold_again(&mut self, run: i64) -> Result<()> {
        sqlx::query("UPDATE imports SET undone = NULL WHERE run = ?").bind(run).execute(self.conn().await?).await?;
        self.touch(Topic::Sources);
        Ok(())
    }

    /// Takes the evidence of `run` away. Returns what it held: whether nothing else does, and whether it was changed.
    pub async fn release(&mut self, run: i64, now: Timestamp) -> Result<Vec<Held>> {
        // Who brought a thing passes it on to the next who named it.
        sqlx::query(
            "UPDATE evidence SET made = 1 WHERE run = (SELECT min(other.run) FROM evidence AS other
                 WHERE other.thing = evidence.thing AND other.run <> ?1)
             AND thing IN (SELECT thing FROM evidence WHERE run = ?1 AND made = 1)",
        )
        .bind(run)
        .execute(self.conn().await?)
        .await?;
        let rows: Vec<(Vec<u8>, bool, bool, i64)> = sqlx::query_as(
            "SELECT thing, made = 1, NOT EXISTS (SELECT 1 FROM evidence AS other
                     WHERE other.thing = evidence.thing AND other.run <> ?1),
                 (SELECT count(*) FROM changes WHERE document = thing)
                     + iif((SELECT kind FROM imports WHERE imports.run = ?1) = 'export',
                         (SELECT coalesce(sum(counter), 0) FROM marks WHERE marks.thing = evidence.thing), 0) - changes
             FROM evidence WHERE run = ?1 ORDER BY thing",
        )
        .bind(run)
        .fetch_all(self.conn().await?)
        .await?;
        sqlx::query("DELETE FROM evidence WHERE run = ?").bind(run).execute(self.conn().await?).await?;
        sqlx::query("UPDATE imports SET undone = ?2 WHERE run = ?1")
            .bind(run)
            .bind(now.as_millisecond())
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Sources);
        let held = |(thing, made, alone, changes_since): (Vec<u8>, bool, bool, i64)| {
            Some(Held { thing: Id::from_slice(&thing)?, made, is_last: made && alone, changes_since })
        };
        Ok(rows.into_iter().filter_map(held).collect())
    }

    /// Whether the person starred or saved this.
    pub async fn is_marked(&mut self, thing: &Id) -> Result<bool> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM marks WHERE thing = ? AND mark IN ('starred', 'saved') AND value = 1)",
        )
        .bind(thing.as_bytes())
        .fetch_one(self.conn().await?)
        .await?)
    }
}

impl Row {
    fn into_import(self) -> Import {
        Import {
            run: self.run.to_string(),
            kind: self.kind,
            began: time(self.began),
            ended: self.ended.map(time),
            added: self.added,
            existing: self.existing,
            refused: self.refused,
            undone: self.undone,
        }
    }
}
