//! The keyring of the desktop: the Secret Service on the session bus (GNOME Keyring, KWallet, KeePassXC).
//!
//! Spoken to through `dbus-secret-service` itself rather than through `keyring`: that one asks the person for the keyring's
//! password whenever it finds it locked and waits for them for a year, and can't say that it is locked without asking.

use std::{
    collections::HashMap,
    env,
    path::Path,
    sync::{Mutex, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use dbus_secret_service::{Collection, EncryptionType, Error, Item, SecretService};
use secrecy::zeroize::Zeroizing;

use super::{Secret, Vault, VaultFault};

/// How long a person may take to type the keyring's password, in seconds.
const PATIENCE: u64 = 60;

/// What the entries of Lorch are found by.
const APPLICATION: &str = "dev.lorch.app";

/// KWallet keeps nothing but text.
const MEDIA_TYPE: &str = "text/plain";

/// What is kept and removed again to see whether the keyring does both.
const TRIAL: &str = "trial";

/// The entries of one profile in the keyring. It is never unlocked in passing: what finds it locked says so.
pub struct Keyring {
    profile: String,
    service: Mutex<Option<SecretService>>,
}

impl Keyring {
    /// The entries that belong to `profile`, a word that no other profile has. Nothing is asked yet.
    pub fn of(profile: impl Into<String>) -> Self {
        Self { profile: profile.into(), service: Mutex::default() }
    }

    /// Whether the keyring is there and open. Nobody is asked to open it.
    pub fn look(&self) -> Result<(), VaultFault> {
        self.with(|service| open_collection(service).map(drop))
    }

    /// Has the desktop ask the person for the keyring's password if it is locked, then tries it out.
    pub fn unlock(&self) -> Result<(), VaultFault> {
        let asking = connect(PATIENCE)?;
        let unlocked = match asking.get_default_collection() {
            Ok(collection) => collection.ensure_unlocked(),
            // A person who never had a keyring is asked for a password for a new one.
            Err(Error::NoResult) => asking.create_collection("Login", "default").map(drop),
            Err(fault) => Err(fault),
        };
        unlocked.map_err(plain)?;
        self.try_out()
    }

    /// Keeps, reads and removes a secret that is none.
    pub fn try_out(&self) -> Result<(), VaultFault> {
        use secrecy::ExposeSecret;
        self.write(TRIAL, TRIAL.as_bytes())?;
        let read = self.read(TRIAL)?;
        self.remove(TRIAL)?;
        match read {
            Some(read) if read.expose_secret() == TRIAL.as_bytes() => Ok(()),
            _ => Err(VaultFault::Refused("it does not give back what it was given".into())),
        }
    }

    /// Does it on the one connection, and once more on a new one if that broke: the keyring may have been restarted.
    fn with<T>(&self, what: impl Fn(&SecretService) -> Result<T, Error>) -> Result<T, VaultFault> {
        let mut held = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = held.as_ref() {
            match what(service) {
                Err(Error::Dbus(_)) => *held = None,
                done => return done.map_err(plain),
            }
        }
        // Nobody is asked: what needs a password is refused.
        what(held.insert(connect(0)?)).map_err(plain)
    }

    fn attributes<'a>(&'a self, name: &'a str) -> HashMap<&'a str, &'a str> {
        HashMap::from([("application", APPLICATION), ("profile", &self.profile), ("name", name)])
    }
}

impl Vault for Keyring {
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultFault> {
        let text = self.with(|service| match found(service, self.attributes(name))?.first() {
            Some(item) => item.get_secret().map(|text| Some(Zeroizing::new(text))),
            None => open_collection(service).map(|_| None),
        })?;
        let Some(text) = text else { return Ok(None) };
        let bytes = STANDARD.decode(text.trim_ascii());
        bytes.map(|bytes| Some(bytes.into())).map_err(|_| VaultFault::Damaged(format!("{name} is no secret of Lorch")))
    }

    fn write(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        let text = Zeroizing::new(STANDARD.encode(secret));
        self.with(|service| {
            let collection = open_collection(service)?;
            let label = format!("Lorch: {name}");
            collection.create_item(&label, self.attributes(name), text.as_bytes(), true, MEDIA_TYPE).map(drop)
        })
    }

    fn remove(&self, name: &str) -> Result<bool, VaultFault> {
        self.with(|service| {
            open_collection(service)?;
            let items = found(service, self.attributes(name))?;
            items.iter().try_for_each(Item::delete)?;
            Ok(!items.is_empty())
        })
    }

    fn names(&self) -> Result<Vec<String>, VaultFault> {
        let mut names = self.with(|service| {
            open_collection(service)?;
            let all = HashMap::from([("application", APPLICATION), ("profile", self.profile.as_str())]);
            found(service, all)?
                .iter()
                .map(|item| Ok(item.get_attributes()?.remove("name")))
                .collect::<Result<Vec<_>, _>>()
        })?;
        names.sort();
        Ok(names.into_iter().flatten().collect())
    }
}

/// The keyring that new entries go to, if it is open.
fn open_collection(service: &SecretService) -> Result<Collection<'_>, Error> {
    let collection = service.get_default_collection()?;
    if collection.is_locked()? { Err(Error::Locked) } else { Ok(collection) }
}

fn found<'a>(service: &'a SecretService, attributes: HashMap<&str, &str>) -> Result<Vec<Item<'a>>, Error> {
    let found = service.search_items(attributes)?;
    if found.unlocked.is_empty() && !found.locked.is_empty() { Err(Error::Locked) } else { Ok(found.unlocked) }
}

fn connect(patience: u64) -> Result<SecretService, VaultFault> {
    if !has_bus() {
        return Err(VaultFault::NoBus);
    }
    SecretService::connect_with_max_prompt_timeout(EncryptionType::Dh, patience).map_err(|fault| match fault {
        Error::Dbus(fault) => match fault.name() {
            Some("org.freedesktop.DBus.Error.NoServer" | "org.freedesktop.DBus.Error.FileNotFound") => {
                VaultFault::NoBus
            }
            _ => VaultFault::NoService,
        },
        Error::Unavailable => VaultFault::NoService,
        fault => plain(fault),
    })
}

/// Whether there is a session bus to ask. Without one libdbus would start one of its own.
fn has_bus() -> bool {
    let named = env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    named || env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}

fn plain(fault: Error) -> VaultFault {
    match fault {
        // Without a default keyring there is none that could be open.
        Error::Locked | Error::Prompt | Error::NoResult => VaultFault::Locked,
        Error::Dbus(fault) if fault.name() == Some("org.freedesktop.Secret.Error.IsLocked") => VaultFault::Locked,
        Error::Dbus(fault) => match fault.name() {
            Some("org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner") => {
                VaultFault::NoService
            }
            Some("org.freedesktop.DBus.Error.Disconnected" | "org.freedesktop.DBus.Error.NoServer") => {
                VaultFault::NoBus
            }
            _ => VaultFault::Refused(fault.to_string()),
        },
        Error::Unavailable => VaultFault::NoService,
        fault => VaultFault::Refused(fault.to_string()),
    }
}
