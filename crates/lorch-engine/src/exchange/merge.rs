//! Documents of two devices become one: the changes of both, less what either purged.

use std::collections::BTreeSet;

use lorch_documents::{
    purge::{Hash, Settled, settle},
    subscription,
};
use lorch_model::{exchange::Item, id::Id};
use lorch_store::Write;

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

impl Engine {
    /// Merges a document of another device. `false` when it would vanish here and `vanish` says to ask.
    pub(crate) async fn merge_document(
        &self,
        write: &mut Write,
        item: &Item,
        kind: &str,
        changes: &[(Hash, Vec<u8>)],
        purged: &[Hash],
        vanish: Vanish,
    ) -> Result<bool, EngineError> {
        let id = &item.key;
        let here = write.document_changes(id).await?;
        let gone: BTreeSet<Hash> = write.purged_hashes(id).await?.into_iter().collect();
        let known: BTreeSet<Hash> = here.iter().map(|(hash, _)| *hash).chain(gone.iter().copied()).collect();
        if changes.iter().all(|(hash, _)| known.contains(hash)) && purged.iter().all(|hash| gone.contains(hash)) {
            return Ok(true);
        }
        let Ok(settled) = together(&here, changes, gone.iter().chain(purged)) else {
            // Not to be read by this Lorch, or by none: it stops nothing.
            write.keep_unknown(item, &item.content.raw(), self.now()).await?;
            return Ok(true);
        };
        if vanish == Vanish::Ask && self.vanishes(write, id, kind, &settled).await? {
            return Ok(false);
        }
        let live: BTreeSet<Hash> = settled.live.iter().map(|change| change.hash).collect();
        let dead: Vec<Hash> = here.iter().map(|(hash, _)| *hash).filter(|hash| !live.contains(hash)).collect();
        if !dead.is_empty() {
            write.begin_purge().await?;
            write.delete_changes(&dead).await?;
        }
        for change in &settled.live {
            write.keep_change(id, kind, item.schema, &change.hash, &change.body).await?;
        }
        let new: Vec<Hash> = settled.purged.difference(&gone).copied().collect();
        write.note_purged(id, &new).await?;
        let came: BTreeSet<Hash> = changes.iter().map(|(hash, _)| *hash).collect();
        if came == live && settled.purged.len() == purged.len() {
            write.adopt_as(item, kind, live.is_empty(), self.now()).await?;
        } else if live.is_empty() {
            write.log_purge(id, kind, item.schema).await?;
        } else {
            // Together they say something that neither said: that is a new content, with a place of its own.
            write.log_document(id, kind, item.schema).await?;
        }
        if vanish != Vanish::Refuse {
            let bodies: Vec<Vec<u8>> = settled.live.into_iter().map(|change| change.body).collect();
            self.show_document(write, kind, id, item.schema, &bodies).await?;
        }
        if !dead.is_empty() {
            write.end_purge().await?;
        }
        Ok(true)
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
            self.project(write, kind, id, bodies).await?;
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
        let here = write.document_changes(id).await?;
        let gone = write.purged_hashes(id).await?;
        let settled = together(&here, changes, gone.iter().chain(purged))?;
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

fn together<'a>(
    here: &[(Hash, Vec<u8>)],
    came: &[(Hash, Vec<u8>)],
    purged: impl Iterator<Item = &'a Hash>,
) -> Result<Settled, EngineError> {
    Ok(settle(here.iter().chain(came).map(|(_, body)| body.as_slice()), purged.copied())?)
}
