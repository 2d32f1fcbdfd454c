//! The one way into a document: heads read, edit, change, projected row and announcement in one transaction.

use std::collections::HashMap;

use lorch_documents::{
    Change, DocumentError, Made, folder, planner, rule, settings,
    subscription::{self, Edit},
};
use lorch_model::{
    id::Id,
    made::{FieldEdit, Fields},
    reader::Subscription,
};
use lorch_store::{
    Write,
    edits::Step,
    reader::{FEED_JOB, Here, SubscriptionToEdit},
};

use crate::{Engine, EngineError};

/// What an edit of a subscription came to.
pub(crate) struct Committed {
    pub number: i64,
    pub existed: bool,
    /// What undoes it.
    pub steps: Vec<Step>,
}

impl Engine {
    /// Applies an edit to the document of `id`, which begins with `first_url` when it is new here.
    pub(crate) async fn apply(
        &self,
        write: &mut Write,
        id: &Id,
        first_url: Option<&str>,
        edit: &Edit,
    ) -> Result<Committed, EngineError> {
        let kept = write.subscription_to_edit(id).await?;
        self.apply_to(write, id, kept, first_url, edit).await
    }

    /// As [`Engine::apply`], with what is here already read.
    pub(crate) async fn apply_to(
        &self,
        write: &mut Write,
        id: &Id,
        kept: SubscriptionToEdit,
        first_url: Option<&str>,
        edit: &Edit,
    ) -> Result<Committed, EngineError> {
        let genesis = first_url.map(subscription::genesis).transpose()?;
        let make = |bodies: &[Vec<u8>], actor: &Id| subscription::edit(bodies, actor, self.now(), edit);
        let read = (kept.bodies, kept.actor);
        let (bodies, made) = keep_change(write, subscription::KIND, id, read, genesis, make)?;
        let (shown, steps) = match made {
            Some((fields, steps)) => (subscription::shown(&fields)?, steps),
            None => (subscription::project(&bodies)?, Vec::new()),
        };
        let here = kept.here.into_iter().map(|here| (shown.id, here)).collect();
        let mut put = self.show_subscriptions_over(write, std::slice::from_ref(&shown), &here).await?;
        let (number, existed) = put.pop().ok_or(EngineError::FeedNotFound)?;
        Ok(Committed { number, existed, steps })
    }

    /// Keeps the change that `make` makes of a document, which begins with `genesis` when it is new here. Returns all
    /// changes of the document and what undoes this one. The caller projects.
    pub(crate) async fn keep_document(
        &self,
        write: &mut Write,
        kind: &str,
        id: &Id,
        genesis: Option<Change>,
        make: impl FnOnce(&[Vec<u8>], &Id) -> Result<Option<Made>, DocumentError>,
    ) -> Result<(Vec<Vec<u8>>, Vec<Step>), EngineError> {
        let read = write.document_to_edit(id).await?;
        let (bodies, made) = keep_change(write, kind, id, read, genesis, make)?;
        Ok((bodies, made.map(|(_, steps)| steps).unwrap_or_default()))
    }

    /// Brings the rows of a document in line with its changes, wherever they came from. A kind of another time has
    /// no rows yet: its changes are kept and passed on.
    pub(crate) async fn project(&self, write: &mut Write, kind: &str, bodies: &[Vec<u8>]) -> Result<(), EngineError> {
        match kind {
            subscription::KIND => self.project_subscription(write, bodies).await.map(drop)?,
            folder::KIND => write.put_folder(&folder::project(bodies)?).await?,
            rule::KIND => {
                let kept = rule::project(bodies)?;
                write.put_rule(&kept).await?;
                write.note_bin(&kept.rule.id, kept.removed.is_some(), self.now()).await?;
            }
            planner::KIND => self.show_activity(write, &planner::project(bodies)?).await?,
            settings::KIND => write.put_shared_settings(&settings::project(bodies)?).await?,
            _ => {}
        }
        Ok(())
    }

    /// Returns the number of the subscription and whether it was subscribed to before.
    async fn project_subscription(&self, write: &mut Write, bodies: &[Vec<u8>]) -> Result<(i64, bool), EngineError> {
        let shown = subscription::project(bodies)?;
        let mut put = self.show_subscriptions(write, std::slice::from_ref(&shown)).await?;
        put.pop().ok_or(EngineError::FeedNotFound)
    }

    /// Brings the rows of subscriptions in line with what their documents say. Returns of each its number and whether
    /// it was subscribed to before.
    pub(crate) async fn show_subscriptions(
        &self,
        write: &mut Write,
        shown: &[Subscription],
    ) -> Result<Vec<(i64, bool)>, EngineError> {
        if shown.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = shown.iter().map(|one| one.id).collect();
        let here = write.subscriptions_here(&ids).await?;
        self.show_subscriptions_over(write, shown, &here).await
    }

    /// As [`Engine::show_subscriptions`], with what is here already read.
    async fn show_subscriptions_over(
        &self,
        write: &mut Write,
        shown: &[Subscription],
        here: &HashMap<Id, Here>,
    ) -> Result<Vec<(i64, bool)>, EngineError> {
        let new = write.put_subscriptions(shown, here).await?;
        let mut due = Vec::new();
        for one in shown {
            let before = here.get(&one.id);
            let (was, is) = (before.is_some_and(|before| before.subscribed), one.removed.is_none());
            let moved = before.is_some_and(|before| before.url != one.url);
            if was != is || (is && moved) {
                due.push((one.id, is.then(|| self.now())));
            }
            if moved {
                write.forget_validators(&one.id).await?;
            }
            if before.is_none_or(|before| before.binned == is) {
                write.note_bin(&one.id, !is, self.now()).await?;
            }
        }
        write.schedule_all(FEED_JOB, &due).await?;
        let put = |id| {
            let number = here.get(id).or(new.get(id)).map(|here| here.number);
            Some((number?, here.get(id).is_some_and(|here| here.subscribed)))
        };
        Ok(shown.iter().map(|one| &one.id).filter_map(put).collect())
    }
}

/// All changes of a document and, where there is a new one, what it holds and what undoes that.
type Kept = (Vec<Vec<u8>>, Option<(Fields, Vec<Step>)>);

/// Keeps the change that `make` makes of a document of which these changes were `read`, with who writes into it.
fn keep_change(
    write: &mut Write,
    kind: &str,
    id: &Id,
    read: (Vec<Vec<u8>>, Id),
    genesis: Option<Change>,
    make: impl FnOnce(&[Vec<u8>], &Id) -> Result<Option<Made>, DocumentError>,
) -> Result<Kept, EngineError> {
    let schema = lorch_documents::schema_of(kind).ok_or(DocumentError::Missing("known kind"))?;
    let (mut bodies, actor) = read;
    if let (true, Some(genesis)) = (bodies.is_empty(), genesis) {
        write.keep_change(id, kind, schema, &genesis.hash, &genesis.body);
        bodies.push(genesis.body);
    }
    let Some(Made { change, edits, fields }) = make(&bodies, &actor)? else {
        return Ok((bodies, None));
    };
    write.keep_change(id, kind, schema, &change.hash, &change.body);
    write.log_document(id, kind, schema);
    bodies.push(change.body);
    let steps = edits.into_iter().map(|edit| step(kind, id, edit)).collect();
    Ok((bodies, Some((fields, steps))))
}

fn step(kind: &str, id: &Id, edit: FieldEdit) -> Step {
    Step { target: kind.to_owned(), thing: *id, field: edit.field, before: edit.from, after: edit.to }
}
