//! What proves who this device is: a key, the secret half of which lies in the vault and nowhere else.

use lorch_connect::devices::link;
use lorch_host::vault::VaultFault;
use lorch_model::devices::DeviceFault;
use secrecy::ExposeSecret;

use crate::{Engine, EngineError};

/// By what name the vault holds it.
const NAME: &str = "device-key";

impl Engine {
    /// The secret half of this device's key; made, where there is none and nobody knows this device yet.
    pub(super) async fn device_secret(&self) -> Result<[u8; 32], EngineError> {
        let this = self.store().this_device().await?;
        let held = self.with_vault(|vault| vault.read(NAME)).await?;
        let held: Option<[u8; 32]> = held.and_then(|secret| secret.expose_secret().try_into().ok());
        if let (Some(secret), Some(key)) = (held, this.key)
            && link::key_of(&secret) == key
        {
            return Ok(secret);
        }
        if this.key.is_some() && !self.store().paired().await?.is_empty() {
            // Under another key it would be a stranger to all of them.
            return Err(DeviceFault::KeyMissing.into());
        }
        let secret = link::fresh_secret();
        self.with_vault(move |vault| vault.write(NAME, &secret)).await?;
        let mut write = self.store().write().await?;
        let this = lorch_store::devices::ThisDeviceKept {
            key: Some(link::key_of(&secret)),
            origin: Some(self.store().origin()),
            ..this
        };
        write.keep_this_device(&this);
        write.commit().await?;
        Ok(secret)
    }

    /// A profile that came from another device is another device: nobody knows it, and it knows nobody.
    pub(crate) async fn forget_foreign_devices(&self) -> Result<(), EngineError> {
        let this = self.store().this_device().await?;
        let Some(origin) = this.origin else { return Ok(()) };
        if self.store().own_origins().await?.contains(&origin) {
            return Ok(());
        }
        let mut write = self.store().write().await?;
        write.forget_devices();
        let anew = lorch_store::devices::ThisDeviceKept { relay: this.relay, mdns: this.mdns, ..Default::default() };
        write.keep_this_device(&anew);
        write.commit().await?;
        tracing::info!("this profile came from another device: devices have to be paired anew");
        Ok(())
    }
}

/// Why there is no key, as the row of devices says it.
pub(super) fn fault_of(error: &EngineError) -> Option<DeviceFault> {
    match error {
        EngineError::Device(fault) => Some(*fault),
        EngineError::Vault(VaultFault::Locked | VaultFault::FileLocked) => Some(DeviceFault::VaultLocked),
        EngineError::Vault(VaultFault::NoBus | VaultFault::NoService) => Some(DeviceFault::VaultAbsent),
        EngineError::Vault(_) => Some(DeviceFault::VaultRefused),
        _ => None,
    }
}
