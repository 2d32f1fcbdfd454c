//! What a person did, each with what undoes it, written in the transaction of the edit itself.

mod back;

use std::collections::BTreeSet;

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    made::{Action, Edit, Value},
    page::Page,
};
use sqlx::FromRow;

use crate::{
    Result, Store, StoreError, Write, bulk, json,
    statement::{Statement, statement},
    time,
    timeline::{cursor, page},
    write::Noted,
};

pub use back::Way;

/// Edits that are kept, at most.
const MOST: i64 = 1_000;
/// How long they are kept, in milliseconds: 30 days.
const LONGEST: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What steps on marks and on settings of this machine have as their target; all others name the kind of a document.
pub(crate) const MARK: &str = "mark";
/// Target of a step on a setting of this machine.
pub const MACHINE: &str = "machine";
/// Target of a step on a fact that two things are the same.
pub const LINK: &str = "link";
/// Target of a step that did or undid an import.
pub const IMPORT: &str = "import";
/// Target of a step that cleared a notice, or brought it back.
pub const NOTICE: &str = "notice";
/// Target of a step that took from an import what it held; the field is its run.
pub const EVIDENCE: &str = "evidence";

/// Something a person does that can be undone.
#[derive(Debug, Clone)]
pub struct NewEdit<'a> {
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: Action,
    /// Kind of what it is done to.
    pub kind: &'a str,
    /// What it is done to; `None` when to several.
    pub thing: Option<Id>,
    /// What that is called.
    pub title: &'a str,
}

/// What an edit does to one field of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The kind of the document, or [`MACHINE`], [`LINK`], [`IMPORT`], [`NOTICE`], [`EVIDENCE`].
    pub target: String,
    /// The thing.
    pub thing: Id,
    /// The field.
    pub field: String,
    /// What it held.
    pub before: Option<Value>,
    /// What it holds.
    pub after: Option<Value>,
}

/// An edit as it is kept, with its place among what was undone.
#[derive(Debug, Clone)]
pub struct KeptEdit {
    /// Its number.
    pub number: i64,
    /// Its place among what was undone; `None` while it is done.
    pub undone: Option<i64>,
}

#[derive(FromRow)]
struct Row {
    number: i64,
    at: i64,
    action: String,
    kind: String,
    thing: Option<Vec<u8>>,
    title: String,
    count: u32,
    undone: bool,
}

const COLUMNS: &str = "number, at, action, kind, thing, title, count, undone IS NOT NULL AS undone";

impl Store {
    /// A page of what the person did, newest first.
    pub async fn edits(&self, after: Option<&str>, limit: u32) -> Result<Page<Edit>> {
        let sql = format!("SELECT {COLUMNS} FROM edits WHERE number < ? ORDER BY number DESC LIMIT ?");
        let rows: Vec<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(cursor(after)?).bind(limit).fetch_all(&self.readers).await?;
        page(rows, limit, |row| row.number, Row::into_edit)
    }
}

impl Write {
    /// Notes an edit with its steps; nothing when it changed nothing.
    pub async fn note_edit(&mut self, edit: &NewEdit<'_>, steps: &[Step]) -> Result<()> {
        let things: BTreeSet<Id> = steps.iter().map(|step| step.thing).collect();
        self.note_edit_of(edit, things.len(), steps).await
    }

    /// As [`Write::note_edit`], told as an edit of `count` things.
    pub async fn note_edit_of(&mut self, edit: &NewEdit<'_>, count: usize, steps: &[Step]) -> Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        for statement in begin_sql(edit, count) {
            self.later(statement);
        }
        self.edit = Noted::Newest;
        self.touch(Topic::Edits);
        bulk::insert_as(
            self,
            [
                "INSERT INTO edit_steps (edit, target, thing, field, before, after) VALUES",
                "((SELECT max(number) FROM edits), ?, ?, ?, ?, ?)",
                "",
            ],
            steps,
            |row, step| {
                row.bind(step.target.clone())
                    .bind(&step.thing)
                    .bind(step.field.clone())
                    .bind(step.before.as_ref().map(Value::kept))
                    .bind(step.after.as_ref().map(Value::kept))
            },
        )
        .await
    }

    /// Notes that these marks of an article, called `title`, were set or cleared.
    pub(crate) async fn note_marks(
        &mut self,
        article: &Id,
        title: &str,
        changed: &[(&str, bool)],
        at: Timestamp,
    ) -> Result<()> {
        // What was done beside something else goes by the name of the something else: starring reads as well.
        let named = changed.iter().rev().find_map(|(mark, value)| Action::of_mark(mark, *value));
        let Some(action) = named else { return Ok(()) };
        let steps: Vec<Step> = changed
            .iter()
            .map(|(mark, value)| Step {
                target: MARK.to_owned(),
                thing: *article,
                field: (*mark).to_owned(),
                before: Some(Value::Flag(!value)),
                after: Some(Value::Flag(*value)),
            })
            .collect();
        self.note_edit(&NewEdit { at, action, kind: "article", thing: Some(*article), title }, &steps).await
    }

    /// Forgets what was done to things that are purged: their words stand in it.
    pub async fn forget_edits(&mut self, things: &[Id]) -> Result<()> {
        let things = json(things)?;
        for sql in [
            "UPDATE edits SET title = '' WHERE number IN (
                 SELECT edit FROM edit_steps WHERE thing IN (SELECT unhex(value) FROM json_each(?)))",
            "DELETE FROM edit_steps WHERE thing IN (SELECT unhex(value) FROM json_each(?))",
            "DELETE FROM edits WHERE thing IN (SELECT unhex(value) FROM json_each(?))",
        ] {
            sqlx::query(sql).bind(&things).execute(self.conn().await?).await?;
        }
        sqlx::query(
            "DELETE FROM edits WHERE NOT EXISTS (SELECT 1 FROM edit_steps WHERE edit_steps.edit = edits.number)",
        )
        .execute(self.conn().await?)
        .await?;
        self.touch(Topic::Edits);
        Ok(())
    }

    /// What an edit says of itself.
    pub async fn edit(&mut self, number: i64) -> Result<Option<Edit>> {
        let sql = format!("SELECT {COLUMNS} FROM edits WHERE number = ?");
        let row: Option<Row> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number).fetch_optional(self.conn().await?).await?;
        row.map(Row::into_edit).transpose()
    }

    /// Opens an edit of `count` things, whose steps follow; forgets those that are too old or too many.
    pub(crate) async fn begin_edit(&mut self, edit: &NewEdit<'_>, count: usize) -> Result<i64> {
        let [begin, forget] = begin_sql(edit, count);
        self.later(begin);
        self.later(forget);
        let numbers: Vec<(i64,)> = self.ask(statement("SELECT max(number) FROM edits")).await?;
        let (number,) = numbers.first().copied().ok_or(sqlx::Error::RowNotFound)?;
        self.edit = Noted::Number(number);
        self.touch(Topic::Edits);
        Ok(number)
    }
}

/// Opens an edit, and forgets those that are too old or too many.
fn begin_sql(edit: &NewEdit<'_>, count: usize) -> [Statement; 2] {
    let at = edit.at.as_millisecond();
    [
        statement("INSERT INTO edits (at, action, kind, thing, title, count) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(at)
            .bind(edit.action.word())
            .bind(edit.kind)
            .bind(edit.thing.as_ref())
            .bind(edit.title)
            .bind(i64::try_from(count).unwrap_or(i64::MAX)),
        // Those that are too old stand first, so the search for the first that is not ends where it begins.
        statement(
            "DELETE FROM edits WHERE number <= (SELECT max(number) FROM edits) - ?
                 OR number < (SELECT number FROM edits WHERE at >= ? ORDER BY number LIMIT 1)",
        )
        .bind(MOST)
        .bind(at - LONGEST),
    ]
}

impl Row {
    fn into_edit(self) -> Result<Edit> {
        Ok(Edit {
            number: self.number.to_string(),
            at: time(self.at),
            action: Action::from_word(&self.action).ok_or(StoreError::Unreadable("edit"))?,
            kind: self.kind,
            thing: self.thing.as_deref().and_then(Id::from_slice),
            title: self.title,
            count: self.count,
            undone: self.undone,
        })
    }
}
