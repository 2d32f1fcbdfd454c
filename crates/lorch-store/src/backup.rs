//! Copies of the whole database: made beside the others under a temporary name, proved, and only then named.
//!
//! ```text
//!   VACUUM INTO .making.<name> ──► prove ──► fsync file ──► rename <name> ──► fsync folder ──► rotate
//! ```
//!
//! Whatever ends the process before the last rename leaves a file that doesn't count; the next backup sweeps it.

mod folder;
mod name;
mod rotate;
mod stage;
mod swap;

use std::path::{Path, PathBuf};

use lorch_model::{
    Timestamp,
    backup::{Backup, BackupKind, Drill},
    change::Topic,
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, SqlitePool};

pub use folder::{folder_of, last_drill, list, newest_good, room_at, workroom};
pub use name::Name;
pub use stage::restore;
pub use swap::{Staged, complete};

use crate::{Result, Store, leave_out_expiring, proof, schema};
use folder::{remove, settle, sweep};

impl Store {
    /// Makes a backup in the folder beside the database. Readers and writers go on meanwhile.
    pub async fn back_up(&self, kind: BackupKind, now: Timestamp) -> Result<Backup> {
        let made = back_up(&self.readers, self.path(), kind, now).await?;
        self.tell().await?;
        Ok(made)
    }

    /// Writes everything into the new file `target`, as it is at one moment.
    pub async fn copy(&self, target: &Path) -> Result<()> {
        self.pages().await?;
        folder::create(target)?;
        copy(&self.readers, target).await
    }

    /// Keeps how a restore drill went.
    pub async fn keep_drill(&self, drill: &Drill) -> Result<()> {
        folder::keep_drill(&self.backups_folder(), drill).await?;
        self.tell().await
    }

    async fn tell(&self) -> Result<()> {
        let mut write = self.write().await?;
        write.touch(Topic::Backups);
        write.commit().await
    }

    /// The folder of this profile's backups.
    pub fn backups_folder(&self) -> PathBuf {
        folder_of(self.path())
    }
}

/// Makes a backup before the database is brought up to date, if there is something to bring up to date.
pub(crate) async fn before_migration(writer: &SqlitePool, database: &Path, now: Timestamp) -> Result<()> {
    let mut conn = writer.acquire().await?;
    let behind = matches!(schema::applied(&mut conn).await?, Some(version) if version < schema::newest());
    drop(conn);
    if behind {
        back_up(writer, database, BackupKind::Migration, now).await?;
    }
    Ok(())
}

async fn back_up(pool: &SqlitePool, database: &Path, kind: BackupKind, now: Timestamp) -> Result<Backup> {
    let folder = folder_of(database);
    folder::make(&folder)?;
    sweep(&folder)?;
    let making = folder.join(format!("{}{kind}", folder::MAKING));
    folder::create(&making)?;
    copy(pool, &making).await?;
    let options = (*pool.connect_options()).clone().filename(&making).read_only(false);
    let mut conn = SqliteConnection::connect_with(&proof::plain_journal(options)).await?;
    // Of an older schema it isn't known yet what expires; what has goes when such a copy is opened again.
    let fit = if kind == BackupKind::Migration { Ok(()) } else { leave_out(&mut conn).await };
    let proved = match fit {
        Ok(()) => proof::prove(&mut conn).await,
        Err(fault) => Err(fault),
    };
    conn.close().await?;
    let name = Name::free(&folder, now, kind, proved?);
    settle(&making, &folder.join(name.to_string())).await?;
    let here = list(&folder)?;
    for old in rotate::surplus(&here.iter().map(|backup| (backup.kind, backup.at)).collect::<Vec<_>>(), (kind, name.at))
    {
        remove(&folder, &here[old].name)?;
    }
    folder::one(&folder, &name)
}

/// Takes out of a copy what expires, so that not even its bytes are left.
async fn leave_out(copy: &mut SqliteConnection) -> Result<()> {
    if leave_out_expiring(copy).await? > 0 {
        for sql in ["INSERT INTO search (search) VALUES ('optimize')", "VACUUM"] {
            sqlx::query(sql).execute(&mut *copy).await?;
        }
    }
    Ok(())
}

/// Writes everything into the file `target`, which is new or empty.
async fn copy(pool: &SqlitePool, target: &Path) -> Result<()> {
    let mut conn = pool.acquire().await?;
    let text = target.to_string_lossy().replace('\'', "''");
    sqlx::query(AssertSqlSafe(format!("VACUUM INTO '{text}'"))).execute(&mut *conn).await?;
    Ok(())
}
