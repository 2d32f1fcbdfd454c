//! Projections made again from the truth. Written down as begun first, so that a kill in between is made good at the
//! next opening: it starts over.

use std::{sync::Mutex, time::Instant};

use lorch_model::{Timestamp, backup::Rebuilt, status::Progress};
use lorch_store::JobOutcome;

use crate::{Engine, EngineError, lock, upkeep::ONLY};

/// Word of the job that is due while a rebuild is not finished.
pub(crate) const JOB: &str = "rebuild";
/// Word of the job that is due while what an earlier Lorch indexed has no forms.
pub(crate) const FORMS: &str = "forms";
/// Documents that are projected in one transaction.
const DOCUMENTS: usize = 500;

impl Engine {
    /// Drops every projection and makes it again. Reading and writing go on meanwhile; search fills up as it goes.
    pub async fn rebuild(&self) -> Result<Rebuilt, EngineError> {
        let _turn = self.0.upkeep.lock().await;
        let began = Instant::now();
        let rows = Rows::begin(self, &self.0.rebuilding, self.store().entries().await? * 2);
        let mut write = self.store().write().await?;
        write.schedule(JOB, &ONLY, Some(self.now())).await?;
        write.forget_index().await?;
        write.drop_strays().await?;
        write.commit().await?;
        self.project_documents().await?;
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            let mut write = self.store().write().await?;
            let went;
            (after, went) = write.project_again(from).await?;
            write.commit().await?;
            rows.add(went);
        }
        self.show_records().await?;
        let mut write = self.store().write().await?;
        write.count_again().await?;
        write.commit().await?;
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            let mut write = self.store().write().await?;
            let went;
            (after, went) = write.index_again(from).await?;
            write.commit().await?;
            rows.add(went);
        }
        let mut write = self.store().write().await?;
        for job in [JOB, FORMS] {
            write.end_job(job, &ONLY, &JobOutcome { ran: self.now(), due: None, fault: None }).await?;
        }
        write.commit().await?;
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(Rebuilt { rows: self.store().entries().await?, took_ms })
    }

    /// Begins [`Engine::rebuild`] in the background.
    pub fn rebuild_soon(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            if let Some(Err(error)) = stopping.run_until_cancelled(engine.rebuild()).await {
                tracing::error!(%error, "the rebuild broke off; it starts over at the next opening");
            }
        });
    }

    /// Finishes a rebuild that a kill broke off, and what an upgrade left to do. Returns whether there was a rebuild.
    pub async fn finish_rebuild(&self) -> Result<bool, EngineError> {
        let broken_off = !self.is_read_only() && !self.store().due_jobs(JOB, Timestamp::MAX).await?.is_empty();
        if broken_off {
            self.rebuild().await?;
        } else if !self.is_read_only() && !self.store().due_jobs(FORMS, Timestamp::MAX).await?.is_empty() {
            self.give_forms().await?;
        }
        Ok(broken_off)
    }

    /// Gives what an earlier Lorch indexed its form, so that letters that are words of their own are found in it.
    pub(crate) async fn give_forms(&self) -> Result<(), EngineError> {
        let _turn = self.0.upkeep.lock().await;
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            let mut write = self.store().write().await?;
            after = write.give_forms(from).await?;
            write.commit().await?;
        }
        let mut write = self.store().write().await?;
        write.end_job(FORMS, &ONLY, &JobOutcome { ran: self.now(), due: None, fault: None }).await?;
        write.commit().await?;
        Ok(())
    }

    async fn show_records(&self) -> Result<(), EngineError> {
        let mut after = None;
        loop {
            let mut write = self.store().write().await?;
            after = write.show_again(after, self.now()).await?;
            write.commit().await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn project_documents(&self) -> Result<(), EngineError> {
        for documents in self.store().documents().await?.chunks(DOCUMENTS) {
            let mut write = self.store().write().await?;
            for (id, kind) in documents {
                let bodies = write.document(id).await?;
                self.project(&mut write, kind, &bodies).await?;
            }
            write.commit().await?;
        }
        Ok(())
    }
}

/// The progress that people see, until this is dropped.
pub(crate) struct Rows<'a> {
    engine: &'a Engine,
    shown: &'a Mutex<Option<Progress>>,
}

impl<'a> Rows<'a> {
    pub(crate) fn begin(engine: &'a Engine, shown: &'a Mutex<Option<Progress>>, total: u64) -> Self {
        *lock(shown) = Some(Progress { done: 0, total: u32::try_from(total).unwrap_or(u32::MAX) });
        engine.store().announce_status();
        Self { engine, shown }
    }

    pub(crate) fn add(&self, rows: u64) {
        if let Some(progress) = lock(self.shown).as_mut() {
            let rows = u32::try_from(rows).unwrap_or(u32::MAX);
            progress.done = progress.done.saturating_add(rows).min(progress.total);
        }
        self.engine.store().announce_status();
    }
}

impl Drop for Rows<'_> {
    fn drop(&mut self) {
        *lock(self.shown) = None;
        self.engine.store().announce_status();
    }
}
