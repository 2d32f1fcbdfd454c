//! Everything a person made and owns, written as one zip while it is read: nothing of it touches a disk here.

use std::{collections::BTreeMap, io};

use lorch_formats::{
    export::{
        self,
        manifest::{FORMAT, Manifest, VERSION},
        pack::Pack,
        page,
        rows::{
            AllowedRow, DocumentRow, FeedRow, HeldRow, MarkRow, RecordRow, RunRow, SettingsFile, ThisMachine,
            UnknownRow,
        },
    },
    reader::opml,
};
use lorch_model::{exchange::Content, made::Fields, reader::Outline};
use lorch_store::export::{FeedKept, Records, RunKept, Snapshot};
use tokio::sync::mpsc;
use url::Url;

use crate::{Engine, EngineError};

/// Marks that are read at once.
const MARKS: u32 = 1_000;
/// Records that are read at once: few enough that others get their turn while they are packed.
const RECORDS: u32 = 50;
/// Bytes that are sent at once, at least.
const PART: usize = 64 * 1024;
/// Parts that wait for whoever takes them.
const WAITING: usize = 4;

impl Engine {
    /// Begins to export everything as it is now. The zip comes part by part; a fault on the way is its last part.
    pub async fn export(&self) -> Result<mpsc::Receiver<io::Result<Vec<u8>>>, EngineError> {
        let snapshot = self.store().snapshot().await?;
        let (parts, taken) = mpsc::channel(WAITING);
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            let mut export = Export { engine, snapshot, pack: Pack::default(), counts: BTreeMap::new(), parts };
            let done = stopping.run_until_cancelled(export.write()).await;
            let last = match done {
                Some(Ok(())) => export.finish(),
                Some(Err(fault)) => Err(io::Error::other(fault)),
                None => Err(io::Error::other("Lorch is stopping")),
            };
            if let Err(fault) = &last {
                tracing::warn!(%fault, "the export broke off");
            }
            let _ = export.parts.send(last).await; // whoever took the parts may have gone
        });
        Ok(taken)
    }
}

/// An export under way.
struct Export {
    engine: Engine,
    snapshot: Snapshot,
    pack: Pack,
    counts: BTreeMap<String, u64>,
    parts: mpsc::Sender<io::Result<Vec<u8>>>,
}

/// Why it broke off.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Store(#[from] lorch_store::StoreError),
    #[error(transparent)]
    Pack(#[from] io::Error),
    #[error("nobody takes it any more")]
    Gone,
}

impl Export {
    async fn write(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::README)?;
        self.pack.write(export::README_TEXT.as_bytes())?;
        self.feeds().await?;
        self.records(export::ARTICLES, Records::Articles).await?;
        self.page().await?;
        self.records(export::LINKS, Records::Links).await?;
        self.records(export::RECORDS, Records::Others).await?;
        self.marks().await?;
        self.documents().await?;
        self.settings().await?;
        self.imports().await?;
        self.unknown().await
    }

    fn finish(&mut self) -> io::Result<Vec<u8>> {
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            made_at: self.engine.now(),
            made_by: format!("Lorch {}", self.engine.0.version),
            counts: std::mem::take(&mut self.counts),
            files: Vec::new(),
        };
        std::mem::take(&mut self.pack).finish(manifest)
    }

    async fn feeds(&mut self) -> Result<(), Broken> {
        let feeds = self.snapshot.feeds().await?;
        self.pack.begin(export::OPML)?;
        let mut subscribed: Vec<&FeedKept> = feeds.iter().filter(|feed| feed.removed.is_none()).collect();
        subscribed.sort_by_cached_key(|feed| (feed.folder.to_lowercase(), title(feed).to_lowercase(), feed.id));
        let outline = |feed: &&FeedKept| Outline {
            url: feed.url.clone(),
            title: title(feed).to_owned(),
            folder: feed.folder.clone(),
            site: feed.site.clone(),
        };
        let outlines: Vec<Outline> = subscribed.iter().map(outline).collect();
        self.pack.write(opml::write("Lorch subscriptions", None, &outlines).as_bytes())?;
        self.pack.begin(export::FEEDS)?;
        for feed in feeds {
            self.pack.row(&row_of_feed(feed))?;
        }
        self.end_rows(export::FEEDS).await
    }

    async fn records(&mut self, file: &str, which: Records) -> Result<(), Broken> {
        self.pack.begin(file)?;
        let mut after = None;
        loop {
            let items = self.snapshot.records(which, after, RECORDS).await?;
            let Some(last) = items.last() else { break };
            after = Some(last.key);
            for item in items {
                let Content::Record(record) = &item.content else { continue };
                let marks = self.snapshot.marks_of(&item.key).await?;
                self.pack.row(&RecordRow::of(&item, record.clone(), marks))?;
            }
            self.send().await?;
        }
        self.end_rows(file).await
    }

    async fn page(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::ARTICLES_PAGE)?;
        self.pack.write(page::HEAD.as_bytes())?;
        let titles: BTreeMap<String, String> = self
            .snapshot
            .feeds()
            .await?
            .into_iter()
            .map(|feed| (format!("feed:{}", feed.first_url), title(&feed).to_owned()))
            .collect();
        for id in self.snapshot.kept_articles().await? {
            let Some(record) = self.snapshot.record(&id).await? else { continue };
            let Ok(article) = serde_json::from_str::<page::Article>(&record.body) else { continue };
            let marks = self.snapshot.marks_of(&id).await?;
            let feed = titles.get(&record.account).map_or(record.account.as_str(), String::as_str);
            self.pack.write(page::article(&article, feed, &marks).as_bytes())?;
            self.send().await?;
        }
        Ok(self.pack.write(page::FOOT.as_bytes())?)
    }

    async fn marks(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::MARKS)?;
        let mut after = None;
        loop {
            let items = self.snapshot.marks(after, MARKS).await?;
            after = match items.last().map(|item| (item.key, &item.content)) {
                Some((thing, Content::Mark(mark))) => Some((thing, mark.mark.clone())),
                _ => break,
            };
            for item in &items {
                if let Content::Mark(mark) = &item.content {
                    self.pack.row(&MarkRow::of(item, mark))?;
                }
            }
            self.send().await?;
        }
        self.end_rows(export::MARKS).await
    }

    async fn documents(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::DOCUMENTS)?;
        for (kind, id) in self.snapshot.documents().await? {
            let item = self.snapshot.document(kind, &id).await?;
            let Content::Document { kind, changes, purged } = &item.content else { continue };
            let bodies: Vec<Vec<u8>> = changes.iter().map(|(_, body)| body.clone()).collect();
            // What a newer Lorch made may be no map of fields; its changes are there all the same.
            let fields: Fields = lorch_documents::fields::read(&bodies).unwrap_or_default();
            self.pack.row(&DocumentRow::of(&item, kind, changes.clone(), purged, fields))?;
            self.send().await?;
        }
        self.end_rows(export::DOCUMENTS).await
    }

    async fn settings(&mut self) -> Result<(), Broken> {
        let kept = self.snapshot.settings().await?;
        let file = SettingsFile {
            shared: kept.shared,
            this_machine: ThisMachine { proxy: kept.proxy.map(without_secret) },
            allowed_addresses: kept.allowed.into_iter().map(|(address, added)| AllowedRow { address, added }).collect(),
        };
        self.pack.begin(export::SETTINGS)?;
        let mut text = serde_json::to_vec_pretty(&file).map_err(io::Error::from)?;
        text.push(b'\n');
        Ok(self.pack.write(&text)?)
    }

    async fn imports(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::IMPORTS)?;
        for run in self.snapshot.imports().await? {
            self.pack.row(&row_of_run(run))?;
        }
        self.end_rows(export::IMPORTS).await
    }

    async fn unknown(&mut self) -> Result<(), Broken> {
        self.pack.begin(export::UNKNOWN)?;
        for item in self.snapshot.unknown().await? {
            if let Content::Other(raw) = &item.content {
                self.pack.row(&UnknownRow::of(&item, raw))?;
            }
        }
        self.end_rows(export::UNKNOWN).await
    }

    async fn end_rows(&mut self, file: &str) -> Result<(), Broken> {
        let rows = self.pack.end_rows()?;
        self.counts.insert(file.to_owned(), rows);
        self.send().await
    }

    /// Hands over what is ready, once it is worth the way.
    async fn send(&mut self) -> Result<(), Broken> {
        match self.pack.ready(PART) {
            None => Ok(()),
            Some(part) => self.parts.send(Ok(part)).await.map_err(|_| Broken::Gone),
        }
    }
}

fn title(feed: &FeedKept) -> &str {
    feed.title.as_deref().or(feed.feed_title.as_deref()).unwrap_or(&feed.url)
}

fn row_of_feed(feed: FeedKept) -> FeedRow {
    // Where nobody ever subscribed, 1970 stands for "not here".
    let never = feed.removed.is_some_and(|at| at.as_millisecond() == 0);
    FeedRow {
        id: feed.id,
        subscribed: feed.removed.is_none(),
        url: feed.url,
        first_url: feed.first_url,
        title: feed.title,
        feed_title: feed.feed_title,
        folder: feed.folder,
        site: feed.site,
        language: feed.language,
        added: feed.added,
        removed: feed.removed.filter(|_| !never),
    }
}

fn row_of_run(run: RunKept) -> RunRow {
    let [added, existing, refused] = run.counts;
    RunRow {
        run: run.run,
        kind: run.kind,
        began: run.began,
        ended: run.ended,
        added,
        existing,
        refused,
        undone: run.undone,
        holds: run.holds.into_iter().map(|(thing, made, changes)| HeldRow { thing, made, changes }).collect(),
    }
}

/// A proxy without its user and password.
fn without_secret(proxy: String) -> String {
    match Url::parse(&proxy) {
        Ok(mut url) if !url.username().is_empty() || url.password().is_some() => {
            let cleared = url.set_password(None).is_ok() && url.set_username("").is_ok();
            if cleared { url.into() } else { String::new() }
        }
        _ => proxy,
    }
}
