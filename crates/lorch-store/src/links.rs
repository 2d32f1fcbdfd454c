//! Facts about which things are the same.

use lorch_model::links::Link;

use crate::{Result, Store, StoreError};

impl Store {
    /// All facts about which things are the same, by id.
    pub async fn links(&self) -> Result<Vec<Link>> {
        let bodies: Vec<String> = sqlx::query_scalar(
            "SELECT body FROM records WHERE kind = 'link' AND removed = 0 AND schema <= ? ORDER BY id",
        )
        .bind(lorch_model::links::SCHEMA)
        .fetch_all(&self.readers)
        .await?;
        bodies.iter().map(|body| serde_json::from_str(body).map_err(|_| StoreError::Unreadable("link"))).collect()
    }
}
