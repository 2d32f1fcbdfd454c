//! A person's devices: they are paired, keep in touch, and each takes from the others what it lacks.
//!
//! ```text
//!   edit ─► commit ─► news ─► Seen ─── wire ───► Ask ─► begin_exchange
//!                                  ◄────────────
//!             batch of the store ─► Part ──────► land_batch ─► commit
//! ```
//!
//! Read in this order: [`talk`] (what two devices say), `keep` (who is called and let in), `hearing` (what of a talk is
//! shown and kept), `offered`, `host` and `guest` (how two meet), `key` (what proves who this one is). Nothing is bound to any socket before a device is paired or about to be.

mod guest;
mod hearing;
mod host;
mod keep;
mod key;
mod meet;
mod offered;
mod peer;
pub mod talk;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use lorch_connect::devices::{link::Link, message::Introduction};
use lorch_model::{
    change::Topic,
    devices::{Device, DeviceFault, DeviceKind, DeviceState, Devices, DevicesStatus, Key, ThisDevice, ThisDeviceEdit},
    exchange::Vector,
    id::Id,
};
use lorch_store::devices::DeviceKept;
use tokio::sync::watch;

use crate::{Engine, EngineError, lock};
use peer::Peer;

pub use guest::Invitation;

/// The most letters of a name.
const LONGEST_NAME: usize = 64;

/// What stays while the engine runs.
pub(crate) struct Room {
    /// Counts up whenever what should be open, or who should be called, may have changed.
    wake: watch::Sender<u64>,
    /// Whether somebody looks after it.
    kept: AtomicBool,
    /// What this machine calls itself, and is.
    machine: Mutex<(String, DeviceKind)>,
    /// Only this machine may call.
    loopback: AtomicBool,
    link: watch::Sender<keep::Opened>,
    /// Why there is no link though there should be one.
    fault: Mutex<Option<DeviceFault>>,
    peers: Mutex<HashMap<Id, Arc<Peer>>>,
    /// Counts up whenever this device may have seen more.
    news: watch::Sender<u64>,
    hosting: Mutex<offered::Hosting>,
    joining: Mutex<Option<guest::Joins>>,
    bytes: Mutex<(u64, u64)>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            wake: watch::Sender::new(0),
            kept: AtomicBool::new(false),
            machine: Mutex::new(("Lorch".to_owned(), DeviceKind::Desktop)),
            loopback: AtomicBool::new(false),
            link: keep::closed(),
            fault: Mutex::default(),
            peers: Mutex::default(),
            news: watch::Sender::new(0),
            hosting: Mutex::default(),
            joining: Mutex::default(),
            bytes: Mutex::default(),
        }
    }
}

impl Engine {
    /// What this machine is called and is, as far as the person said nothing else.
    pub fn on_machine(&self, name: &str, kind: DeviceKind) {
        *lock(&self.0.devices.machine) = (name.chars().take(LONGEST_NAME).collect(), kind);
    }

    /// Only devices on this machine are called and let in: for tests and measurements.
    pub fn keep_devices_on_loopback(&self) {
        self.0.devices.loopback.store(true, Ordering::Relaxed);
    }

    /// This device, those that are paired with it, and how they stand.
    pub async fn devices(&self) -> Result<Devices, EngineError> {
        let (store, room) = (self.store(), &self.0.devices);
        let this = store.this_device().await?;
        let mine = store.vector().await?;
        let mut paired = Vec::new();
        for kept in store.paired().await? {
            paired.push(self.shown(&kept, &mine).await?);
        }
        let records = store.count_entries().await?;
        let (kind, fault) = (lock(&room.machine).1, lock(&room.fault).map(DeviceFault::problem));
        Ok(Devices {
            enabled: this.enabled,
            this: ThisDevice {
                id: this.key.map(|key| key.id()),
                name: self.own_name(this.name),
                kind,
                fingerprint: this.key.map(|key| key.fingerprint()),
                origin: store.origin(),
            },
            paired,
            relay: this.relay,
            mdns: this.mdns,
            records,
            fault,
        })
    }

    /// What is known of the other devices, in short.
    pub async fn devices_status(&self) -> Result<DevicesStatus, EngineError> {
        let paired = self.store().paired().await?;
        let mut status = DevicesStatus::default();
        for kept in &paired {
            let live = self.peer(&kept.key.id()).live();
            let seen = live.theirs.as_ref().unwrap_or(&kept.seen);
            let fault = live.fault.or(kept.fault);
            status.paired += 1;
            status.connected += u32::from(live.connected);
            status.refused += u32::from(fault.is_some_and(DeviceFault::is_refusal));
            status.waiting = status.waiting.max(self.store().count_after(seen).await?);
            status.last_seen = status.last_seen.max(if live.connected { Some(self.now()) } else { kept.last_seen });
        }
        Ok(status)
    }

    /// Names this device, or switches what of it talks to others.
    pub async fn edit_this_device(&self, edit: ThisDeviceEdit) -> Result<Devices, EngineError> {
        let name = edit.name.as_deref().map(named).transpose()?;
        let mut this = self.store().this_device().await?;
        this.name = name.or(this.name);
        this.enabled = edit.enabled.unwrap_or(this.enabled);
        this.relay = edit.relay.unwrap_or(this.relay);
        this.mdns = edit.mdns.unwrap_or(this.mdns);
        let mut write = self.store().write().await?;
        write.keep_this_device(&this);
        write.tell(lorch_store::Told::Done, &())?;
        write.commit().await?;
        self.look_after_devices();
        self.devices().await
    }

    /// Calls a device something else here.
    pub async fn rename_device(&self, id: &Id, name: &str) -> Result<Device, EngineError> {
        let name = named(name)?;
        let mut write = self.store().write().await?;
        if !write.rename_device(id, &name).await? {
            return Err(DeviceFault::DeviceNotFound.into());
        }
        write.tell(lorch_store::Told::Done, &())?;
        write.commit().await?;
        self.device(id).await
    }

    /// Lets a device in no more: what is open to it is closed at once.
    pub async fn revoke_device(&self, id: &Id) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        if !write.revoke_device(id, self.now()).await? {
            return Err(DeviceFault::DeviceNotFound.into());
        }
        write.tell(lorch_store::Told::Done, &())?;
        write.commit().await?;
        if let Some(peer) = lock(&self.0.devices.peers).remove(id) {
            peer.revoke();
        }
        self.look_after_devices();
        Ok(())
    }

    /// Calls a device now, or all of them, instead of when it is tried next.
    pub async fn sync_devices(&self, id: Option<&Id>) -> Result<(), EngineError> {
        match id {
            Some(id) => self.peer(&self.device(id).await?.id).nudge(),
            None => {
                for kept in self.store().paired().await? {
                    self.peer(&kept.key.id()).nudge();
                }
            }
        }
        self.look_after_devices();
        Ok(())
    }

    /// A paired device.
    pub async fn device(&self, id: &Id) -> Result<Device, EngineError> {
        let kept = self.store().paired().await?.into_iter().find(|kept| kept.key.id() == *id);
        self.shown(&kept.ok_or(DeviceFault::DeviceNotFound)?, &self.store().vector().await?).await
    }

    /// Bytes that connections to other devices took so far, out and in.
    pub fn device_bytes(&self) -> (u64, u64) {
        let room = &self.0.devices;
        let ended = *lock(&room.bytes);
        let peers: Vec<Arc<Peer>> = lock(&room.peers).values().cloned().collect();
        peers.iter().filter_map(|peer| peer.bytes()).fold(ended, |sum, more| (sum.0 + more.0, sum.1 + more.1))
    }

    async fn shown(&self, kept: &DeviceKept, mine: &Vector) -> Result<Device, EngineError> {
        let live = self.peer(&kept.key.id()).live();
        let seen = live.theirs.as_ref().unwrap_or(&kept.seen);
        let met = live.theirs.is_some() || kept.behind.is_some();
        let waiting = if met && !seen.covers(mine) { self.store().count_after(seen).await? } else { 0 };
        let behind = if mine.covers(seen) { 0 } else { live.behind.or(kept.behind).unwrap_or(0).max(1) };
        let fault = if live.connected { None } else { live.fault.or(kept.fault) };
        let state = match () {
            () if fault.is_some_and(DeviceFault::is_refusal) => DeviceState::Refused,
            () if !met => DeviceState::Never,
            () if behind > 0 => DeviceState::Ahead,
            () if waiting > 0 => DeviceState::Behind,
            () => DeviceState::InStep,
        };
        Ok(Device {
            id: kept.key.id(),
            name: kept.name.clone(),
            kind: kept.kind,
            fingerprint: kept.key.fingerprint(),
            origin: kept.origin,
            added: kept.added,
            last_seen: if live.connected { Some(self.now()) } else { kept.last_seen },
            connected: live.connected,
            state,
            behind: met.then_some(behind),
            waiting: met.then_some(waiting),
            progress: live.progress,
            fault: fault.map(DeviceFault::problem),
            address: live.place.or_else(|| kept.places.first().cloned()),
        })
    }

    /// What this device says of itself.
    async fn introduction(&self, link: &Link) -> Result<Introduction, EngineError> {
        let this = self.store().this_device().await?;
        let kind = lock(&self.0.devices.machine).1;
        Ok(Introduction {
            name: self.own_name(this.name),
            kind,
            origin: self.store().origin(),
            own: self.store().own_origins().await?,
            places: link.places(),
        })
    }

    fn own_name(&self, said: Option<String>) -> String {
        said.unwrap_or_else(|| lock(&self.0.devices.machine).0.clone())
    }

    /// What is known of a device while this process runs.
    fn peer(&self, id: &Id) -> Arc<Peer> {
        lock(&self.0.devices.peers).entry(*id).or_default().clone()
    }

    /// This device may have seen more: whoever talks to another says so.
    fn tell_devices(&self) {
        self.0.devices.news.send_modify(|count| *count += 1);
    }

    async fn announce_devices(&self) {
        self.store().announce(&[Topic::Devices]).await;
    }
}

/// A name as a person gave it; `Err` where it is none.
fn named(name: &str) -> Result<String, DeviceFault> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(DeviceFault::NameInvalid) }
}

/// A name as another device gave it: it is shown, whatever it is.
fn name_of(them: &Introduction, key: &Key) -> String {
    let shown: String = them.name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    if shown.trim().is_empty() { key.fingerprint() } else { shown }
}
