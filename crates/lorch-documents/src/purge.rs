//! Which changes of a document live on when some of them were purged: pure.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Change as AutomergeChange};

use crate::{Change, DocumentError};

/// Hash of a change.
pub type Hash = [u8; 32];

/// A document after purges: what lives, what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The changes that live, in the order they were given. Empty when nothing is left but what every document of
    /// this kind begins with.
    pub live: Vec<Change>,
    /// Every purged change, and everything that was built on one.
    pub purged: BTreeSet<Hash>,
}

/// Sorts the changes of a document, those that are `here` (hash and body) and those that `came`, by what was purged.
/// What was built on a purged change goes with it, so that a device that was away can't bring it back; the genesis
/// never does, for a thing that is made anew begins with it.
///
/// Only the hashes of what is here are believed: whoever sends a change may call it what he likes.
pub fn settle<'a>(
    here: &[(Hash, Vec<u8>)],
    came: impl IntoIterator<Item = &'a [u8]>,
    purged: impl IntoIterator<Item = Hash>,
) -> Result<Settled, DocumentError> {
    let mut purged: BTreeSet<Hash> = purged.into_iter().collect();
    let mut changes: Vec<Change> = here.iter().map(|(hash, body)| Change { hash: *hash, body: body.clone() }).collect();
    for body in came {
        if changes.iter().all(|change| change.body != body) {
            let hash = AutomergeChange::from_bytes(body.to_vec())?.hash().0;
            if changes.iter().all(|change| change.hash != hash) {
                changes.push(Change { hash, body: body.to_vec() });
            }
        }
    }
    if purged.is_empty() {
        return Ok(Settled { live: changes, purged });
    }
    let read = changes.iter().map(|change| AutomergeChange::from_bytes(change.body.clone()));
    let read = read.collect::<Result<Vec<AutomergeChange>, _>>()?;
    let dependents = dependents(&read);
    let mut open: Vec<Hash> = purged.iter().copied().collect();
    while let Some(hash) = open.pop() {
        open.extend(dependents.get(&hash).into_iter().flatten().filter(|next| purged.insert(**next)));
    }
    let genesis: BTreeSet<Hash> =
        read.iter().filter(|change| is_genesis(change)).map(|change| change.hash().0).collect();
    let mut live = changes;
    live.retain(|change| genesis.contains(&change.hash) || !purged.contains(&change.hash));
    if live.iter().all(|change| genesis.contains(&change.hash)) {
        live.clear();
    }
    Ok(Settled { live, purged })
}

/// The changes that a purge of the whole document takes: all but the genesis.
pub fn purgeable<'a>(bodies: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Hash>, DocumentError> {
    let mut hashes = Vec::new();
    for body in bodies {
        let change = AutomergeChange::from_bytes(body.to_vec())?;
        if !is_genesis(&change) {
            hashes.push(change.hash().0);
        }
    }
    Ok(hashes)
}

/// The change that every document of this thing begins with, if it is among these.
pub fn genesis_of<'a>(bodies: impl IntoIterator<Item = &'a [u8]>) -> Result<Option<Change>, DocumentError> {
    for body in bodies {
        let change = AutomergeChange::from_bytes(body.to_vec())?;
        if is_genesis(&change) {
            return Ok(Some(Change { hash: change.hash().0, body: change.raw_bytes().to_vec() }));
        }
    }
    Ok(None)
}

fn dependents(changes: &[AutomergeChange]) -> BTreeMap<Hash, Vec<Hash>> {
    let mut dependents: BTreeMap<Hash, Vec<Hash>> = BTreeMap::new();
    for change in changes.iter().filter(|change| !is_genesis(change)) {
        for dep in change.deps() {
            dependents.entry(dep.0).or_default().push(change.hash().0);
        }
    }
    dependents
}

/// Nobody writes as the actor of zeros but the genesis.
fn is_genesis(change: &AutomergeChange) -> bool {
    *change.actor_id() == ActorId::from([0_u8; 16].as_slice())
}
