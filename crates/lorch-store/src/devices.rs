//! The paired devices: who is let in, and how the two stood when they last talked.

use lorch_model::{
    Timestamp,
    change::Topic,
    devices::{DeviceFault, DeviceKind, Key},
    exchange::{Ask, Vector},
    id::Id,
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write, json, statement::statement, time};

/// What this device is to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThisDeviceKept {
    /// What it calls itself; `None`: as the machine is called.
    pub name: Option<String>,
    /// Whether it talks to the paired ones.
    pub enabled: bool,
    /// Whether a relay may carry what can't go directly.
    pub relay: bool,
    /// Whether devices of one network find each other.
    pub mdns: bool,
    /// The public half of its key; `None` before one was made.
    pub key: Option<Key>,
    /// The origin under which the key was made.
    pub origin: Option<Id>,
    /// Where it was called last; 0: nowhere yet.
    pub port: u16,
}

impl Default for ThisDeviceKept {
    fn default() -> Self {
        Self { name: None, enabled: false, relay: false, mdns: true, key: None, origin: None, port: 0 }
    }
}

/// A paired device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKept {
    /// The key that it proves.
    pub key: Key,
    /// What it is called here.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// The origin under which it writes.
    pub origin: Id,
    /// When it was paired.
    pub added: Timestamp,
    /// When it was last talked to.
    pub last_seen: Option<Timestamp>,
    /// Where it may be called.
    pub places: Vec<String>,
    /// How far it had seen each log.
    pub seen: Vector,
    /// Things that it had and this device lacked; `None`: they never talked.
    pub behind: Option<u64>,
    /// Why it was not talked to the last time.
    pub fault: Option<DeviceFault>,
}

#[derive(FromRow)]
struct Row {
    key: Vec<u8>,
    name: String,
    kind: String,
    origin: Vec<u8>,
    added: i64,
    last_seen: Option<i64>,
    places: String,
    seen: String,
    behind: Option<i64>,
    fault: Option<String>,
}

impl Store {
    /// What this device is to the others.
    pub async fn this_device(&self) -> Result<ThisDeviceKept> {
        #[derive(FromRow)]
        struct Row {
            name: Option<String>,
            enabled: bool,
            relay: bool,
            mdns: bool,
            key: Option<Vec<u8>>,
            origin: Option<Vec<u8>>,
            port: u16,
        }
        let row: Option<Row> = sqlx::query_as("SELECT name, enabled, relay, mdns, key, origin, port FROM this_device")
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map_or_else(ThisDeviceKept::default, |row| ThisDeviceKept {
            name: row.name,
            enabled: row.enabled,
            relay: row.relay,
            mdns: row.mdns,
            key: row.key.and_then(|key| key.try_into().ok()).map(Key),
            origin: row.origin.and_then(|origin| Id::from_slice(&origin)),
            port: row.port,
        }))
    }

    /// The devices that are let in, by name.
    pub async fn paired(&self) -> Result<Vec<DeviceKept>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT key, name, kind, origin, added, last_seen, places, seen, behind, fault FROM devices
             WHERE revoked IS NULL ORDER BY name, id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(Row::into_kept).collect()
    }

    /// The device with this key, if it is let in.
    pub async fn paired_with(&self, key: &Key) -> Result<Option<DeviceKept>> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT key, name, kind, origin, added, last_seen, places, seen, behind, fault FROM devices
             WHERE key = ? AND revoked IS NULL",
        )
        .bind(key.0.as_slice())
        .fetch_optional(&self.readers)
        .await?;
        row.map(Row::into_kept).transpose()
    }

    /// How many things one lacks who has seen so far.
    pub async fn count_after(&self, seen: &Vector) -> Result<u64> {
        self.count_left(&Ask { exchange: Id([0; 16]), seen: seen.clone(), after: None }).await
    }

    /// How many things come after the place that is asked from.
    pub async fn count_left(&self, ask: &Ask) -> Result<u64> {
        let mut left = 0;
        for origin in self.origins().await? {
            let Some(from) = place_in(ask, &origin) else { continue };
            let more: i64 = sqlx::query_scalar(
                "SELECT (SELECT count(*) FROM log WHERE origin = ?1 AND seq > ?2)
                     + (SELECT count(*) FROM unknown WHERE origin = ?1 AND seq > ?2)",
            )
            .bind(origin.as_bytes())
            .bind(from)
            .fetch_one(&self.readers)
            .await?;
            left += more.unsigned_abs();
        }
        Ok(left)
    }

    /// Entries of the timeline.
    pub async fn count_entries(&self) -> Result<u64> {
        let count: i64 =
            sqlx::query_scalar("SELECT coalesce(sum(records), 0) FROM timeline_days").fetch_one(&self.readers).await?;
        Ok(count.unsigned_abs())
    }

    /// Every origin there is, in order.
    pub(crate) async fn origins(&self) -> Result<Vec<Id>> {
        let ids: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM origins ORDER BY id").fetch_all(&self.readers).await?;
        Ok(ids.iter().filter_map(|id| Id::from_slice(id)).collect())
    }
}

/// From which place on what an origin wrote is asked for; `None` when it is behind that already.
pub(crate) fn place_in(ask: &Ask, origin: &Id) -> Option<i64> {
    match ask.after {
        Some((last, _)) if *origin < last => None,
        Some((last, seq)) if *origin == last => Some(seq.max(ask.seen.of(origin))),
        _ => Some(ask.seen.of(origin)),
    }
}

impl Write {
    /// Keeps what this device is to the others.
    pub fn keep_this_device(&mut self, this: &ThisDeviceKept) {
        self.later(
            statement(
                "INSERT OR REPLACE INTO this_device (one, name, enabled, relay, mdns, key, origin, port)
                 VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(this.name.as_deref())
            .bind(this.enabled)
            .bind(this.relay)
            .bind(this.mdns)
            .bind(this.key.map(|key| key.0.to_vec()))
            .bind(this.origin.map(|origin| origin.0.to_vec()))
            .bind(i64::from(this.port)),
        );
        self.touch(Topic::Devices);
    }

    /// Keeps a device, and lets it in from now on.
    pub fn keep_device(&mut self, device: &DeviceKept) -> Result<()> {
        self.later(
            statement(
                "INSERT OR REPLACE INTO devices
                     (id, key, name, kind, origin, added, last_seen, revoked, places, seen, behind, fault)
                 VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)",
            )
            .bind(&device.key.id())
            .bind(device.key.0.to_vec())
            .bind(device.name.as_str())
            .bind(device.kind.word())
            .bind(&device.origin)
            .bind(device.added.as_millisecond())
            .bind(device.last_seen.map(Timestamp::as_millisecond))
            .bind(json(&device.places)?)
            .bind(json(&device.seen)?)
            .bind(device.behind.map(|behind| i64::try_from(behind).unwrap_or(i64::MAX)))
            .bind(device.fault.map(|fault| json(&fault)).transpose()?),
        );
        self.touch(Topic::Devices);
        Ok(())
    }

    /// Notes how a device that is let in stands by now. What it is called here, and whether it is let in, stays.
    pub fn note_device(&mut self, device: &DeviceKept) -> Result<()> {
        self.later(
            statement(
                "UPDATE devices SET kind = ?2, origin = ?3, last_seen = ?4, places = ?5, seen = ?6, behind = ?7, fault = ?8
                 WHERE id = ?1",
            )
            .bind(&device.key.id())
            .bind(device.kind.word())
            .bind(&device.origin)
            .bind(device.last_seen.map(Timestamp::as_millisecond))
            .bind(json(&device.places)?)
            .bind(json(&device.seen)?)
            .bind(device.behind.map(|behind| i64::try_from(behind).unwrap_or(i64::MAX)))
            .bind(device.fault.map(|fault| json(&fault)).transpose()?),
        );
        self.touch(Topic::Devices);
        Ok(())
    }

    /// Calls a device something else here. Returns whether there is one.
    pub async fn rename_device(&mut self, id: &Id, name: &str) -> Result<bool> {
        let renamed = sqlx::query("UPDATE devices SET name = ? WHERE id = ? AND revoked IS NULL")
            .bind(name)
            .bind(id.as_bytes())
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Devices);
        Ok(renamed.rows_affected() == 1)
    }

    /// Lets a device in no more. Returns whether there was one.
    pub async fn revoke_device(&mut self, id: &Id, now: Timestamp) -> Result<bool> {
        let revoked = sqlx::query("UPDATE devices SET revoked = ? WHERE id = ? AND revoked IS NULL")
            .bind(now.as_millisecond())
            .bind(id.as_bytes())
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Devices);
        Ok(revoked.rows_affected() == 1)
    }

    /// Forgets every device: this profile came from another one, and that one is who they know.
    pub fn forget_devices(&mut self) {
        self.later(statement("DELETE FROM devices"));
        self.touch(Topic::Devices);
    }
}

impl Row {
    fn into_kept(self) -> Result<DeviceKept> {
        let unreadable = || StoreError::Unreadable("device");
        Ok(DeviceKept {
            key: Key(self.key.try_into().map_err(|_| unreadable())?),
            name: self.name,
            kind: DeviceKind::of_word(&self.kind),
            origin: Id::from_slice(&self.origin).ok_or_else(unreadable)?,
            added: time(self.added),
            last_seen: self.last_seen.map(time),
            places: serde_json::from_str(&self.places).map_err(|_| unreadable())?,
            seen: serde_json::from_str(&self.seen).map_err(|_| unreadable())?,
            behind: self.behind.map(i64::unsigned_abs),
            // What an older Lorch has no word for is no reason to lose the device.
            fault: self.fault.and_then(|fault| serde_json::from_str(&fault).ok()),
        })
    }
}
