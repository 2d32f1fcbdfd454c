//! How a document came to be as it is, read from its changes; the same for every kind.

use automerge::{AutoCommit, ChangeHash, ROOT, ReadDoc};
use lorch_model::{
    Timestamp,
    id::Id,
    made::{Conflict, FieldChange, Fields, History, State},
};

use crate::{
    DocumentError, actor,
    fields::{IDENTITY, Wish, held, plain},
    load,
};

/// The states of a document, newest first, and where it holds two values at once. `own` are the origins of this device.
pub fn history(bodies: &[Vec<u8>], own: &[Id]) -> Result<History, DocumentError> {
    let mut document = load(bodies)?;
    let own: Vec<_> = own.iter().map(actor).collect();
    let mut items = Vec::new();
    for change in document.get_changes(&[]) {
        // What every device writes alike nobody did.
        if *change.actor_id() == actor(&Id([0; 16])) {
            continue;
        }
        let before = held(&document, Some(change.deps()));
        let after = held(&document, Some(&[change.hash()]));
        items.push(State {
            change: hex(&change.hash()),
            at: Timestamp::from_second(change.timestamp()).unwrap_or_default(),
            here: own.contains(change.actor_id()),
            fields: changed(&before, &after),
        });
    }
    items.reverse();
    Ok(History { items, conflicts: conflicts_of(&document)? })
}

/// Fields that two devices gave different values without knowing of each other.
pub fn conflicts(bodies: &[Vec<u8>]) -> Result<Vec<Conflict>, DocumentError> {
    conflicts_of(&load(bodies)?)
}

/// What to wish for to go back to the state that the change `hash` brought about.
pub fn back_to(bodies: &[Vec<u8>], hash: &[u8; 32]) -> Result<Vec<Wish>, DocumentError> {
    let document = load(bodies)?;
    let hash = ChangeHash(*hash);
    if document.get_change_by_hash(&hash).is_none() {
        return Err(DocumentError::NoSuchState);
    }
    let (now, then) = (held(&document, None), held(&document, Some(&[hash])));
    Ok(changed(&now, &then).into_iter().map(|change| (change.field, change.to)).collect())
}

fn conflicts_of(document: &AutoCommit) -> Result<Vec<Conflict>, DocumentError> {
    let mut conflicts = Vec::new();
    for field in document.keys(ROOT) {
        let all = document.get_all(ROOT, &field)?;
        let mut values = Vec::new();
        // The last one wins, so it comes first here.
        for value in all.iter().rev().filter_map(|(value, _)| plain(value.as_scalar()?)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() > 1 {
            conflicts.push(Conflict { field, values });
        }
    }
    Ok(conflicts)
}

fn changed(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !IDENTITY.contains(&name.as_str()) && before.get(*name) != after.get(*name))
        .map(|name| FieldChange { field: name.clone(), from: before.get(name).cloned(), to: after.get(name).cloned() })
        .collect()
}

fn hex(hash: &ChangeHash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}
