//! Made things as automerge documents, without IO: an edit becomes a change, changes become a row as plain data.
//!
//! One small document per object. Documents that two devices may begin before they meet start from a
//! byte-identical genesis change, so that merging two first versions loses neither side.

pub mod subscription;

use automerge::{ActorId, AutoCommit, Change as AutomergeChange, transaction::CommitOptions};
use lorch_model::{Timestamp, id::Id};

/// One automerge change, as the store keeps it and peers pass it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// SHA-256 over the change, from automerge.
    pub hash: [u8; 32],
    /// The encoded change.
    pub body: Vec<u8>,
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
