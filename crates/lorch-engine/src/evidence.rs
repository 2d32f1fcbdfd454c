//! Undoing an import: what only it holds goes with it.

use std::collections::BTreeSet;

use lorch_documents::subscription::Edit;
use lorch_model::{id::Id, reader::MarkEdit, record::RecordDraft, sources::ImportUndone};
use lorch_store::{LandedRecords, Told, Write, reader::FEED_JOB};

use crate::{Engine, EngineError, exported::id_of_run};

impl Engine {
    /// Imports records of `kind` of file or service, in one run. Returns its number and what it came to.
    pub async fn import_records(
        &self,
        kind: &str,
        records: Vec<RecordDraft>,
    ) -> Result<(i64, LandedRecords), EngineError> {
        let mut write = self.store().write().await?;
        let run = write.begin_import(kind, self.now()).await?;
        let landed = write.land_records(Some(run), records, self.now()).await?;
        write.end_import(run, [landed.new, landed.changed + landed.same, 0]).await?;
        write.commit().await?;
        Ok((run, landed))
    }

    /// Undoes an import. What another import or the person holds stays, and what the person changed since.
    pub async fn undo_import(&self, run: i64) -> Result<ImportUndone, EngineError> {
        let mut write = self.store().write().await?;
        match write.import_undone(run).await? {
            None => return Err(EngineError::ImportNotFound),
            Some(true) => return Err(EngineError::ImportUndone),
            Some(false) => {}
        }
        let mut undone = ImportUndone::default();
        let mut records = Vec::new();
        let of_export = write.is_of_export(run).await?;
        if of_export {
            self.let_go_of_brought(&mut write, run).await?;
        }
        for held in write.release(run, self.now()).await? {
            let thing = held.thing;
            let is_record = write.record(&thing).await?.is_some_and(|record| !record.removed);
            let is_subscribed = write.is_subscribed(&thing).await?;
            if !is_record && !is_subscribed {
                continue;
            }
            // An export brings its marks along: they count among the changes.
            let marked = !of_export && write.is_marked(&thing).await?;
            if !held.is_last || held.changes_since > 0 || marked {
                undone.kept += 1;
            } else if is_record {
                records.push(thing);
            } else {
                self.let_go(&mut write, &thing).await?;
                undone.removed += 1;
            }
        }
        if of_export {
            // With a star left on it, it would be kept as a record again.
            let unmarked = MarkEdit { starred: Some(false), saved: Some(false), read: None };
            for record in &records {
                write.set_marks(record, unmarked, self.now()).await?;
            }
        }
        undone.removed += write.remove_records(&records, self.now()).await?;
        write.tell(Told::Changed, &undone)?;
        write.commit().await?;
        Ok(undone)
    }

    /// Takes away what the imports hold that `run`, an import of an export, brought along.
    async fn let_go_of_brought(&self, write: &mut Write, run: i64) -> Result<(), EngineError> {
        let brought: BTreeSet<Id> = write.made_by(run).await?.into_iter().collect();
        for import in self.store().imports().await?.into_iter().filter(|import| !import.undone) {
            if let (Ok(number), true) = (import.run.parse(), brought.contains(&id_of_run(&import.kind, import.began))) {
                write.release(number, self.now()).await?;
            }
        }
        Ok(())
    }

    async fn let_go(&self, write: &mut Write, id: &Id) -> Result<(), EngineError> {
        self.apply(write, id, None, &Edit::Unsubscribe).await?;
        write.schedule(FEED_JOB, id, None).await?;
        Ok(())
    }
}
