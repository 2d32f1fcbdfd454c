use lorch_model::{
    change::Topic,
    settings::{Settings, SharedSettings},
};
use sqlx::SqliteConnection;

use crate::{Result, Store, StoreError, Write, statement::statement};

impl Store {
    /// The settings; what was never set has its default.
    pub async fn settings(&self) -> Result<Settings> {
        let mut reader = self.readers.acquire().await?;
        read(&mut reader).await
    }
}

impl Write {
    /// The settings as this write leaves them.
    pub async fn settings(&mut self) -> Result<Settings> {
        read(self.conn().await?).await
    }

    /// Sets the proxy of this machine; none when it is empty.
    pub async fn set_proxy(&mut self, proxy: &str) -> Result<()> {
        self.set_here("proxy", proxy.into());
        Ok(())
    }

    /// Sets a setting of this machine.
    pub fn set_here(&mut self, name: &str, value: serde_json::Value) {
        self.later(
            statement(
                "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value.to_string()),
        );
        self.touch(Topic::Settings);
    }

    /// Puts the projection of the shared settings in place of the one before.
    pub async fn put_shared_settings(&mut self, settings: &SharedSettings) -> Result<()> {
        let json = serde_json::to_string(settings).map_err(|_| StoreError::Unreadable("setting"))?;
        sqlx::query("DELETE FROM shared_settings").execute(self.conn().await?).await?;
        sqlx::query("INSERT INTO shared_settings (name, value) SELECT key, atom FROM json_each(?)")
            .bind(json)
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Settings);
        Ok(())
    }
}

async fn read(conn: &mut SqliteConnection) -> Result<Settings> {
    let mut object = serde_json::Map::new();
    // What the devices share comes last: it stands.
    for sql in ["SELECT name, value FROM settings", "SELECT name, value FROM shared_settings"] {
        let rows: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut *conn).await?;
        for (name, value) in rows {
            object.insert(name, serde_json::from_str(&value).map_err(|_| StoreError::Unreadable("setting"))?);
        }
    }
    serde_json::from_value(object.into()).map_err(|_| StoreError::Unreadable("setting"))
}
