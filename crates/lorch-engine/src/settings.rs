//! Settings of this machine and the addresses the person allowed.

use std::sync::PoisonError;

use lorch_connect::{
    Allowed,
    http::{Client, ClientConfig, ConfigError},
};
use lorch_model::{
    settings::{Settings, SettingsEdit},
    sources::AllowedAddress,
};
use url::Url;

use crate::{Engine, EngineError};

/// What `refresh_minutes` may be.
const MINUTES: std::ops::RangeInclusive<u32> = 15..=1_440;

impl Engine {
    /// Changes settings; they hold from the next request on.
    pub async fn edit_settings(&self, edit: SettingsEdit) -> Result<Settings, EngineError> {
        let mut write = self.store().write().await?;
        let mut settings = self.store().settings().await?;
        if let Some(minutes) = edit.refresh_minutes {
            if !MINUTES.contains(&minutes) {
                return Err(EngineError::SettingInvalid { name: "the refresh interval", bounds: "15 to 1440 minutes" });
            }
            settings.refresh_minutes = minutes;
        }
        if let Some(typed) = edit.proxy {
            settings.proxy = typed.trim().to_owned();
        }
        let config = ClientConfig { proxy: proxy(&settings.proxy)?, ..self.0.client_config.clone() };
        let client = Client::new(config)?;
        write.set_settings(&settings).await?;
        write.retry_faults(&["proxy_failed"], self.now()).await?;
        write.commit().await?;
        *self.0.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        self.0.wake.notify_one();
        Ok(settings)
    }

    /// Allows outward requests to `host:port` although it is on this machine or its network.
    pub async fn allow_address(&self, typed: &str) -> Result<AllowedAddress, EngineError> {
        let address = Allowed::normal(typed).map_err(|_| EngineError::NotHostAndPort(typed.trim().to_owned()))?;
        let mut write = self.store().write().await?;
        write.allow_address(&address, self.now()).await?;
        write.retry_faults(&["address_refused"], self.now()).await?;
        write.commit().await?;
        let allowed = self.reload_allowed().await?;
        self.0.wake.notify_one();
        allowed.into_iter().find(|allowed| allowed.address == address).ok_or(EngineError::NotHostAndPort(address))
    }

    /// Takes the allowance of `host:port` back. Returns whether it was there.
    pub async fn disallow_address(&self, typed: &str) -> Result<bool, EngineError> {
        let address = Allowed::normal(typed).map_err(|_| EngineError::NotHostAndPort(typed.trim().to_owned()))?;
        let mut write = self.store().write().await?;
        let was = write.disallow_address(&address).await?;
        write.commit().await?;
        self.reload_allowed().await?;
        Ok(was)
    }

    async fn reload_allowed(&self) -> Result<Vec<AllowedAddress>, EngineError> {
        let allowed = self.store().allowed_addresses().await?;
        self.0.allowed.replace(allowed.iter().map(|allowed| allowed.address.as_str()));
        Ok(allowed)
    }
}

/// The proxy that a setting names; none when it is empty.
pub(crate) fn proxy(setting: &str) -> Result<Option<Url>, EngineError> {
    if setting.is_empty() {
        return Ok(None);
    }
    Ok(Some(Url::parse(setting).map_err(|_| ConfigError::Proxy { proxy: setting.to_owned() })?))
}
