//! The document of a rule for new articles.

use lorch_model::{
    Timestamp,
    id::Id,
    made::{FieldEdit, Fields, Value},
    reader::{KeptRule, Rule, RuleEdit},
};

use crate::{
    Change, DocumentError, Made,
    fields::{self, REMOVED, Wish, text, time, wish},
};

/// Word of this kind in the log.
pub const KIND: &str = "rule";
/// Schema number of the documents made today.
pub const SCHEMA: u32 = 1;
/// The folder it holds for, by that one's first path.
pub const FOLDER: &str = "folder";
/// The feed it holds for, as 32 hex digits.
pub const FEED: &str = "feed";

/// What a person does with a rule. A folder is named by its first path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Makes it.
    Add(RuleEdit),
    /// Changes it.
    Change(RuleEdit),
    /// Removes it: a tombstone, the document stays.
    Remove,
    /// Lifts the tombstone.
    Restore,
}

/// The first change of the document of the rule `id`.
pub fn genesis(id: &Id) -> Result<Change, DocumentError> {
    fields::genesis(&[("schema", Value::Number(i64::from(SCHEMA))), ("id", id.to_string().as_str().into())])
}

/// The change that `edit` makes to the document of `bodies`, or `None` when it changes nothing.
pub fn edit(bodies: &[Vec<u8>], origin: &Id, at: Timestamp, edit: &Edit) -> Result<Option<Made>, DocumentError> {
    let removed = project(bodies)?.removed;
    let mut wishes = Vec::new();
    match edit {
        Edit::Add(fields) => {
            wishes.extend(wish("enabled", Some(Value::Flag(fields.enabled.unwrap_or(true)))));
            wishes.extend(wished(fields));
        }
        Edit::Change(fields) => wishes.extend(wished(fields)),
        Edit::Remove if removed.is_none() => wishes.push((REMOVED.to_owned(), Some(Value::Time(at)))),
        Edit::Restore => wishes.push((REMOVED.to_owned(), None)),
        Edit::Remove => {}
    }
    let mut made = fields::put(bodies, origin, at, wishes)?;
    if let (Edit::Add(_), Some(made)) = (edit, &mut made) {
        // Before, there was nothing: what undoes this is to remove it, and the rest may stay as it is.
        made.edits = vec![FieldEdit { field: REMOVED.to_owned(), from: Some(Value::Time(at)), to: None }];
    }
    Ok(made)
}

/// The rule that the changes add up to, in whatever order they came.
pub fn project(bodies: &[Vec<u8>]) -> Result<KeptRule, DocumentError> {
    let fields: Fields = fields::read(bodies)?;
    let given = |name: &str| text(&fields, name).filter(|text| !text.is_empty());
    let flag = |name: &str| fields.get(name) == Some(&Value::Flag(true));
    Ok(KeptRule {
        rule: Rule {
            id: text(&fields, "id").and_then(|id| id.parse().ok()).ok_or(DocumentError::Missing("id"))?,
            name: given("name").unwrap_or_default(),
            feed: given(FEED).and_then(|feed| feed.parse().ok()),
            folder: given(FOLDER),
            words: given("words").unwrap_or_default(),
            read: flag("read"),
            starred: flag("starred"),
            enabled: flag("enabled"),
        },
        removed: time(&fields, REMOVED),
    })
}

fn wished(edit: &RuleEdit) -> impl Iterator<Item = Wish> {
    let texts = [("name", &edit.name), (FEED, &edit.feed), (FOLDER, &edit.folder), ("words", &edit.words)];
    let flags = [("read", edit.read), ("starred", edit.starred), ("enabled", edit.enabled)];
    let texts = texts.into_iter().filter_map(|(field, value)| wish(field, value.as_deref()));
    texts.chain(flags.into_iter().filter_map(|(field, value)| wish(field, value.map(Value::Flag))))
}

#[cfg(test)]
mod tests;
