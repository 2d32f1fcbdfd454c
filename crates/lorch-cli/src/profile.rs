//! The profile itself: where it lies, and its key.

mod in_vault;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use lorch_api::rekey::{NotRekeyed, Rekeyed, is_encrypted, rekey};
use lorch_host::key_file;
use lorch_model::{key::Key, problem::Problem};
use serde_json::json;

use crate::{
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, strong},
};

/// Encrypt the profile, change its key, or show where it lies.
#[derive(Debug, Subcommand)]
pub enum Profile {
    /// Show where the profile lies, whether it is encrypted, and where its key lies
    Show,
    /// Encrypt the profile with the key in --key-file, or with one that the vault keeps
    Encrypt {
        /// Make a new key, and the file
        #[arg(long, conflicts_with = "vault")]
        new_key: bool,
        /// Keep the key in the vault: the keyring of this desktop, or the file that a passphrase opens
        #[arg(long)]
        vault: bool,
        #[command(flatten)]
        also: Also,
    },
    /// Take the encryption away again
    Decrypt {
        #[command(flatten)]
        also: Also,
    },
    /// Encrypt the profile with another key
    Rekey {
        /// The file that holds the key from now on
        #[arg(long, value_name = "FILE", required_unless_present = "vault")]
        new_key_file: Option<PathBuf>,
        /// Make a new key, and the file
        #[arg(long, conflicts_with = "vault")]
        new_key: bool,
        /// Make a new key that the vault keeps; the backups get it too, since the vault keeps one key
        #[arg(long, conflicts_with = "new_key_file")]
        vault: bool,
        #[command(flatten)]
        also: Also,
    },
    /// Save a copy of the key that the vault keeps into a new file
    SaveKey {
        /// The file
        file: PathBuf,
    },
}

/// What else is converted.
#[derive(Debug, Args)]
pub struct Also {
    /// Convert the backups too
    #[arg(long)]
    backups: bool,
}

impl Profile {
    /// Does it.
    pub async fn run(self, out: &Out, profile: &lorch_host::Profile) -> Result<(), Failure> {
        match self {
            Self::Show => show(out, profile),
            Self::SaveKey { file } => in_vault::save(out, profile, &file),
            Self::Encrypt { vault: true, also, .. } => in_vault::encrypt(out, profile, also.backups).await,
            Self::Encrypt { new_key, also, .. } => {
                let file = profile.key_file().ok_or_else(no_key_file)?;
                let key = taken(file, new_key)?;
                let done = rekey(profile, None, Some(&key), also.backups).await;
                let done = done.map_err(|not| in_vain(out, not, new_key.then_some((file, &key))))?;
                tell(out, "The profile is encrypted now", &done, Some(file))
            }
            Self::Decrypt { also } => match profile.key_file() {
                None => in_vault::decrypt(out, profile, also.backups).await,
                Some(file) => {
                    let done = rekey(profile, Some(&read(file)?), None, also.backups).await;
                    tell(out, PLAIN, &done.map_err(|not| not.problem)?, None)
                }
            },
            Self::Rekey { new_key_file: Some(file), new_key, also, .. } => match profile.key_file() {
                None => in_vault::move_out(out, profile, (&file, new_key), also.backups).await,
                Some(old) => {
                    let old = read(old)?;
                    let key = taken(&file, new_key)?;
                    let done = rekey(profile, Some(&old), Some(&key), also.backups).await;
                    let done = done.map_err(|not| in_vain(out, not, new_key.then_some((&file, &key))))?;
                    tell(out, REKEYED, &done, Some(&file))
                }
            },
            Self::Rekey { .. } => in_vault::rekey_anew(out, profile).await,
        }
    }
}

const PLAIN: &str = "The profile is not encrypted any more";
const REKEYED: &str = "The profile has its new key";

fn show(out: &Out, profile: &lorch_host::Profile) -> Result<(), Failure> {
    let (dir, encrypted) = (profile.dir().display().to_string(), is_encrypted(profile));
    let key_file = profile.key_file().map(|file| file.display().to_string());
    let in_vault = key_file.is_none() && encrypted == Some(true) && in_vault::holds_it(profile);
    if out.json {
        let object = json!({ "profile": dir, "encrypted": encrypted, "key_file": key_file, "key_in_vault": in_vault });
        return Ok(out.object(&object)?);
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    table.row([faint("profile"), strong(dir)]);
    table.row([
        faint("encrypted"),
        match encrypted {
            Some(true) => plain("yes"),
            Some(false) => plain("no"),
            None => faint("there is no database yet"),
        },
    ]);
    table.row(match in_vault {
        true => [faint("key"), plain("in the vault")],
        false => [faint("key file"), key_file.map_or_else(|| faint("none"), plain)],
    });
    Ok(out.table(&table)?)
}

fn tell(out: &Out, what: &str, done: &Rekeyed, key: Option<&Path>) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(done)?);
    }
    let compared = match done.tables {
        0 => "; its database was so already.".to_owned(),
        tables => format!(": {} and {} were compared.", count(tables as u64, "table"), count(done.rows, "row")),
    };
    out.done(&[strong(what), plain(compared)])?;
    if !done.backups.is_empty() {
        out.done(&[plain(format!("{} converted too.", count(done.backups.len() as u64, "backup")))])?;
    }
    for path in &done.other {
        out.note(&format!("Encrypted with another key: {}", path.display()));
    }
    if !done.other.is_empty() {
        out.note("Keep the key of before as long as you want these. With --backups those it opens are converted too.");
    }
    let Some(key) = key else { return Ok(()) };
    tell_traces(out, done);
    out.note(&format!(
        "Keep {0} safe and a copy of it elsewhere: without it nobody opens this profile. Name it with --key-file or LORCH_KEY_FILE.",
        key.display()
    ));
    Ok(())
}

/// What can still be read without the key.
fn tell_traces(out: &Out, done: &Rekeyed) {
    out.note("The file it was before is removed; the disk may hold traces of it until it writes over them.");
    for path in &done.plain {
        out.note(&format!("Still not encrypted: {}", path.display()));
    }
    if done.plain.iter().any(|path| path.parent().is_some_and(|parent| parent.ends_with("backups"))) {
        out.note("`lorch profile encrypt --backups` converts the backups.");
    }
}

/// The key in `file`, which is made first if `fresh`.
fn taken(file: &Path, fresh: bool) -> Result<Key, Failure> {
    if !fresh {
        return read(file);
    }
    key_file::make(file).map_err(|fault| match fault.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Problem::new(409, "key_file_exists", format!("{} is there already.", file.display()))
                .hint("Leave out --new-key to use the key in it, or name another file.")
                .into()
        }
        _ => Failure::from_system(&format!("{} can't be made", file.display()), &fault),
    })
}

/// Takes a key that was made for this away again, if surely nothing was encrypted with it.
fn in_vain(out: &Out, not: NotRekeyed, made: Option<(&Path, &Key)>) -> Failure {
    if let Some((file, key)) = made
        && !(not.unchanged && key_file::unmake(file, key))
    {
        out.note(&format!("Keep the new key in {}: something may be encrypted with it by now.", file.display()));
    }
    not.problem.into()
}

fn read(file: &Path) -> Result<Key, Failure> {
    key_file::read(file).map_err(|trouble| trouble.problem().into())
}

fn no_key_file() -> Problem {
    Problem::new(400, "key_file_needed", "No key file is named.")
        .hint("Name one with --key-file FILE or LORCH_KEY_FILE; --new-key makes it.")
}

impl From<Box<Problem>> for Failure {
    fn from(problem: Box<Problem>) -> Self {
        Self::Problem(problem)
    }
}
