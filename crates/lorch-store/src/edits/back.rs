//! Undoing and redoing on the side of the tables: which steps may be taken back, and the marks among them.

use lorch_model::{Timestamp, change::Topic, id::Id, made::Value};
use sqlx::{AssertSqlSafe, FromRow};

use super::{KeptEdit, Step};
use crate::{Result, StoreError, Write, write::Noted};

/// Whether an edit is undone or, once undone, done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// What was before is written again.
    Undo,
    /// What was undone is written again.
    Redo,
}

#[derive(FromRow)]
struct Row {
    target: String,
    thing: Vec<u8>,
    field: String,
    before: Option<String>,
    after: Option<String>,
}

/// No later edit that still holds touched the same field.
const UNTOUCHED: &str = "NOT EXISTS (SELECT 1 FROM edit_steps AS later WHERE later.thing = step.thing
    AND later.field = step.field AND later.edit > step.edit AND later.undone = 0)";

impl Write {
    /// The edit to undo or redo: that of `number`, else the newest one below the place `below`.
    pub async fn edit_to_take_back(&mut self, way: Way, number: Option<i64>, below: i64) -> Result<Option<KeptEdit>> {
        let (done, place) = match way {
            Way::Undo => ("undone IS NULL", "number"),
            Way::Redo => ("undone IS NOT NULL", "undone"),
        };
        let sql = format!(
            "SELECT number, undone FROM edits WHERE {done} AND {place} < ?1 AND number = coalesce(?2, number)
             ORDER BY {place} DESC LIMIT 1"
        );
        let row: Option<(i64, Option<i64>)> =
            sqlx::query_as(AssertSqlSafe(sql)).bind(below).bind(number).fetch_optional(self.conn().await?).await?;
        Ok(row.map(|(number, undone)| KeptEdit { number, undone }))
    }

    /// Steps of an edit on documents and settings that no later edit touched, as they were taken.
    pub async fn steps_to_take_back(&mut self, edit: &KeptEdit) -> Result<Vec<Step>> {
        let sql = format!(
            "SELECT target, thing, field, before, after FROM edit_steps AS step
             WHERE edit = ? AND target <> 'mark' AND undone = ? AND {UNTOUCHED} ORDER BY thing, field"
        );
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(edit.number)
            .bind(edit.undone.unwrap_or(0))
            .fetch_all(self.conn().await?)
            .await?;
        rows.into_iter().map(Row::into_step).collect()
    }

    /// Notes that a step was taken back, or again; its values are those that were really written.
    pub async fn note_taken_back(&mut self, edit: &KeptEdit, way: Way, step: &Step, place: i64) -> Result<()> {
        sqlx::query(
            "UPDATE edit_steps SET before = ?4, after = ?5, undone = ?6 WHERE edit = ?1 AND thing = ?2 AND field = ?3",
        )
        .bind(edit.number)
        .bind(step.thing.as_bytes())
        .bind(&step.field)
        .bind(step.before.as_ref().map(Value::kept))
        .bind(step.after.as_ref().map(Value::kept))
        .bind(if way == Way::Undo { place } else { 0 })
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// The place that an edit takes among what was undone.
    pub async fn next_undone_place(&mut self) -> Result<i64> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(undone), 0) + 1 FROM edits WHERE undone IS NOT NULL")
            .fetch_one(self.conn().await?)
            .await?)
    }

    /// Notes that an edit is undone, or done again.
    pub async fn end_taking_back(&mut self, edit: &KeptEdit, way: Way, place: i64) -> Result<()> {
        sqlx::query("UPDATE edits SET undone = ? WHERE number = ?")
            .bind((way == Way::Undo).then_some(place))
            .bind(edit.number)
            .execute(self.conn().await?)
            .await?;
        self.edit = Noted::Number(edit.number);
        self.touch(Topic::Edits);
        Ok(())
    }

    /// Takes the marks of an edit back, or sets them again: new marks with higher counters, where the old ones still
    /// hold. Returns how many.
    pub async fn take_marks_back(&mut self, edit: &KeptEdit, way: Way, place: i64, now: Timestamp) -> Result<i64> {
        let (holds, wanted) = match way {
            Way::Undo => ("step.after", "step.before"),
            Way::Redo => ("step.before", "step.after"),
        };
        // -1 stands for "in the course of being taken back" and is gone before this function ends.
        let chosen = format!(
            "UPDATE edit_steps SET undone = -1 WHERE edit = ?1 AND (thing, field) IN (
                 SELECT step.thing, step.field FROM edit_steps AS step
                 JOIN marks ON marks.thing = step.thing AND marks.mark = step.field
                 WHERE step.edit = ?1 AND step.target = 'mark' AND step.undone = ?2
                     AND marks.value = ({holds} = 'f1') AND {UNTOUCHED})"
        );
        let count = sqlx::query(AssertSqlSafe(chosen))
            .bind(edit.number)
            .bind(edit.undone.unwrap_or(0))
            .execute(self.conn().await?)
            .await?
            .rows_affected();
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if count == 0 {
            return Ok(0);
        }
        let (origin, first) = (self.origin(), self.take_places(count).await?);
        let statements = [
            format!(
                "UPDATE marks SET value = {wanted} = 'f1', counter = counter + 1, clock = max(clock, ?2), origin = ?3
                 FROM edit_steps AS step WHERE step.edit = ?1 AND step.undone = -1 AND ?4 IS ?4
                     AND marks.thing = step.thing AND marks.mark = step.field"
            ),
            "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema)
             SELECT ?3, ?4 + row_number() OVER (ORDER BY thing, field) - 1, 'mark:' || field, thing, 1
             FROM edit_steps WHERE edit = ?1 AND undone = -1 AND ?2 IS ?2"
                .to_owned(),
            format!(
                "UPDATE feeds SET unread = unread + back.n FROM (
                     SELECT articles.feed AS feed, sum(articles.read - ({wanted} = 'f1')) AS n FROM edit_steps AS step
                     JOIN timeline ON timeline.id = step.thing JOIN articles USING (key)
                     WHERE step.edit = ?1 AND step.undone = -1 AND step.field = 'read' AND ?2 IS ?2 AND ?3 IS ?3
                         AND ?4 IS ?4
                     GROUP BY articles.feed) AS back
                 WHERE feeds.number = back.feed"
            ),
            format!(
                "UPDATE articles SET read = {wanted} = 'f1' FROM edit_steps AS step
                 JOIN timeline ON timeline.id = step.thing
                 WHERE step.edit = ?1 AND step.undone = -1 AND step.field = 'read' AND ?2 IS ?2 AND ?3 IS ?3
                     AND ?4 IS ?4 AND articles.key = timeline.key"
            ),
        ];
        for sql in statements {
            sqlx::query(AssertSqlSafe(sql))
                .bind(edit.number)
                .bind(now.as_millisecond())
                .bind(origin.as_bytes())
                .bind(first)
                .execute(self.conn().await?)
                .await?;
        }
        self.show_taken_back(edit, wanted).await?;
        sqlx::query("UPDATE edit_steps SET undone = ? WHERE edit = ? AND undone = -1")
            .bind(if way == Way::Undo { place } else { 0 })
            .bind(edit.number)
            .execute(self.conn().await?)
            .await?;
        for topic in [Topic::Feeds, Topic::Articles, Topic::Timeline] {
            self.touch(topic);
        }
        Ok(count)
    }

    /// Shows the marks that are not set by the thousand, one by one.
    async fn show_taken_back(&mut self, edit: &KeptEdit, wanted: &str) -> Result<()> {
        let sql = format!(
            "SELECT thing, field, {wanted} = 'f1' FROM edit_steps AS step
             WHERE edit = ? AND undone = -1 AND field <> 'read'"
        );
        let rows: Vec<(Vec<u8>, String, bool)> =
            sqlx::query_as(AssertSqlSafe(sql)).bind(edit.number).fetch_all(self.conn().await?).await?;
        for (thing, mark, value) in rows {
            let thing = Id::from_slice(&thing).ok_or(StoreError::Unreadable("edit"))?;
            self.show_marks(&[(thing, &mark, value)]).await?;
        }
        Ok(())
    }
}

impl Row {
    fn into_step(self) -> Result<Step> {
        let value = |kept: Option<String>| {
            kept.map(|kept| Value::from_kept(&kept).ok_or(StoreError::Unreadable("edit"))).transpose()
        };
        Ok(Step {
            target: self.target,
            thing: Id::from_slice(&self.thing).ok_or(StoreError::Unreadable("edit"))?,
            field: self.field,
            before: value(self.before)?,
            after: value(self.after)?,
        })
    }
}
