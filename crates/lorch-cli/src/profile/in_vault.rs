//! The key of a profile that the vault keeps.

use std::path::Path;

use lorch_api::{
    profile_key::VaultKeys,
    rekey::{NotRekeyed, Rekeyed, hold, rekey_held},
};
use lorch_host::{ProfileLock, key_file, vault::VaultFault};
use lorch_model::{key::Key, problem::Problem};

use super::{PLAIN, REKEYED, in_vain, read, taken, tell, tell_traces};
use crate::{failure::Failure, input, out::Out};

/// Whether the vault is open and holds it. Nobody is asked for a password.
pub fn holds_it(profile: &lorch_host::Profile) -> bool {
    VaultKeys::of(&profile.vaults()).and_then(|keys| keys.present()).is_ok_and(|key| key.is_some())
}

/// Encrypts the profile with the key that the vault keeps, which is made if there is none.
pub async fn encrypt(out: &Out, profile: &lorch_host::Profile, backups: bool) -> Result<(), Failure> {
    if profile.key_file().is_some() {
        return Err(Problem::new(
            400,
            "key_file_not_needed",
            "The key is to lie in the vault, but a key file is named.",
        )
        .hint("Leave out --key-file and LORCH_KEY_FILE, or --vault.")
        .into());
    }
    let (hold, keys) = held(profile)?;
    let (key, made) = keys.take_or_make()?;
    let done = rekey_held(&hold, profile, None, Some(&key), backups).await;
    if let Err(NotRekeyed { unchanged: true, .. }) = &done
        && made
    {
        keys.forget()?;
    }
    told(out, "The profile is encrypted now", &done.map_err(|not| not.problem)?)
}

/// Takes the encryption away with the key that the vault keeps, and then the key, if nothing needs it any more.
pub async fn decrypt(out: &Out, profile: &lorch_host::Profile, backups: bool) -> Result<(), Failure> {
    let (hold, keys) = held(profile)?;
    let key = opening(&keys, profile).await?;
    let done = rekey_held(&hold, profile, Some(&key), None, backups).await.map_err(|not| not.problem)?;
    tell(out, PLAIN, &done, None)?;
    forget(out, &keys, &done)
}

/// Gives the profile and its backups a new key that the vault keeps. The key of before is that of the key file, if one is
/// named.
pub async fn rekey_anew(out: &Out, profile: &lorch_host::Profile) -> Result<(), Failure> {
    let (hold, keys) = held(profile)?;
    let old = match profile.key_file() {
        Some(file) => read(file)?,
        None => keys.present()?.ok_or_else(no_key)?,
    };
    // One that is there already is of a change that did not come to its end: this goes on with it.
    let (key, made) = keys.take_or_make_next()?;
    match rekey_held(&hold, profile, Some(&old), Some(&key), true).await {
        Ok(done) => {
            keys.turn(&key)?;
            told(out, REKEYED, &done)
        }
        Err(NotRekeyed { problem, unchanged }) => {
            if unchanged && made {
                keys.forget_next()?;
            } else {
                out.note("The vault keeps both keys, and Lorch takes the one that opens the profile. Do it again to bring it to its end.");
            }
            Err(problem.into())
        }
    }
}

/// Gives the profile a key that lies in a file.
pub async fn move_out(
    out: &Out,
    profile: &lorch_host::Profile,
    (file, fresh): (&Path, bool),
    backups: bool,
) -> Result<(), Failure> {
    let (hold, keys) = held(profile)?;
    let old = opening(&keys, profile).await?;
    let key = taken(file, fresh)?;
    let done = rekey_held(&hold, profile, Some(&old), Some(&key), backups).await;
    let done = done.map_err(|not| in_vain(out, not, fresh.then_some((file, &key))))?;
    tell(out, REKEYED, &done, Some(file))?;
    forget(out, &keys, &done)
}

/// Saves a copy of the key into a file that isn't there yet.
pub fn save(out: &Out, profile: &lorch_host::Profile, file: &Path) -> Result<(), Failure> {
    let key = open(profile)?.present()?.ok_or_else(no_key)?;
    key_file::keep(file, &key).map_err(|fault| match fault.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Problem::new(409, "key_file_exists", format!("{} is there already.", file.display()))
                .hint("Name another file.")
                .into()
        }
        _ => Failure::from_system(&format!("{} can't be made", file.display()), &fault),
    })?;
    out.note(&format!("{} opens this profile and its backups: keep it where nobody else gets at it.", file.display()));
    Ok(())
}

/// Nothing else opens the profile meanwhile, and so nothing else writes its vault.
fn held(profile: &lorch_host::Profile) -> Result<(ProfileLock, VaultKeys), Failure> {
    let hold = hold(profile)?;
    Ok((hold, open(profile)?))
}

/// Opens the vault, asking the person if need be.
fn open(profile: &lorch_host::Profile) -> Result<VaultKeys, Failure> {
    let vaults = profile.vaults();
    match vaults.unlock() {
        Err(VaultFault::FileLocked) => {
            let passphrase = input::secret("Passphrase of the vault")?;
            vaults.open_file(&passphrase.as_str().into())?;
        }
        opened => opened?,
    }
    Ok(VaultKeys::of(&vaults)?)
}

/// The key that opens the profile as it is now.
async fn opening(keys: &VaultKeys, profile: &lorch_host::Profile) -> Result<Key, Failure> {
    Ok(keys.opening(&profile.database()).await?.ok_or_else(no_key)?)
}

fn told(out: &Out, what: &str, done: &Rekeyed) -> Result<(), Failure> {
    tell(out, what, done, None)?;
    if !out.json {
        tell_traces(out, done);
        out.note("The vault keeps the key. Save a copy of it elsewhere, with `lorch profile save-key FILE`: without it, and without the vault, nobody opens this profile or its backups.");
    }
    Ok(())
}

fn forget(out: &Out, keys: &VaultKeys, done: &Rekeyed) -> Result<(), Failure> {
    if done.other.is_empty() {
        keys.forget()?;
        keys.forget_next()?;
        return Ok(());
    }
    out.note("The vault keeps the key of before for what is still encrypted with it.");
    Ok(())
}

fn no_key() -> Problem {
    Problem::new(404, "key_not_in_vault", "The vault holds no key of this profile.")
        .hint("Name the file of the key with --key-file or LORCH_KEY_FILE, or encrypt the profile with --vault.")
}

impl From<VaultFault> for Failure {
    fn from(fault: VaultFault) -> Self {
        let title = crate::failure::sentence(&fault.to_string());
        Problem::new(fault.status(), fault.code(), title).hint(fault.hint()).into()
    }
}
