//! Secrets: only here the engine reaches for the vault, and never on a thread that others wait for.

use std::sync::Arc;

use lorch_host::vault::{Looked, Vault, VaultFault, Vaults};
use lorch_model::{
    change::Topic,
    vault::{SecretOf, Vault as Shown, VaultEntry, VaultKind, VaultState},
};
use secrecy::SecretString;
use tokio::sync::oneshot;

use crate::{Engine, EngineError, lock};

impl Engine {
    /// Keeps secrets in these from now on. Without them there is no vault.
    pub fn keep_secrets_in(&self, vaults: Arc<Vaults>) {
        *lock(&self.0.vaults) = Some(vaults);
    }

    /// Asks the vault, on a thread of its own: a keyring may take as long as a person does.
    pub async fn with_vault<T: Send + 'static>(
        &self,
        what: impl FnOnce(&dyn Vault) -> Result<T, VaultFault> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.beside(move |vaults| what(&*vaults.vault()?)).await
    }

    /// Where the secrets of this profile lie, and what they are for. Nobody is asked for a password.
    pub async fn vault(&self) -> Result<Shown, EngineError> {
        let looked = self.beside(|vaults| {
            let looked = vaults.look();
            let open = matches!(looked, Looked::File { open: true } | Looked::Keyring(Ok(())));
            // What closes between the two questions has no names to tell.
            let names =
                if open { vaults.vault().and_then(|vault| vault.names()).unwrap_or_default() } else { Vec::new() };
            Ok((looked, names))
        });
        let (looked, names) = match looked.await {
            Err(EngineError::Vault(fault)) => (Looked::Keyring(Err(fault)), Vec::new()),
            looked => looked?,
        };
        let connections = self.store().connections().await?;
        let entries = names.into_iter().map(|name| {
            let of = connections.iter().find(|connection| name == format!("connection/{}", connection.id));
            VaultEntry { what: SecretOf::named(&name), title: of.map(|connection| connection.name.clone()), name }
        });
        Ok(Shown { entries: entries.collect(), ..told(&looked) })
    }

    /// Opens the vault's file, or makes it with this passphrase. Returns whether it was made.
    pub async fn open_vault_file(&self, passphrase: SecretString) -> Result<bool, EngineError> {
        let made = self.beside(move |vaults| vaults.open_file(&passphrase)).await?;
        self.vault_changed().await;
        Ok(made)
    }

    /// Forgets what the vault's file holds until its passphrase is given again. A keyring is the desktop's to lock.
    pub async fn lock_vault(&self) -> Result<(), EngineError> {
        if !self.beside(|vaults| Ok(vaults.lock())).await? {
            return Err(EngineError::VaultNotOurs);
        }
        self.0.bearers.forget_all();
        self.vault_changed().await;
        Ok(())
    }

    /// Has the desktop ask for the keyring's password if it is locked, and tries it out.
    pub async fn unlock_vault(&self) -> Result<(), EngineError> {
        self.beside(|vaults| vaults.unlock()).await?;
        self.vault_changed().await;
        Ok(())
    }

    /// As [`Engine::unlock_vault`], for what is about to keep a secret; nobody is told.
    pub(crate) async fn ready_vault(&self) -> Result<(), EngineError> {
        self.beside(|vaults| vaults.unlock()).await
    }

    /// What waited for the vault may go on.
    async fn vault_changed(&self) {
        self.store().announce(&[Topic::Vault, Topic::Sources]).await;
        self.look_after_devices();
        self.0.wake.notify_one();
    }

    async fn beside<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Vaults) -> Result<T, VaultFault> + Send + 'static,
    ) -> Result<T, EngineError> {
        let vaults = lock(&self.0.vaults).clone().ok_or(EngineError::Vault(VaultFault::NoService))?;
        let (tell, told) = oneshot::channel();
        let begun = std::thread::Builder::new().name("vault".into()).spawn(move || {
            let _ = tell.send(what(&vaults)); // who asked may have gone
        });
        begun.map_err(|fault| VaultFault::Unusable(fault.to_string()))?;
        let done = told.await.map_err(|_| VaultFault::Unusable("it broke off".into()))?;
        Ok(done?)
    }
}

/// What was seen of the vaults of a profile, for those who ask; whose entries there are, it doesn't tell.
pub fn told(looked: &Looked) -> Shown {
    let say = |fault: &VaultFault| Some(fault.to_string());
    let (kind, state, detail) = match looked {
        Looked::File { open: true } => (VaultKind::File, VaultState::Open, None),
        Looked::File { open: false } => (VaultKind::File, VaultState::Locked, say(&VaultFault::FileLocked)),
        Looked::Keyring(Ok(())) => (VaultKind::SecretService, VaultState::Open, None),
        Looked::Keyring(Err(fault @ VaultFault::Locked)) => (VaultKind::SecretService, VaultState::Locked, say(fault)),
        Looked::Keyring(Err(fault)) => (VaultKind::None, VaultState::Absent, say(fault)),
    };
    Shown { kind, state, detail, entries: Vec::new() }
}
