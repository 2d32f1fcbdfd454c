//! Encrypting a profile, changing its key, taking it away: while nothing else has the profile open.

use std::{
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use lorch_host::{HostError, Profile, ProfileLock, lock};
use lorch_model::{key::Key, problem::Problem, trouble::Trouble};
use lorch_store::{StoreError, convert, look};

/// What a change of key came to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rekeyed {
    /// Tables that were compared; 0 when the database had this key already.
    pub tables: usize,
    /// Rows that were compared.
    pub rows: u64,
    /// Backups that have the new key now.
    pub backups: Vec<PathBuf>,
    /// Databases in the profile's folder that everyone who reaches the disk can still read.
    pub plain: Vec<PathBuf>,
    /// Backups that the key of now doesn't open: they have another one.
    pub other: Vec<PathBuf>,
}

/// Why a profile did not get another key.
#[derive(Debug)]
pub struct NotRekeyed {
    /// What was wrong.
    pub problem: Box<Problem>,
    /// Whether everything surely has the key of before: the new one opens nothing, and may be thrown away.
    pub unchanged: bool,
}

/// Gives the database of `profile` the key `to` instead of `from`, and its backups with it if `backups`.
pub async fn rekey(
    profile: &Profile,
    from: Option<&Key>,
    to: Option<&Key>,
    backups: bool,
) -> Result<Rekeyed, NotRekeyed> {
    let unchanged = |problem| NotRekeyed { problem, unchanged: true };
    let hold = hold(profile).map_err(unchanged)?;
    rekey_held(&hold, profile, from, to, backups).await
}

/// As [`rekey`], of a profile that is held already: see [`hold`].
pub async fn rekey_held(
    _hold: &ProfileLock,
    profile: &Profile,
    from: Option<&Key>,
    to: Option<&Key>,
    backups: bool,
) -> Result<Rekeyed, NotRekeyed> {
    if let Some(problem) = already(profile, from, to).filter(|_| !backups) {
        return Err(NotRekeyed { problem: Box::new(problem), unchanged: true });
    }
    let before = present(profile);
    let done = convert_all(profile, from, to, backups).await;
    done.map_err(|problem| NotRekeyed { problem, unchanged: present(profile) == before })
}

/// Holds the profile while its key changes, so that nothing else opens it, or its vault; before that nothing is touched.
pub fn hold(profile: &Profile) -> Result<ProfileLock, Box<Problem>> {
    let unusable = |fault: HostError| Box::new(Problem::new(500, "profile_unusable", fault.to_string()));
    profile.create().map_err(unusable)?;
    let lock = ProfileLock::try_take(profile).map_err(unusable)?;
    lock.ok_or_else(|| Box::new(in_use(profile)))
}

/// The files that a change of key may put others in the place of: each under its number on the disk, which a file that
/// takes its place can't have.
fn present(profile: &Profile) -> Vec<(PathBuf, Option<u64>)> {
    let files = std::iter::once(profile.database()).chain(files(&profile.backups()));
    files.map(|path| (path.clone(), path.symlink_metadata().ok().map(|found| found.ino()))).collect()
}

async fn convert_all(
    profile: &Profile,
    from: Option<&Key>,
    to: Option<&Key>,
    backups: bool,
) -> Result<Rekeyed, Box<Problem>> {
    let database = profile.database();
    let mut done = Rekeyed { tables: 0, rows: 0, backups: Vec::new(), plain: Vec::new(), other: Vec::new() };
    // Backups are what is left to do when the process ended after the database was done.
    if !(backups && look(&database, to).await.is_ok()) {
        let converted = convert::convert(&database, from, to, go_on).await.map_err(problem)?;
        (done.tables, done.rows) = (converted.tables, converted.rows);
    }
    convert_figures(profile, from, to).await?;
    if backups {
        for path in files(&profile.backups()) {
            if convert::is_plain(&path) == from.is_none() && look(&path, from).await.is_ok() {
                convert::convert(&path, from, to, go_on).await.map_err(problem)?;
                done.backups.push(path);
            }
        }
    }
    if to.is_some() {
        done.plain = convert::plain_below(profile.dir());
    }
    for path in files(&profile.backups()) {
        if !convert::is_plain(&path) && look(&path, to).await.is_err() {
            done.other.push(path);
        }
    }
    Ok(done)
}

/// The figures of this computer get the key of the profile, after it: without it they are begun anew. Where they can't be
/// read with the key of before they were not readable anyway, and are set aside at the next opening.
async fn convert_figures(profile: &Profile, from: Option<&Key>, to: Option<&Key>) -> Result<(), Box<Problem>> {
    let path = profile.figures();
    if path.metadata().map_or(0, |found| found.len()) == 0 {
        return Ok(());
    }
    match convert::convert_machine(&path, from, to).await {
        Ok(_) => Ok(()),
        Err(fault) => match fault.trouble().map(|trouble| trouble.may_pass()) {
            Some(true) => Err(problem(fault)),
            _ => {
                tracing::warn!(%fault, "the figures of this computer keep the key of before");
                Ok(())
            }
        },
    }
}

/// Whether the database of `profile` is encrypted; `None` when there is none yet.
pub fn is_encrypted(profile: &Profile) -> Option<bool> {
    let path = profile.database();
    path.metadata().is_ok_and(|found| found.len() > 0).then(|| !convert::is_plain(&path))
}

fn already(profile: &Profile, from: Option<&Key>, to: Option<&Key>) -> Option<Problem> {
    match (from, to, is_encrypted(profile)) {
        (None, Some(_), Some(true)) => Some(
            Problem::new(409, "already_encrypted", "The profile is encrypted already.")
                .hint("`lorch profile rekey` changes the key; --backups converts older backups."),
        ),
        (Some(_), None, Some(false)) => Some(
            Problem::new(409, "not_encrypted", "The profile is not encrypted.")
                .hint("Leave out --key-file and LORCH_KEY_FILE; --backups converts older backups."),
        ),
        _ => None,
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())));
    let mut files: Vec<PathBuf> = entries.map(Iterator::collect).unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|end| end == "db"));
    files.sort();
    files
}

fn go_on(_: convert::Step) -> io::Result<()> {
    Ok(())
}

fn in_use(profile: &Profile) -> Problem {
    let who = lock::holder(profile).map(|holder| format!(" (process {})", holder.pid)).unwrap_or_default();
    Problem::new(409, "profile_in_use", format!("Lorch has this profile open{who}."))
        .hint("Close its windows and servers, then try again.")
}

fn problem(fault: StoreError) -> Box<Problem> {
    let problem = fault.trouble().map(Trouble::problem);
    Box::new(
        problem.unwrap_or_else(|| Problem::new(500, "not_converted", crate::problem::sentence(&fault.to_string()))),
    )
}
