//! After an upgrade: what came from a newer Lorch and could not be read, or not be shown, is read and shown.

use lorch_model::exchange::{Content, Item, RECORD};

use super::{MARK_SCHEMA, merge::Vanish};
use crate::{Engine, EngineError};

impl Engine {
    /// Run at every opening, before the first write of anyone else.
    pub(crate) async fn catch_up(&self) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        for item in self.store().unknown().await? {
            let read = Item { content: item.content.clone().read(), ..item.clone() };
            let known = match &read.content {
                Content::Other(_) => false,
                Content::Mark(_) => read.schema <= MARK_SCHEMA,
                Content::Document { changes, .. } => {
                    lorch_documents::purge::purgeable(changes.iter().map(|(_, body)| body.as_slice())).is_ok()
                }
                Content::Record(_) => true,
            };
            if known {
                write.forget_unknown(&item).await?;
                self.land_items(&mut write, &[read], Vanish::Allow).await?;
            }
        }
        for (kind, id, schema) in self.store().unshown().await? {
            write.note_shown(&kind, &id).await?;
            if kind.starts_with(RECORD) {
                write.show_record(&kind, &id, schema, self.now()).await?;
            } else {
                let bodies = write.document(&id).await?;
                self.show_document(&mut write, &kind, &id, schema, &bodies).await?;
            }
        }
        write.pass(self.now()).await?;
        write.keep_marked_articles(self.now()).await?;
        write.note_bin_all(self.now()).await?;
        write.expire(self.now()).await?;
        Ok(write.commit().await?)
    }
}
