//! An edit from another device: it lands through the same commit as a local one.

use std::collections::HashSet;

use lorch_documents::hash_of;
use lorch_model::exchange::{Batch, Content, Item, Vector};
use lorch_store::Write;

use crate::{Engine, EngineError};

impl Engine {
    /// Lands a part of an exchange, in one transaction. `whole` is the sender's vector when this is the last part.
    pub async fn land_batch(&self, batch: &Batch, whole: Option<&Vector>) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        for item in &batch.items {
            match &item.content {
                Content::Mark(mark) => write.merge_mark(item, mark).await?,
                Content::Document { kind, changes } => self.merge_document(&mut write, item, kind, changes).await?,
            }
        }
        if let Some(vector) = whole {
            write.advance(vector, self.now()).await?;
        }
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    async fn merge_document(
        &self,
        write: &mut Write,
        item: &Item,
        kind: &str,
        changes: &[([u8; 32], Vec<u8>)],
    ) -> Result<(), EngineError> {
        let here: HashSet<[u8; 32]> = write.change_hashes(&item.key).await?.into_iter().collect();
        // What the sender calls a change is his affair; here it goes by what it says.
        let changes: Vec<([u8; 32], &Vec<u8>)> =
            changes.iter().map(|(_, body)| Ok((hash_of(body)?, body))).collect::<Result<_, EngineError>>()?;
        let came: HashSet<[u8; 32]> = changes.iter().map(|(hash, _)| *hash).collect();
        if came.is_subset(&here) {
            return Ok(());
        }
        for (hash, body) in &changes {
            write.keep_change(&item.key, kind, item.schema, hash, body).await?;
        }
        if here.is_subset(&came) {
            write.adopt(item, kind, self.now()).await?;
        } else {
            // Together they say something that neither said: that is a new content, with a place of its own.
            write.log_document(&item.key, kind, item.schema).await?;
        }
        let bodies = write.document(&item.key).await?;
        self.project(write, kind, &item.key, &bodies).await
    }
}
