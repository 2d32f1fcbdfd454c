//! The one way into a document: heads read, edit, change, projected row and announcement in one transaction.

use lorch_documents::{
    Change, DocumentError, Made, settings,
    subscription::{self, Edit},
};
use lorch_model::{id::Id, made::FieldEdit};
use lorch_store::{Write, edits::Step, reader::FEED_JOB};

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
        let genesis = first_url.map(subscription::genesis).transpose()?;
        let (bodies, steps) = self
            .keep_document(write, subscription::KIND, id, genesis, |bodies, actor| {
                subscription::edit(bodies, actor, self.now(), edit)
            })
            .await?;
        let (number, existed) = self.project_subscription(write, id, &bodies).await?;
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
        let schema = lorch_documents::schema_of(kind).ok_or(DocumentError::Missing("known kind"))?;
        let mut bodies = write.document(id).await?;
        if let (true, Some(genesis)) = (bodies.is_empty(), genesis) {
            write.keep_change(id, kind, schema, &genesis.hash, &genesis.body).await?;
            bodies.push(genesis.body);
        }
        let Some(Made { change, edits }) = make(&bodies, &write.actor(id).await?)? else {
            return Ok((bodies, Vec::new()));
        };
        write.keep_change(id, kind, schema, &change.hash, &change.body).await?;
        write.log_document(id, kind, schema).await?;
        bodies.push(change.body);
        Ok((bodies, edits.into_iter().map(|edit| step(kind, id, edit)).collect()))
    }

    /// Brings the rows of a document in line with its changes, wherever they came from. A kind of another time has
    /// no rows yet: its changes are kept and passed on.
    pub(crate) async fn project(
        &self,
        write: &mut Write,
        kind: &str,
        id: &Id,
        bodies: &[Vec<u8>],
    ) -> Result<(), EngineError> {
        match kind {
            subscription::KIND => {
                let url = write.subscription_url(id).await?;
                self.project_subscription(write, id, bodies).await?;
                let now = write.subscription_url(id).await?;
                if url.is_some() && url != now && write.is_subscribed(id).await? {
                    write.forget_validators(id).await?;
                    write.schedule(FEED_JOB, id, Some(self.now())).await?;
                }
            }
            settings::KIND => write.put_shared_settings(&settings::project(bodies)?).await?,
            _ => {}
        }
        Ok(())
    }

    /// Returns the number of the subscription and whether it was subscribed to before.
    async fn project_subscription(
        &self,
        write: &mut Write,
        id: &Id,
        bodies: &[Vec<u8>],
    ) -> Result<(i64, bool), EngineError> {
        let before = write.is_subscribed(id).await?;
        let subscription = subscription::project(bodies)?;
        let put = write.put_subscription(&subscription).await?;
        let subscribed = subscription.removed.is_none();
        if before != subscribed {
            write.schedule(FEED_JOB, id, subscribed.then(|| self.now())).await?;
        }
        write.note_bin(id, !subscribed, self.now()).await?;
        Ok(put)
    }
}

fn step(kind: &str, id: &Id, edit: FieldEdit) -> Step {
    Step { target: kind.to_owned(), thing: *id, field: edit.field, before: edit.from, after: edit.to }
}
