//! The document of a subscription: where a feed is fetched, what the person calls it, where it is filed.

use automerge::{AutoCommit, ROOT, ReadDoc, ScalarValue, transaction::Transactable};
use lorch_model::{
    Timestamp,
    id::Id,
    reader::{Subscription, SubscriptionEdit},
};

use crate::{Change, DocumentError, actor, commit, load};

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
    let mut document = AutoCommit::new().with_actor(actor(&Id([0; 16])));
    document.put(ROOT, "schema", i64::from(SCHEMA))?;
    document.put(ROOT, "first_url", first_url)?;
    document.put(ROOT, "url", first_url)?;
    commit(&mut document, Timestamp::UNIX_EPOCH).ok_or(DocumentError::Missing("genesis"))
}

/// The change that `edit` makes to the document of `bodies`, or `None` when it changes nothing.
pub fn edit(bodies: &[Vec<u8>], origin: &Id, at: Timestamp, edit: &Edit) -> Result<Option<Change>, DocumentError> {
    let mut document = load(bodies)?;
    document.set_actor(actor(origin));
    let before = read(&document)?;
    match edit {
        Edit::Subscribe(fields) => {
            if before.added == Timestamp::UNIX_EPOCH || before.removed.is_some() {
                document.put(ROOT, "added", ScalarValue::Timestamp(at.as_millisecond()))?;
            }
            if before.removed.is_some() {
                document.delete(ROOT, "removed")?;
            }
            put(&mut document, &before, fields)?;
        }
        Edit::Change(fields) => put(&mut document, &before, fields)?,
        Edit::Unsubscribe if before.removed.is_none() => {
            document.put(ROOT, "removed", ScalarValue::Timestamp(at.as_millisecond()))?;
        }
        Edit::Unsubscribe => {}
    }
    Ok(commit(&mut document, at))
}

/// The subscription that the changes add up to, in whatever order they came.
pub fn project(bodies: &[Vec<u8>]) -> Result<Subscription, DocumentError> {
    read(&load(bodies)?)
}

fn put(document: &mut AutoCommit, before: &Subscription, fields: &SubscriptionEdit) -> Result<(), DocumentError> {
    if let Some(title) = &fields.title
        && before.title.as_deref().unwrap_or_default() != title
    {
        document.put(ROOT, "title", title.as_str())?;
    }
    if let Some(folder) = &fields.folder
        && before.folder != *folder
    {
        document.put(ROOT, "folder", folder.as_str())?;
    }
    if let Some(url) = &fields.url
        && before.url != *url
    {
        document.put(ROOT, "url", url.as_str())?;
    }
    Ok(())
}

fn read(document: &AutoCommit) -> Result<Subscription, DocumentError> {
    let first_url = text(document, "first_url")?.ok_or(DocumentError::Missing("first URL"))?;
    Ok(Subscription {
        id: Id::of_subscription(&first_url),
        url: text(document, "url")?.unwrap_or_else(|| first_url.clone()),
        title: text(document, "title")?.filter(|title| !title.is_empty()),
        folder: text(document, "folder")?.unwrap_or_default(),
        added: time(document, "added")?.unwrap_or(Timestamp::UNIX_EPOCH),
        removed: time(document, "removed")?,
        first_url,
    })
}

fn text(document: &AutoCommit, field: &str) -> Result<Option<String>, DocumentError> {
    Ok(document.get(ROOT, field)?.and_then(|(value, _)| value.into_string().ok()))
}

fn time(document: &AutoCommit, field: &str) -> Result<Option<Timestamp>, DocumentError> {
    Ok(document.get(ROOT, field)?.and_then(|(value, _)| match value.as_scalar() {
        Some(ScalarValue::Timestamp(ms)) => Timestamp::from_millisecond(*ms).ok(),
        _ => None,
    }))
}

#[cfg(test)]
mod tests;
