//! Where secrets lie: the keyring of the desktop, or a file that a passphrase opens. Nothing else in Lorch keeps one.
//!
//! Everything here may wait, for the disk, for the desktop, for a person who types a password: never call it on a thread
//! that others wait for.

mod file;
mod keyring;
mod place;
mod vaults;

use secrecy::SecretSlice;

pub use file::{File, Work};
pub use keyring::Keyring;
pub use vaults::{Looked, Vaults};

/// A secret as it is kept: it doesn't print itself and is wiped from memory.
pub type Secret = SecretSlice<u8>;

/// Keeps the secrets of one profile by name: `device-key`, `connection/<id>`, `profile-key`.
pub trait Vault: Send + Sync {
    /// The secret of this name; `None` when there is none.
    fn read(&self, name: &str) -> Result<Option<Secret>, VaultFault>;
    /// Keeps a secret, in the place of the one before. It is durable when this returns.
    fn write(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault>;
    /// Removes a secret. Returns whether it was there.
    fn remove(&self, name: &str) -> Result<bool, VaultFault>;
    /// The names of all there are, in order.
    fn names(&self) -> Result<Vec<String>, VaultFault>;
}

/// Why a vault did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    /// The keyring is there, and nobody has opened it.
    #[error("the keyring of this desktop is locked")]
    Locked,
    /// The file is there, and its passphrase was not given yet.
    #[error("the vault's file is locked")]
    FileLocked,
    /// There is no session bus, so nothing that could be asked.
    #[error("there is no session bus, and so no keyring")]
    NoBus,
    /// There is a bus, and nobody on it keeps secrets.
    #[error("nothing on this desktop keeps secrets")]
    NoService,
    /// Another passphrase made the file.
    #[error("this passphrase does not open the vault's file")]
    PassphraseWrong,
    /// It would be guessed.
    #[error("this passphrase is too short to keep secrets with")]
    PassphraseWeak,
    /// The file is not what Lorch wrote.
    #[error("the vault's file is damaged: {0}")]
    Damaged(String),
    /// The file can't be read or written.
    #[error("the vault's file can't be used: {0}")]
    Unusable(String),
    /// The keyring is open and refuses all the same.
    #[error("the keyring of this desktop refuses: {0}")]
    Refused(String),
}

impl VaultFault {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked | Self::FileLocked => "vault_locked",
            Self::NoBus | Self::NoService => "vault_absent",
            Self::PassphraseWrong => "passphrase_wrong",
            Self::PassphraseWeak => "passphrase_weak",
            Self::Damaged(_) => "vault_damaged",
            Self::Unusable(_) => "vault_unusable",
            Self::Refused(_) => "vault_refused",
        }
    }

    /// Status of HTTP that fits it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Locked | Self::FileLocked => 423,
            Self::PassphraseWrong => 403,
            Self::PassphraseWeak => 422,
            Self::NoBus | Self::NoService | Self::Refused(_) => 503,
            Self::Damaged(_) | Self::Unusable(_) => 500,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Locked => "Unlock it in Settings, or with `lorch vault unlock`.",
            Self::FileLocked => {
                "Give its passphrase in Settings or with `lorch vault unlock` while Lorch runs, or name a file that holds it in LORCH_PASSPHRASE_FILE."
            }
            Self::NoBus | Self::NoService => {
                "Lorch can keep secrets in a file that a passphrase opens: make it in Settings, or with `lorch vault file`."
            }
            Self::PassphraseWrong => "Try again: capital letters and spaces count.",
            Self::PassphraseWeak => {
                "Take at least ten characters; four words that have nothing to do with each other are good."
            }
            Self::Damaged(_) => "Move it away to begin a new one; then sign in to your services again.",
            Self::Unusable(_) => "Check that the profile's folder is yours to write.",
            Self::Refused(_) => "See whether other programs can keep passwords there.",
        }
    }
}

/// The least characters of a passphrase: nobody can be kept from trying as often as they like on a copy of the file.
pub const SHORTEST_PASSPHRASE: usize = 10;
