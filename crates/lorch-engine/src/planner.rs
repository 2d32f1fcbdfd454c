//! What a person does with activities. What they are on other devices lands where all documents do.

mod series;

use jiff::{civil::Date, tz::TimeZone};
use lorch_documents::{
    fields::{self, Wish},
    planner::{self, KIND},
};
use lorch_model::{
    id::Id,
    made::{Action, Fields},
    planner::{Activity, ActivityEdit, KeptActivity, Occurrence, Plan, Scope, occurrences, plan_on, zone},
};
use lorch_store::{
    Told, Write,
    edits::{NewEdit, Step},
    planner::PAST_JOB,
};
use rand::Rng;

use crate::{Engine, EngineError, lock};

/// Which part of an activity an edit is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// One, this and all later ones, or all.
    pub scope: Scope,
    /// Which one, by the day that the rule names.
    pub occurrence: Option<Date>,
}

impl Engine {
    /// What is planned on the days from `from` to `to` of a zone, by day: whole days first, then by time and title.
    pub async fn occurrences(
        &self,
        days: (Date, Date),
        viewer: &TimeZone,
        kind: Option<lorch_model::planner::Kind>,
        tag: Option<&str>,
    ) -> Result<Vec<Occurrence>, EngineError> {
        let kept = self.store().activities_between(days, kind, tag).await?;
        let mut found: Vec<Occurrence> =
            kept.iter().flat_map(|(kept, sample)| occurrences(kept, days, viewer, *sample)).collect();
        // One of a series may have another kind or other tags than the series.
        found.retain(|one| kind.is_none_or(|kind| one.kind == kind));
        found.sort_by(|a, b| {
            (a.day, !a.all_day, a.start, &a.title, a.activity).cmp(&(b.day, !b.all_day, b.start, &b.title, b.activity))
        });
        Ok(found)
    }

    /// Plans something.
    pub async fn add_activity(&self, edit: ActivityEdit) -> Result<Activity, EngineError> {
        let id = Id::made(self.now(), lock(&self.0.random).random());
        let mut plan = Plan::made(&edit, &own_zone(), self.now())?;
        let mut repeat = edit.rule()?.flatten();
        if let Some(rule) = repeat.take() {
            let (begun, rule) = plan.repeated(rule)?;
            (plan, repeat) = (begun, Some(rule));
        }
        let mut write = self.store().write().await?;
        write.pass(self.now()).await?;
        let wishes = planner::added(&plan, repeat.as_ref(), Fields::new());
        let steps = self.put_activity(&mut write, &id, wishes, true).await?;
        self.note_activity(&mut write, Action::ActivityAdded, &id, &plan.title, &steps).await?;
        self.told(write, &id, Told::Made).await
    }

    /// Changes an activity, or a part of what repeats. Returns it, or the series that a part has become.
    pub async fn edit_activity(&self, id: &Id, part: Part, edit: ActivityEdit) -> Result<Activity, EngineError> {
        let mut write = self.store().write().await?;
        write.pass(self.now()).await?;
        let (kept, fields) = self.standing(&mut write, id).await?;
        let action = match edit.done {
            _ if edit.only_moves() => Action::ActivityMoved,
            Some(done) if edit == (ActivityEdit { done: Some(done), ..Default::default() }) => done_action(done),
            _ => Action::ActivityChanged,
        };
        let (told, steps) = match (part.scope, kept.series().is_some()) {
            (Scope::This, true) => {
                let day = part.occurrence.ok_or(EngineError::OccurrenceMissing)?;
                (*id, self.change_one(&mut write, &kept, &fields, day, &edit).await?)
            }
            (Scope::Following, true) => {
                let day = part.occurrence.ok_or(EngineError::OccurrenceMissing)?;
                self.change_following(&mut write, &kept, &fields, day, &edit).await?
            }
            _ => (*id, self.change_all(&mut write, &kept, &fields, part.occurrence, &edit).await?),
        };
        let title = edit.title.clone().unwrap_or_else(|| kept.plan.title.clone());
        self.note_activity(&mut write, action, id, &title, &steps).await?;
        self.told(write, &told, Told::Changed).await
    }

    /// Says that an activity is done, or is not; of what repeats the one of `day`, today's where no day is said.
    pub async fn finish_activity(&self, id: &Id, day: Option<Date>, done: bool) -> Result<Activity, EngineError> {
        let mut write = self.store().write().await?;
        self.say_done(&mut write, id, day, done).await?;
        self.told(write, id, Told::Changed).await
    }

    /// As [`Engine::finish_activity`], as a part of a write.
    pub(crate) async fn say_done(
        &self,
        write: &mut Write,
        id: &Id,
        day: Option<Date>,
        done: bool,
    ) -> Result<(), EngineError> {
        write.pass(self.now()).await?;
        let (kept, fields) = self.standing(write, id).await?;
        let edit = ActivityEdit { done: Some(done), ..ActivityEdit::default() };
        let steps = match kept.series() {
            Some(_) => {
                let today = self.now().to_zoned(zone(&kept.plan.zone)).date();
                if day.is_none() && plan_on(&kept, today).is_none() {
                    return Err(EngineError::OccurrenceMissing);
                }
                self.change_one(write, &kept, &fields, day.unwrap_or(today), &edit).await?
            }
            None => self.change_all(write, &kept, &fields, None, &edit).await?,
        };
        self.note_activity(write, done_action(done), id, &kept.plan.title, &steps).await
    }

    /// Removes an activity: it goes into the bin; or a part of what repeats: one is left out, the series ends before it.
    pub async fn remove_activity(&self, id: &Id, part: Part) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        write.pass(self.now()).await?;
        let (kept, fields) = self.standing(&mut write, id).await?;
        let wishes = match (part.scope, kept.series()) {
            (Scope::This, Some(_)) => {
                let day = part.occurrence.ok_or(EngineError::OccurrenceMissing)?;
                plan_on(&kept, day).ok_or(EngineError::OccurrenceNotFound(day))?;
                planner::skipped(day)
            }
            (Scope::Following, Some((repeat, _))) => {
                let day = part.occurrence.ok_or(EngineError::OccurrenceMissing)?;
                plan_on(&kept, day).ok_or(EngineError::OccurrenceNotFound(day))?;
                match kept.count_before(day) {
                    0 => planner::removed(self.now()),
                    _ => planner::ended(&fields, repeat, day).0,
                }
            }
            _ => planner::removed(self.now()),
        };
        let steps = self.put_activity(&mut write, id, wishes, false).await?;
        self.note_activity(&mut write, Action::ActivityRemoved, id, &kept.plan.title, &steps).await?;
        write.tell(Told::Done, &())?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Takes an activity out of the bin. Returns what undoes it.
    pub(crate) async fn restore_activity(&self, write: &mut Write, id: &Id) -> Result<Vec<Step>, EngineError> {
        self.put_activity(write, id, planner::restored(), false).await
    }

    /// Brings the rows of an activity in line with what its document says.
    pub(crate) async fn show_activity(&self, write: &mut Write, kept: &KeptActivity) -> Result<(), EngineError> {
        let past = write.past(self.now()).await?;
        write.put_activity(kept, past).await?;
        write.plan_reminder(kept, self.now()).await?;
        self.settle_reminders(write, kept).await?;
        Ok(write.note_bin(&kept.id, kept.removed.is_some(), self.now()).await?)
    }

    /// Lets happen what is over by now.
    pub(crate) async fn let_pass(&self) -> Result<(), EngineError> {
        if !self.store().due_jobs(PAST_JOB, self.now()).await?.is_empty() {
            let mut write = self.store().write().await?;
            write.pass(self.now()).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// Puts what is wished into the document of an activity. Returns what undoes it.
    pub(crate) async fn put_activity(
        &self,
        write: &mut Write,
        id: &Id,
        wishes: Vec<Wish>,
        is_new: bool,
    ) -> Result<Vec<Step>, EngineError> {
        let genesis = is_new.then(|| planner::genesis(id)).transpose()?;
        let (bodies, steps) = self
            .keep_document(write, KIND, id, genesis, |bodies, actor| {
                planner::put(bodies, actor, self.now(), wishes, is_new)
            })
            .await?;
        self.project(write, KIND, &bodies).await?;
        Ok(steps)
    }

    async fn standing(&self, write: &mut Write, id: &Id) -> Result<(KeptActivity, Fields), EngineError> {
        let bodies = match write.activity(id).await? {
            Some((kept, _)) if kept.removed.is_none() => write.document(id).await?,
            _ => return Err(EngineError::ActivityNotFound),
        };
        let fields = fields::read(&bodies)?;
        Ok((planner::shown(&fields)?, fields))
    }

    async fn note_activity(
        &self,
        write: &mut Write,
        action: Action,
        id: &Id,
        title: &str,
        steps: &[Step],
    ) -> Result<(), EngineError> {
        let edit = NewEdit { at: self.now(), action, kind: KIND, thing: Some(*id), title };
        Ok(write.note_edit(&edit, steps).await?)
    }

    /// Ends a write with the activity as it leaves it.
    async fn told(&self, mut write: Write, id: &Id, how: Told) -> Result<Activity, EngineError> {
        let (kept, sample) = write.activity(id).await?.ok_or(EngineError::ActivityNotFound)?;
        let told = kept.told(sample);
        write.tell(how, &told)?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(told)
    }
}

fn done_action(done: bool) -> Action {
    if done { Action::ActivityDone } else { Action::ActivityReopened }
}

/// Name of the zone of this machine.
fn own_zone() -> String {
    TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
}
