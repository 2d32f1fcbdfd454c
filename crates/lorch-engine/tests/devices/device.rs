//! A device of its own: a profile, a vault and an endpoint on loopback.

use std::{path::Path, sync::Arc, time::Duration};

use lorch_connect::{devices::message::Introduction, http::ClientConfig};
use lorch_engine::{Clock, Engine, EngineConfig, SystemClock, devices::Invitation};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    devices::{Device as Shown, DeviceKind, Devices, Joining, JoiningState, Pairing, PairingState},
    id::Id,
};
use secrecy::SecretString;
use tokio::time::timeout;

/// Longer than anything here takes on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(40);

pub struct Device {
    pub folder: tempfile::TempDir,
    pub engine: Engine,
    number: u8,
}

impl Device {
    pub async fn new(number: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(folder.path(), number, Arc::new(SystemClock)).await;
        Self { folder, engine, number }
    }

    /// One whose clock is set by hand; it does nothing by itself before that.
    pub async fn with_clock(number: u8, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(folder.path(), number, clock).await;
        Self { folder, engine, number }
    }

    /// The process ends and another begins.
    pub async fn reopened(&mut self) {
        self.engine.stop().await;
        self.engine = open(self.folder.path(), self.number, Arc::new(SystemClock)).await;
    }

    /// A copy of its folder, opened beside it: same key, and another incarnation.
    pub async fn copied(&mut self, number: u8) -> Self {
        self.engine.stop().await;
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
            }
        }
        let engine = open(folder.path(), self.number, Arc::new(SystemClock)).await;
        self.engine = open(self.folder.path(), self.number, Arc::new(SystemClock)).await;
        Self { folder, engine, number }
    }

    /// What it shows once that is so.
    pub async fn shows(&self, what: &str, is_so: impl Fn(&Devices) -> bool) -> Devices {
        let mut shown = None;
        let wait = async {
            loop {
                let place = self.engine.store().changes_since(None).number;
                let devices = self.engine.devices().await.unwrap();
                if is_so(&devices) {
                    return devices;
                }
                shown = Some(devices);
                self.engine.store().changed_after(&place).await;
            }
        };
        match timeout(PATIENCE, wait).await {
            Ok(devices) => devices,
            Err(_) => panic!("it never comes to this: {what}. It shows {shown:#?}"),
        }
    }

    /// Waits until its only other device is like that.
    pub async fn other(&self, what: &str, is_so: impl Fn(&Shown) -> bool) -> Shown {
        self.shows(what, |devices| devices.paired.first().is_some_and(&is_so)).await.paired.remove(0)
    }

    pub async fn pairing(&self, state: PairingState) -> Pairing {
        self.waits(|| self.engine.pairing().ok().filter(|pairing| pairing.state == state)).await
    }

    pub async fn joining(&self, state: JoiningState) -> Joining {
        self.waits(|| self.engine.joining().ok().filter(|joining| joining.state == state)).await
    }

    /// Waits until the feeds it has are these.
    pub async fn has_feeds(&self, wanted: &[&str]) {
        let wait = async {
            loop {
                let place = self.engine.store().changes_since(None).number;
                let mut feeds: Vec<String> =
                    self.engine.store().feeds().await.unwrap().into_iter().map(|feed| feed.url).collect();
                feeds.sort();
                if feeds == wanted {
                    return;
                }
                self.engine.store().changed_after(&place).await;
            }
        };
        assert!(timeout(PATIENCE, wait).await.is_ok(), "it never has {wanted:?}");
    }

    pub async fn subscribe(&self, urls: &[&str]) {
        let outlines: String = urls.iter().map(|url| format!("<outline text=\"{url}\" xmlUrl=\"{url}\"/>")).collect();
        let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
        self.engine.import_opml(opml.as_bytes()).await.unwrap();
    }

    async fn waits<T>(&self, find: impl Fn() -> Option<T>) -> T {
        let wait = async {
            loop {
                let place = self.engine.store().changes_since(None).number;
                if let Some(found) = find() {
                    return found;
                }
                self.engine.store().changed_after(&place).await;
            }
        };
        match timeout(PATIENCE, wait).await {
            Ok(found) => found,
            Err(_) => panic!("{:?} and {:?}", self.engine.pairing(), self.engine.joining()),
        }
    }
}

/// Pairs two devices by ticket. Returns the id of the guest, and of the host.
pub async fn pair(host: &Device, guest: &Device) -> (Id, Id) {
    let ticket = host.engine.begin_pairing().await.unwrap().ticket;
    guest.engine.join_pairing(&Invitation::Ticket(ticket)).await.unwrap();
    host.pairing(PairingState::Asking).await;
    host.engine.answer_pairing(true).await.unwrap();
    guest.joining(JoiningState::Done).await;
    let key = async |device: &Device| device.engine.devices().await.unwrap().this.id.unwrap();
    (key(guest).await, key(host).await)
}

/// What it says of itself over a wire of the test's own.
pub fn introduction(device: &Device) -> Introduction {
    let origin = device.engine.store().origin();
    Introduction { origin, own: vec![origin], ..stranger() }
}

pub fn stranger() -> Introduction {
    let origin = Id([9; 16]);
    Introduction { name: "stranger".into(), kind: DeviceKind::Desktop, origin, own: vec![origin], places: vec![] }
}

async fn open(folder: &Path, number: u8, clock: Arc<dyn Clock>) -> Engine {
    let engine = Engine::open(EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: number.to_string(),
        version: "0".into(),
        clock,
        seed: [number; 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap();
    engine.keep_secrets_in(vaults(folder));
    engine.on_machine(&format!("device {number}"), DeviceKind::Laptop);
    engine.keep_devices_on_loopback();
    engine.start();
    engine
}

/// A vault of its own, in a file of the profile.
fn vaults(folder: &Path) -> Arc<Vaults> {
    let vaults = Vaults::of(folder).without_keyring().with_work(Work::LITTLE);
    vaults.open_file(&SecretString::from("four random words")).unwrap();
    Arc::new(vaults)
}
