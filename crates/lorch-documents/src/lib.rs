//! Made things as automerge documents, without IO: an edit becomes a change, changes become a row as plain data.
//!
//! One small document per object, a flat map of fields. Documents that two devices may begin before they meet start
//! from a byte-identical genesis change, so that merging two first versions loses neither side.
//!
//! Read in this order: [`fields`] (what holds for all kinds), [`subscription`] (the first kind), [`history`].

pub mod fields;
pub mod folder;
pub mod history;
pub mod planner;
pub mod purge;
pub mod recent;
pub mod rule;
pub mod settings;
pub mod subscription;

use automerge::{ActorId, AutoCommit, Change as AutomergeChange, transaction::CommitOptions};
use lorch_model::{
    Timestamp,
    id::Id,
    made::{FieldEdit, Fields, settings_id},
};

/// One automerge change, as the store keeps it and peers pass it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// SHA-256 over the change, from automerge.
    pub hash: [u8; 32],
    /// The encoded change.
    pub body: Vec<u8>,
}

/// An edit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it added to the document.
    pub change: Change,
    /// What it did to the fields, in the words that undo it.
    pub edits: Vec<FieldEdit>,
    /// What the document holds with it.
    pub fields: Fields,
}

/// Why a document could not be read or edited.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Stored bytes are no automerge change.
    #[error("a stored change cannot be read: {0}")]
    Unreadable(#[from] automerge::LoadChangeError),
    /// Automerge refused the operation.
    #[error("the document refused the operation: {0}")]
    Refused(#[from] automerge::AutomergeError),
    /// A field that every document of this kind has is missing.
    #[error("the document has no {0}")]
    Missing(&'static str),
    /// It says of itself that it is of another thing than the one it came for.
    #[error("the document is of another thing than the one it came for")]
    Foreign,
    /// A change that the document never had.
    #[error("the document never was in this state")]
    NoSuchState,
}

/// Schema number of the documents of `kind` made today; `None` for a kind of another time.
pub fn schema_of(kind: &str) -> Option<u32> {
    match kind {
        folder::KIND => Some(folder::SCHEMA),
        planner::KIND => Some(planner::SCHEMA),
        rule::KIND => Some(rule::SCHEMA),
        settings::KIND => Some(settings::SCHEMA),
        subscription::KIND => Some(subscription::SCHEMA),
        _ => None,
    }
}

/// The thing that changes say they are of; `None` for a kind of another time.
pub fn id_of(kind: &str, bodies: &[Vec<u8>]) -> Result<Option<Id>, DocumentError> {
    let name = match kind {
        folder::KIND => "first",
        planner::KIND | rule::KIND | settings::KIND => "id",
        subscription::KIND => "first_url",
        _ => return Ok(None),
    };
    let said = fields::text(&fields::read(bodies)?, name).ok_or(DocumentError::Missing("identity"))?;
    match kind {
        settings::KIND if said != settings::KIND => Err(DocumentError::Foreign),
        settings::KIND => Ok(Some(settings_id())),
        folder::KIND => Ok(Some(Id::of_folder(&said))),
        planner::KIND | rule::KIND => said.parse().map(Some).map_err(|_| DocumentError::Foreign),
        _ => Ok(Some(Id::of_subscription(&said))),
    }
}

fn load(bodies: &[Vec<u8>]) -> Result<AutoCommit, DocumentError> {
    let changes = bodies.iter().map(|body| AutomergeChange::from_bytes(body.clone())).collect::<Result<Vec<_>, _>>()?;
    let mut document = AutoCommit::new();
    document.apply_changes(changes)?;
    Ok(document)
}

fn commit(document: &mut AutoCommit, at: Timestamp) -> Option<Change> {
    document.commit_with(CommitOptions::default().with_time(at.as_second()))?;
    let change = document.get_last_local_change()?;
    Some(Change { hash: change.hash().0, body: change.raw_bytes().to_vec() })
}

fn actor(origin: &Id) -> ActorId {
    ActorId::from(origin.as_bytes())
}
