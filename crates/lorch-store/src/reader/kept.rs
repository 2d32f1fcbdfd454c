//! Articles that are records: starred or saved once, they belong to the person and travel to all devices.

use std::collections::{BTreeMap, HashMap, HashSet};

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    record::{ARTICLE, Record, RecordDraft},
};
use sqlx::{AssertSqlSafe, FromRow};

use super::{ArticleDraft, articles::Extras, place::Placed};
use crate::{Result, StoreError, Write, json, rebuild, time};

/// Schema number of the articles written today.
const SCHEMA: u32 = 1;

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    first_url: String,
    external_id: String,
    title: String,
    summary: String,
    link: Option<String>,
    author: Option<String>,
    published: i64,
    updated: Option<i64>,
    minutes: u32,
    hash: Vec<u8>,
    html: String,
    text: String,
    extras: String,
}

const ROW: &str =
    "SELECT articles.id, subscriptions.first_url, article_bodies.external_id, articles.title, articles.summary,
        articles.link, articles.author, articles.published, article_bodies.updated, articles.minutes, articles.hash,
        article_bodies.html, search_texts.text, article_bodies.extras
    FROM articles CROSS JOIN subscriptions ON subscriptions.number = articles.feed
    CROSS JOIN article_bodies USING (key) CROSS JOIN search_texts USING (key)";

impl ArticleDraft {
    /// The draft as a record of the account, its whole content in the body.
    pub fn into_record(self, account: String, expires: Option<Timestamp>) -> Result<RecordDraft> {
        let body = json(&self)?;
        Ok(RecordDraft {
            account,
            external_id: self.external_id,
            kind: ARTICLE.to_owned(),
            schema: SCHEMA,
            version: self.updated.unwrap_or(self.published).as_millisecond(),
            hash: self.hash,
            expires,
            body,
        })
    }
}

/// Whether articles of this schema can be shown.
pub(crate) fn is_known(schema: u32) -> bool {
    schema <= SCHEMA
}

impl Write {
    /// Makes records of those articles that are starred or saved and are none yet.
    pub async fn keep_marked_articles(&mut self, now: Timestamp) -> Result<()> {
        for marked in ["articles.starred = 1", "articles.saved = 1"] {
            let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(format!(
                "{ROW} WHERE {marked} AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = articles.id AND removed = 0)"
            )))
            .fetch_all(self.conn().await?)
            .await?;
            self.keep_rows(rows, now).await?;
        }
        Ok(())
    }

    /// Makes a record of an article, unless it is one.
    pub(super) async fn keep_article(&mut self, id: &Id, now: Timestamp) -> Result<()> {
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(format!(
            "{ROW} WHERE articles.key = (SELECT key FROM timeline WHERE id = ?1)
                 AND NOT EXISTS (SELECT 1 FROM records WHERE records.id = ?1 AND removed = 0)"
        )))
        .bind(id.as_bytes())
        .fetch_all(self.conn().await?)
        .await?;
        self.keep_rows(rows, now).await
    }

    async fn keep_rows(&mut self, rows: Vec<Row>, now: Timestamp) -> Result<()> {
        let records = rows.into_iter().map(Row::into_record).collect::<Result<Vec<_>>>()?;
        if !records.is_empty() {
            self.land_records(None, records, now).await?;
        }
        Ok(())
    }

    /// Offers what a feed says now to those articles that are records. Returns which are.
    pub(super) async fn renew_records(&mut self, drafts: &[&ArticleDraft], now: Timestamp) -> Result<HashSet<Id>> {
        let ids: Vec<Id> = drafts.iter().map(|draft| draft.id).collect();
        let mut here = self.known_records(&ids).await?;
        here.retain(|_, record| !record.removed);
        let mut renewed = Vec::new();
        for draft in drafts {
            if let Some(record) = here.get(&draft.id) {
                renewed.push((*draft).clone().into_record(record.account.clone(), record.expires)?);
            }
        }
        if !renewed.is_empty() {
            self.land_records(None, renewed, now).await?;
        }
        Ok(here.into_keys().collect())
    }

    /// Shows records of articles: in the list of their feed, on the timeline, in the search. The feed gets a row even
    /// where nobody subscribes to it.
    pub(crate) async fn show_articles(&mut self, records: &[(Id, Record)], now: Timestamp) -> Result<()> {
        let mut drafts = Vec::with_capacity(records.len());
        for (id, record) in records {
            let Some(url) = record.account.strip_prefix("feed:") else { continue };
            // What can't be read is kept all the same.
            if let Ok(draft) = serde_json::from_str::<ArticleDraft>(&record.body) {
                drafts.push((url, record.expires, ArticleDraft { id: *id, ..draft }));
            }
        }
        let mut feeds: BTreeMap<&str, (i64, String, bool)> = BTreeMap::new();
        for (url, ..) in &drafts {
            if !feeds.contains_key(url) {
                feeds.insert(url, self.feed_of(url).await?);
            }
        }
        let ids: Vec<Id> = drafts.iter().map(|(.., draft)| draft.id).collect();
        let known = self.known_articles(&ids).await?;
        let mut new = Vec::new();
        let mut seen: HashMap<Id, Timestamp> = HashMap::new();
        for (url, expires, draft) in &drafts {
            let Some((number, subtitle, binned)) = feeds.get(url) else { continue };
            if let Some(known) = known.get(&draft.id) {
                if known.published == draft.published.as_millisecond() && known.feed == *number {
                    if known.hash.as_slice() != draft.hash {
                        self.change_article(known.key, draft).await?;
                    }
                    continue;
                }
                // Its date is its place.
                seen.extend(self.delete_article(known.key).await?.map(|at| (draft.id, at)));
            }
            let expires = expires.map(Timestamp::as_millisecond);
            new.push((*binned, Placed { expires, ..Placed::new(*number, subtitle, draft) }));
        }
        let (binned, mut new): (Vec<bool>, Vec<Placed<'_>>) = new.into_iter().unzip();
        self.place(&mut new).await?;
        for (placed, binned) in new.iter_mut().zip(binned) {
            placed.removed = binned && !placed.starred && !placed.saved;
        }
        self.insert_articles(&mut new, now).await?;
        for (id, at) in seen {
            sqlx::query("UPDATE article_bodies SET seen = ?2 WHERE key = (SELECT key FROM timeline WHERE id = ?1)")
                .bind(id.as_bytes())
                .bind(at.as_millisecond())
                .execute(self.conn().await?)
                .await?;
        }
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(())
    }

    /// As [`Write::show_articles`], but believes nothing of what is shown: the record says all of an article.
    pub(crate) async fn show_articles_again(&mut self, records: &[(Id, Record)], now: Timestamp) -> Result<()> {
        self.show_articles(records, now).await?;
        let ids: Vec<Id> = records.iter().map(|(id, _)| *id).collect();
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(format!(
            "{ROW} WHERE articles.key IN (SELECT timeline.key FROM json_each(?) CROSS JOIN timeline
                 ON timeline.id = unhex(json_each.value))"
        )))
        .bind(json(&ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        let mut shown = HashMap::new();
        for row in rows {
            // What can't be read is not what the record says.
            if let Ok(draft) = row.into_draft() {
                shown.insert(draft.id, draft);
            }
        }
        let known = self.known_articles(&ids).await?;
        for (id, record) in records {
            let Ok(draft) = serde_json::from_str::<ArticleDraft>(&record.body) else { continue };
            let draft = ArticleDraft { id: *id, ..draft };
            if let Some(known) = known.get(id).filter(|_| shown.get(id) != Some(&draft)) {
                self.change_article(known.key, &draft).await?;
            }
        }
        Ok(())
    }

    /// Takes articles away whose records were removed; those stay that a feed brings which is subscribed to.
    pub(crate) async fn hide_articles(&mut self, ids: &[Id]) -> Result<()> {
        let keys: Vec<i64> = sqlx::query_scalar(
            "SELECT articles.key FROM json_each(?) CROSS JOIN timeline ON timeline.id = unhex(json_each.value)
             CROSS JOIN articles ON articles.key = timeline.key
             CROSS JOIN subscriptions ON subscriptions.number = articles.feed WHERE subscriptions.removed = 0",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        if keys.is_empty() {
            return Ok(());
        }
        for key in keys {
            self.delete_article(key).await?;
        }
        rebuild::drop_stray_feeds(self.conn().await?).await
    }

    /// Number, title and whether it lies in the bin, of the feed first found at `url`; a row is made where there is
    /// none. `removed` is 0 there: nobody put it into the bin.
    async fn feed_of(&mut self, url: &str) -> Result<(i64, String, bool)> {
        let id = Id::of_subscription(url);
        let made = sqlx::query_scalar::<_, i64>(
            "INSERT INTO subscriptions (id, first_url, url, folder, added, removed) VALUES (?1, ?2, ?2, '', 0, 0)
             ON CONFLICT DO NOTHING RETURNING number",
        )
        .bind(id.as_bytes())
        .bind(url)
        .fetch_optional(self.conn().await?)
        .await?;
        if let Some(number) = made {
            sqlx::query("INSERT INTO feeds (number) VALUES (?)").bind(number).execute(self.conn().await?).await?;
        }
        Ok(sqlx::query_as(
            "SELECT number, coalesce(subscriptions.title, feeds.title, subscriptions.url),
                 coalesce(subscriptions.removed, 0) <> 0
             FROM subscriptions JOIN feeds USING (number) WHERE subscriptions.id = ?",
        )
        .bind(id.as_bytes())
        .fetch_one(self.conn().await?)
        .await?)
    }
}

impl Row {
    fn into_record(self) -> Result<RecordDraft> {
        let account = format!("feed:{}", self.first_url);
        self.into_draft()?.into_record(account, None)
    }

    fn into_draft(self) -> Result<ArticleDraft> {
        let unreadable = || StoreError::Unreadable("article");
        let extras: Extras = serde_json::from_str(&self.extras).map_err(|_| unreadable())?;
        Ok(ArticleDraft {
            id: Id::from_slice(&self.id).ok_or_else(unreadable)?,
            external_id: self.external_id,
            title: self.title,
            summary: self.summary,
            link: self.link,
            author: self.author,
            published: time(self.published),
            updated: self.updated.map(time),
            minutes: self.minutes,
            hash: self.hash.try_into().map_err(|_| unreadable())?,
            html: self.html,
            text: self.text,
            categories: extras.categories,
            enclosures: extras.enclosures,
        })
    }
}
