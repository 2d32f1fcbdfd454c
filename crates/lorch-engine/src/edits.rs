//! Undo, redo, history: going back, always by an ordinary edit.

use std::collections::BTreeMap;

use lorch_documents::{
    fields::{self, REMOVED},
    folder, history, rule,
};
use lorch_model::{
    id::Id,
    made::{Action, Edit, History, Value},
    reader::Folders,
    settings::HERE,
};
use lorch_store::{
    Told, Write,
    edits::{EVIDENCE, IMPORT, KeptEdit, LINK, MACHINE, NOTICE, NewEdit, Step, Way},
};

use crate::{Engine, EngineError, settings};

impl Engine {
    /// Undoes the edit of `number`, else the newest that can be undone.
    ///
    /// Former values come back only where the edit's own still hold: what was edited later, here or on another device,
    /// stays. An edit of which nothing holds any more is passed over, and refused when it was asked for by number. What
    /// only a file can bring back ends it: going on to an older edit would be a surprise.
    pub async fn undo(&self, number: Option<i64>) -> Result<Edit, EngineError> {
        self.take_back(Way::Undo, number).await
    }

    /// Does again the edit of `number`, else the one that was undone last, by the same rules.
    pub async fn redo(&self, number: Option<i64>) -> Result<Edit, EngineError> {
        self.take_back(Way::Redo, number).await
    }

    /// How the made thing `id` came to be as it is.
    pub async fn history(&self, id: &Id) -> Result<History, EngineError> {
        let (_, bodies) = self.store().document(id).await?.ok_or(EngineError::ThingNotFound)?;
        let history = history::history(&bodies, &self.store().own_origins().await?)?;
        Ok(with_paths(history, &self.store().folders().await?))
    }

    /// Goes back to the state of a made thing that the change of this hash brought about.
    pub async fn restore_state(&self, id: &Id, change: &[u8; 32]) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        let (kind, bodies) = self.store().document(id).await?.ok_or(EngineError::ThingNotFound)?;
        let wishes = history::back_to(&bodies, change)?;
        let (bodies, steps) = self
            .keep_document(&mut write, &kind, id, None, |bodies, actor| fields::put(bodies, actor, self.now(), wishes))
            .await?;
        self.project(&mut write, &kind, &bodies).await?;
        let title = title(&mut write, &kind, id, &bodies).await?;
        let edit = NewEdit { at: self.now(), action: Action::Restored, kind: &kind, thing: Some(*id), title: &title };
        write.note_edit(&edit, &steps).await?;
        write.tell(Told::Done, &())?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    async fn take_back(&self, way: Way, number: Option<i64>) -> Result<Edit, EngineError> {
        let mut write = self.store().write().await?;
        let mut below = i64::MAX;
        loop {
            let found = write.edit_to_take_back(way, number, below).await?;
            let Some(edit) = found else {
                if let Some(number) = number
                    && write.edit(number).await?.is_none()
                {
                    return Err(EngineError::EditNotFound(number));
                }
                return Err(match way {
                    Way::Undo => EngineError::NothingToUndo,
                    Way::Redo => EngineError::NothingToRedo,
                });
            };
            if self.taken_back(&mut write, &edit, way).await? {
                let told = write.edit(edit.number).await?.ok_or(EngineError::NothingToUndo)?;
                let proxy = write.settings().await?.proxy;
                let client = self.client_by(&proxy)?;
                write.tell(Told::Changed, &told)?;
                write.commit().await?;
                self.use_client(client);
                self.0.wake.notify_one();
                return Ok(told);
            }
            match (number, way) {
                (Some(_), _) => return Err(EngineError::EditReplaced),
                // What was undone before the last edit stays undone: doing it again would be a surprise.
                (None, Way::Redo) => return Err(EngineError::NothingToRedo),
                (None, Way::Undo) => below = edit.number,
            }
        }
    }

    /// Takes back what may be. Nothing is written, and `false` returned, when nothing may.
    async fn taken_back(&self, write: &mut Write, edit: &KeptEdit, way: Way) -> Result<bool, EngineError> {
        let place = match edit.undone {
            Some(place) => place,
            None => write.next_undone_place().await?,
        };
        let mut taken = write.take_marks_back(edit, way, place, self.now()).await? > 0;
        let mut things: BTreeMap<(String, Id), Vec<Step>> = BTreeMap::new();
        let mut evidence = Vec::new();
        for step in write.steps_to_take_back(edit).await? {
            match step.target.as_str() {
                EVIDENCE => evidence.push(step),
                _ => things.entry((step.target.clone(), step.thing)).or_default().push(step),
            }
        }
        for ((target, thing), steps) in things {
            let written = match target.as_str() {
                MACHINE => self.set_back(write, &steps, way).await?,
                LINK => self.say_back(write, &steps, way).await?,
                IMPORT => self.import_back(write, &steps, way).await?,
                NOTICE => self.notice_back(write, &steps, way).await?,
                kind => self.write_back(write, kind, &thing, &steps, way).await?,
            };
            taken |= !written.is_empty();
            for step in written {
                write.note_taken_back(edit, way, &step, place).await?;
            }
        }
        // Last: what came back with a new change holds it from that one on.
        for step in self.evidence_back(write, evidence, way).await? {
            write.note_taken_back(edit, way, &step, place).await?;
        }
        if taken {
            write.end_taking_back(edit, way, place).await?;
        }
        Ok(taken)
    }

    /// Writes former values of a document back, as a new change. Returns the steps as they were really taken.
    async fn write_back(
        &self,
        write: &mut Write,
        kind: &str,
        id: &Id,
        steps: &[Step],
        way: Way,
    ) -> Result<Vec<Step>, EngineError> {
        let held = fields::read(&write.document(id).await?)?;
        let mut wishes = Vec::new();
        for step in steps {
            let (holds, wanted) = ends(step, way);
            if held.get(&step.field) == holds.as_ref() {
                // Into the bin a thing goes now, whenever it was there before: its days there begin anew.
                let again = step.field == REMOVED && wanted.is_some();
                wishes.push((step.field.clone(), if again { Some(Value::Time(self.now())) } else { wanted }));
            }
        }
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let (bodies, mut written) = self
            .keep_document(write, kind, id, None, |bodies, actor| fields::put(bodies, actor, self.now(), wishes))
            .await?;
        self.project(write, kind, &bodies).await?;
        if way == Way::Undo {
            written.iter_mut().for_each(|step| std::mem::swap(&mut step.before, &mut step.after));
        }
        Ok(written)
    }

    /// Sets settings of this machine back. Returns the steps that were taken.
    async fn set_back(&self, write: &mut Write, steps: &[Step], way: Way) -> Result<Vec<Step>, EngineError> {
        let mut written = Vec::new();
        for step in steps.iter().filter(|step| HERE.contains(&step.field.as_str())) {
            let (holds, wanted) = ends(step, way);
            let now = settings::held(&write.settings().await?, &step.field);
            if let Some(wanted) = wanted.filter(|_| now == holds) {
                write.set_here(&step.field, settings::json(&wanted));
                written.push(step.clone());
            }
        }
        Ok(written)
    }
}

/// What has to hold for a step to be taken, and what is written then.
pub(crate) fn ends(step: &Step, way: Way) -> (Option<Value>, Option<Value>) {
    match way {
        Way::Undo => (step.after.clone(), step.before.clone()),
        Way::Redo => (step.before.clone(), step.after.clone()),
    }
}

/// What a thing is called.
async fn title(write: &mut Write, kind: &str, id: &Id, bodies: &[Vec<u8>]) -> Result<String, EngineError> {
    if kind == folder::KIND {
        return Ok(write.folders().await?.path_of(&folder::project(bodies)?.first));
    }
    if let Some(feed) = write.feed(id).await? {
        return Ok(feed.title);
    }
    let held = fields::read(bodies)?;
    let named = ["title", "name", "url"].into_iter().find_map(|field| match held.get(field) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    });
    Ok(named.unwrap_or_default())
}

/// Folders by where they are: in documents they go by their first paths.
fn with_paths(mut history: History, folders: &Folders) -> History {
    let changed = history.items.iter_mut().flat_map(|state| &mut state.fields);
    let changed =
        changed.flat_map(|change| [(&change.field, change.from.as_mut()), (&change.field, change.to.as_mut())]);
    let listed = history.conflicts.iter_mut();
    let listed = listed.flat_map(|conflict| conflict.values.iter_mut().map(|value| (&conflict.field, Some(value))));
    for (field, value) in changed.chain(listed) {
        if let (rule::FOLDER | folder::PARENT, Some(Value::Text(first))) = (field.as_str(), value) {
            *first = folders.path_of(first);
        }
    }
    history
}
