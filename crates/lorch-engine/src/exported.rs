//! Importing what was exported. It lands as if the device it came from were met, on the same path, with three
//! differences: it all lands in one transaction or not at all; nothing that is here vanishes; and what the file has
//! comes back even where it was removed here since, for that is why a person imports it.

mod files;
mod land;
mod tally;

use std::{
    io::{Read, Seek},
    path::Path,
    sync::{Arc, Mutex},
};

use lorch_connect::http::Client;
use lorch_formats::export::{
    self, ExportError, Form,
    rows::{DocumentRow, FeedRow, MarkRow, RecordRow, RunRow, SettingsFile, UnknownRow},
    unpack::{self, Files, Zip},
};
use lorch_model::{
    id::Id,
    made::Action,
    reader::{ImportReport, Outline},
};
use lorch_store::{
    Told, Write,
    edits::{IMPORT, NewEdit},
    export::{RUN, RunKept},
};
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::{Engine, EngineError, evidence::done, lock, rebuild::Rows};
use files::{Folder, Given, Wanted};
use tally::Tally;

/// Rows that are landed at once.
const PART: usize = 200;

/// Files of an export, for the thread that reads them.
type Shared = Arc<Mutex<Box<dyn Files + Send>>>;

impl Engine {
    /// Imports what `bytes` are: an export or an OPML file.
    pub async fn import_bytes(&self, bytes: Vec<u8>) -> Result<ImportReport, EngineError> {
        match export::form(&bytes) {
            Form::Zip => self.import_zip(std::io::Cursor::new(bytes)).await,
            Form::Markup => self.import_opml(&bytes).await,
            Form::Database => Err(EngineError::IsBackup),
            Form::Foreign => Err(EngineError::NotImportable),
        }
    }

    /// Imports what lies at `path`: an export as a zip or unpacked to a folder, or an OPML file.
    pub async fn import_path(&self, path: &Path) -> Result<ImportReport, EngineError> {
        match files::given(path)? {
            Given::Zip(file) => self.import_zip(std::io::BufReader::new(file)).await,
            Given::Opml(bytes) => self.import_opml(&bytes).await,
            Given::Folder(path) => self.import_export(Box::new(Folder(path))).await,
        }
    }

    async fn import_zip(&self, from: impl Read + Seek + Send + 'static) -> Result<ImportReport, EngineError> {
        let opened = blocking(move || Ok(Box::new(Zip::open(from)?) as Box<dyn Files + Send>)).await?;
        self.import_export(opened).await
    }

    /// Ends the imports of exports that run now; nothing of them is kept.
    pub fn cancel_imports(&self) {
        std::mem::take(&mut *lock(&self.0.cancel_imports)).cancel();
    }

    async fn import_export(&self, files: Box<dyn Files + Send>) -> Result<ImportReport, EngineError> {
        let cancelled = lock(&self.0.cancel_imports).clone();
        let files = Box::new(Wanted { files, cancelled: cancelled.clone() });
        let landed = cancelled.run_until_cancelled(self.land_export(files)).await;
        let (write, report, client) = landed.unwrap_or(Err(EngineError::ImportCancelled))?;
        // From here on it happens, whoever changes their mind.
        write.commit().await?;
        if let Some(client) = client {
            self.use_client(client);
        }
        self.reload_allowed().await?;
        self.0.wake.notify_one();
        Ok(report)
    }

    /// Does everything that an import does, up to its commit.
    async fn land_export(
        &self,
        files: Box<dyn Files + Send>,
    ) -> Result<(Write, ImportReport, Option<Client>), EngineError> {
        let began = self.now();
        let files: Shared = Arc::new(Mutex::new(files));
        let checked = files.clone();
        let manifest = blocking(move || unpack::check(lock(&checked).as_mut())).await?;
        let progress =
            Rows::begin(self, &self.0.importing, manifest.counts.values().copied().fold(0, u64::saturating_add));
        let mut write = self.store().write().await?;
        let mut tally = Tally::default();
        self.land_file(&mut write, &files, export::DOCUMENTS, DocumentRow::into_item, &mut tally, &progress).await?;
        for file in [export::ARTICLES, export::LINKS, export::RECORDS] {
            self.land_file(&mut write, &files, file, RecordRow::into_item, &mut tally, &progress).await?;
        }
        self.land_file(&mut write, &files, export::MARKS, MarkRow::into_item, &mut tally, &progress).await?;
        self.land_file(&mut write, &files, export::UNKNOWN, UnknownRow::into_item, &mut tally, &progress).await?;
        let mut feeds = rows::<FeedRow>(&files, export::FEEDS);
        while let Some(part) = feeds.recv().await {
            for feed in part? {
                let (title, site, language) = (feed.feed_title.as_deref(), feed.site.as_deref(), feed.language);
                write.introduce_feed(&feed.id, title, site, language.as_deref()).await?;
            }
        }
        self.land_imports(&mut write, &files, &mut tally).await?;
        let proxy = self.land_settings(&mut write, &files, &mut tally).await?;
        let client = proxy.map(|proxy| self.client_by(&proxy)).transpose()?;
        let report = self.note_run(&mut write, tally, began).await?;
        write.tell(Told::Changed, &report)?;
        Ok((write, report, client))
    }

    async fn land_file<T: DeserializeOwned + Send + 'static>(
        &self,
        write: &mut Write,
        files: &Shared,
        file: &'static str,
        item: fn(T) -> Result<lorch_model::exchange::Item, String>,
        tally: &mut Tally,
        progress: &Rows<'_>,
    ) -> Result<(), EngineError> {
        let mut parts = rows::<T>(files, file);
        while let Some(part) = parts.recv().await {
            let part = part?;
            let count = part.len() as u64;
            let unreadable = |why| ExportError::Unreadable { file: file.to_owned(), why };
            let items = part.into_iter().map(item).collect::<Result<Vec<_>, String>>().map_err(unreadable)?;
            self.land_exported(write, items, tally).await?;
            progress.add(count);
        }
        Ok(())
    }

    async fn land_imports(&self, write: &mut Write, files: &Shared, tally: &mut Tally) -> Result<(), EngineError> {
        let mut parts = rows::<RunRow>(files, export::IMPORTS);
        while let Some(part) = parts.recv().await {
            for row in part? {
                let run = RunKept {
                    run: row.run,
                    kind: row.kind,
                    began: row.began,
                    ended: row.ended,
                    counts: [row.added, row.existing, row.refused],
                    undone: row.undone,
                    holds: row.holds.into_iter().map(|held| (held.thing, held.made, held.changes)).collect(),
                };
                if run.kind == RUN {
                    continue;
                }
                let new = write.keep_run(&run).await?;
                tally.count("import", new);
                tally.hold(id_of_run(&run.kind, run.began), new);
            }
        }
        Ok(())
    }

    /// Returns the proxy that goes for this machine from now on, if there was none.
    async fn land_settings(
        &self,
        write: &mut Write,
        files: &Shared,
        tally: &mut Tally,
    ) -> Result<Option<String>, EngineError> {
        let shared = files.clone();
        let settings: SettingsFile = blocking(move || unpack::object(lock(&shared).as_mut(), export::SETTINGS)).await?;
        for allowed in settings.allowed_addresses {
            // One that no Lorch would have written is left out.
            if let Ok(address) = lorch_connect::Allowed::normal(&allowed.address) {
                tally.count("address", write.allow_address(&address, allowed.added).await?);
            }
        }
        let Some(proxy) = settings.this_machine.proxy else { return Ok(None) };
        // Refused before it is kept: what can't be gone out by would keep the profile from opening.
        self.client_by(&proxy)?;
        let set = write.propose_proxy(&proxy).await?;
        if !proxy.is_empty() {
            tally.count("proxy", set);
        }
        Ok(set.then_some(proxy))
    }

    /// Notes the run with its evidence, unless nothing came of it: importing the same file again changes nothing.
    async fn note_run(
        &self,
        write: &mut Write,
        tally: Tally,
        began: lorch_model::Timestamp,
    ) -> Result<ImportReport, EngineError> {
        let mut added = Vec::with_capacity(tally.subscribed.len());
        for id in &tally.subscribed {
            if let Some(feed) = write.feed(id).await? {
                added.push(Outline { url: feed.url, title: feed.title, folder: feed.folder, site: feed.site });
            }
        }
        let mut run = None;
        if tally.changed() {
            let now = self.now();
            let number = write.note_import(RUN, now, [tally.added(), tally.existing(), 0]).await?;
            write.note_evidence(number, &tally.held).await?;
            write.note_marks_as_evidence(number).await?;
            let edit = NewEdit { at: now, action: Action::ImportedExport, kind: IMPORT, thing: None, title: "" };
            let count = usize::try_from(tally.added()).unwrap_or(usize::MAX);
            write.note_edit_of(&edit, count, &[done(number, id_of_run(RUN, now))]).await?;
            self.tell_import(write, ("Lorch", number), tally.added(), began).await?;
            run = Some(number.to_string());
        }
        let existing = tally.existing_of(lorch_documents::subscription::KIND);
        Ok(ImportReport { run, added, existing, refused: Vec::new(), kinds: tally.kinds() })
    }
}

/// What stands for an import as a thing that another import brought.
pub(crate) fn id_of_run(kind: &str, began: lorch_model::Timestamp) -> Id {
    Id::of_record("lorch:imports", &format!("{kind} {}", began.as_millisecond()))
}

/// The rows of a file, in parts, read on a thread of their own.
fn rows<T: DeserializeOwned + Send + 'static>(
    files: &Shared,
    file: &'static str,
) -> mpsc::Receiver<Result<Vec<T>, ExportError>> {
    let (sender, receiver) = mpsc::channel(2);
    let files = files.clone();
    tokio::task::spawn_blocking(move || {
        let gone = |_| ExportError::Damaged("nobody reads on".into());
        let mut part = Vec::with_capacity(PART);
        let read = unpack::each_row(lock(&files).as_mut(), file, |row| {
            part.push(row);
            match part.len() {
                PART => sender.blocking_send(Ok(std::mem::take(&mut part))).map_err(gone),
                _ => Ok(()),
            }
        });
        // Who has gone is not told.
        let _ = match read {
            Ok(()) if part.is_empty() => Ok(()),
            Ok(()) => sender.blocking_send(Ok(part)),
            Err(fault) => sender.blocking_send(Err(fault)),
        };
    });
    receiver
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ExportError> + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.unwrap_or_else(|fault| Err(ExportError::Damaged(fault.to_string())))?)
}
