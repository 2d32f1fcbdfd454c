//! What of an export is no part of an exchange: what feeds say of themselves, imports, settings of the machine.

use std::collections::BTreeMap;

use lorch_model::{Timestamp, id::Id};
use serde_json::Value;
use sqlx::FromRow;

use super::{Snapshot, id};
use crate::{Result, StoreError, time};

/// A subscription with what is known of its feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedKept {
    /// Identity of the subscription.
    pub id: Id,
    /// Where it is fetched.
    pub url: String,
    /// Where it was found first.
    pub first_url: String,
    /// What the person calls it.
    pub title: Option<String>,
    /// What it calls itself.
    pub feed_title: Option<String>,
    /// Folder.
    pub folder: String,
    /// Its web page.
    pub site: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// When it was subscribed to.
    pub added: Timestamp,
    /// When it was removed; 1970 where nobody ever subscribed.
    pub removed: Option<Timestamp>,
}

/// An import with what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunKept {
    /// Its number here.
    pub run: i64,
    /// What was imported.
    pub kind: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// New, there, refused.
    pub counts: [u32; 3],
    /// When it was undone.
    pub undone: Option<Timestamp>,
    /// The things it holds, whether each was there because of it, and the changes its document had then.
    pub holds: Vec<(Id, bool, i64)>,
}

/// Settings, shared ones and those of the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalKept {
    /// Those that the devices share.
    pub shared: BTreeMap<String, Value>,
    /// The proxy; `None` where none was ever set.
    pub proxy: Option<String>,
    /// Addresses that are allowed, and since when.
    pub allowed: Vec<(String, Timestamp)>,
}

impl Snapshot {
    /// Every subscription that is here or in the bin, and feeds of which an article was kept, by id.
    pub async fn feeds(&mut self) -> Result<Vec<FeedKept>> {
        #[derive(FromRow)]
        struct Row {
            id: Vec<u8>,
            url: String,
            first_url: String,
            title: Option<String>,
            feed_title: Option<String>,
            folder: String,
            site: Option<String>,
            language: Option<String>,
            added: i64,
            removed: Option<i64>,
        }
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT subscriptions.id, url, first_url, subscriptions.title, feeds.title AS feed_title, folder, site,
                 language, added, removed
             FROM subscriptions JOIN feeds USING (number)
             WHERE subscriptions.id NOT IN (SELECT thing FROM sample) ORDER BY subscriptions.id",
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let feed = |row: Row| {
            Ok(FeedKept {
                id: id(&row.id)?,
                url: row.url,
                first_url: row.first_url,
                title: row.title,
                feed_title: row.feed_title,
                folder: row.folder,
                site: row.site,
                language: row.language,
                added: time(row.added),
                removed: row.removed.map(time),
            })
        };
        rows.into_iter().map(feed).collect()
    }

    /// The imports, oldest first, but for those of exports.
    pub async fn imports(&mut self) -> Result<Vec<RunKept>> {
        #[derive(FromRow)]
        struct Row {
            run: i64,
            kind: String,
            began: i64,
            ended: Option<i64>,
            added: u32,
            existing: u32,
            refused: u32,
            undone: Option<i64>,
        }
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT run, kind, began, ended, added, existing, refused, undone FROM imports WHERE kind <> ? ORDER BY run",
        )
        .bind(super::RUN)
        .fetch_all(&mut *self.tx)
        .await?;
        let mut runs = Vec::with_capacity(rows.len());
        for row in rows {
            let holds: Vec<(Vec<u8>, bool, i64)> = sqlx::query_as(
                "SELECT thing, made, changes FROM evidence WHERE run = ? AND thing NOT IN (SELECT thing FROM sample)
                     AND NOT EXISTS (SELECT 1 FROM records WHERE id = thing AND expires IS NOT NULL) ORDER BY thing",
            )
            .bind(row.run)
            .fetch_all(&mut *self.tx)
            .await?;
            let held = |(thing, made, changes): (Vec<u8>, bool, i64)| Ok((id(&thing)?, made, changes));
            runs.push(RunKept {
                run: row.run,
                kind: row.kind,
                began: time(row.began),
                ended: row.ended.map(time),
                counts: [row.added, row.existing, row.refused],
                undone: row.undone.map(time),
                holds: holds.into_iter().map(held).collect::<Result<_>>()?,
            });
        }
        Ok(runs)
    }

    /// The settings.
    pub async fn settings(&mut self) -> Result<LocalKept> {
        let unreadable = |_| StoreError::Unreadable("setting");
        let shared: Vec<(String, String)> =
            sqlx::query_as("SELECT name, value FROM shared_settings ORDER BY name").fetch_all(&mut *self.tx).await?;
        let proxy: Option<String> =
            sqlx::query_scalar("SELECT value FROM settings WHERE name = 'proxy'").fetch_optional(&mut *self.tx).await?;
        let allowed: Vec<(String, i64)> =
            sqlx::query_as("SELECT address, added FROM allowed_addresses ORDER BY address")
                .fetch_all(&mut *self.tx)
                .await?;
        Ok(LocalKept {
            shared: shared
                .into_iter()
                .map(|(name, value)| Ok((name, serde_json::from_str(&value).map_err(unreadable)?)))
                .collect::<Result<_>>()?,
            proxy: proxy.map(|proxy| serde_json::from_str(&proxy).map_err(unreadable)).transpose()?,
            allowed: allowed.into_iter().map(|(address, added)| (address, time(added))).collect(),
        })
    }
}
