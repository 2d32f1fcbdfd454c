//! Backups, checks and rebuilds.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::{
    backup::{Backup as Made, BackupKind, Backups, Rebuilt, Restored, Verification},
    problem::Problem,
    status::Status,
};
use serde_json::json;

use crate::{
    call::{Call, query},
    failure::Failure,
    out::{Column, Out, Table, bad, count, faint, plain, strong},
    run::Session,
};

/// Make a backup, or list those there are.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a backup now
    Create,
    /// List backups, newest first
    List,
}

/// Check that everything in the profile, or in a file, is whole.
#[derive(Debug, Args)]
pub struct Verify {
    /// The name of a backup, as `lorch backup list` shows it, or a file; the profile when none is named
    #[arg(value_name = "NAME|FILE")]
    file: Option<PathBuf>,
}

/// Put a backup in the profile's place; what is there is set aside.
#[derive(Debug, Args)]
pub struct Restore {
    /// The name of a backup, as `lorch backup list` shows it, or a file; for a profile that can't be opened the newest
    /// good backup when none is named
    #[arg(value_name = "NAME|FILE")]
    backup: Option<String>,
    /// Take a backup that is not encrypted although the profile is, and its key is not given
    #[arg(long)]
    plain: bool,
}

/// Make lists, counts, timeline and search again from what they show.
#[derive(Debug, Args)]
pub struct Rebuild {}

impl Backup {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self.what {
            None | Some(What::Create) => create(session).await,
            Some(What::List) => list(session).await,
        }
    }
}

async fn create(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let made: Made = call.raw(Method::POST, "/api/backups", None).await?.read()?;
    if out.json {
        return Ok(out.object(&made)?);
    }
    Ok(out.done(&[plain("Backed up to "), strong(&made.name), faint(format!("  {}", size(made.bytes)))])?)
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let backups: Backups = call.get("/api/backups").await?;
    if out.json {
        return Ok(backups.items.iter().try_for_each(|backup| out.object(backup))?);
    }
    if backups.items.is_empty() {
        out.note("There is no backup yet. `lorch backup` makes one.");
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Whole), ("", Column::Whole), ("", Column::Rest)]);
    for backup in &backups.items {
        let state = if backup.verified { faint("") } else { bad("not checked") };
        let kind = backup.kind.word().replace('_', " ");
        table.row([strong(&backup.name), plain(kind), faint(size(backup.bytes)), state]);
    }
    out.table(&table)?;
    out.note(&format!("They lie in {}.", backups.folder));
    match &backups.last_drill {
        None => {}
        Some(drill) if drill.ok => out.note(&format!("Last restore drill {}: {}", out.when(drill.at), drill.detail)),
        Some(drill) => {
            out.done(&[bad("Restore drill failed: "), plain(&drill.backup), plain(format!(": {}", drill.detail))])?;
        }
    }
    Ok(())
}

impl Restore {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        let backup = match self.backup {
            Some(backup) => backup,
            None => newest_good(session).await?,
        };
        let restored: Restored = if backup.contains('/') || Path::new(&backup).exists() {
            let file = absolute(Path::new(&backup))?;
            call.send(Method::POST, "/api/files/restore", &json!({ "file": file })).await?
        } else {
            let name: String = url::form_urlencoded::byte_serialize(backup.as_bytes()).collect();
            let plain = self.plain.then(|| "true".to_owned());
            let path = query(&format!("/api/backups/{name}/restore"), &[("plain", plain)]);
            call.raw(Method::POST, &path, None).await?.read()?
        };
        if out.json {
            return Ok(out.object(&restored)?);
        }
        out.done(&[plain("Restored "), strong(&restored.backup)])?;
        if let Some(aside) = &restored.set_aside {
            out.note(&format!("What was there is kept as {aside}."));
        }
        Ok(())
    }
}

/// What a profile that can't be opened is restored from. One that can be is never changed by a slip of the hand.
async fn newest_good(Session { call, .. }: &Session<'_>) -> Result<String, Failure> {
    let status: Status = call.get("/api/status").await?;
    let list = "`lorch backup list` shows the backups.";
    if status.trouble.is_none() {
        let problem =
            Problem::new(400, "backup_needed", "The profile is whole: say which backup is to take its place.");
        return Err(problem.hint(list).into());
    }
    let backups: Backups = call.get("/api/backups").await?;
    let good = backups.items.into_iter().find(|backup| backup.verified && backup.kind != BackupKind::BeforeRestore);
    let none = || Problem::new(404, "backup_not_found", "There is no good backup.").hint(list);
    Ok(good.ok_or_else(none)?.name)
}

impl Verify {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let found: Verification = match &self.file {
            None => call.raw(Method::POST, "/api/verify", None).await?.read()?,
            Some(file) => {
                let body = json!({ "file": found(call, file).await? });
                call.send(Method::POST, "/api/files/verify", &body).await?
            }
        };
        show(out, &found)?;
        if found.ok {
            return Ok(());
        }
        let name = found.checks.iter().find(|check| !check.ok).map_or("", |check| check.name.as_str());
        let problem = Problem::new(422, "not_whole", format!("Not everything is whole: {name}."));
        Err(problem.hint("`lorch backup list` shows the backups, `lorch restore NAME` puts one in its place.").into())
    }
}

/// A file, or the backup of that name where there is no such file here.
async fn found(call: &Call, file: &Path) -> Result<PathBuf, Failure> {
    if !file.exists() && file.components().count() == 1 {
        let backups: Backups = call.get("/api/backups").await?;
        if backups.items.iter().any(|backup| Path::new(&backup.name) == file) {
            return Ok(Path::new(&backups.folder).join(file));
        }
    }
    absolute(file)
}

fn show(out: &Out, found: &Verification) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(found)?);
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Whole), ("", Column::Rest)]);
    for check in &found.checks {
        let state = if check.ok { strong("ok") } else { bad("bad") };
        table.row([state, plain(&check.name), faint(&check.detail)]);
    }
    Ok(out.table(&table)?)
}

impl Rebuild {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let rebuilt: Rebuilt = call.raw(Method::POST, "/api/rebuild?wait=true", None).await?.read()?;
        if out.json {
            return Ok(out.object(&rebuilt)?);
        }
        Ok(out.done(&[strong(count(rebuilt.rows, "row")), plain(" made again")])?)
    }
}

/// The path as another process finds it.
pub fn absolute(file: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(file)
        .map_err(|fault| Failure::from_system(&format!("{} can't be found", file.display()), &fault))
}

/// A size as people say it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
