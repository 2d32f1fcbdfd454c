//! The vault: where secrets lie, as the Settings page shows it. What lies in it is never told.

use serde::{Deserialize, Serialize};

/// Where secrets lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaultKind {
    /// The keyring of the desktop.
    SecretService,
    /// A file that a passphrase opens.
    File,
    /// Nowhere: there is no keyring, and the file has to be asked for.
    None,
}

/// Whether secrets can be got at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// They can.
    Open,
    /// Not before somebody gives the password.
    Locked,
    /// There is nothing that could keep them.
    Absent,
}

/// What a secret in the vault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretOf {
    /// Tokens of a connection.
    Connection,
    /// The key by which other devices know this one.
    Device,
    /// The key that the profile is encrypted with.
    Profile,
    /// Something that this Lorch does not know.
    Other,
}

/// A secret, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct VaultEntry {
    /// Its name in the vault.
    pub name: String,
    /// What it is for.
    pub what: SecretOf,
    /// The account of a connection, the name of a device; `null` where there is none.
    pub title: Option<String>,
}

/// Where the secrets of this profile lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Vault {
    /// Where.
    pub kind: VaultKind,
    /// Whether they can be got at.
    pub state: VaultState,
    /// Why not, in one sentence.
    pub detail: Option<String>,
    /// What lies there, while it is open.
    pub entries: Vec<VaultEntry>,
}

impl SecretOf {
    /// What the secret of this name is for.
    pub fn named(name: &str) -> Self {
        match name {
            "device-key" => Self::Device,
            "profile-key" | "profile-key-next" => Self::Profile,
            name if name.starts_with("connection/") => Self::Connection,
            _ => Self::Other,
        }
    }
}
