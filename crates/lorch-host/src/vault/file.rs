//! A vault in a file, for desktops without a keyring.
//!
//! Two files, both age's own format, so that a person gets at their secrets also without Lorch:
//!
//! ```text
//!   vault.age           a key of age, encrypted with the passphrase (scrypt): `age -d vault.age > key`
//!   vault-secrets.age   the secrets, encrypted to that key: `age -d -i key vault-secrets.age`
//! ```
//!
//! So the passphrase costs its work once, when the vault is opened, and not with every token that is renewed.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use age::{scrypt, x25519};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use super::{SHORTEST_PASSPHRASE, Secret, Vault, VaultFault, place};

/// How much work each try of a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work(u8);

impl Work {
    /// 2^17 rounds over 128 MiB, as OWASP recommends of scrypt: a third of a second on a usual machine.
    pub const USUAL: Self = Self(17);
    /// Next to none: for tests.
    pub const LITTLE: Self = Self(1);
    /// The most that a file may ask for before it is taken for one that only wants to keep the machine busy.
    const MOST: u8 = 20;
}

/// The file, open.
pub struct File {
    secrets: PathBuf,
    to: x25519::Recipient,
    held: Mutex<BTreeMap<String, Secret>>,
}

impl File {
    /// Whether there is a vault in `folder`.
    pub fn is_in(folder: &Path) -> bool {
        lock_of(folder).symlink_metadata().is_ok()
    }

    /// Makes an empty vault in `folder`, where none is.
    pub fn make(folder: &Path, passphrase: &SecretString, work: Work) -> Result<Self, VaultFault> {
        if passphrase.expose_secret().chars().count() < SHORTEST_PASSPHRASE {
            return Err(VaultFault::PassphraseWeak);
        }
        let identity = x25519::Identity::generate();
        let file = Self { secrets: secrets_of(folder), to: identity.to_public(), held: Mutex::default() };
        file.keep(&BTreeMap::new())?;
        let mut recipient = scrypt::Recipient::new(passphrase.clone());
        recipient.set_work_factor(work.0);
        let lock = age::encrypt(&recipient, identity.to_string().expose_secret().as_bytes()).map_err(refused)?;
        // Last: with this file the vault is there.
        place::write(&lock_of(folder), &lock)?;
        Ok(file)
    }

    /// Opens the vault in `folder`; `None` when there is none.
    pub fn open(folder: &Path, passphrase: &SecretString) -> Result<Option<Self>, VaultFault> {
        let Some(lock) = place::read(&lock_of(folder))? else { return Ok(None) };
        let mut opener = scrypt::Identity::new(passphrase.clone());
        opener.set_max_work_factor(Work::MOST);
        let key = Zeroizing::new(age::decrypt(&opener, &lock).map_err(|fault| match fault {
            age::DecryptError::DecryptionFailed
            | age::DecryptError::KeyDecryptionFailed
            | age::DecryptError::NoMatchingKeys => VaultFault::PassphraseWrong,
            fault => VaultFault::Damaged(fault.to_string()),
        })?);
        let identity = std::str::from_utf8(&key).ok().and_then(|key| x25519::Identity::from_str(key.trim()).ok());
        let identity = identity.ok_or_else(|| VaultFault::Damaged("it holds no key".into()))?;
        let secrets = secrets_of(folder);
        let packed = place::read(&secrets)?.ok_or_else(|| VaultFault::Damaged("its secrets are missing".into()))?;
        let text = age::decrypt(&identity, &packed).map_err(|fault| VaultFault::Damaged(fault.to_string()))?;
        let held = unpacked(&Zeroizing::new(text)).ok_or_else(|| VaultFault::Damaged("a line is no secret".into()))?;
        Ok(Some(Self { secrets, to: identity.to_public(), held: Mutex::new(held) }))
    }

    fn keep(&self, held: &BTreeMap<String, Secret>) -> Result<(), VaultFault> {
        place::write(&self.secrets, &age::encrypt(&self.to, &packed(held)).map_err(refused)?)
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for File {
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultFault> {
        Ok(self.held().get(name).cloned())
    }

    fn write(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        let mut held = self.held();
        let mut next = held.clone();
        next.insert(name.to_owned(), secret.to_vec().into());
        self.keep(&next)?;
        *held = next;
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<bool, VaultFault> {
        let mut held = self.held();
        let mut next = held.clone();
        if next.remove(name).is_none() {
            return Ok(false);
        }
        self.keep(&next)?;
        *held = next;
        Ok(true)
    }

    fn names(&self) -> Result<Vec<String>, VaultFault> {
        Ok(self.held().keys().cloned().collect())
    }
}

fn lock_of(folder: &Path) -> PathBuf {
    folder.join("vault.age")
}

fn secrets_of(folder: &Path) -> PathBuf {
    folder.join("vault-secrets.age")
}

/// A line a secret: its name and its bytes in hex digits. Sized beforehand, so that no copy is left where it grew.
fn packed(held: &BTreeMap<String, Secret>) -> Zeroizing<Vec<u8>> {
    let size = held.iter().map(|(name, secret)| name.len() + 2 + 2 * secret.expose_secret().len()).sum();
    let mut text = Zeroizing::new(Vec::with_capacity(size));
    for (name, secret) in held {
        text.extend_from_slice(name.as_bytes());
        text.push(b' ');
        text.extend_from_slice(Zeroizing::new(hex::encode(secret.expose_secret())).as_bytes());
        text.push(b'\n');
    }
    text
}

fn unpacked(text: &[u8]) -> Option<BTreeMap<String, Secret>> {
    let lines = std::str::from_utf8(text).ok()?.lines();
    lines
        .map(|line| {
            let (name, digits) = line.split_once(' ')?;
            Some((name.to_owned(), hex::decode(digits).ok()?.into()))
        })
        .collect()
}

fn refused(fault: age::EncryptError) -> VaultFault {
    VaultFault::Unusable(fault.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    fn phrase(text: &str) -> SecretString {
        text.to_owned().into()
    }

    fn plain(secret: Option<Secret>) -> Option<Vec<u8>> {
        secret.map(|secret| secret.expose_secret().to_vec())
    }

    #[test]
    fn what_was_kept_is_there_after_opening_again_and_nowhere_in_the_clear() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::make(folder.path(), &phrase("correct horse"), Work::LITTLE).unwrap();
        file.write("connection/1", b"canary-of-a-token").unwrap();
        file.write("device-key", &[0, 255, 10]).unwrap();
        file.write("connection/1", b"canary-of-the-next").unwrap();
        drop(file);
        let file = File::open(folder.path(), &phrase("correct horse")).unwrap().unwrap();
        assert_eq!(plain(file.read("connection/1").unwrap()).as_deref(), Some(&b"canary-of-the-next"[..]));
        assert_eq!(plain(file.read("device-key").unwrap()), Some(vec![0, 255, 10]));
        assert_eq!(file.names().unwrap(), ["connection/1", "device-key"]);
        assert!(file.remove("device-key").unwrap() && !file.remove("device-key").unwrap());
        assert!(file.read("device-key").unwrap().is_none());
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            assert!(!bytes.windows(6).any(|part| part == b"canary"), "{}", path.display());
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        }
    }

    #[test]
    fn another_passphrase_a_short_one_and_a_damaged_file_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        assert!(File::open(folder.path(), &phrase("correct horse")).unwrap().is_none());
        let weak = File::make(folder.path(), &phrase("short one"), Work::LITTLE);
        assert_eq!(weak.err(), Some(VaultFault::PassphraseWeak));
        assert!(!File::is_in(folder.path()), "nothing was made");
        File::make(folder.path(), &phrase("correct horse"), Work::LITTLE).unwrap();
        let wrong = File::open(folder.path(), &phrase("correct house"));
        assert_eq!(wrong.err(), Some(VaultFault::PassphraseWrong));
        fs::write(secrets_of(folder.path()), "nonsense").unwrap();
        let damaged = File::open(folder.path(), &phrase("correct horse"));
        assert!(matches!(damaged.err(), Some(VaultFault::Damaged(_))));
        fs::write(lock_of(folder.path()), "nonsense").unwrap();
        let damaged = File::open(folder.path(), &phrase("correct horse"));
        assert!(matches!(damaged.err(), Some(VaultFault::Damaged(_))));
    }

    #[test]
    fn what_could_not_be_written_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::make(folder.path(), &phrase("correct horse"), Work::LITTLE).unwrap();
        file.write("device-key", b"first").unwrap();
        fs::create_dir(folder.path().join("vault-secrets.new")).unwrap();
        assert!(matches!(file.write("device-key", b"second"), Err(VaultFault::Unusable(_))));
        assert_eq!(plain(file.read("device-key").unwrap()).as_deref(), Some(&b"first"[..]));
    }
}
