//! What another device says: it lands through the same commit as a person's own edits.
//!
//! An exchange goes part by part and can break off anywhere: its place is kept apart from the vector, which goes on
//! only when the whole has landed. What would make something vanish waits for the end, and for the person's word when
//! it is too much.

pub(crate) mod answer;
mod known;
pub(crate) mod merge;
pub(crate) mod vanish;

use std::collections::HashSet;

use lorch_model::{
    exchange::{Ask, Batch, Content, Item, Landing, Vector},
    id::Id,
    record::Record,
};
use lorch_store::Write;
use rand::Rng;

use crate::{Engine, EngineError, lock};
use merge::{Came, Vanish};

impl Engine {
    /// What to ask `peer` for, which has seen `theirs`: the beginning of an exchange, or where the last one broke
    /// off. `None` while the person is asked about what the last one would make vanish.
    pub async fn begin_exchange(&self, peer: &Id, theirs: &Vector) -> Result<Option<Ask>, EngineError> {
        let fresh = Id(lock(&self.0.random).random());
        let mut write = self.store().write().await?;
        let held = write.is_held(peer).await?;
        if held {
            // What was too much may have gone another way by now.
            if matches!(self.finish(&mut write, peer).await?, Landing::Held(_)) {
                return Ok(None);
            }
        }
        let ask = write.begin_exchange(peer, theirs, fresh).await?;
        write.commit().await?;
        if held {
            self.store().announce_status();
        }
        Ok(Some(ask))
    }

    /// Lands a part of an exchange, in one transaction. A part that was not asked for, that comes twice or out of its
    /// order changes nothing.
    pub async fn land_batch(&self, peer: &Id, batch: &Batch) -> Result<Landing, EngineError> {
        self.land_batch_as(peer, batch, Content::read).await
    }

    /// As [`Engine::land_batch`], for a Lorch that reads only what `read` does.
    pub async fn land_batch_as(
        &self,
        peer: &Id,
        batch: &Batch,
        read: fn(Content) -> Content,
    ) -> Result<Landing, EngineError> {
        let mut write = self.store().write().await?;
        match write.unfinished(peer).await? {
            Some((exchange, after)) if exchange == batch.exchange && after == batch.after => {}
            _ => return Ok(Landing::More),
        }
        if write.is_held(peer).await? {
            return Ok(Landing::More);
        }
        let items: Vec<Item> =
            batch.items.iter().cloned().map(|item| Item { content: read(item.content), ..item }).collect();
        write.meet_device(peer, &batch.own, self.now()).await?;
        write.take_back(peer, &items).await?;
        for item in self.land_items(&mut write, &items, Vanish::Ask).await? {
            write.put_aside(peer, &item).await?;
        }
        let landing = match batch.next {
            Some(place) => {
                write.came_to(peer, place).await?;
                Landing::More
            }
            None => self.finish(&mut write, peer).await?,
        };
        write.commit().await?;
        if matches!(landing, Landing::Held(_)) {
            self.store().announce_status();
        }
        self.0.wake.notify_one();
        Ok(landing)
    }

    /// Ends an exchange of which everything came, unless too much would vanish.
    async fn finish(&self, write: &mut Write, peer: &Id) -> Result<Landing, EngineError> {
        let held = write.put_aside_by(peer).await?;
        let vanishing = self.vanishing(write, &held).await?;
        if self.is_too_much(write, &vanishing).await? {
            write.hold(peer).await?;
            return Ok(Landing::Held(vanishing));
        }
        self.land_items(write, &held, Vanish::Allow).await?;
        self.end(write, peer).await?;
        Ok(Landing::Whole)
    }

    async fn end(&self, write: &mut Write, peer: &Id) -> Result<(), EngineError> {
        let whole = write.end_exchange(peer).await?;
        write.advance(&whole, self.now()).await?;
        Ok(())
    }

    /// Lands items. Returns those that would make something vanish and may not.
    pub(crate) async fn land_items(
        &self,
        write: &mut Write,
        items: &[Item],
        vanish: Vanish,
    ) -> Result<Vec<Item>, EngineError> {
        let now = self.now();
        let (mut aside, mut documents, mut marks, mut records) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for item in items {
            match &item.content {
                Content::Mark(mark) if item.schema <= MARK_SCHEMA => marks.push((item, mark)),
                Content::Record(record) if !record.removed && !belongs(record, &item.key) => {
                    write.keep_unknown(item, &item.content.raw(), now).await?;
                }
                Content::Document { kind, changes, purged } => documents.push(Came { item, kind, changes, purged }),
                Content::Record(record) => {
                    let removes = record.removed && vanish == Vanish::Ask;
                    if removes && write.has_record(&item.content.kind(), &item.key).await? {
                        aside.push(item.clone());
                    } else {
                        records.push((item, record));
                    }
                }
                Content::Mark(_) | Content::Other(_) => {
                    write.keep_unknown(item, &item.content.raw(), now).await?;
                }
            }
        }
        for part in each_once(&documents) {
            aside.extend(self.merge_documents(write, part, vanish).await?.into_iter().cloned());
        }
        write.merge_marks(&marks).await?;
        write.merge_records(&records, now).await?;
        Ok(aside)
    }
}

/// Schema number of the marks that are known.
const MARK_SCHEMA: u32 = 1;

/// Whether the content of a record is of the thing it came for. A tombstone has none.
fn belongs(record: &Record, key: &Id) -> bool {
    Id::of_record(&record.account, &record.external_id) == *key
}

/// The documents in parts, of which none holds one twice.
fn each_once<'a, 'b>(documents: &'b [Came<'a>]) -> Vec<&'b [Came<'a>]> {
    let (mut parts, mut seen, mut from) = (Vec::new(), HashSet::new(), 0);
    for (place, came) in documents.iter().enumerate() {
        if !seen.insert(came.item.key) {
            parts.push(&documents[from..place]);
            seen = HashSet::from([came.item.key]);
            from = place;
        }
    }
    parts.push(&documents[from..]);
    parts
}
