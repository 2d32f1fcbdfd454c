//! OPML in and out.

use std::collections::HashSet;

use lorch_documents::subscription::{Edit, KIND};
use lorch_formats::reader::opml;
use lorch_model::{
    id::Id,
    made::Action,
    reader::{ImportReport, ImportedKind, Outline, Refusal, SubscriptionEdit, folder_path},
};
use lorch_store::{Told, edits::NewEdit, reader::FEED_JOB};

use crate::{Engine, EngineError, address::feed_url, evidence::OPML};

impl Engine {
    /// What importing this OPML file would do; nothing is written.
    pub async fn preview_opml(&self, bytes: &[u8]) -> Result<ImportReport, EngineError> {
        let mut report =
            ImportReport { run: None, added: Vec::new(), existing: 0, refused: Vec::new(), kinds: Vec::new() };
        let opml = opml::read(bytes)?;
        report.refused = opml.refused;
        let subscribed = self.store().feeds().await?;
        let mut known: HashSet<String> = subscribed.into_iter().map(|feed| feed.url).collect();
        for outline in opml.outlines {
            match feed_url(&outline.url) {
                Ok(url) if known.insert(url.to_string()) => {
                    report.added.push(Outline { url: url.into(), folder: folder_path(&outline.folder), ..outline });
                }
                Ok(_) => report.existing += 1,
                Err(error) => report.refused.push(Refusal { text: outline.url, reason: error.to_string() }),
            }
        }
        let added = u32::try_from(report.added.len()).unwrap_or(u32::MAX);
        report.kinds.push(ImportedKind { kind: KIND.to_owned(), added, existing: report.existing });
        Ok(report)
    }

    /// Subscribes to everything in this OPML file, in one transaction, and begins to fetch.
    pub async fn import_opml(&self, bytes: &[u8]) -> Result<ImportReport, EngineError> {
        let began = self.now();
        let mut report = self.preview_opml(bytes).await?;
        let mut held: Vec<(Id, bool)> = self.named(bytes).await?.into_iter().map(|id| (id, false)).collect();
        let mut write = self.store().write().await?;
        let folders = write.folders().await?;
        let mut steps = Vec::new();
        for outline in &report.added {
            let id = Id::of_subscription(&outline.url);
            let edit = SubscriptionEdit {
                title: Some(outline.title.trim().to_owned()).filter(|title| !title.is_empty()),
                folder: Some(folders.first_of(&outline.folder)),
                url: None,
            };
            steps.extend(self.apply(&mut write, &id, Some(&outline.url), &Edit::Subscribe(edit)).await?.steps);
            write.schedule(FEED_JOB, &id, Some(self.now())).await?;
            held.push((id, true));
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let counts = [count(report.added.len()), report.existing, count(report.refused.len())];
        let run = write.note_import(OPML, self.now(), counts).await?;
        write.note_evidence(run, &held).await?;
        self.tell_import(&mut write, ("OPML", run), counts[0], began).await?;
        report.run = Some(run.to_string());
        let edit = NewEdit { at: self.now(), action: Action::Imported, kind: KIND, thing: None, title: "OPML" };
        write.note_edit(&edit, &steps).await?;
        write.tell(Told::Changed, &report)?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(report)
    }

    /// Subscriptions that are here and that this OPML file names.
    async fn named(&self, bytes: &[u8]) -> Result<Vec<Id>, EngineError> {
        let urls: HashSet<String> = opml::read(bytes)?
            .outlines
            .iter()
            .filter_map(|outline| Some(feed_url(&outline.url).ok()?.into()))
            .collect();
        let feeds = self.store().feeds().await?;
        Ok(feeds.into_iter().filter(|feed| urls.contains(&feed.url)).map(|feed| feed.id).collect())
    }

    /// All subscriptions as an OPML file, but for those of the sample.
    pub async fn export_opml(&self) -> Result<String, EngineError> {
        let feeds = self.store().feeds().await?;
        let outlines: Vec<Outline> = feeds
            .into_iter()
            .filter(|feed| !feed.sample)
            .map(|feed| Outline { url: feed.url, title: feed.title, folder: feed.folder, site: feed.site })
            .collect();
        Ok(opml::write("Lorch subscriptions", Some(self.now()), &outlines))
    }
}
