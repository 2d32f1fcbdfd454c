use std::{collections::BTreeSet, future::poll_fn, hint::spin_loop, pin::pin, task::Poll};

use lorch_model::{change::Topic, id::Id};
use sqlx::{AssertSqlSafe, FromRow, Sqlite, SqliteConnection, pool::PoolConnection, sqlite::SqliteRow};
use tokio::runtime::Handle;

use crate::{
    Result, Store, Told, asked,
    changes::word,
    json,
    statement::{Statement, joined, statement},
};

/// One write transaction and the topics it touched. Dropped without [`Write::commit`], nothing happened.
pub struct Write {
    /// The one connection that writes; `None` once the transaction is over.
    conn: Option<PoolConnection<Sqlite>>,
    /// Statements that answer nothing and go with the next question.
    waiting: Vec<Statement>,
    state: State,
    /// Whether the commit was asked for.
    committing: bool,
    topics: BTreeSet<Topic>,
    store: Store,
    /// The edit that this write can be undone by.
    pub(crate) edit: Noted,
    /// What the one who asked will be answered.
    pub(crate) told: Option<(Told, Vec<u8>)>,
}

/// Statements that go to the database in one. A write of thousands says the same again and again: in parts of one size
/// each text is prepared once, and none grows with the write.
const MOST_AT_ONCE: usize = 48;

/// How often an answer is looked for before sleeping, and how long in between: some 50 µs in all.
const LOOKS: usize = 32;
const PAUSES: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The database knows nothing of it yet.
    Waiting,
    Begun,
    /// A statement that waited was refused, and those behind it never ran.
    Broken,
}

/// Which edit a write noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    None,
    /// The one of this number.
    Number(i64),
    /// The newest there is when the write commits.
    Newest,
}

impl Store {
    /// Begins a write; waits for the write before it.
    pub async fn write(&self) -> Result<Write> {
        Ok(Write {
            conn: Some(self.writer.acquire().await?),
            waiting: vec![statement("BEGIN IMMEDIATE")],
            state: State::Waiting,
            committing: false,
            topics: BTreeSet::new(),
            store: self.clone(),
            edit: Noted::None,
            told: None,
        })
    }
}

impl Write {
    /// Makes everything durable, with the reply to whoever asked, then announces the topics it touched.
    pub async fn commit(mut self) -> Result<()> {
        let kept = self.keep_told()?;
        if self.state == State::Waiting && self.waiting.len() == 1 {
            asked::committed(None, kept);
            return Ok(());
        }
        let feed = self.store.feed.clone();
        let _order = feed.order.lock().await;
        let number = feed.next();
        if !self.topics.is_empty() {
            let topics: Vec<String> = self.topics.iter().map(|topic| word(*topic)).collect();
            self.later(
                statement(
                    "INSERT INTO topics (topic, number) SELECT value, ?1 FROM json_each(?2) WHERE true
                     ON CONFLICT DO UPDATE SET number = excluded.number",
                )
                .bind(number)
                .bind(json(&topics)?),
            );
        }
        if self.edit == Noted::Newest {
            self.later(statement("SELECT max(number) FROM edits"));
        }
        self.committing = true;
        let newest: Vec<(i64,)> = self.ask(statement("COMMIT")).await?;
        self.conn = None;
        let edit = match self.edit {
            Noted::None => None,
            Noted::Number(number) => Some(number),
            Noted::Newest => newest.first().map(|(number,)| *number),
        };
        asked::committed(edit, kept);
        if !self.topics.is_empty() {
            feed.announce(&self.topics, number);
        }
        Ok(())
    }

    pub(crate) fn touch(&mut self, topic: Topic) {
        self.topics.insert(topic);
    }

    /// Leaves a statement that answers nothing for the next way to the database.
    pub(crate) fn later(&mut self, statement: Statement) {
        self.waiting.push(statement);
    }

    /// Asks, behind all that waits.
    pub(crate) async fn ask<T>(&mut self, question: Statement) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        self.later(question);
        let mut rows = Vec::new();
        while !self.waiting.is_empty() {
            let next = self.waiting.len().min(MOST_AT_ONCE);
            let (sql, arguments) = joined(self.waiting.drain(..next).collect())?;
            let conn = self.begun()?;
            match soon(sqlx::query_as_with(AssertSqlSafe(sql), arguments).fetch_all(conn)).await {
                Ok(more) => rows.extend(more),
                Err(fault) => {
                    self.state = State::Broken;
                    return Err(fault.into());
                }
            }
        }
        Ok(rows)
    }

    /// The connection, with nothing waiting any more.
    pub(crate) async fn conn(&mut self) -> Result<&mut SqliteConnection> {
        if let Some(last) = self.waiting.pop() {
            let _: Vec<(i64,)> = self.ask(last).await?;
        }
        self.begun()
    }

    pub(crate) fn origin(&self) -> Id {
        self.store.origin
    }

    fn begun(&mut self) -> Result<&mut SqliteConnection> {
        if self.state == State::Broken {
            return Err(sqlx::Error::Protocol("an earlier statement of this write was refused".into()).into());
        }
        self.state = State::Begun;
        Ok(self.conn.as_mut().ok_or(sqlx::Error::PoolClosed)?)
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        if self.state == State::Waiting {
            return;
        }
        // Without a runtime nobody writes any more: closing the connection rolls back.
        let Ok(runtime) = Handle::try_current() else { return drop(conn.detach()) };
        let (feed, topics) = (self.store.feed.clone(), std::mem::take(&mut self.topics));
        let committing = self.committing;
        runtime.spawn(async move {
            // Refused where SQLite rolled back by itself, as it does on a full disk, and where the commit came through
            // though nobody waited for it any more; a new connection is as good then.
            if sqlx::query("ROLLBACK").execute(&mut *conn).await.is_err() {
                if committing {
                    let _order = feed.order.lock().await;
                    feed.announce(&topics, feed.next());
                }
                let _ = conn.close().await;
            }
        });
    }
}

/// Waits for the thread of the database, which has most answers in less time than it takes to sleep and be woken, once
/// a statement: it is looked for a moment first.
async fn soon<F: Future>(answer: F) -> F::Output {
    let mut answer = pin!(answer);
    poll_fn(|context| {
        for _ in 0..LOOKS {
            if let Poll::Ready(answer) = answer.as_mut().poll(context) {
                return Poll::Ready(answer);
            }
            for _ in 0..PAUSES {
                spin_loop();
            }
        }
        Poll::Pending
    })
    .await
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

    #[tokio::test]
    async fn a_commit_that_nobody_waits_for_any_more_is_announced_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let store = Store::open(&folder.path().join("lorch.db"), Id([1; 16]), now).await.unwrap();
        // Now and then it is there before anybody can hang up.
        for number in 1..100 {
            let before = store.version(&[Topic::Sources]);
            let mut write = store.write().await.unwrap();
            write.allow_address(&format!("late-{number}.example:80"), now).await.unwrap();
            let mut commit = Box::pin(write.commit());
            if futures::poll!(&mut commit).is_ready() {
                continue;
            }
            drop(commit);
            store.write().await.unwrap().commit().await.unwrap();
            let kept = store.allowed_addresses().await.unwrap().len();
            assert_eq!(kept == number, store.version(&[Topic::Sources]) != before);
            return;
        }
        panic!("every commit was there at once");
    }

    #[tokio::test]
    async fn what_waits_by_the_thousand_arrives_in_its_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("lorch.db"), Id([1; 16]), Timestamp::UNIX_EPOCH).await.unwrap();
        let mut write = store.write().await.unwrap();
        let things: Vec<Id> = (0..1_000u32).map(|number| Id::of_record("feed", &number.to_string())).collect();
        for thing in &things {
            write.set_mark(thing, "read", true, Timestamp::UNIX_EPOCH);
        }
        write.commit().await.unwrap();
        let placed: Vec<Vec<u8>> = sqlx::query_scalar("SELECT key FROM log WHERE kind = 'mark:read' ORDER BY seq")
            .fetch_all(&store.readers)
            .await
            .unwrap();
        assert!(placed.iter().map(Vec::as_slice).eq(things.iter().map(|thing| &thing.0[..])));
    }
}
