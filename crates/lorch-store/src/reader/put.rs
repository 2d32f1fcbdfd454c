//! Subscriptions as their documents say: as many as came, in few statements.

use std::collections::HashMap;

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::{Folders, Subscription},
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{Result, StoreError, Write, bulk, json, statement::statement};

/// What is here of a subscription before its document changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Its number in this profile.
    pub number: i64,
    /// Where its feed is fetched.
    pub url: String,
    /// What the person calls it.
    pub title: Option<String>,
    /// Whether the person is subscribed to it.
    pub subscribed: bool,
    /// Whether it lies in the bin. A feed that only holds records does neither.
    pub binned: bool,
}

/// A subscription with its document, before that is edited.
#[derive(Debug, Clone)]
pub struct SubscriptionToEdit {
    /// What is here of it; `None` when it never was.
    pub here: Option<Here>,
    /// The changes of its document, in the order they came.
    pub bodies: Vec<Vec<u8>>,
    /// Who writes into the document here.
    pub actor: Id,
}

#[derive(FromRow)]
struct ToEditRow {
    purged: i64,
    /// In hex digits, between commas: one row comes sooner than many.
    bodies: Option<String>,
    number: Option<i64>,
    url: Option<String>,
    title: Option<String>,
    subscribed: bool,
    binned: bool,
}

/// Id, number, URL, title, whether it is subscribed to, whether it lies in the bin.
type HereRow = (Vec<u8>, i64, String, Option<String>, bool, bool);

impl Write {
    /// What is here of these subscriptions; those that never were are left out.
    pub async fn subscriptions_here(&mut self, ids: &[Id]) -> Result<HashMap<Id, Here>> {
        let rows: Vec<HereRow> = sqlx::query_as(
            "SELECT subscriptions.id, number, url, title, removed IS NULL, coalesce(removed, 0) <> 0
             FROM json_each(?) CROSS JOIN subscriptions ON subscriptions.id = unhex(json_each.value)",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        let here = |(id, number, url, title, subscribed, binned): HereRow| {
            Some((Id::from_slice(&id)?, Here { number, url, title, subscribed, binned }))
        };
        Ok(rows.into_iter().filter_map(here).collect())
    }

    /// A subscription and its document, to be edited.
    pub async fn subscription_to_edit(&mut self, id: &Id) -> Result<SubscriptionToEdit> {
        let question = statement(
            "SELECT (SELECT count(*) FROM purged_changes WHERE document = ?1) AS purged,
                 (SELECT group_concat(hex(body) ORDER BY number) FROM changes WHERE document = ?1) AS bodies,
                 number, url, title, removed IS NULL AS subscribed, coalesce(removed, 0) <> 0 AS binned
             FROM (SELECT 1) LEFT JOIN subscriptions ON id = ?1",
        );
        let row: ToEditRow = self.ask(question.bind(id)).await?.pop().ok_or(sqlx::Error::RowNotFound)?;
        let bodies = row.bodies.iter().flat_map(|bodies| bodies.split(','));
        let bodies = bodies.map(hex::decode).collect::<Result<_, _>>().map_err(|_| StoreError::Unreadable("change"))?;
        let here = row.number.zip(row.url).map(|(number, url)| Here {
            number,
            url,
            title: row.title,
            subscribed: row.subscribed,
            binned: row.binned,
        });
        Ok(SubscriptionToEdit { here, bodies, actor: self.actor(row.purged) })
    }

    /// Puts the projection of a subscription document in place of the one before.
    /// Returns its number here and whether it was subscribed to before.
    pub async fn put_subscription(&mut self, subscription: &Subscription) -> Result<(i64, bool)> {
        let here = self.subscriptions_here(&[subscription.id]).await?;
        let new = self.put_subscriptions(std::slice::from_ref(subscription), &here).await?;
        let now = here.get(&subscription.id).or(new.get(&subscription.id));
        let number = now.map(|now| now.number).ok_or(sqlx::Error::RowNotFound)?;
        Ok((number, here.get(&subscription.id).is_some_and(|before| before.subscribed)))
    }

    /// Puts the projections of subscription documents in place of those before, which were `here`. Returns those that
    /// are new.
    pub async fn put_subscriptions(
        &mut self,
        subscriptions: &[Subscription],
        here: &HashMap<Id, Here>,
    ) -> Result<HashMap<Id, Here>> {
        let filed = subscriptions.iter().any(|one| !one.folder.is_empty());
        let folders = if filed { self.folders().await? } else { Folders::default() };
        bulk::insert_as(
            self,
            [
                "INSERT INTO subscriptions (id, first_url, url, title, folder_first, folder, added, removed) VALUES",
                "(?, ?, ?, ?, ?, ?, ?, ?)",
                "ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title,
                     folder_first = excluded.folder_first, folder = excluded.folder, added = excluded.added,
                     removed = excluded.removed",
            ],
            subscriptions,
            |query, one| {
                query
                    .bind(one.id.0.to_vec())
                    .bind(one.first_url.clone())
                    .bind(one.url.clone())
                    .bind(one.title.clone())
                    .bind(one.folder.clone())
                    .bind(folders.path_of(&one.folder))
                    .bind(one.added.as_millisecond())
                    .bind(one.removed.map(Timestamp::as_millisecond))
            },
        )
        .await?;
        self.touch(Topic::Feeds);
        let new: Vec<Id> = subscriptions.iter().map(|one| one.id).filter(|id| !here.contains_key(id)).collect();
        let new = if new.is_empty() { HashMap::new() } else { self.subscriptions_here(&new).await? };
        let mut numbers: Vec<i64> = new.values().map(|new| new.number).collect();
        numbers.sort_unstable();
        bulk::insert(self, "INSERT OR IGNORE INTO feeds (number) VALUES", 1, &numbers, |query, number| {
            query.bind(*number)
        })
        .await?;
        let mut retitled = Vec::new();
        for one in subscriptions {
            let Some(before) = here.get(&one.id) else { continue };
            if before.binned != one.removed.is_some() {
                self.settle_feed(before.number).await?;
            }
            if (&before.title, &before.url) != (&one.title, &one.url) {
                retitled.push(before.number);
            }
        }
        self.retitle(&retitled)?;
        Ok(new)
    }

    /// Puts into the bin, or takes out of it, what belongs there of a feed: its articles when it was unsubscribed from,
    /// but never a starred or saved one.
    pub(crate) async fn settle_feed(&mut self, number: i64) -> Result<()> {
        sqlx::query(AssertSqlSafe(settle_sql("feed = ?1"))).bind(number).execute(self.conn().await?).await?;
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(())
    }

    /// As [`Write::settle_feed`], of these articles alone.
    pub(crate) async fn settle_articles(&mut self, keys: &[i64]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let sql = settle_sql("key IN (SELECT value FROM json_each(?1))");
        sqlx::query(AssertSqlSafe(sql)).bind(json(keys)?).execute(self.conn().await?).await?;
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(())
    }

    /// Brings the subtitles of the timeline entries of feeds in line with their titles.
    pub(crate) fn retitle(&mut self, numbers: &[i64]) -> Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        let retitle = statement(
            "UPDATE timeline SET subtitle = (
                 SELECT coalesce(subscriptions.title, feeds.title, subscriptions.url) FROM articles
                 JOIN feeds ON feeds.number = articles.feed JOIN subscriptions ON subscriptions.number = articles.feed
                 WHERE articles.key = timeline.key)
             WHERE key IN (
                 SELECT articles.key FROM json_each(?1) CROSS JOIN subscriptions ON subscriptions.number = json_each.value
                 CROSS JOIN feeds ON feeds.number = subscriptions.number
                 CROSS JOIN articles ON articles.feed = subscriptions.number
                 CROSS JOIN timeline AS entry ON entry.key = articles.key
                 WHERE entry.subtitle <> coalesce(subscriptions.title, feeds.title, subscriptions.url))",
        )
        .bind(json(numbers)?);
        self.later(retitle);
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(())
    }
}

/// The statements that settle the articles of `scope`, where `?1` is bound.
pub(crate) fn settle_sql(scope: &str) -> String {
    format!(
        "UPDATE articles SET removed = starred = 0 AND saved = 0 AND EXISTS (
             SELECT 1 FROM subscriptions WHERE number = articles.feed AND coalesce(removed, 0) <> 0) WHERE {scope};
         UPDATE timeline SET removed = articles.removed FROM articles
         WHERE articles.key = timeline.key AND timeline.removed <> articles.removed AND articles.{scope}"
    )
}
