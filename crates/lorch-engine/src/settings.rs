//! Settings and the addresses the person allowed.

use std::sync::PoisonError;

use lorch_connect::{
    Allowed,
    http::{Client, ClientConfig, ConfigError},
};
use lorch_documents::{fields, settings as document};
use lorch_model::{
    made::{Action, Value, settings_id},
    settings::{Settings, SettingsEdit, SharedSettings},
    sources::AllowedAddress,
};
use lorch_store::{
    Told,
    edits::{MACHINE, NewEdit, Step},
};
use url::Url;

use crate::{Engine, EngineError};

/// Setting of this machine: whether it shows notices.
pub(crate) const NOTICES: &str = "notices";
/// Setting of this machine: whether what it shows says what it is of.
pub(crate) const NOTICE_TITLES: &str = "notice_titles";

/// Setting of this machine: whether nothing is fetched by itself.
pub(crate) const PAUSED: &str = "paused";

impl Engine {
    /// Changes settings; they hold from the next request on. The refresh interval holds on all of the person's
    /// devices, the others on this machine.
    pub async fn edit_settings(&self, edit: SettingsEdit) -> Result<Settings, EngineError> {
        let mut write = self.store().write().await?;
        let before = write.settings().await?;
        let mut steps = Vec::new();
        if let Some(minutes) = edit.refresh_minutes.filter(|minutes| *minutes != before.refresh_minutes) {
            if !SharedSettings::MINUTES.contains(&minutes) {
                return Err(EngineError::SettingInvalid { name: "the refresh interval", bounds: "15 to 1440 minutes" });
            }
            let wish = (document::REFRESH_MINUTES.to_owned(), Some(Value::Number(minutes.into())));
            let (id, genesis) = (settings_id(), document::genesis()?);
            let (bodies, made) = self
                .keep_document(&mut write, document::KIND, &id, Some(genesis), |bodies, actor| {
                    fields::put(bodies, actor, self.now(), [wish])
                })
                .await?;
            self.project(&mut write, document::KIND, &bodies).await?;
            steps.extend(made);
        }
        let typed = edit.proxy.as_deref().map_or(before.proxy.as_str(), str::trim);
        let client = self.client_by(typed)?;
        if typed != before.proxy {
            write.set_proxy(typed).await?;
            steps.push(Step {
                target: MACHINE.to_owned(),
                thing: settings_id(),
                field: "proxy".to_owned(),
                before: Some(Value::Text(before.proxy.clone())),
                after: Some(typed.into()),
            });
        }
        let flags = [
            (NOTICES, edit.notices, before.notices),
            (NOTICE_TITLES, edit.notice_titles, before.notice_titles),
            (PAUSED, edit.paused, before.paused),
        ];
        for (field, wanted, before) in flags {
            let Some(wanted) = wanted.filter(|wanted| *wanted != before) else { continue };
            write.set_here(field, wanted.into());
            steps.push(Step {
                target: MACHINE.to_owned(),
                thing: settings_id(),
                field: field.to_owned(),
                before: Some(Value::Flag(before)),
                after: Some(Value::Flag(wanted)),
            });
        }
        write.retry_faults(&["proxy_failed"], self.now()).await?;
        let action = Action::SettingsChanged;
        let edit = NewEdit { at: self.now(), action, kind: document::KIND, thing: Some(settings_id()), title: "" };
        write.note_edit(&edit, &steps).await?;
        let settings = write.settings().await?;
        write.tell(Told::Changed, &settings)?;
        write.commit().await?;
        self.use_client(client);
        self.0.wake.notify_one();
        Ok(settings)
    }

    /// The client that goes out by this proxy.
    pub(crate) fn client_by(&self, setting: &str) -> Result<Client, EngineError> {
        Ok(Client::new(ClientConfig { proxy: proxy(setting)?, ..self.0.client_config.clone() })?)
    }

    /// From now on requests go out by this client.
    pub(crate) fn use_client(&self, client: Client) {
        *self.0.client.write().unwrap_or_else(PoisonError::into_inner) = client;
    }

    /// Allows outward requests to `host:port` although it is on this machine or its network.
    pub async fn allow_address(&self, typed: &str) -> Result<AllowedAddress, EngineError> {
        let address = Allowed::normal(typed).map_err(|_| EngineError::NotHostAndPort(typed.trim().to_owned()))?;
        let mut write = self.store().write().await?;
        write.allow_address(&address, self.now()).await?;
        write.retry_faults(&["address_refused"], self.now()).await?;
        let allowed = write.allowed_address(&address).await?.ok_or(EngineError::NotHostAndPort(address))?;
        write.tell(Told::Made, &allowed)?;
        write.commit().await?;
        self.reload_allowed().await?;
        self.0.wake.notify_one();
        Ok(allowed)
    }

    /// Takes the allowance of `host:port` back. Returns whether it was there.
    pub async fn disallow_address(&self, typed: &str) -> Result<bool, EngineError> {
        let address = Allowed::normal(typed).map_err(|_| EngineError::NotHostAndPort(typed.trim().to_owned()))?;
        let mut write = self.store().write().await?;
        let was = write.disallow_address(&address).await?;
        if was {
            write.tell(Told::Done, &())?;
        }
        write.commit().await?;
        self.reload_allowed().await?;
        Ok(was)
    }

    pub(crate) async fn reload_allowed(&self) -> Result<(), EngineError> {
        let allowed = self.store().allowed_addresses().await?;
        self.0.allowed.replace(allowed.iter().map(|allowed| allowed.address.as_str()));
        Ok(())
    }
}

/// The proxy that a setting names; none when it is empty.
pub(crate) fn proxy(setting: &str) -> Result<Option<Url>, EngineError> {
    if setting.is_empty() {
        return Ok(None);
    }
    Ok(Some(Url::parse(setting).map_err(|_| ConfigError::Proxy { proxy: setting.to_owned() })?))
}
