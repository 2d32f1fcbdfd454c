use std::collections::BTreeSet;

use lorch_model::{change::Topic, id::Id};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::{Result, Store, changes::word};

/// One write transaction and the topics it touched. Dropped without [`Write::commit`], nothing happened.
pub struct Write {
    tx: Transaction<'static, Sqlite>,
    topics: BTreeSet<Topic>,
    store: Store,
}

impl Store {
    /// Begins a write; waits for the write before it.
    pub async fn write(&self) -> Result<Write> {
        let tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write { tx, topics: BTreeSet::new(), store: self.clone() })
    }
}

impl Write {
    /// Makes everything durable, then announces the topics it touched.
    pub async fn commit(mut self) -> Result<()> {
        if self.topics.is_empty() {
            return Ok(self.tx.commit().await?);
        }
        let feed = self.store.feed.clone();
        let _order = feed.order.lock().await;
        let number = feed.next();
        for topic in &self.topics {
            sqlx::query(
                "INSERT INTO topics (topic, number) VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number",
            )
            .bind(word(*topic))
            .bind(number)
            .execute(&mut *self.tx)
            .await?;
        }
        self.tx.commit().await?;
        feed.announce(&self.topics, number);
        Ok(())
    }

    pub(crate) fn touch(&mut self, topic: Topic) {
        self.topics.insert(topic);
    }

    pub(crate) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    pub(crate) fn origin(&self) -> Id {
        self.store.origin
    }
}
