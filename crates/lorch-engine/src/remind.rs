//! Reminders: what is due is told, then Lorch naps until the next is. When comes from the store, so the work grows with
//! what is due; what time it is comes from the clock, which may stand still, leap ahead or be put back.

use std::time::Duration;

use lorch_model::{
    Timestamp,
    change::Topic,
    inbox::{Kind, Said, is_late, reminder_id},
    planner::{self, DueReminder, KeptActivity, Plan, reminded, reminders_between},
};
use lorch_store::{Write, inbox::NewNotice};

use crate::{Engine, EngineError};

/// The longest nap: a clock that was set, or a machine that slept, is noticed this late.
const LONGEST_NAP: Duration = Duration::from_secs(60);
/// The shortest one.
const SHORTEST_NAP: Duration = Duration::from_millis(20);
/// The nap while nothing can be written.
const TROUBLED_NAP: Duration = Duration::from_secs(5);

impl Engine {
    /// Tells of everything that is due by now, keeps it, and shows it. Returns how long nothing will be due.
    pub async fn remind(&self) -> Result<Duration, EngineError> {
        self.tell_due().await?;
        self.show_open().await?;
        let next = [self.store().next_reminder().await?, self.store().next_snoozed().await?];
        let Some(next) = next.into_iter().flatten().min() else { return Ok(LONGEST_NAP) };
        let wait = Duration::try_from(next.duration_since(self.now())).unwrap_or_default();
        Ok(wait.clamp(SHORTEST_NAP, LONGEST_NAP))
    }

    /// Keeps notices of everything that is due by now, in one transaction with when each is due next.
    pub(crate) async fn tell_due(&self) -> Result<(), EngineError> {
        let now = self.now();
        let due = self.store().due_reminders(now).await?;
        let wakes = self.store().next_snoozed().await?.is_some_and(|next| next <= now);
        let is_back = self.store().reminded().await?.is_some_and(|seen| seen > now);
        if due.is_empty() && !wakes && !is_back {
            return Ok(());
        }
        let mut write = self.store().write().await?;
        if is_back {
            write.plan_reminders_again(now).await?;
        }
        for (activity, since) in due {
            if let Some((kept, _)) = write.activity(&activity).await? {
                self.tell_of(&mut write, &kept, since, now).await?;
                write.reminded(&kept, now);
            }
        }
        if wakes {
            write.wake_notices(now).await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// Brings what was told of an activity in line with it: what was done, moved or removed needs nobody any more.
    pub(crate) async fn settle_reminders(&self, write: &mut Write, kept: &KeptActivity) -> Result<(), EngineError> {
        for one in write.standing_reminders(&kept.id).await? {
            match reminded(kept, one.occurrence, one.due) {
                Some(plan) if one.needs_you != needs(&plan) || plan.title != one.title => {
                    write.stand_reminder(&one.id, Some((&plan.title, needs(&plan))));
                }
                None if one.needs_you || one.waits => write.stand_reminder(&one.id, None),
                _ => {}
            }
        }
        Ok(())
    }

    /// Tells of reminders, until [`Engine::stop`].
    pub(crate) async fn run_reminders(&self) {
        let mut place = self.store().changes_since(None).number;
        loop {
            let nap = match self.trouble().is_none() && !self.is_read_only() {
                true => self.remind_or_note().await,
                false => TROUBLED_NAP,
            };
            tokio::select! {
                () = self.0.clock.sleep(nap) => {}
                () = self.planned_after(&mut place) => {}
            }
        }
    }

    async fn remind_or_note(&self) -> Duration {
        match self.remind().await {
            Ok(nap) => nap,
            Err(error) => {
                match error.trouble() {
                    Some(trouble) => drop(self.note(trouble)),
                    None => tracing::warn!(%error, "reminders could not be told"),
                }
                TROUBLED_NAP
            }
        }
    }

    /// Waits until something was committed that may be due earlier.
    async fn planned_after(&self, place: &mut String) {
        loop {
            self.store().changed_after(place).await;
            let changes = self.store().changes_since(Some(place));
            *place = changes.number;
            let tells = |topic: &Topic| matches!(topic, Topic::Planner | Topic::Inbox | Topic::Settings);
            if changes.reset || changes.topics.iter().any(tells) {
                return;
            }
        }
    }

    /// Of what is late by more than a moment only the newest is told, with how many came before: after two weeks away
    /// nobody wants to be told fourteen times.
    async fn tell_of(
        &self,
        write: &mut Write,
        kept: &KeptActivity,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let before = Timestamp::from_millisecond(since.as_millisecond() - 1).unwrap_or(Timestamp::MIN);
        let (mut late, mut told): (Vec<DueReminder>, Vec<DueReminder>) =
            reminders_between(kept, before, now).into_iter().partition(|one| is_late(one.due, now));
        if told.is_empty() {
            told.extend(late.pop());
        }
        let mut missed = u32::try_from(late.len()).unwrap_or(u32::MAX);
        for DueReminder { occurrence, due, plan } in told {
            let new = NewNotice {
                id: reminder_id(&kept.id, occurrence, due),
                kind: Kind::Reminder,
                thing: Some(kept.id),
                occurrence,
                due: Some(due),
                title: plan.title.clone(),
                said: Said::of_plan(&plan, is_late(due, now), std::mem::take(&mut missed)),
                needs_you: needs(&plan),
                goes_out: true,
            };
            write.notify(&new, now).await?;
        }
        Ok(())
    }
}

/// A task waits to be done; an event takes place by itself.
pub(crate) fn needs(plan: &Plan) -> bool {
    plan.kind == planner::Kind::Task
}
