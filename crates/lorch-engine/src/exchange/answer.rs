//! More than a fifth or fifty things would vanish: the person is asked, and answers.

use lorch_documents::{
    fields::{self, REMOVED},
    purge,
};
use lorch_model::{
    devices::HeldExchange,
    exchange::{Content, Item, Vanishing},
    id::Id,
    record::{Record, RecordDraft},
};
use lorch_store::{Told, Write};

use super::merge::Vanish;
use crate::{Engine, EngineError};

impl Engine {
    /// Exchanges that wait for an answer, by peer, and what each would make vanish.
    pub async fn held(&self) -> Result<Vec<(Id, Vec<Vanishing>)>, EngineError> {
        let mut held = Vec::new();
        for peer in self.store().held_exchanges().await? {
            let mut write = self.store().write().await?;
            let items = write.put_aside_by(&peer).await?;
            held.push((peer, self.vanishing(&mut write, &items).await?));
        }
        Ok(held)
    }

    /// As [`Engine::held`], told in short.
    pub async fn held_exchanges(&self) -> Result<Vec<HeldExchange>, EngineError> {
        // A profile that can't be written takes nothing from anyone.
        if self.is_read_only() {
            return Ok(Vec::new());
        }
        Ok(self.held().await?.iter().map(|(peer, vanishing)| HeldExchange::new(*peer, vanishing)).collect())
    }

    /// The person agrees: what the exchange with `peer` makes vanish, vanishes.
    pub async fn agree(&self, peer: &Id) -> Result<(), EngineError> {
        let mut write = self.held_by(peer).await?;
        let held = write.put_aside_by(peer).await?;
        self.land_items(&mut write, &held, Vanish::Allow).await?;
        self.answered(write, peer).await
    }

    /// The person refuses: everything stays, here and, once they hear of it, on the devices where it was removed.
    pub async fn refuse(&self, peer: &Id) -> Result<(), EngineError> {
        let mut write = self.held_by(peer).await?;
        let held = write.put_aside_by(peer).await?;
        let vanishing = self.vanishing(&mut write, &held).await?;
        // What has vanished here meanwhile, by another way, is not kept.
        let (kept, other): (Vec<Item>, Vec<Item>) =
            held.into_iter().partition(|item| vanishing.iter().any(|thing| thing.id == item.key));
        self.land_items(&mut write, &other, Vanish::Allow).await?;
        let (mut made, mut records) = (Vec::new(), Vec::new());
        for item in &kept {
            match &item.content {
                Content::Document { kind, .. } => made.push((kind, item.key, write.document(&item.key).await?)),
                Content::Record(_) => records.extend(write.record(&item.key).await?),
                _ => {}
            }
        }
        self.land_items(&mut write, &kept, Vanish::Refuse).await?;
        for (kind, id, bodies) in made {
            self.keep_made(&mut write, kind, &id, &bodies).await?;
        }
        write.land_records(None, records.into_iter().map(anew).collect(), self.now()).await?;
        self.answered(write, peer).await
    }

    async fn answered(&self, mut write: Write, peer: &Id) -> Result<(), EngineError> {
        self.end(&mut write, peer).await?;
        write.tell(Told::Done, &())?;
        write.commit().await?;
        self.store().announce_status();
        self.0.wake.notify_one();
        Ok(())
    }

    async fn held_by(&self, peer: &Id) -> Result<Write, EngineError> {
        let mut write = self.store().write().await?;
        if write.is_held(peer).await? { Ok(write) } else { Err(EngineError::NothingHeld) }
    }

    /// Takes a made thing, as it was here, out of the bin again, or makes it anew where it was purged. What else was
    /// changed on the other device stays.
    pub(crate) async fn keep_made(
        &self,
        write: &mut Write,
        kind: &str,
        id: &Id,
        before: &[Vec<u8>],
    ) -> Result<(), EngineError> {
        let purged = write.document(id).await?.is_empty();
        let wishes = match purged {
            true => fields::read(before)?.into_iter().map(|(field, value)| (field, Some(value))).collect(),
            false => vec![(REMOVED.to_owned(), None)],
        };
        let genesis = purge::genesis_of(before.iter().map(Vec::as_slice))?;
        let (bodies, _) = self
            .keep_document(write, kind, id, genesis, |bodies, actor| fields::put(bodies, actor, self.now(), wishes))
            .await?;
        self.project(write, kind, &bodies).await
    }
}

pub(crate) fn anew(record: Record) -> RecordDraft {
    RecordDraft {
        account: record.account,
        external_id: record.external_id,
        kind: record.kind,
        schema: record.schema,
        version: record.version,
        hash: record.hash,
        expires: record.expires,
        body: record.body,
    }
}
