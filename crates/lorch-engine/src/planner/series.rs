//! Edits of what repeats: one of it, one and all later ones, all.

use jiff::civil::Date;
use lorch_documents::planner;
use lorch_model::{
    id::Id,
    made::Fields,
    planner::{ActivityEdit, ActivityFault, KeptActivity, Local, Repeat, moved_series, plan_on},
};
use lorch_store::{Write, edits::Step};
use rand::Rng;

use crate::{Engine, EngineError, lock};

impl Engine {
    /// Changes the one of `day`.
    pub(super) async fn change_one(
        &self,
        write: &mut Write,
        kept: &KeptActivity,
        fields: &Fields,
        day: Date,
        edit: &ActivityEdit,
    ) -> Result<Vec<Step>, EngineError> {
        if edit.repeat.is_some() {
            return Err(ActivityFault::RepeatOfOne.into());
        }
        let plan = plan_on(kept, day).ok_or(EngineError::OccurrenceNotFound(day))?.edited(edit, self.now())?;
        if plan.anchor().is_none() {
            return Err(ActivityFault::NoBeginning.into());
        }
        self.put_activity(write, &kept.id, planner::on_day(fields, day, &plan, &edit.named()), false).await
    }

    /// Changes all. Where one of them is named, its new start is how far all of them move.
    pub(super) async fn change_all(
        &self,
        write: &mut Write,
        kept: &KeptActivity,
        fields: &Fields,
        named: Option<Date>,
        edit: &ActivityEdit,
    ) -> Result<Vec<Step>, EngineError> {
        let (mut edit, mut rule) = (edit.clone(), edit.rule()?.unwrap_or_else(|| kept.repeat.clone()));
        if let (Some((repeat, _)), Some(day), Some(Some(start))) = (kept.series(), named, edit.start) {
            let shown = plan_on(kept, day).ok_or(EngineError::OccurrenceNotFound(day))?;
            let from = shown.anchor().map_or(day, Local::day);
            let (start, moved) = moved_series(&kept.plan, rule.as_ref().unwrap_or(repeat), from, start);
            edit.start = Some(Some(start));
            rule = rule.map(|_| moved);
        }
        // Without a beginning nothing repeats: that is what taking it away says.
        let mut plan = kept.plan.edited(&edit, self.now())?;
        if plan.anchor().is_none() && edit.repeat.is_none() {
            rule = None;
        }
        if let Some(rule) = &mut rule {
            // What was done once is not when it comes again.
            plan.done = plan.done.filter(|_| edit.done.is_some());
            let (begun, repeated) = plan.repeated(rule.clone())?;
            (plan, *rule) = (begun, repeated);
        }
        self.put_activity(write, &kept.id, planner::changed(fields, &plan, rule.as_ref(), &edit.named()), false).await
    }

    /// Changes the one of `day` and all later ones: the series ends before them, and another one begins. Returns that
    /// and what undoes both.
    pub(super) async fn change_following(
        &self,
        write: &mut Write,
        kept: &KeptActivity,
        fields: &Fields,
        day: Date,
        edit: &ActivityEdit,
    ) -> Result<(Id, Vec<Step>), EngineError> {
        let before = kept.count_before(day);
        let Some((repeat, _)) = kept.series().filter(|_| before > 0) else {
            return Ok((kept.id, self.change_all(write, kept, fields, Some(day), edit).await?));
        };
        let shown = plan_on(kept, day).ok_or(EngineError::OccurrenceNotFound(day))?;
        let left = Repeat { count: repeat.count.map(|count| count.saturating_sub(before).max(1)), ..repeat.clone() };
        let (mut plan, mut rule) = (kept.plan.on(day), edit.rule()?.unwrap_or(Some(left)));
        let mut edit = edit.clone();
        if let (Some(Some(start)), Some(repeat)) = (edit.start, &rule) {
            let from = shown.anchor().map_or(day, Local::day);
            let (start, moved) = moved_series(&plan, repeat, from, start);
            edit.start = Some(Some(start));
            rule = Some(moved);
        }
        plan = plan.edited(&edit, self.now())?;
        let (wishes, carried) = planner::ended(fields, repeat, day);
        let mut steps = self.put_activity(write, &kept.id, wishes, false).await?;
        if let Some(rule) = &mut rule {
            let (begun, repeated) = plan.repeated(rule.clone())?;
            (plan, *rule) = (begun, repeated);
        }
        let id = Id::made(self.now(), lock(&self.0.random).random());
        write.note_sample_of(&id, [&kept.id, &kept.id]).await?;
        let wishes = planner::added(&plan, rule.as_ref(), carried);
        steps.extend(self.put_activity(write, &id, wishes, true).await?);
        Ok((id, steps))
    }
}
