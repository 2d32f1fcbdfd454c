//! The document of a subscription: where a feed is fetched, what the person calls it, where it is filed.

use lorch_model::{
    Timestamp,
    id::Id,
    made::{FieldEdit, Fields, Value},
    reader::{Subscription, SubscriptionEdit},
};

use crate::{
    Change, DocumentError, Made,
    fields::{self, Opened, REMOVED, Wish, text, time, wish},
};

/// Word of this kind in the log.
pub const KIND: &str = "subscription";
/// Schema number of the documents made today.
pub const SCHEMA: u32 = 1;

/// What a person does with a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Subscribes, anew or again, and sets what is given.
    Subscribe(SubscriptionEdit),
    /// Changes title, folder or URL.
    Change(SubscriptionEdit),
    /// Unsubscribes: a tombstone, the document stays.
    Unsubscribe,
}

/// The first change of the document of `first_url`: the same bytes on every device and at every time.
pub fn genesis(first_url: &str) -> Result<Change, DocumentError> {
    fields::genesis(&[
        ("schema", Value::Number(i64::from(SCHEMA))),
        ("first_url", first_url.into()),
        ("url", first_url.into()),
    ])
}

/// The change that `edit` makes to the document of `bodies`, or `None` when it changes nothing.
pub fn edit(bodies: &[Vec<u8>], origin: &Id, at: Timestamp, edit: &Edit) -> Result<Option<Made>, DocumentError> {
    let opened = Opened::open(bodies)?;
    let before = shown(&opened.fields)?;
    let never = before.added == Timestamp::UNIX_EPOCH;
    let mut wishes = Vec::new();
    match edit {
        Edit::Subscribe(fields) => {
            if never || before.removed.is_some() {
                wishes.push(("added".to_owned(), Some(Value::Time(at))));
                wishes.push((REMOVED.to_owned(), None));
            }
            wishes.extend(wished(fields));
        }
        Edit::Change(fields) => wishes.extend(wished(fields)),
        Edit::Unsubscribe if before.removed.is_none() => {
            wishes.push((REMOVED.to_owned(), Some(Value::Time(at))));
        }
        Edit::Unsubscribe => {}
    }
    let mut made = opened.put(origin, at, wishes)?;
    if let (true, Some(made)) = (never && matches!(edit, Edit::Subscribe(_)), &mut made) {
        // Before, there was nothing: what undoes this is to unsubscribe, and the rest may stay as it is.
        made.edits = vec![FieldEdit { field: REMOVED.to_owned(), from: Some(Value::Time(at)), to: None }];
    }
    Ok(made)
}

/// The subscription that the changes add up to, in whatever order they came.
pub fn project(bodies: &[Vec<u8>]) -> Result<Subscription, DocumentError> {
    shown(&fields::read(bodies)?)
}

/// The subscription that these fields say.
pub fn shown(fields: &Fields) -> Result<Subscription, DocumentError> {
    let first_url = text(fields, "first_url").ok_or(DocumentError::Missing("first URL"))?;
    Ok(Subscription {
        id: Id::of_subscription(&first_url),
        url: text(fields, "url").unwrap_or_else(|| first_url.clone()),
        title: text(fields, "title").filter(|title| !title.is_empty()),
        folder: text(fields, "folder").unwrap_or_default(),
        added: time(fields, "added").unwrap_or(Timestamp::UNIX_EPOCH),
        removed: time(fields, REMOVED),
        first_url,
    })
}

fn wished(edit: &SubscriptionEdit) -> impl Iterator<Item = Wish> {
    let fields = [("title", &edit.title), ("folder", &edit.folder), ("url", &edit.url)];
    fields.into_iter().filter_map(|(field, value)| wish(field, value.as_deref()))
}

#[cfg(test)]
mod tests;
