//! Which key an article gets, and which marks came before it.

use std::collections::{HashMap, HashSet};

use lorch_model::{id::Id, timeline::TimelineKey};

use super::ArticleDraft;
use crate::{Result, Write, json};

/// Where a draft goes.
pub(super) struct Placed<'a> {
    pub key: i64,
    pub feed: i64,
    pub subtitle: &'a str,
    pub read: bool,
    pub starred: bool,
    pub saved: bool,
    pub removed: bool,
    pub expires: Option<i64>,
    pub draft: &'a ArticleDraft,
}

impl<'a> Placed<'a> {
    /// A draft of the feed with this number and title; key and marks are still to come.
    pub(super) fn new(feed: i64, subtitle: &'a str, draft: &'a ArticleDraft) -> Self {
        Self { key: 0, feed, subtitle, read: false, starred: false, saved: false, removed: false, expires: None, draft }
    }
}

/// An article that is here.
#[derive(sqlx::FromRow)]
pub(super) struct KnownArticle {
    id: Vec<u8>,
    pub key: i64,
    pub feed: i64,
    pub published: i64,
    pub hash: Vec<u8>,
}

impl Write {
    /// Those of the articles that are here.
    pub(super) async fn known_articles(&mut self, ids: &[Id]) -> Result<HashMap<Id, KnownArticle>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<KnownArticle> = sqlx::query_as(
            "SELECT articles.id, articles.key, articles.feed, articles.published, articles.hash FROM json_each(?)
             CROSS JOIN timeline ON timeline.id = unhex(json_each.value)
             CROSS JOIN articles ON articles.key = timeline.key",
        )
        .bind(json(&ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        Ok(rows.into_iter().filter_map(|known| Some((Id::from_slice(&known.id)?, known))).collect())
    }

    /// Gives new articles their keys, and the marks that came before them.
    pub(super) async fn place(&mut self, new: &mut [Placed<'_>]) -> Result<()> {
        if new.is_empty() {
            return Ok(());
        }
        let ids: Vec<Id> = new.iter().map(|placed| placed.draft.id).collect();
        let marks: Vec<(Vec<u8>, String, bool)> = sqlx::query_as(
            "SELECT thing, mark, marks.value FROM json_each(?) CROSS JOIN marks ON thing = unhex(json_each.value)",
        )
        .bind(json(&ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        let marks: HashMap<(Id, String), bool> =
            marks.into_iter().filter_map(|(id, mark, value)| Some(((Id::from_slice(&id)?, mark), value))).collect();
        let wanted: Vec<i64> = new.iter().map(|placed| first_key(placed.draft).0).collect();
        let mut taken: HashSet<i64> = sqlx::query_scalar(
            "SELECT timeline.key FROM json_each(?) CROSS JOIN timeline ON timeline.key = json_each.value",
        )
        .bind(json(&wanted)?)
        .fetch_all(self.conn().await?)
        .await?
        .into_iter()
        .collect();
        // Of two that want the same place the one with the lower id gets it, in whatever order the feed gave them.
        let mut in_order: Vec<&mut Placed<'_>> = new.iter_mut().collect();
        in_order.sort_unstable_by_key(|placed| (first_key(placed.draft), placed.draft.id));
        for placed in in_order {
            let mut key = first_key(placed.draft);
            while taken.contains(&key.0) || (key != first_key(placed.draft) && self.is_taken(key.0).await?) {
                key = key.next_tie();
            }
            taken.insert(key.0);
            placed.key = key.0;
            let mark = |word: &str| marks.get(&(placed.draft.id, word.to_owned())).copied().unwrap_or(false);
            (placed.read, placed.starred, placed.saved) = (mark("read"), mark("starred"), mark("saved"));
        }
        Ok(())
    }

    async fn is_taken(&mut self, key: i64) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM timeline WHERE key = ?)")
            .bind(key)
            .fetch_one(self.conn().await?)
            .await?)
    }
}

fn first_key(draft: &ArticleDraft) -> TimelineKey {
    TimelineKey::new(draft.published, TimelineKey::tie_of(&draft.id))
}
