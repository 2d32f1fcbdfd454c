//! One device: an engine on a profile of its own, with its own idea of the time.

use std::{path::Path, sync::Arc};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, exchange::Batch, id::Id, reader::FetchOutcome};
use lorch_store::{
    JobOutcome,
    reader::{ArticleDraft, Fetched, FetchedContent},
};

pub struct Device {
    folder: tempfile::TempDir,
    backup: Option<tempfile::TempDir>,
    clock: ManualClock,
    number: u8,
    opened: u8,
    pub engine: Engine,
}

impl Device {
    /// Clocks of two devices may be ten years apart.
    pub async fn new(number: u8, years: i64) -> Self {
        let folder = room();
        let clock = ManualClock::new(Timestamp::from_second(1_700_000_000 + years * 31_557_600).unwrap());
        let engine = open(folder.path(), &clock, number, 0).await;
        Self { folder, backup: None, clock, number, opened: 0, engine }
    }

    /// The process ends and another begins.
    pub async fn restart(&mut self) {
        self.engine.stop().await;
        self.opened += 1;
        self.engine = open(self.folder.path(), &self.clock, self.number, self.opened).await;
    }

    /// The database is copied away, as a backup would.
    pub async fn back_up(&mut self) {
        self.engine.stop().await;
        let kept = room();
        std::fs::copy(self.folder.path().join("lorch.db"), kept.path().join("lorch.db")).unwrap();
        self.backup = Some(kept);
        self.opened += 1;
        self.engine = open(self.folder.path(), &self.clock, self.number, self.opened).await;
    }

    /// The last backup comes back over what is there. Returns whether there was one.
    pub async fn restore(&mut self) -> bool {
        let Some(kept) = &self.backup else { return false };
        self.engine.stop().await;
        for left in ["lorch.db-wal", "lorch.db-shm"] {
            let _ = std::fs::remove_file(self.folder.path().join(left));
        }
        std::fs::copy(kept.path().join("lorch.db"), self.folder.path().join("lorch.db")).unwrap();
        self.opened += 1;
        self.engine = open(self.folder.path(), &self.clock, self.number, self.opened).await;
        true
    }

    /// The feed of `url` brings its five articles, if this device subscribes to it.
    pub async fn fetch(&self, url: &str) {
        let id = Id::of_subscription(url);
        let feeds = self.engine.store().feeds_to_fetch(&[id]).await.unwrap();
        let Some(feed) = feeds.first() else { return };
        let now = self.engine.now();
        let articles = (0..5).map(|n| draft(url, n)).collect();
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

    /// Takes from `other` what this device lacks, in parts of `part`; after `breaks_after` of them the wire breaks.
    /// Some parts come twice.
    pub async fn pull(&self, other: &Self, part: usize, breaks_after: Option<usize>, twice: bool) {
        let (mine, theirs) =
            (self.engine.store().vector().await.unwrap(), other.engine.store().vector().await.unwrap());
        let (mut after, mut parts) = (None, 0);
        loop {
            if breaks_after == Some(parts) {
                return;
            }
            let batch: Batch = other.engine.store().batch(&mine, after, part).await.unwrap();
            after = batch.next;
            let whole = after.is_none().then_some(&theirs);
            for _ in 0..=u8::from(twice) {
                self.engine.land_batch(&batch, whole).await.unwrap();
            }
            if after.is_none() {
                return;
            }
            parts += 1;
        }
    }

    /// Everything shared, as lines: subscriptions, marks, and what the articles show of them.
    pub async fn shared(&self) -> Vec<String> {
        let feeds = self.engine.store().feeds().await.unwrap();
        let mut lines: Vec<String> = feeds
            .iter()
            .map(|feed| format!("{} {:?} {} {}", feed.url, feed.own_title, feed.folder, feed.added))
            .collect();
        lines.extend(self.engine.store().marks().await.unwrap().into_iter().map(|mark| format!("{mark:?}")));
        lines.sort();
        lines
    }
}

/// A folder in memory where there is one: what a disk does in a crash is not what is simulated here.
fn room() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// One of the five articles of a feed: the same on every device.
pub fn article(url: &str, n: u8) -> Id {
    Id::of_record(&format!("feed:{url}"), &n.to_string())
}

fn draft(url: &str, n: u8) -> ArticleDraft {
    ArticleDraft {
        id: article(url, n),
        external_id: n.to_string(),
        title: format!("{url} {n}"),
        summary: String::new(),
        link: None,
        author: None,
        published: Timestamp::from_second(1_600_000_000 + i64::from(n)).unwrap(),
        updated: None,
        minutes: 1,
        hash: [n; 16],
        html: String::new(),
        text: String::new(),
        categories: vec![],
        enclosures: vec![],
    }
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
