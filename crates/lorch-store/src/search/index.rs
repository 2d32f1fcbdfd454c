//! Texts as they enter and leave the index.

use std::borrow::Cow;

use super::form::form;
use crate::{Result, Write, bulk, statement::statement};

/// Texts that are read for their forms in one go.
const STEP: i64 = 1_000;

/// What is found by a timeline entry: its title and a text.
pub(crate) struct Words<'a> {
    pub key: i64,
    pub title: &'a str,
    pub text: &'a str,
}

/// The forms of one entry that differ from what they are forms of.
struct Forms {
    key: i64,
    title: Option<String>,
    text: Option<String>,
}

impl Forms {
    /// `None` when both are as they are.
    fn of(words: &Words<'_>) -> Option<Self> {
        let differing = |text| match form(text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(form) => Some(form),
        };
        let (title, text) = (differing(words.title), differing(words.text));
        (title.is_some() || text.is_some()).then_some(Self { key: words.key, title, text })
    }
}

/// Puts words into the index, by ascending keys that it doesn't know: for each one that goes back it writes all it holds
/// in memory to the disk.
pub(crate) async fn add(write: &mut Write, words: &[Words<'_>]) -> Result<()> {
    insert_forms(write, &words.iter().filter_map(Forms::of).collect::<Vec<_>>()).await?;
    bulk::insert(write, "INSERT INTO search (rowid, title, text) VALUES", 3, words, |query, words| {
        query.bind(words.key).bind(form(words.title).into_owned()).bind(form(words.text).into_owned())
    })
    .await
}

/// External-content FTS5 has to be told the old words before they change; during a rebuild it may not know them.
pub(crate) fn forget(write: &mut Write, key: i64) {
    for sql in [
        "INSERT INTO search (search, rowid, title, text) SELECT 'delete', key, title, text FROM search_content
         WHERE key = ? AND EXISTS (SELECT 1 FROM search_docsize WHERE id = key)",
        "DELETE FROM search_forms WHERE key = ?",
    ] {
        write.later(statement(sql).bind(key));
    }
}

/// Makes the forms of what is not in the index after the key `after`, up to `end`, again.
pub(crate) async fn forms_again(write: &mut Write, after: i64, end: i64) -> Result<()> {
    sqlx::query(
        "DELETE FROM search_forms WHERE key > ?1 AND key <= ?2
             AND key NOT IN (SELECT id FROM search_docsize WHERE id > ?1 AND id <= ?2)",
    )
    .bind(after)
    .bind(end)
    .execute(write.conn().await?)
    .await?;
    let mut from = after;
    loop {
        let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT timeline.key, timeline.title, search_texts.text
             FROM timeline LEFT JOIN search_texts ON search_texts.key = timeline.key
             WHERE timeline.key > ?1 AND timeline.key <= ?2 AND NOT EXISTS (SELECT 1 FROM search_docsize WHERE id = timeline.key)
             ORDER BY timeline.key LIMIT ?3",
        )
        .bind(from)
        .bind(end)
        .bind(STEP)
        .fetch_all(write.conn().await?)
        .await?;
        insert_forms(write, &rows.iter().filter_map(forms_of_row).collect::<Vec<_>>()).await?;
        match rows.last() {
            Some((last, ..)) if rows.len() == STEP as usize => from = *last,
            _ => return Ok(()),
        }
    }
}

impl Write {
    /// Gives what was indexed by an earlier Lorch after the key `after` its form. Returns where to go on.
    pub async fn give_forms(&mut self, after: i64) -> Result<Option<i64>> {
        let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "SELECT timeline.key, timeline.title, search_texts.text
             FROM timeline LEFT JOIN search_texts ON search_texts.key = timeline.key
             WHERE timeline.key > ? ORDER BY timeline.key LIMIT ?",
        )
        .bind(after)
        .bind(STEP)
        .fetch_all(self.conn().await?)
        .await?;
        for row in &rows {
            let Some(forms) = forms_of_row(row) else { continue };
            let known: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM search_forms WHERE key = ?1)
                     OR NOT EXISTS (SELECT 1 FROM search_docsize WHERE id = ?1)",
            )
            .bind(forms.key)
            .fetch_one(self.conn().await?)
            .await?;
            if !known {
                forget(self, forms.key);
                let words = Words { key: row.0, title: &row.1, text: row.2.as_deref().unwrap_or_default() };
                add(self, &[words]).await?;
            }
        }
        Ok(rows.last().filter(|_| rows.len() == STEP as usize).map(|(last, ..)| *last))
    }
}

fn forms_of_row((key, title, text): &(i64, String, Option<String>)) -> Option<Forms> {
    Forms::of(&Words { key: *key, title, text: text.as_deref().unwrap_or_default() })
}

async fn insert_forms(write: &mut Write, forms: &[Forms]) -> Result<()> {
    bulk::insert(write, "INSERT INTO search_forms (key, title, text) VALUES", 3, forms, |query, forms| {
        query.bind(forms.key).bind(forms.title.clone()).bind(forms.text.clone())
    })
    .await
}
