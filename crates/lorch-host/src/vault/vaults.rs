//! Which vault a profile has: the file if the person asked for one, else the keyring of the desktop.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};

use super::{File, Keyring, Vault, VaultFault, Work, place};
use crate::random;

/// What the secrets of one profile can lie in.
pub struct Vaults {
    folder: PathBuf,
    work: Work,
    keyring: bool,
    passphrase_file: Option<PathBuf>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    file: Option<Arc<File>>,
    keyring: Option<Arc<Keyring>>,
}

/// What is there, as far as can be told without asking anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// The file that a passphrase opens.
    File {
        /// Whether it was given.
        open: bool,
    },
    /// The keyring of the desktop, or why it can't be used now.
    Keyring(Result<(), VaultFault>),
}

impl Vaults {
    /// The vaults of the profile in `folder`. Nothing is looked at yet.
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            work: Work::USUAL,
            keyring: true,
            passphrase_file: None,
            open: Mutex::default(),
        }
    }

    /// Makes files with another amount of work.
    #[must_use]
    pub fn with_work(mut self, work: Work) -> Self {
        self.work = work;
        self
    }

    /// Leaves the keyring of the desktop alone.
    #[must_use]
    pub fn without_keyring(mut self) -> Self {
        self.keyring = false;
        self
    }

    /// Takes the passphrase of the vault's file from `file`, when it is needed, for programs that nobody sits in front of.
    #[must_use]
    pub fn with_passphrase_file(mut self, file: Option<PathBuf>) -> Self {
        self.passphrase_file = file;
        self
    }

    /// What is there. Nobody is asked for a password.
    pub fn look(&self) -> Looked {
        if File::is_in(&self.folder) {
            return Looked::File { open: self.file().is_ok() };
        }
        let known = self.open().keyring.clone();
        Looked::Keyring(match known {
            _ if !self.keyring => Err(VaultFault::NoService),
            Some(keyring) => keyring.look(),
            // Looking leaves nothing behind, not even the word of this profile.
            None => Keyring::of(String::new()).look(),
        })
    }

    /// The vault that is in use, open.
    pub fn vault(&self) -> Result<Arc<dyn Vault>, VaultFault> {
        if File::is_in(&self.folder) {
            return Ok(self.file()?);
        }
        Ok(self.keyring()?)
    }

    /// Opens the file, or makes it: what an open keyring held moves into it. Returns whether it was made.
    pub fn open_file(&self, passphrase: &SecretString) -> Result<bool, VaultFault> {
        if let Some(file) = File::open(&self.folder, passphrase)? {
            self.open().file.get_or_insert_with(|| Arc::new(file));
            return Ok(false);
        }
        let keyring = self.keyring().ok().filter(|keyring| keyring.look().is_ok());
        let file = File::make(&self.folder, passphrase, self.work)?;
        if let Some(keyring) = keyring {
            let names = keyring.names()?;
            for name in &names {
                if let Some(secret) = keyring.read(name)? {
                    file.write(name, secret.expose_secret())?;
                }
            }
            for name in &names {
                keyring.remove(name)?;
            }
        }
        self.open().file = Some(Arc::new(file));
        Ok(true)
    }

    /// Forgets what the file holds until its passphrase is given again. Returns whether there is a file.
    pub fn lock(&self) -> bool {
        self.open().file = None;
        File::is_in(&self.folder)
    }

    /// Has the desktop open its keyring, asking the person if need be, and tries it out. A file is opened by its
    /// passphrase alone.
    pub fn unlock(&self) -> Result<(), VaultFault> {
        match File::is_in(&self.folder) {
            true => self.vault().map(drop),
            false => self.keyring()?.unlock(),
        }
    }

    /// The file, if it is open or the file of its passphrase opens it.
    fn file(&self) -> Result<Arc<File>, VaultFault> {
        let mut open = self.open();
        if let Some(file) = &open.file {
            return Ok(file.clone());
        }
        let passphrase = self.passphrase_file.as_deref().map(place::passphrase).ok_or(VaultFault::FileLocked)??;
        let file = Arc::new(File::open(&self.folder, &passphrase)?.ok_or(VaultFault::FileLocked)?);
        open.file = Some(file.clone());
        Ok(file)
    }

    fn keyring(&self) -> Result<Arc<Keyring>, VaultFault> {
        if !self.keyring {
            return Err(VaultFault::NoService);
        }
        let mut open = self.open();
        if let Some(keyring) = &open.keyring {
            return Ok(keyring.clone());
        }
        let keyring = Arc::new(Keyring::of(self.id()?));
        open.keyring = Some(keyring.clone());
        Ok(keyring)
    }

    /// The word that the entries of this profile have in the keyring, which all profiles share.
    fn id(&self) -> Result<String, VaultFault> {
        let path = self.folder.join("vault-id");
        let known = place::read(&path)?.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(known) = known.map(|text| text.trim().to_owned()).filter(|text| text.len() == 32) {
            return Ok(known);
        }
        let id = hex::encode(random::id());
        place::write(&path, id.as_bytes())?;
        Ok(id)
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
