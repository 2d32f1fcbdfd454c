use std::collections::BTreeSet;

use lorch_model::{change::Topic, id::Id};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::{Result, Store, Told, asked, changes::word, json};

/// One write transaction and the topics it touched. Dropped without [`Write::commit`], nothing happened.
pub struct Write {
    tx: Transaction<'static, Sqlite>,
    topics: BTreeSet<Topic>,
    store: Store,
    /// Number of the edit that this write can be undone by.
    pub(crate) edit: Option<i64>,
    /// What the one who asked will be answered.
    pub(crate) told: Option<(Told, Vec<u8>)>,
}

impl Store {
    /// Begins a write; waits for the write before it.
    pub async fn write(&self) -> Result<Write> {
        let begin = || self.writer.begin_with("BEGIN IMMEDIATE");
        let tx = match begin().await {
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.count_anew().await?;
                begin().await?
            }
            begun => begun?,
        };
        Ok(Write { tx, topics: BTreeSet::new(), store: self.clone(), edit: None, told: None })
    }
}

impl Store {
    /// A full disk makes SQLite roll back by itself. The connection still counts a transaction then, which would keep
    /// it from ever beginning another one: a new connection takes its place.
    async fn count_anew(&self) -> Result<()> {
        Ok(self.writer.acquire().await?.close().await?)
    }
}

impl Write {
    /// Makes everything durable, with the reply to whoever asked, then announces the topics it touched.
    pub async fn commit(mut self) -> Result<()> {
        let (kept, edit) = (self.keep_told().await?, self.edit);
        if self.topics.is_empty() {
            self.tx.commit().await?;
            asked::committed(edit, kept);
            return Ok(());
        }
        let feed = self.store.feed.clone();
        let _order = feed.order.lock().await;
        let number = feed.next();
        let topics: Vec<String> = self.topics.iter().map(|topic| word(*topic)).collect();
        sqlx::query(
            "INSERT INTO topics (topic, number) SELECT value, ?1 FROM json_each(?2) WHERE true
             ON CONFLICT DO UPDATE SET number = excluded.number",
        )
        .bind(number)
        .bind(json(&topics)?)
        .execute(&mut *self.tx)
        .await?;
        self.tx.commit().await?;
        asked::committed(edit, kept);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lorch_model::{Timestamp, trouble::TroubleKind};

    use super::*;

    #[tokio::test]
    async fn a_write_that_found_no_room_leaves_the_next_one_alone() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let store = Store::open(&folder.path().join("lorch.db"), Id([1; 16]), now).await.unwrap();
        sqlx::query("PRAGMA max_page_count = 1").execute(&store.writer).await.unwrap();
        let mut write = store.write().await.unwrap();
        let mut done = Ok(());
        for number in 0..10_000 {
            done = write.allow_address(&format!("host-{number}.example:{number}"), now).await.map(drop);
            if done.is_err() {
                break;
            }
        }
        let fault = done.unwrap_err();
        assert_eq!(fault.trouble().map(|trouble| trouble.kind), Some(TroubleKind::DiskFull), "{fault}");
        drop(write);
        sqlx::query("PRAGMA max_page_count = 1000000").execute(&store.writer).await.unwrap();
        let mut write = store.write().await.unwrap();
        write.allow_address("late.example:80", now).await.unwrap();
        write.commit().await.unwrap();
        let allowed = store.allowed_addresses().await.unwrap();
        assert_eq!(allowed.len(), 1, "nothing of the write that was refused is there");
    }
}
