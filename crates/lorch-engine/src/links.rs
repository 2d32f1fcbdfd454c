//! What a person says of two things: that they are the same, or that they are not.

use lorch_model::{
    id::Id,
    links::{ACCOUNT, Link, LinkEdit, SCHEMA, external_id},
    made::{Action, Value},
    record::{LINK, RecordDraft},
};
use lorch_store::{
    Told, Write,
    edits::{self, NewEdit, Step, Way},
};

use crate::{Engine, EngineError, edits::ends};

/// The one field that a step on a link has.
const FACT: &str = "fact";

impl Engine {
    /// Says of two things that they are the same, or that they are not; what was said of them before is replaced.
    pub async fn link(&self, edit: LinkEdit) -> Result<Link, EngineError> {
        if edit.a == edit.b {
            return Err(EngineError::LinkToItself);
        }
        let link = Link {
            id: Id::of_record(ACCOUNT, &external_id(&edit.a, &edit.b)),
            a: edit.a.min(edit.b),
            b: edit.a.max(edit.b),
            same: edit.same,
            reason: edit.reason.trim().to_owned(),
            score: 1.0,
            at: self.now(),
        };
        let mut write = self.store().write().await?;
        let before = said(&mut write, &link.id).await?;
        self.say(&mut write, &link).await?;
        let after = said(&mut write, &link.id).await?;
        // What was said before in the same words keeps its time.
        let link = after.as_deref().and_then(read).unwrap_or(link);
        let action = if link.same { Action::Linked } else { Action::ToldApart };
        self.note_link(&mut write, action, &link, [before, after]).await?;
        write.tell(Told::Made, &link)?;
        write.commit().await?;
        Ok(link)
    }

    /// Takes back what was said.
    pub async fn unlink(&self, id: &Id) -> Result<(), EngineError> {
        let Some(link) = self.store().links().await?.into_iter().find(|link| link.id == *id) else {
            return Err(EngineError::LinkNotFound);
        };
        let mut write = self.store().write().await?;
        let before = said(&mut write, id).await?;
        write.remove_records(&[*id], self.now()).await?;
        self.note_link(&mut write, Action::Unlinked, &link, [before, None]).await?;
        write.tell(Told::Done, &())?;
        Ok(write.commit().await?)
    }

    /// Says again what was said before, where the edit's own word still stands. Returns the steps that were taken.
    pub(crate) async fn say_back(&self, write: &mut Write, steps: &[Step], way: Way) -> Result<Vec<Step>, EngineError> {
        let mut written = Vec::new();
        for step in steps {
            let (holds, wanted) = ends(step, way);
            if said(write, &step.thing).await?.map(Value::Text) != holds {
                continue;
            }
            match wanted {
                Some(Value::Text(body)) => match read(&body) {
                    Some(link) => self.say(write, &link).await?,
                    None => continue,
                },
                _ => drop(write.remove_records(&[step.thing], self.now()).await?),
            }
            written.push(step.clone());
        }
        Ok(written)
    }

    async fn say(&self, write: &mut Write, link: &Link) -> Result<(), EngineError> {
        let draft = RecordDraft {
            account: ACCOUNT.to_owned(),
            external_id: external_id(&link.a, &link.b),
            kind: LINK.to_owned(),
            schema: SCHEMA,
            // No clock: what is said later of a pair counts up from what was said before.
            version: 0,
            hash: hash(link),
            expires: None,
            body: serde_json::to_string(link).unwrap_or_default(),
        };
        write.note_sample_of(&link.id, [&link.a, &link.b]).await?;
        write.land_records(None, vec![draft], self.now()).await?;
        Ok(())
    }

    async fn note_link(
        &self,
        write: &mut Write,
        action: Action,
        link: &Link,
        [before, after]: [Option<String>; 2],
    ) -> Result<(), EngineError> {
        if before == after {
            return Ok(());
        }
        let step = Step {
            target: edits::LINK.to_owned(),
            thing: link.id,
            field: FACT.to_owned(),
            before: before.map(Value::Text),
            after: after.map(Value::Text),
        };
        let edit = NewEdit { at: self.now(), action, kind: edits::LINK, thing: Some(link.id), title: &link.reason };
        Ok(write.note_edit(&edit, &[step]).await?)
    }
}

/// What is said of a pair now, as it is kept.
async fn said(write: &mut Write, id: &Id) -> Result<Option<String>, EngineError> {
    let record = write.record(id).await?.filter(|record| !record.removed && record.kind == LINK);
    Ok(record.map(|record| record.body))
}

fn read(body: &str) -> Option<Link> {
    serde_json::from_str(body).ok()
}

/// Of what is said, not of when.
fn hash(link: &Link) -> [u8; 16] {
    let said = format!("{} {} {} {} {}", link.a, link.b, link.same, link.score, link.reason);
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(said.as_bytes()).as_bytes()[..16]);
    hash
}
