use lorch_model::{change::Topic, settings::Settings};

use crate::{Result, Store, StoreError, Write};

impl Store {
    /// The settings of this machine; what was never set has its default.
    pub async fn settings(&self) -> Result<Settings> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT name, value FROM settings").fetch_all(&self.readers).await?;
        let mut object = serde_json::Map::new();
        for (name, value) in rows {
            object.insert(name, serde_json::from_str(&value).map_err(|_| StoreError::Unreadable("setting"))?);
        }
        serde_json::from_value(object.into()).map_err(|_| StoreError::Unreadable("setting"))
    }
}

impl Write {
    /// Sets the settings of this machine.
    pub async fn set_settings(&mut self, settings: &Settings) -> Result<()> {
        let serde_json::Value::Object(fields) =
            serde_json::to_value(settings).map_err(|_| StoreError::Unreadable("setting"))?
        else {
            return Err(StoreError::Unreadable("setting"));
        };
        for (name, value) in fields {
            sqlx::query(
                "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value.to_string())
            .execute(self.conn())
            .await?;
        }
        self.touch(Topic::Settings);
        Ok(())
    }
}
