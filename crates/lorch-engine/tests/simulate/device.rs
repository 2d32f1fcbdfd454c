//! One device: an engine on a profile of its own, with its own idea of the time.

use std::{path::Path, sync::Arc};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, id::Id, reader::FetchOutcome};
use lorch_store::{
    JobOutcome,
    reader::{Fetched, FetchedContent},
};
use rand::{rngs::StdRng, seq::SliceRandom};
use tokio::sync::OnceCell;

use crate::{
    ledger::Knowledge,
    shown::{Shown, shown},
    world::{ARTICLES, at, draft},
};

/// An empty profile; making one takes longer than copying it.
static EMPTY: OnceCell<Vec<u8>> = OnceCell::const_new();

pub struct Device {
    folder: tempfile::TempDir,
    backup: Option<(Vec<u8>, Knowledge)>,
    clock: ManualClock,
    number: u8,
    opened: u8,
    /// Reads neither records nor what is saved, until it is opened again.
    pub older: bool,
    /// What the person on this device was told.
    pub knows: Knowledge,
    /// What it was last seen to show; `None` since something else than an edit happened to it.
    pub seen: Option<Shown>,
    /// What was said to it before, as it came over the wire.
    pub tape: Vec<Vec<u8>>,
    pub engine: Engine,
}

impl Device {
    /// Clocks of two devices may be ten years apart.
    pub async fn new(number: u8, years: i64, older: bool) -> Self {
        let empty = EMPTY.get_or_init(|| async {
            let folder = room();
            let engine = open(folder.path(), &ManualClock::new(at(0)), 255, 0).await;
            engine.stop().await;
            std::fs::read(folder.path().join("lorch.db")).unwrap()
        });
        Self::on(empty.await, number, years, older, Knowledge::default()).await
    }

    /// The profile of `self`, copied to another machine.
    pub async fn copied(&mut self, number: u8, years: i64) -> Self {
        let database = self.closed().await;
        self.open().await;
        Self::on(&database, number, years, false, self.knows.clone()).await
    }

    async fn on(database: &[u8], number: u8, years: i64, older: bool, knows: Knowledge) -> Self {
        let (folder, clock) = (room(), ManualClock::new(at(years)));
        std::fs::write(folder.path().join("lorch.db"), database).unwrap();
        let engine = open(folder.path(), &clock, number, 0).await;
        Self { folder, backup: None, clock, number, opened: 0, older, knows, seen: None, tape: vec![], engine }
    }

    /// The process ends and another begins; a new version of Lorch perhaps.
    pub async fn restart(&mut self, upgraded: bool) {
        self.engine.stop().await;
        self.older &= !upgraded;
        self.open().await;
    }

    /// The database is copied away, as a backup would.
    pub async fn back_up(&mut self) {
        self.backup = Some((self.closed().await, self.knows.clone()));
        self.open().await;
    }

    /// The last backup comes back over what is there; without one the process just begins anew.
    pub async fn restore(&mut self) {
        let Some((database, knows)) = self.backup.clone() else { return self.restart(false).await };
        self.closed().await;
        std::fs::write(self.folder.path().join("lorch.db"), database).unwrap();
        self.knows = knows;
        self.open().await;
    }

    /// The clock is set, forwards or not at all.
    pub fn wait_until(&self, now: Timestamp) {
        self.clock.set(now.max(self.engine.now()));
    }

    /// What it shows now.
    pub async fn shown(&mut self) -> Shown {
        match &self.seen {
            Some(seen) => seen.clone(),
            None => shown(self).await,
        }
    }

    /// The feed of `url` brings its articles in some order, if this device subscribes to it.
    pub async fn fetch(&self, url: &str, edition: u8, chance: &mut StdRng) {
        let id = Id::of_subscription(url);
        let feeds = self.engine.store().feeds_to_fetch(&[id]).await.unwrap();
        let Some(feed) = feeds.first() else { return };
        let now = self.engine.now();
        let mut articles: Vec<_> = (0..ARTICLES).map(|n| draft(url, n, edition)).collect();
        articles.shuffle(chance);
        let fetched = Fetched {
            number: feed.number,
            id,
            outcome: FetchOutcome::Fetched,
            job: JobOutcome { ran: now, due: None, fault: None },
            bytes: 1,
            took_ms: 1,
            etag: None,
            last_modified: None,
            content: Some(FetchedContent { articles, ..Default::default() }),
        };
        self.engine.store().land(&[fetched]).await.unwrap();
    }

    async fn closed(&mut self) -> Vec<u8> {
        self.engine.stop().await;
        for left in ["lorch.db-wal", "lorch.db-shm"] {
            let _ = std::fs::remove_file(self.folder.path().join(left));
        }
        std::fs::read(self.folder.path().join("lorch.db")).unwrap()
    }

    async fn open(&mut self) {
        self.opened += 1;
        self.seen = None;
        self.engine = open(self.folder.path(), &self.clock, self.number, self.opened).await;
    }
}

/// A folder in memory where there is one: what a disk does in a crash is not what is simulated here.
fn room() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

async fn open(folder: &Path, clock: &ManualClock, number: u8, opened: u8) -> Engine {
    let mut seed = [number; 32];
    seed[0] = opened;
    Engine::open(EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: number.to_string(),
        version: "0".into(),
        clock: Arc::new(clock.clone()),
        seed,
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap()
}
