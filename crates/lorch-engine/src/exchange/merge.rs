//! Documents of two devices become one: the changes of both, less what either purged.

use std::collections::{BTreeSet, HashMap};

use lorch_documents::{
    purge::{Hash, Settled, settle},
    subscription,
};
use lorch_model::{exchange::Item, id::Id, reader::Subscription};
use lorch_store::{
    Write,
    documents::{KeptDocument, LogEntry, NewChange},
};

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
        let ids: Vec<Id> = documents.iter().map(|came| came.item.key).collect();
        let kept = write.documents_here(&ids).await?;
        let subscriptions = write.subscriptions_here(&ids).await?;
        let (mut merged, mut aside) = (Vec::with_capacity(documents.len()), Vec::new());
        let nothing = KeptDocument::default();
        for came in documents {
            let here = kept.get(&came.item.key).unwrap_or(&nothing);
            if is_known(here, came) {
                continue;
            }
            let Ok(one) = merge(here, *came) else {
                // Not to be read by this Lorch, or by none: it stops nothing.
                write.keep_unknown(came.item, &came.item.content.raw(), self.now()).await?;
                continue;
            };
            let subscribed = subscriptions.get(&came.item.key).is_some_and(|here| here.subscribed);
            if vanish == Vanish::Ask && subscribed && one.removes_subscription() {
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
        for Merged { came, settled, subscription } in merged {
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
        }
        Ok(())
    }

    /// The title of a thing that would vanish if these changes and purges came.
    pub(crate) async fn would_vanish(
        &self,
        write: &mut Write,
        id: &Id,
        kind: &str,
        changes: &[(Hash, Vec<u8>)],
        purged: &[Hash],
    ) -> Result<Option<String>, EngineError> {
        let kept = write.documents_here(&[*id]).await?.remove(id).unwrap_or_default();
        let purged = kept.purged.iter().chain(purged).copied();
        let settled = settle(&kept.changes, changes.iter().map(|(_, body)| body.as_slice()), purged)?;
        if !self.vanishes(write, id, kind, &settled).await? {
            return Ok(None);
        }
        let now = subscription::project(&write.document(id).await?)?;
        Ok(Some(now.title.unwrap_or(now.url)))
    }

    /// Whether a thing is here that would not be after this. Only subscriptions are counted: of other kinds there are
    /// few, and none takes anything with it.
    async fn vanishes(&self, write: &mut Write, id: &Id, kind: &str, settled: &Settled) -> Result<bool, EngineError> {
        if kind != subscription::KIND || !write.is_subscribed(id).await? {
            return Ok(false);
        }
        let bodies: Vec<Vec<u8>> = settled.live.iter().map(|change| change.body.clone()).collect();
        Ok(bodies.is_empty() || subscription::project(&bodies)?.removed.is_some())
    }
}

impl Merged<'_> {
    fn removes_subscription(&self) -> bool {
        let unsubscribed = self.subscription.as_ref().is_some_and(|shown| shown.removed.is_some());
        self.came.kind == subscription::KIND && (self.settled.live.is_empty() || unsubscribed)
    }
}

/// Whether everything that came is here already.
fn is_known(here: &KeptDocument, came: &Came<'_>) -> bool {
    let is_here = |hash: &Hash| here.purged.contains(hash) || here.changes.iter().any(|(known, _)| known == hash);
    came.changes.iter().all(|(hash, _)| is_here(hash)) && came.purged.iter().all(|hash| here.purged.contains(hash))
}

fn merge<'a>(here: &KeptDocument, came: Came<'a>) -> Result<Merged<'a>, EngineError> {
    let purged = here.purged.iter().chain(came.purged).copied();
    let settled = settle(&here.changes, came.changes.iter().map(|(_, body)| body.as_slice()), purged)?;
    let readable = came.kind == subscription::KIND && came.item.schema <= subscription::SCHEMA;
    let subscription = (readable && !settled.live.is_empty()).then(|| {
        let bodies: Vec<Vec<u8>> = settled.live.iter().map(|change| change.body.clone()).collect();
        subscription::project(&bodies)
    });
    Ok(Merged { came, settled, subscription: subscription.transpose()? })
}
