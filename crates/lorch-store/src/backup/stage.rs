//! A backup on its way to becoming the profile: a copy of it is checked, brought up to date and told that it is a new
//! incarnation, before anything of the present profile is touched.

use std::{fs, io, path::Path};

use lorch_model::{Timestamp, backup::Restored, change::Topic, key::Key};
use sqlx::{Connection, SqliteConnection};

use super::{Staged, folder, swap};
use crate::{
    Result, Store, StoreError,
    changes::word,
    convert::{convert, is_plain},
    look,
    open::{alone, beside},
    proof, schema,
};

/// Where the numbers of commits go on when those of the present profile can't be read.
const FAR: i64 = 1 << 32;

impl Store {
    /// Copies the database `from` to `into`, to be looked at.
    pub async fn bring(&self, from: &Path, into: &Path) -> Result<()> {
        let conn = bring(from, into, self.key()).await?;
        Ok(conn.close().await?)
    }

    /// Makes everything ready for the file `from` to become this profile; the profile is not touched. `name` is what
    /// people call that file.
    pub async fn stage(&self, from: &Path, name: &str, now: Timestamp) -> Result<Staged> {
        make(from, self.path(), self.key(), self.feed.next()).await?;
        let proved = self.pages().await.is_ok();
        Ok(Staged::new(self.path(), name.to_owned(), now, schema::newest(), proved))
    }
}

/// Puts the file `from` in the place of a `database` that can't be opened, which is set aside.
pub async fn restore(database: &Path, from: &Path, name: &str, key: Option<&Key>, now: Timestamp) -> Result<Restored> {
    make(from, database, key, FAR).await?;
    Staged::new(database, name.to_owned(), now, 0, false).swap()
}

/// Makes of the file `from` a database that is ready to take the place of `database`.
///
/// It has the key of the present profile, or none where that has none. Numbers of commits go on after `beyond`, so that whoever has seen those of the present profile sees that everything
/// changed.
async fn make(from: &Path, database: &Path, key: Option<&Key>, beyond: i64) -> Result<()> {
    let into = swap::next(database);
    // One that was made before the profile had its key is given it on the way.
    let has = key.filter(|_| !is_plain(from) || is_plain(database));
    let mut conn = bring(from, &into, has).await?;
    let made = ready(&mut conn, beyond).await.map_err(|fault| fault.at(from));
    let closed = conn.close().await;
    made?;
    closed?;
    if has.is_none() && key.is_some() {
        convert(&into, None, key, |_| Ok(())).await?;
    }
    folder::sync(&into)
}

async fn ready(conn: &mut SqliteConnection, beyond: i64) -> Result<()> {
    schema::check(conn).await?;
    proof::pages(conn).await?;
    proof::references(conn).await?;
    schema::MIGRATIONS.run_direct(None, conn, false).await?;
    schema::check(conn).await?;
    proof::full_text(conn).await?;
    // A nonce that no device keeps: whoever opens this begins a new incarnation before the first write.
    sqlx::query(
        "INSERT INTO incarnation (one, origin, nonce, machine)
         SELECT 1, id, zeroblob(16), '' FROM origins WHERE own = 1 ORDER BY began DESC, id LIMIT 1
         ON CONFLICT DO UPDATE SET nonce = zeroblob(16)",
    )
    .execute(&mut *conn)
    .await?;
    let last: i64 = sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM topics").fetch_one(&mut *conn).await?;
    for topic in Topic::ALL {
        sqlx::query(
            "INSERT INTO topics (topic, number) VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number",
        )
        .bind(word(topic))
        .bind(last.max(beyond) + 1)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Copies the database `from` to `into`, which is replaced, and opens it with nothing left beside it.
async fn bring(from: &Path, into: &Path, key: Option<&Key>) -> Result<SqliteConnection> {
    clear(into)?;
    look(from, key).await?;
    let found = fs::symlink_metadata(from).map_err(|fault| StoreError::file(from, fault))?;
    if !found.is_file() {
        return Err(StoreError::file(from, io::ErrorKind::IsADirectory.into()));
    }
    take(from, into)?;
    // What a database that was not closed had not yet taken in lies beside it.
    if beside(from, "-wal").is_file() {
        take(&beside(from, "-wal"), &beside(into, "-wal"))?;
    }
    Ok(SqliteConnection::connect_with(&proof::plain_journal(alone(into, key))).await?)
}

fn take(from: &Path, into: &Path) -> Result<()> {
    folder::create(into)?;
    let mut reader = fs::File::open(from).map_err(|fault| StoreError::file(from, fault))?;
    let mut file = fs::OpenOptions::new().write(true).open(into).map_err(|fault| StoreError::file(into, fault))?;
    io::copy(&mut reader, &mut file).map(drop).map_err(|fault| StoreError::file(into, fault))
}

pub(super) fn clear(path: &Path) -> Result<()> {
    for path in ["", "-wal", "-shm", "-journal", "-open"].map(|end| beside(path, end)) {
        // Where nothing may be written there is nothing to remove either, but trying is refused.
        if path.symlink_metadata().is_err() {
            continue;
        }
        match fs::remove_file(&path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(StoreError::file(&path, fault)),
            _ => {}
        }
    }
    Ok(())
}
