//! What Lorch does for its own safety: a backup a day, a restore drill a month.

use std::time::Duration;

use lorch_model::{
    Timestamp,
    backup::{Backup, Drill},
    id::Id,
};
use lorch_store::JobOutcome;

use crate::{Engine, EngineError, rebuild};

/// Word of the job that makes backups.
pub(crate) const BACKUP: &str = "backup";
/// Word of the job that tries a backup out.
pub(crate) const DRILL: &str = "drill";
/// Key of jobs of which there is one.
pub(crate) const ONLY: Id = Id([0; 16]);

const DAY: Duration = Duration::from_secs(24 * 3600);
const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);
/// After a fault it is tried again this much later.
const AGAIN: Duration = Duration::from_secs(3600);
/// The first backup of a profile waits until there is something to keep and the start is over.
const FIRST: Duration = Duration::from_secs(10 * 60);

impl Engine {
    /// Makes sure that each of these jobs is due at some time.
    pub(crate) async fn plan_upkeep(&self) -> Result<(), EngineError> {
        for (job, first) in [(BACKUP, FIRST), (DRILL, MONTH)] {
            if self.store().job(job, &ONLY).await?.is_none() {
                let mut write = self.store().write().await?;
                write.schedule(job, &ONLY, self.now().saturating_add(first).ok()).await?;
                write.commit().await?;
            }
        }
        Ok(())
    }

    /// Does what of it is due.
    pub(crate) async fn do_upkeep(&self) -> Result<(), EngineError> {
        let now = self.now();
        for job in [rebuild::JOB, rebuild::FORMS] {
            if !self.store().due_jobs(job, now).await?.is_empty() {
                self.finish_rebuild().await?;
            }
        }
        if !self.store().due_jobs(BACKUP, now).await?.is_empty() {
            let made = self.back_up_daily().await;
            self.end_upkeep(BACKUP, now, DAY, fault_of_backup(&made)).await?;
        }
        if !self.store().due_jobs(DRILL, now).await?.is_empty() {
            let drill = self.drill().await?;
            self.end_upkeep(DRILL, now, MONTH, drill.as_ref().and_then(fault_of_drill)).await?;
        }
        Ok(())
    }

    /// What failed by itself has been done by hand: nothing is wrong any more. It is due when it was.
    pub(crate) async fn forgive(&self, job: &str) -> Result<(), EngineError> {
        let Some(known) = self.store().job(job, &ONLY).await? else { return Ok(()) };
        if known.fault.is_some() {
            let mut write = self.store().write().await?;
            write.end_job(job, &ONLY, &JobOutcome { ran: self.now(), due: known.due, fault: None }).await?;
            write.commit().await?;
            self.store().announce_status();
        }
        Ok(())
    }

    async fn end_upkeep(
        &self,
        job: &str,
        ran: Timestamp,
        pause: Duration,
        fault: Option<(String, String, Option<String>)>,
    ) -> Result<(), EngineError> {
        if let Some((_, title, _)) = &fault {
            tracing::error!(job, title, "what keeps the profile safe failed");
        }
        let pause = if fault.is_some() { AGAIN } else { pause };
        let mut write = self.store().write().await?;
        write.end_job(job, &ONLY, &JobOutcome { ran, due: ran.saturating_add(pause).ok(), fault }).await?;
        write.commit().await?;
        self.store().announce_status();
        Ok(())
    }
}

fn fault_of_backup(made: &Result<Backup, EngineError>) -> Option<(String, String, Option<String>)> {
    let fault = made.as_ref().err()?;
    let hint = "It is tried again within the hour. `lorch verify` says whether the profile is whole.";
    Some(("backup_failed".into(), format!("The daily backup failed: {fault}."), Some(hint.into())))
}

fn fault_of_drill(drill: &Drill) -> Option<(String, String, Option<String>)> {
    let hint = "Make a new backup now: `lorch backup`. It is proved before it counts.";
    let title = format!("The backup {} would not have served: {}", drill.backup, drill.detail);
    (!drill.ok).then(|| ("drill_failed".into(), title, Some(hint.into())))
}
