//! What a person says of two things: that they are the same, or that they are not.

use lorch_model::{
    id::Id,
    links::{ACCOUNT, Link, LinkEdit, SCHEMA, external_id},
    record::{LINK, RecordDraft},
};
use lorch_store::Told;

use crate::{Engine, EngineError};

impl Engine {
    /// Says of two things that they are the same, or that they are not; what was said of them before is replaced.
    pub async fn link(&self, edit: LinkEdit) -> Result<Link, EngineError> {
        if edit.a == edit.b {
            return Err(EngineError::LinkToItself);
        }
        let external_id = external_id(&edit.a, &edit.b);
        let link = Link {
            id: Id::of_record(ACCOUNT, &external_id),
            a: edit.a.min(edit.b),
            b: edit.a.max(edit.b),
            same: edit.same,
            reason: edit.reason.trim().to_owned(),
            score: 1.0,
            at: self.now(),
        };
        let draft = RecordDraft {
            account: ACCOUNT.to_owned(),
            external_id,
            kind: LINK.to_owned(),
            schema: SCHEMA,
            // No clock: what is said later of a pair counts up from what was said before.
            version: 0,
            hash: hash(&link),
            expires: None,
            body: serde_json::to_string(&link).unwrap_or_default(),
        };
        let mut write = self.store().write().await?;
        write.note_sample_of(&link.id, [&link.a, &link.b]).await?;
        write.land_records(None, vec![draft], self.now()).await?;
        // What was said before in the same words keeps its time.
        let kept = write.record(&link.id).await?.and_then(|record| serde_json::from_str(&record.body).ok());
        let link = kept.unwrap_or(link);
        write.tell(Told::Made, &link)?;
        write.commit().await?;
        Ok(link)
    }

    /// Takes back what was said.
    pub async fn unlink(&self, id: &Id) -> Result<(), EngineError> {
        if !self.store().links().await?.iter().any(|link| link.id == *id) {
            return Err(EngineError::LinkNotFound);
        }
        let mut write = self.store().write().await?;
        write.remove_records(&[*id], self.now()).await?;
        write.tell(Told::Done, &())?;
        Ok(write.commit().await?)
    }
}

/// Of what is said, not of when.
fn hash(link: &Link) -> [u8; 16] {
    let said = format!("{} {} {} {} {}", link.a, link.b, link.same, link.score, link.reason);
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(said.as_bytes()).as_bytes()[..16]);
    hash
}
