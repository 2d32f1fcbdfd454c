//! More than a fifth or fifty things would vanish: the person is asked, and answers.

use lorch_documents::subscription::{self, Edit};
use lorch_model::{
    exchange::{Content, Vanishing, is_too_much},
    id::Id,
    reader::{Subscription, SubscriptionEdit},
    record::{Record, RecordDraft},
};
use lorch_store::{Write, reader::FEED_JOB};

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

    /// The person agrees: what the exchange with `peer` makes vanish, vanishes.
    pub async fn agree(&self, peer: &Id) -> Result<(), EngineError> {
        let mut write = self.held_by(peer).await?;
        let held = write.put_aside_by(peer).await?;
        self.land_items(&mut write, &held, Vanish::Allow).await?;
        self.end(&mut write, peer).await?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// The person refuses: everything stays, here and, once they hear of it, on the devices where it was removed.
    pub async fn refuse(&self, peer: &Id) -> Result<(), EngineError> {
        let mut write = self.held_by(peer).await?;
        let held = write.put_aside_by(peer).await?;
        let vanishing = self.vanishing(&mut write, &held).await?;
        let (mut subscriptions, mut records) = (Vec::new(), Vec::new());
        for item in held.iter().filter(|item| vanishing.iter().any(|thing| thing.id == item.key)) {
            match &item.content {
                Content::Document { .. } => {
                    subscriptions.push(subscription::project(&write.document(&item.key).await?)?);
                }
                Content::Record(_) => records.extend(write.record(&item.key).await?),
                _ => {}
            }
        }
        self.land_items(&mut write, &held, Vanish::Refuse).await?;
        for kept in subscriptions {
            self.keep_subscription(&mut write, kept).await?;
        }
        write.land_records(None, records.into_iter().map(anew).collect(), self.now()).await?;
        self.end(&mut write, peer).await?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Whether this is more than may vanish without asking, of any kind.
    pub(crate) async fn is_too_much(&self, write: &mut Write, vanishing: &[Vanishing]) -> Result<bool, EngineError> {
        let mut kinds: Vec<&str> = vanishing.iter().map(|thing| thing.kind.as_str()).collect();
        kinds.sort_unstable();
        for group in kinds.chunk_by(|one, other| one == other) {
            let total = match group[0].strip_prefix(lorch_model::exchange::RECORD) {
                Some(kind) => write.count_records(kind).await?,
                None => write.count_subscribed().await?,
            };
            if is_too_much(group.len(), total) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn held_by(&self, peer: &Id) -> Result<Write, EngineError> {
        let mut write = self.store().write().await?;
        if write.is_held(peer).await? { Ok(write) } else { Err(EngineError::NothingHeld) }
    }

    async fn keep_subscription(&self, write: &mut Write, kept: Subscription) -> Result<(), EngineError> {
        let edit = SubscriptionEdit { title: kept.title, folder: Some(kept.folder), url: Some(kept.url) };
        self.apply(write, &kept.id, Some(&kept.first_url), &Edit::Subscribe(edit)).await?;
        write.schedule(FEED_JOB, &kept.id, Some(self.now())).await?;
        Ok(())
    }
}

fn anew(record: Record) -> RecordDraft {
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
