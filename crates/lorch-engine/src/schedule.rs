//! The schedule: what is due is done, then Lorch naps until the next thing is.

use std::time::Duration;

use lorch_model::{id::Id, reader::Health};
use lorch_store::{planner::PAST_JOB, reader::FEED_JOB};

use crate::{Engine, EngineError};

/// The longest nap. Timers don't count the time a machine sleeps, so what fell due meanwhile is found this late
/// after it wakes.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// The nap while nothing can be written.
const TROUBLED_NAP: Duration = Duration::from_secs(5);

impl Engine {
    /// Begins to do what is due by itself, until [`Engine::stop`].
    pub fn start(&self) {
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            stopping.run_until_cancelled(engine.run()).await;
        });
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            stopping.run_until_cancelled(engine.run_upkeep()).await;
        });
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            stopping.run_until_cancelled(engine.run_reminders()).await;
        });
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            stopping.run_until_cancelled(engine.run_connections()).await;
        });
        self.look_after_devices();
        if self.has_senses() {
            let engine = self.clone();
            self.0.tasks.spawn(async move {
                let stopping = engine.0.stopping.clone();
                stopping.run_until_cancelled(engine.run_sampling()).await;
            });
        }
    }

    /// Asks all of `ids`, or every feed, in the background. Returns how many were asked for.
    pub async fn refresh_soon(&self, ids: Option<Vec<Id>>) -> Result<usize, EngineError> {
        let ids = self.ids_or_all(ids).await?;
        let (engine, count) = (self.clone(), ids.len());
        self.0.tasks.spawn(async move {
            if let Err(error) = engine.refresh(&ids).await {
                match error.trouble() {
                    Some(trouble) => drop(engine.note(trouble)),
                    None => tracing::warn!(%error, "a refresh could not be written"),
                }
            }
        });
        Ok(count)
    }

    /// These feeds, or all the person subscribes to that are not gone.
    pub async fn ids_or_all(&self, ids: Option<Vec<Id>>) -> Result<Vec<Id>, EngineError> {
        Ok(match ids {
            Some(ids) => ids,
            None => self
                .store()
                .feeds()
                .await?
                .into_iter()
                .filter(|feed| feed.health != Health::Gone)
                .map(|feed| feed.id)
                .collect(),
        })
    }

    /// Beside [`Engine::run`]: a backup of a large profile must not keep feeds waiting.
    async fn run_upkeep(&self) {
        loop {
            let began = self.now();
            let done = async {
                self.plan_upkeep().await?;
                self.do_upkeep().await
            };
            if self.trouble().is_none()
                && !self.is_read_only()
                && let Err(error) = done.await
            {
                tracing::warn!(%error, "what keeps the profile safe could not be done");
            }
            // Counted from the beginning: what fell due while something else was done is not slept through.
            let took = Duration::try_from(self.now().duration_since(began)).unwrap_or_default();
            self.0.clock.sleep(LONGEST_NAP.saturating_sub(took)).await;
        }
    }

    /// Purges what has lain in the bin for long enough, deletes what has expired, clears what lay in the Inbox for
    /// long enough, and lets happen what is over.
    pub async fn tidy_up(&self) -> Result<(), EngineError> {
        self.purge_due().await?;
        self.let_pass().await?;
        if self.store().has_stale_notices(self.now()).await? {
            let mut write = self.store().write().await?;
            write.tidy_notices(self.now()).await?;
            write.commit().await?;
        }
        self.expire_due().await
    }

    async fn expire_due(&self) -> Result<(), EngineError> {
        if self.store().next_expiry().await?.is_some_and(|next| next <= self.now()) {
            let mut write = self.store().write().await?;
            write.expire(self.now()).await?;
            write.commit().await?;
        }
        Ok(())
    }

    async fn run(&self) {
        loop {
            let nap = match self.recover().await && !self.is_read_only() {
                true => self.do_or_note().await,
                false => TROUBLED_NAP,
            };
            tokio::select! {
                () = self.0.clock.sleep(nap) => {}
                () = self.0.wake.notified() => {}
            }
        }
    }

    /// As [`Engine::do_what_is_due`]; what could not be written is tried again when it can.
    async fn do_or_note(&self) -> Duration {
        let error = match self.do_what_is_due().await {
            Ok(nap) => return nap,
            Err(error) => error,
        };
        match error.trouble() {
            Some(trouble) => {
                self.note(trouble);
                TROUBLED_NAP
            }
            None => {
                tracing::warn!(%error, "what is due could not be done");
                LONGEST_NAP
            }
        }
    }

    /// Returns how long nothing will be due.
    async fn do_what_is_due(&self) -> Result<Duration, EngineError> {
        let paused = self.store().settings().await?.paused;
        if !paused {
            let due = self.store().due_jobs(FEED_JOB, self.now()).await?;
            let due: Vec<Id> = due.into_iter().map(|job| job.key).collect();
            if !due.is_empty() {
                self.refresh(&due).await?;
            }
        }
        self.tidy_up().await?;
        let next = [
            if paused { None } else { self.store().next_due(FEED_JOB).await? },
            self.store().next_due(PAST_JOB).await?,
            self.store().next_expiry().await?,
        ];
        let next = next.into_iter().flatten().min();
        let wait =
            next.map_or(LONGEST_NAP, |next| Duration::try_from(next.duration_since(self.now())).unwrap_or_default());
        // Never at once: a feed that is being asked by another refresh stays due until that is written.
        Ok(wait.clamp(Duration::from_secs(1), LONGEST_NAP))
    }
}
