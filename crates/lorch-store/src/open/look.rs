//! The look at a file before it is opened: whose is it, can it be read, is it whole. Nothing of it changes.

use std::path::Path;

use lorch_model::{
    key::Key,
    trouble::{Trouble, TroubleKind},
};
use sqlx::{Connection, SqliteConnection, SqlitePool, migrate::Migrator};

use super::{
    damaged,
    head::{Head, beside, size},
    mark, still,
};
use crate::{
    Result, StoreError, machine,
    schema::{self, MIGRATIONS},
};

/// What the header of every database of Lorch says since its first version: `LORC`.
pub const APPLICATION: i64 = 0x4c4f_5243;

/// What is known of a kind of file.
pub(crate) struct Known {
    application: i64,
    steps: &'static Migrator,
    /// Whether other files beside it speak of one that is missing.
    leaves_traces: bool,
}

/// The database of a person's life.
pub(crate) static LIFE: Known = Known { application: APPLICATION, steps: &MIGRATIONS, leaves_traces: true };
/// The figures of this computer. Their header says `LORM`.
pub(crate) static MACHINE: Known = Known { application: 0x4c4f_524d, steps: &machine::STEPS, leaves_traces: false };

impl Known {
    fn newest(&self) -> i64 {
        self.steps.iter().map(|step| step.version).max().unwrap_or(0)
    }
}

/// Looks at the database at `path` as `key` opens it. Fails with the [`Trouble`] that keeps it from being opened; a
/// file that is missing or empty is none, if nothing beside it speaks of a profile that was here.
///
/// It is read through only when it was not closed properly: that takes time with its size.
pub async fn look(path: &Path, key: Option<&Key>) -> Result<()> {
    look_as(&LIFE, path, key).await
}

/// As [`look`], at a file of a known kind.
pub(crate) async fn look_as(known: &Known, path: &Path, key: Option<&Key>) -> Result<()> {
    let head = Head::read(path)?;
    if head.is_empty() {
        return match trace(path).filter(|_| known.leaves_traces) {
            Some(trace) => Err(Trouble::new(TroubleKind::Empty, trace).at(path).into()),
            None => Ok(()),
        };
    }
    match (head.is_plain(), key) {
        (true, Some(_)) => return Err(Trouble::new(TroubleKind::KeyNotNeeded, "").at(path).into()),
        (false, None) => return Err(head.otherwise().at(path).into()),
        (true, None) | (false, Some(_)) => {}
    }
    if size(&beside(path, "-journal")) > 0 {
        // Killed before it was a database for the first time: only who may write can take that back.
        return Ok(());
    }
    see(known, path, key, &head).await.map_err(|fault| fault.at(path))
}

/// Whether the file looks like a database with a key: nothing else is as much like chance.
pub fn is_encrypted(path: &Path) -> bool {
    let is = |head: Head| !head.is_empty() && !head.is_plain() && head.otherwise().kind == TroubleKind::KeyMissing;
    Head::read(path).is_ok_and(is)
}

/// Writes into the header whose database this is, and with which schema.
pub(super) async fn sign(writer: &SqlitePool) -> Result<()> {
    let mut conn = writer.acquire().await?;
    let (application, version) = signature(&mut conn).await?;
    if (application, version) != (APPLICATION, schema::newest()) {
        sqlx::query("PRAGMA application_id = 1280266819").execute(&mut *conn).await?;
        let version = format!("PRAGMA user_version = {}", schema::newest());
        sqlx::query(sqlx::AssertSqlSafe(version)).execute(&mut *conn).await?;
    }
    Ok(())
}

async fn signature(conn: &mut SqliteConnection) -> Result<(i64, i64)> {
    let application = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *conn).await?;
    Ok((application, sqlx::query_scalar("PRAGMA user_version").fetch_one(conn).await?))
}

/// What says that a profile was here before.
fn trace(path: &Path) -> Option<&'static str> {
    let backups = path.with_file_name("backups");
    let filled = std::fs::read_dir(backups).is_ok_and(|mut entries| entries.next().is_some());
    if filled {
        Some("There are backups beside it.")
    } else if size(&beside(path, "-wal")) > 0 {
        Some("Changes that it had not yet taken in lie beside it.")
    } else if path.with_file_name("reserve").exists() {
        Some("Room on the disk is kept for it.")
    } else {
        None
    }
}

async fn see(known: &Known, path: &Path, key: Option<&Key>, head: &Head) -> Result<()> {
    let taken_in = size(&beside(path, "-wal")) == 0;
    let mut conn = SqliteConnection::connect_with(&still(path, key)).await?;
    let seen = match signature(&mut conn).await {
        Ok((application, _)) => read(known, &mut conn, path, application, taken_in && !mark::is_set(path)).await,
        Err(fault) => Err(at_first(fault, head)),
    };
    // It wrote nothing, so there is nothing that closing could lose.
    let _ = conn.close().await;
    seen
}

/// Why the first page can't be read: with another key, the first page of an encrypted file is chance.
fn at_first(fault: StoreError, head: &Head) -> StoreError {
    match fault.trouble().map(|trouble| trouble.kind) {
        Some(TroubleKind::Damaged) if !head.is_plain() => match head.otherwise() {
            Trouble { kind: TroubleKind::KeyMissing, .. } => Trouble::new(TroubleKind::KeyWrong, "").into(),
            other => other.into(),
        },
        _ => fault,
    }
}

async fn read(kind: &Known, conn: &mut SqliteConnection, path: &Path, application: i64, whole: bool) -> Result<()> {
    let foreign = |detail: &str| StoreError::from(Trouble::new(TroubleKind::Foreign, detail).at(path));
    if application != 0 && application != kind.application {
        return Err(foreign("Another program has signed it."));
    }
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema").fetch_all(&mut *conn).await?;
    if !names.iter().any(|name| name == "_sqlx_migrations") {
        // A process that was killed while it made its first table leaves a database without any.
        return if names.is_empty() { Ok(()) } else { Err(foreign("Its tables are not those of Lorch.")) };
    }
    let steps: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version").fetch_all(&mut *conn).await?;
    if let Some((last, _)) = steps.last().filter(|(last, _)| *last > kind.newest()) {
        let detail = format!("Its tables are of step {last}, and this Lorch knows {}.", kind.newest());
        return Err(Trouble::new(TroubleKind::Newer, detail).at(path).into());
    }
    let known = |(version, checksum): &(i64, Vec<u8>)| {
        kind.steps.iter().any(|step| step.version == *version && *step.checksum == **checksum)
    };
    if !steps.iter().all(known) {
        return Err(foreign("Its tables are of a Lorch that was never released."));
    }
    if whole {
        return Ok(());
    }
    let found: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(3)").fetch_all(conn).await?;
    if found == ["ok"] { Ok(()) } else { Err(damaged(path, found.join("; ")).into()) }
}
