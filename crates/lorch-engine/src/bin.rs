//! The bin: restoring, and purging what has lain there for long enough or what the person wants gone for good.

use lorch_documents::{
    planner,
    purge::purgeable,
    recent, rule,
    subscription::{self, Edit},
};
use lorch_model::{
    bin::{BinItem, Purged},
    id::Id,
    made::Action,
    reader::SubscriptionEdit,
};
use lorch_store::{BIN_JOB, Told, Write, edits::NewEdit};

use crate::{Engine, EngineError};

impl Engine {
    /// Takes a thing out of the bin: it is as it was.
    pub async fn restore_from_bin(&self, id: &Id) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        let item = self.in_bin(id).await?;
        let steps = match item.kind.as_str() {
            rule::KIND => self.apply_rule(&mut write, id, &rule::Edit::Restore).await?.1,
            planner::KIND => self.restore_activity(&mut write, id).await?,
            _ => self.apply(&mut write, id, None, &Edit::Subscribe(SubscriptionEdit::default())).await?.steps,
        };
        let edit = NewEdit {
            at: self.now(),
            action: Action::Restored,
            kind: &item.kind,
            thing: Some(*id),
            title: &item.title,
        };
        write.note_edit(&edit, &steps).await?;
        write.tell(Told::Done, &())?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Deletes a thing in the bin for good.
    pub async fn purge(&self, id: &Id) -> Result<Purged, EngineError> {
        self.in_bin(id).await?;
        self.purge_all(&[*id]).await
    }

    /// Deletes everything in the bin for good.
    pub async fn empty_bin(&self) -> Result<Purged, EngineError> {
        let ids: Vec<Id> = self.store().bin().await?.into_iter().map(|item| item.id).collect();
        self.purge_all(&ids).await
    }

    /// Purges what has lain in the bin for long enough.
    pub(crate) async fn purge_due(&self) -> Result<(), EngineError> {
        let due: Vec<Id> = self.store().due_jobs(BIN_JOB, self.now()).await?.into_iter().map(|job| job.key).collect();
        if !due.is_empty() {
            let purged = self.purge_all(&due).await?;
            tracing::info!(things = purged.things, "what had lain in the bin for long enough was purged");
        }
        Ok(())
    }

    async fn purge_all(&self, ids: &[Id]) -> Result<Purged, EngineError> {
        let mut purged = Purged::default();
        let mut write = self.store().write().await?;
        if ids.is_empty() {
            write.tell(Told::Changed, &purged)?;
            write.commit().await?;
            return Ok(purged);
        }
        write.begin_purge().await?;
        for id in ids {
            self.purge_one(&mut write, id, &mut purged).await?;
        }
        write.forget_replies().await?;
        write.end_purge().await?;
        purged.devices = self.store().other_devices().await?;
        purged.backups = self.count_backups();
        write.tell(Told::Changed, &purged)?;
        write.commit().await?;
        recent::forget();
        if let Err(error) = self.store().scrub().await {
            tracing::warn!(%error, "what was purged is gone, but the file could not be rewritten");
        }
        Ok(purged)
    }

    async fn purge_one(&self, write: &mut Write, id: &Id, purged: &mut Purged) -> Result<(), EngineError> {
        let changes = write.document_changes(id).await?;
        let hashes = purgeable(changes.iter().map(|(_, body)| body.as_slice()))?;
        // Another device may have restored it while this waited.
        let rule = write.rule(id).await?;
        let activity = write.activity(id).await?;
        let restored = rule.as_ref().is_some_and(|kept| kept.removed.is_none())
            || activity.as_ref().is_some_and(|(kept, _)| kept.removed.is_none())
            || write.is_subscribed(id).await?;
        if hashes.is_empty() || restored {
            write.note_bin(id, false, self.now()).await?;
            return Ok(());
        }
        purged.things += 1;
        purged.changes += u32::try_from(changes.len()).unwrap_or(u32::MAX);
        write.note_purged(id, &hashes).await?;
        write.delete_changes(&changes.iter().map(|(hash, _)| *hash).collect::<Vec<_>>()).await?;
        if rule.is_some() {
            write.log_purge(id, rule::KIND, rule::SCHEMA);
            write.forget_edits(&[*id]).await?;
            return Ok(write.forget_rule(id, self.now()).await?);
        }
        if activity.is_some() {
            write.log_purge(id, planner::KIND, planner::SCHEMA);
            write.forget_edits(&[*id]).await?;
            return Ok(write.forget_activity(id, self.now()).await?);
        }
        let articles = write.binned_articles(id).await?;
        write.clear_marks(&articles, self.now()).await?;
        write.remove_records(&articles, self.now()).await?;
        write.log_purge(id, subscription::KIND, subscription::SCHEMA);
        write.forget_edits(&[articles.as_slice(), &[*id]].concat()).await?;
        purged.things += write.forget_subscription(id).await?;
        Ok(())
    }

    async fn in_bin(&self, id: &Id) -> Result<BinItem, EngineError> {
        self.store().bin().await?.into_iter().find(|item| item.id == *id).ok_or(EngineError::NotInBin)
    }

    /// Files beside the database that a purge leaves alone: they age out.
    fn count_backups(&self) -> u32 {
        let folder = self.store().path().with_file_name("backups");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let count = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "db")).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
