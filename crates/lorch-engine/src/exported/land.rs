//! Items of an export on their way into the tables.

use std::collections::BTreeMap;

use lorch_documents::subscription;
use lorch_model::{
    exchange::{Content, Item},
    id::Id,
    reader::MarkEdit,
    record::Record,
};
use lorch_store::Write;

use super::tally::Tally;
use crate::{
    Engine, EngineError,
    exchange::{answer::anew, merge::Vanish, vanish::is_had},
};

impl Engine {
    /// Lands what a part of a file says.
    pub(super) async fn land_exported(
        &self,
        write: &mut Write,
        mut items: Vec<Item>,
        tally: &mut Tally,
    ) -> Result<(), EngineError> {
        write.settle_places(&mut items).await?;
        let (mut records, mut marks, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            match &item.content {
                Content::Document { .. } => self.land_document(write, item, tally).await?,
                Content::Record(_) => records.push(item),
                Content::Mark(_) => marks.push(item),
                Content::Other(_) => others.push(item),
            }
        }
        self.land_records_of(write, records, tally).await?;
        self.land_marks_of(write, marks, tally).await?;
        for item in others {
            let known = write.has_unknown(&item).await?;
            tally.count("unknown", !known);
            self.land_items(write, &[item], Vanish::Ask).await?;
        }
        Ok(())
    }

    async fn land_document(&self, write: &mut Write, item: Item, tally: &mut Tally) -> Result<(), EngineError> {
        let Content::Document { kind, changes, .. } = &item.content else { return Ok(()) };
        let (id, kind) = (item.key, kind.clone());
        let exported: Vec<Vec<u8>> = changes.iter().map(|(_, body)| body.clone()).collect();
        let is_subscription = kind == subscription::KIND;
        let was_here = is_subscription && write.is_subscribed(&id).await?;
        let before = (write.document_changes(&id).await?.len(), write.purged_hashes(&id).await?.len());
        for aside in self.land_items(write, std::slice::from_ref(&item), Vanish::Ask).await? {
            let here = write.document(&id).await?;
            self.land_items(write, &[aside], Vanish::Refuse).await?;
            self.keep_made(write, &kind, &id, &here).await?;
        }
        self.revive(write, &id, &kind, &exported).await?;
        let after = (write.document_changes(&id).await?.len(), write.purged_hashes(&id).await?.len());
        if !is_subscription {
            tally.count(&kind, before != after);
            return Ok(());
        }
        let is_here = write.is_subscribed(&id).await?;
        tally.count(&kind, before != after || was_here != is_here);
        if is_here {
            tally.hold(id, !was_here);
            tally.subscribed.extend((!was_here).then_some(id));
        }
        Ok(())
    }

    /// Takes out of the bin, or makes anew, what was removed here and is not in the export.
    async fn revive(&self, write: &mut Write, id: &Id, kind: &str, exported: &[Vec<u8>]) -> Result<(), EngineError> {
        let had = |bodies: &[Vec<u8>]| is_had(kind, bodies.iter().map(Vec::as_slice));
        // What can't be read is kept as it came, by the landing.
        if had(exported).unwrap_or(false) && !had(&write.document(id).await?)? {
            self.keep_made(write, kind, id, exported).await?;
        }
        Ok(())
    }

    async fn land_records_of(&self, write: &mut Write, items: Vec<Item>, tally: &mut Tally) -> Result<(), EngineError> {
        let ids: Vec<Id> = items.iter().map(|item| item.key).collect();
        let before = write.known_records(&ids).await?;
        let lives = |record: Option<&Record>| record.is_some_and(|record| !record.removed);
        // What would take away what is here is not landed: it is left aside, and stays there.
        self.land_items(write, &items, Vanish::Ask).await?;
        let after = write.known_records(&ids).await?;
        let lost = |item: &&Item| lives(of(item)) && !lives(after.get(&item.key));
        let back: BTreeMap<Id, Record> =
            items.iter().filter(lost).filter_map(|item| Some((item.key, of(item)?.clone()))).collect();
        tally.revived.extend(back.keys());
        write.land_records(None, back.into_values().map(anew).collect(), self.now()).await?;
        for item in &items {
            let Some(record) = of(item) else { continue };
            let (was, is) = (before.get(&item.key), after.get(&item.key));
            let says = |record: &Record| (record.life, record.removed, record.version, record.hash);
            let changed = was.map(says) != is.map(says) || tally.revived.contains(&item.key);
            tally.count(&record.kind, changed);
            if !record.removed {
                tally.hold(item.key, !lives(was));
            }
        }
        Ok(())
    }

    async fn land_marks_of(&self, write: &mut Write, items: Vec<Item>, tally: &mut Tally) -> Result<(), EngineError> {
        let before = write.known_marks(&items).await?;
        self.land_items(write, &items, Vanish::Ask).await?;
        for item in &items {
            let Content::Mark(mark) = &item.content else { continue };
            let here = before.get(&(item.key, mark.mark.clone()));
            let mut changed = here.is_none_or(|here| mark.wins_over(here));
            // What came back comes back with its star: that was taken when it was removed.
            if !changed && mark.value && here.is_some_and(|here| !here.value) && tally.revived.contains(&item.key) {
                let set = |word: &str| (mark.mark == word).then_some(true);
                let edit = MarkEdit { read: set("read"), starred: set("starred"), saved: set("saved") };
                changed = write.set_marks(&item.key, edit, self.now()).await?.is_some();
            }
            tally.count("mark", changed);
        }
        Ok(())
    }
}

fn of(item: &Item) -> Option<&Record> {
    match &item.content {
        Content::Record(record) => Some(record),
        _ => None,
    }
}
