//! The key of a profile, where the vault keeps it.
//!
//! ```text
//!   profile-key        the key that opens the profile
//!   profile-key-next   the one that is about to, while a profile is being encrypted anew
//! ```
//!
//! The next one is kept before anything is encrypted with it, so that whatever ends the process leaves no profile whose key
//! nobody has. As long as both are there, the one that opens the profile is taken.

use std::{path::Path, sync::Arc};

use lorch_host::{
    Profile, key_file, random,
    vault::{Vault, VaultFault, Vaults},
};
use lorch_model::{
    key::Key,
    trouble::{Trouble, TroubleKind},
};
use lorch_store::look;
use secrecy::ExposeSecret;

const PRESENT: &str = "profile-key";
const NEXT: &str = "profile-key-next";

/// The keys of one profile in its vault. Each question may take as long as a person takes to type a password.
pub struct VaultKeys(Arc<dyn Vault>);

impl VaultKeys {
    /// Those in a vault that is open.
    pub fn of(vaults: &Vaults) -> Result<Self, VaultFault> {
        Ok(Self(vaults.vault()?))
    }

    /// The key of the profile.
    pub fn present(&self) -> Result<Option<Key>, VaultFault> {
        self.read(PRESENT)
    }

    /// The key that opens the database at `path`: of two the one that does.
    pub async fn opening(&self, path: &Path) -> Result<Option<Key>, VaultFault> {
        Ok(pick(path, self.present()?, self.next()?).await)
    }

    /// The key that was about to take its place.
    pub fn next(&self) -> Result<Option<Key>, VaultFault> {
        self.read(NEXT)
    }

    /// The key of the profile; makes it where there is none. Returns whether it was made.
    pub fn take_or_make(&self) -> Result<(Key, bool), VaultFault> {
        self.read_or_make(PRESENT)
    }

    /// The key that is to take its place; makes it where there is none. Returns whether it was made.
    pub fn take_or_make_next(&self) -> Result<(Key, bool), VaultFault> {
        self.read_or_make(NEXT)
    }

    /// The next one is the present one from now on.
    pub fn turn(&self, next: &Key) -> Result<(), VaultFault> {
        self.0.write(PRESENT, next.expose_hex().as_bytes())?;
        self.forget_next()
    }

    /// Forgets the key of the profile.
    pub fn forget(&self) -> Result<(), VaultFault> {
        self.0.remove(PRESENT).map(drop)
    }

    /// Forgets the one that was about to take its place.
    pub fn forget_next(&self) -> Result<(), VaultFault> {
        self.0.remove(NEXT).map(drop)
    }

    fn read(&self, name: &str) -> Result<Option<Key>, VaultFault> {
        let held = self.0.read(name)?;
        let key = held.map(|held| Key::parse(held.expose_secret()));
        key.transpose().map_err(|_| VaultFault::Damaged(format!("{name} is no key")))
    }

    fn read_or_make(&self, name: &str) -> Result<(Key, bool), VaultFault> {
        if let Some(key) = self.read(name)? {
            return Ok((key, false));
        }
        let key = Key::new(random::token());
        self.0.write(name, key.expose_hex().as_bytes())?;
        Ok((key, true))
    }
}

/// The key that opens `profile`: that of the file that is named, else, if it is `encrypted`, that of its vault. Nobody is
/// asked for a password.
///
/// `None` when there is none to be found; whoever opens an encrypted profile with it is told so.
pub async fn of(profile: &Profile, vaults: &Arc<Vaults>, encrypted: bool) -> Result<Option<Key>, Trouble> {
    if let Some(file) = profile.key_file() {
        return key_file::read(file).map(Some);
    }
    if !encrypted {
        return Ok(None);
    }
    let vaults = vaults.clone();
    let asked = tokio::task::spawn_blocking(move || {
        let keys = VaultKeys::of(&vaults)?;
        Ok((keys.present()?, keys.next()?))
    });
    match asked.await.unwrap_or_else(|broken| Err(VaultFault::Unusable(broken.to_string()))) {
        Ok((present, next)) => Ok(pick(&profile.database(), present, next).await),
        Err(VaultFault::NoBus | VaultFault::NoService) => Ok(None),
        Err(fault) => Err(Trouble::new(TroubleKind::KeyInVault, sentence(&fault)).at(&profile.database())),
    }
}

async fn pick(path: &Path, present: Option<Key>, next: Option<Key>) -> Option<Key> {
    match next {
        Some(next) if look(path, Some(&next)).await.is_ok() => Some(next),
        _ => present,
    }
}

fn sentence(fault: &VaultFault) -> String {
    crate::problem::sentence(&fault.to_string())
}
