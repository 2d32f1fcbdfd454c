//! Settings and the addresses the person allowed.

use std::sync::PoisonError;

use lorch_connect::{
    Allowed,
    http::{Client, ClientConfig, ConfigError},
};
use lorch_documents::{fields, settings as document};
use lorch_model::{
    made::{Action, Value, settings_id},
    settings::{LANGUAGES, NUMBERS, Settings, SettingsEdit, SharedSettings},
    sources::AllowedAddress,
};
use lorch_store::{
    Told,
    edits::{MACHINE, NewEdit, Step},
};
use url::Url;

use crate::{Engine, EngineError};

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
        for (name, wanted) in of_here(&edit)? {
            let held = held(&before, name);
            if held.as_ref() != Some(&wanted) {
                write.set_here(name, json(&wanted));
                let (target, field) = (MACHINE.to_owned(), name.to_owned());
                steps.push(Step { target, thing: settings_id(), field, before: held, after: Some(wanted) });
            }
        }
        if let Some(language) = edit.language.as_deref().filter(|language| *language != before.language) {
            if !LANGUAGES.contains(&language) {
                return Err(EngineError::SettingInvalid { name: "language", bounds: "en or de" });
            }
            write.set_here("language", language.into());
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
        self.sampling_changed();
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

/// What an edit changes on this machine but the proxy, by the name of the setting.
fn of_here(edit: &SettingsEdit) -> Result<Vec<(&'static str, Value)>, EngineError> {
    let numbers = [edit.sample_days, edit.minute_days, edit.hour_days, edit.system_megabytes];
    let flags = [
        ("paused", edit.paused),
        ("notices", edit.notices),
        ("notice_titles", edit.notice_titles),
        ("sampling", edit.sampling),
    ];
    let mut wanted: Vec<(&str, Value)> =
        flags.into_iter().filter_map(|(name, flag)| Some((name, Value::Flag(flag?)))).collect();
    for ((name, allowed, bounds), number) in NUMBERS.into_iter().zip(numbers) {
        let Some(number) = number else { continue };
        if !allowed.contains(&number) {
            return Err(EngineError::SettingInvalid { name, bounds });
        }
        wanted.push((name, Value::Number(number.into())));
    }
    Ok(wanted)
}

/// A value of a setting as it is kept.
pub(crate) fn json(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// What a setting holds.
pub(crate) fn held(settings: &Settings, name: &str) -> Option<Value> {
    let all = serde_json::to_value(settings).ok()?;
    serde_json::from_value(all.get(name)?.clone()).ok()
}

/// The proxy that a setting names; none when it is empty.
pub(crate) fn proxy(setting: &str) -> Result<Option<Url>, EngineError> {
    if setting.is_empty() {
        return Ok(None);
    }
    Ok(Some(Url::parse(setting).map_err(|_| ConfigError::Proxy { proxy: setting.to_owned() })?))
}
