//! Documents of two devices become one: the changes of both, less what either purged.

use std::{
    collections::{BTreeSet, HashMap},
    num::NonZero,
    panic::resume_unwind,
    thread,
};

use lorch_documents::{
    DocumentError, planner,
    purge::{Hash, Settled, genesis_of, settle},
    recent, rule, subscription,
};
use lorch_model::{exchange::Item, id::Id, reader::Subscription};
use lorch_store::{
    Write,
    documents::{KeptDocument, LogEntry, NewChange},
};

use super::vanish::is_had;
use crate::{Engine, EngineError};

/// What to do with an item that makes something vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vanish {
    /// Leave it: it may have to be asked about.
    Ask,
    /// Land it.
    Allow,
    /// Land it, but leave the rows as they are: what it took is made anew at once.
    Refuse,
}

/// A document as another device has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Came<'a> {
    pub item: &'a Item,
    pub kind: &'a str,
    pub changes: &'a [(Hash, Vec<u8>)],
    pub purged: &'a [Hash],
}

/// A document of which something came that was not here.
struct Merged<'a> {
    came: Came<'a>,
    settled: Settled,
    /// Whether it is something that the person has.
    is_had: bool,
    /// What it says now, when it is a subscription that this Lorch can read.
    subscription: Option<Subscription>,
}

impl Engine {
    /// Merges documents of another device, each there once. Returns those that would vanish here, when `vanish` says
    /// to ask.
    pub(crate) async fn merge_documents<'a>(
        &self,
        write: &mut Write,
        documents: &[Came<'a>],
        vanish: Vanish,
    ) -> Result<Vec<&'a Item>, EngineError> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = documents.iter().map(|came| came.item.key).collect();
        let kept = write.documents_here(&ids).await?;
        let subscriptions = write.subscriptions_here(&ids).await?;
        let (mut merged, mut aside) = (Vec::with_capacity(documents.len()), Vec::new());
        let nothing = KeptDocument::default();
        for (came, one) in merge_all(documents, &kept) {
            let here = kept.get(&came.item.key).unwrap_or(&nothing);
            let Ok(one) = one else {
                // Not to be read by this Lorch, or by none: it stops nothing.
                write.keep_unknown(came.item, &came.item.content.raw(), self.now()).await?;
                continue;
            };
            let had = || match came.kind {
                subscription::KIND => Ok(subscriptions.get(&came.item.key).is_some_and(|here| here.subscribed)),
                kind => is_had(kind, here.changes.iter().map(|(_, body)| body.as_slice())),
            };
            if vanish == Vanish::Ask && !one.is_had && had()? {
                aside.push(came.item);
            } else {
                merged.push(one);
            }
        }
        let purges = self.keep_merged(write, &merged, &kept).await?;
        if vanish != Vanish::Refuse {
            self.show_merged(write, merged).await?;
        }
        if purges {
            write.end_purge().await?;
            recent::forget();
        }
        Ok(aside)
    }

    /// Writes the changes of documents, and what was purged of them, to where they belong. Returns whether something is
    /// purged: then the caller ends it.
    async fn keep_merged(
        &self,
        write: &mut Write,
        merged: &[Merged<'_>],
        kept: &HashMap<Id, KeptDocument>,
    ) -> Result<bool, EngineError> {
        let nothing = KeptDocument::default();
        let (mut new, mut entries, mut dead) = (Vec::new(), Vec::with_capacity(merged.len()), Vec::new());
        for Merged { came, settled, .. } in merged {
            let here = kept.get(&came.item.key).unwrap_or(&nothing);
            let live: BTreeSet<Hash> = settled.live.iter().map(|change| change.hash).collect();
            let known: BTreeSet<Hash> = here.changes.iter().map(|(hash, _)| *hash).collect();
            dead.extend(known.difference(&live).copied());
            new.extend(settled.live.iter().filter(|change| !known.contains(&change.hash)).map(|change| NewChange {
                document: came.item.key,
                kind: came.kind,
                schema: came.item.schema,
                hash: change.hash,
                body: &change.body,
            }));
            let purged: Vec<Hash> = settled.purged.difference(&here.purged).copied().collect();
            write.note_purged(&came.item.key, &purged).await?;
            let theirs: BTreeSet<Hash> = came.changes.iter().map(|(hash, _)| *hash).collect();
            // Where both together say something that neither said, that is a new content with a place of its own.
            let same = theirs == live && settled.purged.len() == came.purged.len();
            entries.push(LogEntry {
                place: same.then_some((came.item.origin, came.item.seq)),
                kind: came.kind,
                key: came.item.key,
                schema: came.item.schema,
                tombstone: live.is_empty(),
            });
        }
        if !dead.is_empty() {
            write.begin_purge().await?;
            write.delete_changes(&dead).await?;
        }
        write.keep_changes(&new).await?;
        write.log_all(&entries, self.now()).await?;
        Ok(!dead.is_empty())
    }

    async fn show_merged(&self, write: &mut Write, merged: Vec<Merged<'_>>) -> Result<(), EngineError> {
        let mut subscriptions = Vec::new();
        for Merged { came, settled, subscription, .. } in merged {
            if let Some(shown) = subscription {
                subscriptions.push(shown);
            } else {
                let bodies: Vec<Vec<u8>> = settled.live.into_iter().map(|change| change.body).collect();
                self.show_document(write, came.kind, &came.item.key, came.item.schema, &bodies).await?;
            }
        }
        self.show_subscriptions(write, &subscriptions).await?;
        Ok(())
    }

    /// Brings the rows of a document in line with it, where its kind and schema are known.
    pub(crate) async fn show_document(
        &self,
        write: &mut Write,
        kind: &str,
        id: &Id,
        schema: u32,
        bodies: &[Vec<u8>],
    ) -> Result<(), EngineError> {
        if lorch_documents::schema_of(kind).is_none_or(|known| schema > known) {
            write.note_unshown(kind, id, schema).await?;
        } else if !bodies.is_empty() {
            self.project(write, kind, bodies).await?;
        } else if kind == subscription::KIND {
            write.forget_subscription(id).await?;
        } else if kind == rule::KIND {
            write.forget_rule(id, self.now()).await?;
        } else if kind == planner::KIND {
            write.forget_activity(id, self.now()).await?;
        }
        Ok(())
    }
}

/// Whether everything that came is here already.
fn is_known(here: &KeptDocument, came: &Came<'_>) -> bool {
    let is_here = |hash: &Hash| here.purged.contains(hash) || here.changes.iter().any(|(known, _)| known == hash);
    came.changes.iter().all(|(hash, _)| is_here(hash)) && came.purged.iter().all(|hash| here.purged.contains(hash))
}

/// Merges those of which something is not here yet, on all cores: reading documents is most of what landing costs.
fn merge_all<'a, 'b>(
    documents: &'b [Came<'a>],
    kept: &HashMap<Id, KeptDocument>,
) -> Vec<(&'b Came<'a>, Result<Merged<'a>, EngineError>)> {
    let nothing = KeptDocument::default();
    let merge_part = |part: &'b [Came<'a>]| {
        let here = |came: &Came<'a>| kept.get(&came.item.key).unwrap_or(&nothing);
        let new = part.iter().filter(|came| !is_known(here(came), came));
        new.map(|came| (came, merge(here(came), *came))).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let size = documents.len().div_ceil(cores).max(LEAST_PART);
    if documents.len() <= size {
        return merge_part(documents);
    }
    thread::scope(|scope| {
        let parts: Vec<_> = documents.chunks(size).map(|part| scope.spawn(|| merge_part(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Fewer documents than this are not worth another core.
const LEAST_PART: usize = 250;

fn merge<'a>(here: &KeptDocument, came: Came<'a>) -> Result<Merged<'a>, EngineError> {
    let (kind, id) = (came.kind, came.item.key);
    // A thing begins once: what else is said to be its beginning is another thing's.
    let new = came.changes.iter().filter(|(hash, _)| here.changes.iter().all(|(known, _)| known != hash));
    if !here.changes.is_empty()
        && let Some(begun) = genesis_of(new.map(|(_, body)| body.as_slice()))?
    {
        belongs(kind, &[begun.body], &id)?;
    }
    let purged = here.purged.iter().chain(came.purged).copied();
    let settled = settle(&here.changes, came.changes.iter().map(|(_, body)| body.as_slice()), purged)?;
    let bodies = || settled.live.iter().map(|change| change.body.as_slice());
    let readable = kind == subscription::KIND && came.item.schema <= subscription::SCHEMA;
    if !readable || settled.live.is_empty() {
        if !settled.live.is_empty() {
            belongs(kind, &bodies().map(<[u8]>::to_vec).collect::<Vec<_>>(), &id)?;
        }
        let is_had = is_had(kind, bodies())?;
        return Ok(Merged { came, settled, is_had, subscription: None });
    }
    let subscription = subscription::project(&bodies().map(<[u8]>::to_vec).collect::<Vec<_>>())?;
    if subscription.id != id {
        return Err(DocumentError::Foreign.into());
    }
    Ok(Merged { came, is_had: subscription.removed.is_none(), settled, subscription: Some(subscription) })
}

/// Refuses changes that say of themselves that they are of another thing than the one they came for.
fn belongs(kind: &str, bodies: &[Vec<u8>], id: &Id) -> Result<(), DocumentError> {
    match lorch_documents::id_of(kind, bodies)? {
        Some(other) if other != *id => Err(DocumentError::Foreign),
        _ => Ok(()),
    }
}
