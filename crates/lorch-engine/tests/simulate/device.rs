//! One device: an engine on a profile of its own, with its own idea of the time.

use std::{path::Path, sync::Arc};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, id::Id, reader::FetchOutcome};
use lorch_store::{
    JobOutcome,
    reader::{ArticleDraft, Fetched, FetchedContent},
};
use tokio::sync::OnceCell;

use crate::ledger::Knowledge;

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
    pub engine: Engine,
}

impl Device {
    /// Clocks of two devices may be ten years apart.
    pub async fn new(number: u8, years: i64, older: bool) -> Self {
        let empty = EMPTY.get_or_init(|| async {
            let folder = room();
            let engine = open(folder.path(), &clock(0), 255, 0).await;
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
        let (folder, clock) = (room(), clock(years));
        std::fs::write(folder.path().join("lorch.db"), database).unwrap();
        let engine = open(folder.path(), &clock, number, 0).await;
        Self { folder, backup: None, clock, number, opened: 0, older, knows, engine }
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

    /// The last backup comes back over what is there, if there is one.
    pub async fn restore(&mut self) {
        let Some((database, knows)) = self.backup.clone() else { return };
        self.closed().await;
        std::fs::write(self.folder.path().join("lorch.db"), database).unwrap();
        self.knows = knows;
        self.open().await;
    }

    /// The feed of `url` brings its five articles, if this device subscribes to it.
    pub async fn fetch(&self, url: &str, edition: u8) {
        let id = Id::of_subscription(url);
        let feeds = self.engine.store().feeds_to_fetch(&[id]).await.unwrap();
        let Some(feed) = feeds.first() else { return };
        let now = self.engine.now();
        let articles = (0..5).map(|n| draft(url, n, edition)).collect();
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
        self.engine = open(self.folder.path(), &self.clock, self.number, self.opened).await;
    }
}

/// One of the five articles of a feed: the same on every device.
pub fn article(url: &str, n: u8) -> Id {
    Id::of_record(&format!("feed:{url}"), &n.to_string())
}

/// An article as its feed gives it; a later edition says something else, some of them without a later time.
pub fn draft(url: &str, n: u8, edition: u8) -> ArticleDraft {
    ArticleDraft {
        id: article(url, n),
        external_id: n.to_string(),
        title: format!("{url} {n} edition {edition}"),
        summary: String::new(),
        link: None,
        author: None,
        published: Timestamp::from_second(1_600_000_000 + i64::from(n) + i64::from(edition / 2)).unwrap(),
        updated: Timestamp::from_second(1_600_000_000 + i64::from(edition / 2)).ok().filter(|_| n.is_multiple_of(2)),
        minutes: 1,
        hash: [n + 10 * edition; 16],
        html: String::new(),
        text: format!("words{edition}"),
        categories: vec![],
        enclosures: vec![],
    }
}

/// A folder in memory where there is one: what a disk does in a crash is not what is simulated here.
fn room() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn clock(years: i64) -> ManualClock {
    ManualClock::new(Timestamp::from_second(1_700_000_000 + years * 31_557_600).unwrap())
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
