//! The vault: where secrets lie.

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::vault::{SecretOf, Vault as Shown, VaultKind, VaultState};
use serde_json::json;

use crate::{
    failure::Failure,
    input,
    out::{Column, Out, Table, faint, plain, strong},
    run::Session,
};

/// See where Lorch keeps secrets, and open or lock it.
#[derive(Debug, Args)]
pub struct Vault {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show where secrets lie, whether that is open, and what they are for
    Status,
    /// Make a file that a passphrase opens, or open the one there is
    ///
    /// The passphrase is asked for, or read from stdin where that is no terminal. For programs that start by themselves,
    /// LORCH_PASSPHRASE_FILE names a file that holds it.
    File,
    /// Lock the file again
    Lock,
    /// Open what is locked: a file by its passphrase, a keyring by the desktop's own question
    Unlock,
}

const PATH: &str = "/api/vault";

impl Vault {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let shown: Shown = match self.what.unwrap_or(What::Status) {
            What::Status => call.get(PATH).await?,
            What::File => open(call).await?,
            What::Lock => call.send(Method::POST, &format!("{PATH}/lock"), &json!({})).await?,
            What::Unlock => {
                let now: Shown = call.get(PATH).await?;
                match now.kind {
                    VaultKind::File => open(call).await?,
                    _ => call.send(Method::POST, &format!("{PATH}/unlock"), &json!({})).await?,
                }
            }
        };
        show(out, &shown)
    }
}

async fn open(call: &crate::call::Call) -> Result<Shown, Failure> {
    let passphrase = input::secret("Passphrase of the vault")?;
    call.send(Method::POST, &format!("{PATH}/file"), &json!({ "passphrase": passphrase.as_str() })).await
}

fn show(out: &Out, vault: &Shown) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(vault)?);
    }
    let kind = match vault.kind {
        VaultKind::SecretService => "the keyring of this desktop",
        VaultKind::File => "a file in the profile that a passphrase opens",
        VaultKind::None => "nowhere yet",
    };
    let state = match vault.state {
        VaultState::Open => "open",
        VaultState::Locked => "locked",
        VaultState::Absent => "not there",
    };
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    table.row([faint("secrets lie in"), strong(kind)]);
    table.row([faint("state"), plain(state)]);
    for entry in &vault.entries {
        let of = match entry.what {
            SecretOf::Connection => "connection",
            SecretOf::Device => "key of this device",
            SecretOf::Profile => "key of the profile",
            SecretOf::Other => "other",
        };
        table.row([faint(of), plain(entry.title.as_ref().unwrap_or(&entry.name))]);
    }
    out.table(&table)?;
    if let Some(detail) = &vault.detail {
        out.note(&format!("{}.", crate::failure::sentence(detail).trim_end_matches('.')));
    }
    if vault.state == VaultState::Absent {
        out.note("`lorch vault file` makes a file for them.");
    }
    Ok(())
}
