//! Undoing an import: what only it holds goes with it.

use std::collections::{BTreeMap, BTreeSet};

use lorch_documents::subscription::Edit;
use lorch_model::{
    id::Id,
    made::{Action, Value},
    reader::MarkEdit,
    record::RecordDraft,
    sources::{Import, ImportUndone},
};
use lorch_store::{
    Held, LandedRecords, Told, Write,
    edits::{EVIDENCE, IMPORT, NewEdit, Step, Way},
    export::RUN,
    reader::FEED_JOB,
};

use crate::{Engine, EngineError, edits::ends, exported::id_of_run};

/// Kind of a run that imported an OPML file.
pub(crate) const OPML: &str = "opml";
/// Field of a step on an import that can be done and undone from what is here.
const HELD: &str = "held";
/// Field of a step on an import that only its file can do again.
const FILE: &str = "file";

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
        let import = write.import(run).await?.ok_or(EngineError::ImportNotFound)?;
        if import.undone {
            return Err(EngineError::ImportUndone);
        }
        let (undone, steps) = self.take_import_back(&mut write, run, &import).await?;
        let title = if import.kind == OPML { "OPML" } else { "" };
        let edit = NewEdit { at: self.now(), action: Action::ImportUndone, kind: IMPORT, thing: None, title };
        write.note_edit_of(&edit, usize::try_from(undone.removed).unwrap_or(usize::MAX), &steps).await?;
        write.tell(Told::Changed, &undone)?;
        write.commit().await?;
        Ok(undone)
    }

    /// Undoes an edit that did an import or undid one, or does it again. Returns the steps that were taken.
    pub(crate) async fn import_back(
        &self,
        write: &mut Write,
        steps: &[Step],
        way: Way,
    ) -> Result<Vec<Step>, EngineError> {
        let mut written = Vec::new();
        for step in steps {
            let (holds, wanted) = ends(step, way);
            let run = |value: Option<Value>| if let Some(Value::Number(run)) = value { Some(run) } else { None };
            let (Some(run), again) = (run(holds).or(run(wanted.clone())), wanted.is_some()) else { continue };
            let Some(import) = write.import(run).await?.filter(|import| import.undone == again) else { continue };
            match (again, step.field.as_str()) {
                (true, HELD) => write.hold_again(run).await?,
                (true, _) if way == Way::Undo => return Err(EngineError::ImportGone),
                (true, _) => return Err(EngineError::ImportNeedsFile),
                (false, HELD) => drop(write.release(run, self.now()).await?),
                (false, _) => drop(self.take_import_back(write, run, &import).await?),
            }
            written.push(step.clone());
        }
        Ok(written)
    }

    /// Gives an import back what it held. Returns the steps that were taken.
    pub(crate) async fn evidence_back(
        &self,
        write: &mut Write,
        steps: Vec<Step>,
        way: Way,
    ) -> Result<Vec<Step>, EngineError> {
        let mut held: BTreeMap<i64, Vec<(Id, bool)>> = BTreeMap::new();
        // Letting go of it all again was done with the import itself.
        for step in steps.iter().filter(|_| way == Way::Undo) {
            if let Ok(run) = step.field.parse() {
                held.entry(run).or_default().push((step.thing, step.before == Some(Value::Flag(true))));
            }
        }
        for (run, things) in held {
            write.note_evidence(run, &things).await?;
        }
        Ok(steps)
    }

    /// Takes away what only `run` holds. Returns what that came to and what undoes it.
    async fn take_import_back(
        &self,
        write: &mut Write,
        run: i64,
        import: &Import,
    ) -> Result<(ImportUndone, Vec<Step>), EngineError> {
        let mut undone = ImportUndone::default();
        let (mut records, mut steps, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        let of_export = import.kind == RUN;
        if of_export {
            self.let_go_of_brought(write, run).await?;
        }
        for held in write.release(run, self.now()).await? {
            let thing = held.thing;
            evidence.push(held_by(run, &held));
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
                steps.extend(self.let_go(write, &thing).await?);
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
        // Made things come back from their changes; of a record nothing is left, nor does anything say what else an
        // export brought.
        let comes_back = records.is_empty() && !of_export;
        let (before, after) = (Some(Value::Number(run)), None);
        let field = if comes_back { HELD } else { FILE };
        let thing = id_of_run(&import.kind, import.began);
        steps.push(Step { target: IMPORT.to_owned(), thing, field: field.to_owned(), before, after });
        if comes_back {
            steps.extend(evidence);
        }
        Ok((undone, steps))
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

    async fn let_go(&self, write: &mut Write, id: &Id) -> Result<Vec<Step>, EngineError> {
        let steps = self.apply(write, id, None, &Edit::Unsubscribe).await?.steps;
        write.schedule(FEED_JOB, id, None).await?;
        Ok(steps)
    }
}

/// The step that an import of an export is: its undoing takes away what it brought, and only its file has it then.
pub(crate) fn done(run: i64, thing: Id) -> Step {
    let (target, field) = (IMPORT.to_owned(), FILE.to_owned());
    Step { target, thing, field, before: None, after: Some(Value::Number(run)) }
}

/// The step that a run lets go of a thing. What the person changed since is never again here because of it.
fn held_by(run: i64, held: &Held) -> Step {
    let made = held.made && held.changes_since == 0;
    let (target, field) = (EVIDENCE.to_owned(), run.to_string());
    Step { target, thing: held.thing, field, before: Some(Value::Flag(made)), after: None }
}
