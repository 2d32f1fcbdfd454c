use lorch_model::{
    id::{ID_BYTES, Id},
    page::Page,
    reader::{Article, ArticleCounts, ArticleSummary, Enclosure, FullText},
};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store, StoreError, Write,
    statement::statement,
    time,
    timeline::{cursor, page},
};

/// Which articles a list shows; all of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// Only of this feed.
    pub feed: Option<Id>,
    /// Only of feeds in this folder and the folders in it.
    pub folder: Option<String>,
    /// Only those not read.
    pub unread: bool,
    /// Only those starred.
    pub starred: bool,
    /// Only those saved.
    pub saved: bool,
}

/// What an article carries beside its text, as JSON in one column.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Extras {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
}

#[derive(FromRow)]
struct SummaryRow {
    key: i64,
    id: Vec<u8>,
    feed: Vec<u8>,
    feed_title: String,
    title: String,
    summary: String,
    link: Option<String>,
    author: Option<String>,
    published: i64,
    minutes: u32,
    read: bool,
    starred: bool,
    saved: bool,
    has_enclosure: bool,
}

const SUMMARY: &str = "articles.key, articles.id, subscriptions.id AS feed,
    coalesce(subscriptions.title, feeds.title, subscriptions.url) AS feed_title, articles.title, articles.summary,
    articles.link, articles.author, articles.published, articles.minutes, articles.read, articles.starred,
    articles.saved, articles.has_enclosure";

const FROM: &str = "CROSS JOIN subscriptions ON subscriptions.number = articles.feed
    CROSS JOIN feeds ON feeds.number = articles.feed";

impl Store {
    /// A page of articles, newest first.
    pub async fn articles(
        &self,
        filter: &ArticleFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<ArticleSummary>> {
        let before = cursor(after)?;
        let rows: Vec<SummaryRow> = sqlx::query_as(AssertSqlSafe(filter.list_sql()))
            .bind(before)
            .bind(filter.feed.map(|feed| feed.0.to_vec()))
            .bind(&filter.folder)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        page(rows, limit, |row| row.key, SummaryRow::into_summary)
    }

    /// How many articles are unread, starred and saved. Unread is kept with each feed; the others are counted.
    pub async fn article_counts(&self) -> Result<ArticleCounts> {
        let (unread, starred, saved) = sqlx::query_as(
            "SELECT coalesce((SELECT sum(feeds.unread) FROM feeds JOIN subscriptions USING (number)
                 WHERE subscriptions.removed IS NULL), 0),
             (SELECT count(*) FROM articles WHERE starred = 1 AND removed = 0),
             (SELECT count(*) FROM articles WHERE saved = 1 AND removed = 0)",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(ArticleCounts { unread, starred, saved })
    }

    /// One article with its text.
    pub async fn article(&self, id: &Id) -> Result<Option<Article>> {
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            summary: SummaryRow,
            updated: Option<i64>,
            seen: i64,
            html: String,
            extras: String,
            full_html: Option<String>,
            full_minutes: Option<u32>,
            full_fetched: Option<i64>,
        }
        let row: Option<Row> = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {SUMMARY}, article_bodies.updated, article_bodies.seen, article_bodies.html, article_bodies.extras,
                 full_texts.html AS full_html, full_texts.minutes AS full_minutes, full_texts.fetched AS full_fetched
             FROM timeline CROSS JOIN articles USING (key) CROSS JOIN article_bodies USING (key) {FROM}
                 LEFT JOIN full_texts ON full_texts.thing = timeline.id
             WHERE timeline.id = ?"
        )))
        .bind(id.as_bytes())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            let extras: Extras = serde_json::from_str(&row.extras).map_err(|_| StoreError::Unreadable("article"))?;
            let full = row.full_html.zip(row.full_minutes).zip(row.full_fetched);
            Ok(Article {
                full: full.map(|((html, minutes), at)| FullText { html, minutes, fetched: time(at) }),
                summary: row.summary.into_summary()?,
                updated: row.updated.map(time),
                seen: time(row.seen),
                categories: extras.categories,
                html: row.html,
                enclosures: extras.enclosures,
            })
        })
        .transpose()
    }

    /// The one article whose id begins with the hex digits `prefix`.
    pub async fn article_by_prefix(&self, prefix: &str) -> Result<Option<Id>> {
        let pad = |digit: &str| (prefix.to_owned() + &digit.repeat(2 * ID_BYTES))[..2 * ID_BYTES].parse::<Id>();
        let (Ok(low), Ok(high)) = (pad("0"), pad("f")) else { return Ok(None) };
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT timeline.id FROM timeline JOIN articles USING (key) WHERE timeline.id BETWEEN ? AND ? LIMIT 2",
        )
        .bind(low.as_bytes())
        .bind(high.as_bytes())
        .fetch_all(&self.readers)
        .await?;
        match ids.as_slice() {
            [] => Ok(None),
            [id] => Ok(Id::from_slice(id)),
            _ => Err(StoreError::Ambiguous),
        }
    }
}

impl Write {
    /// What a list shows of an article, as this write leaves it.
    pub async fn article_summary(&mut self, id: &Id) -> Result<Option<ArticleSummary>> {
        let sql =
            format!("SELECT {SUMMARY} FROM timeline CROSS JOIN articles USING (key) {FROM} WHERE timeline.id = ?");
        let row = self.ask::<SummaryRow>(statement(sql).bind(id)).await?.pop();
        row.map(SummaryRow::into_summary).transpose()
    }
}

impl ArticleFilter {
    /// The statement of a page, over `?1` (cursor), `?2` (feed), `?3` (folder), `?4` (limit).
    pub(crate) fn list_sql(&self) -> String {
        format!(
            "SELECT {SUMMARY} FROM articles {FROM}
             WHERE articles.key < ?1 AND {} AND ?2 IS ?2 AND ?3 IS ?3 ORDER BY articles.key DESC LIMIT ?4",
            self.condition()
        )
    }

    /// The condition in SQL, over `?2` (feed) and `?3` (folder).
    ///
    /// What is in the bin is hidden; starred and saved articles are never put there. The literal conditions let
    /// SQLite choose the partial indexes.
    pub(super) fn condition(&self) -> String {
        let mut conditions = vec!["articles.removed = 0"];
        if self.unread {
            conditions.push("articles.read = 0");
        }
        if self.starred {
            conditions.push("articles.starred = 1");
        }
        if self.saved {
            conditions.push("articles.saved = 1");
        }
        if self.feed.is_some() {
            conditions.push("articles.feed = (SELECT number FROM subscriptions WHERE id = ?2)");
        }
        if self.folder.is_some() {
            conditions.push(
                "articles.feed IN (SELECT number FROM subscriptions
                     WHERE folder = ?3 OR substr(folder, 1, length(?3) + 1) = ?3 || '/')",
            );
        }
        conditions.join(" AND ")
    }
}

impl SummaryRow {
    fn into_summary(self) -> Result<ArticleSummary> {
        Ok(ArticleSummary {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("article"))?,
            feed: Id::from_slice(&self.feed).ok_or(StoreError::Unreadable("subscription"))?,
            feed_title: self.feed_title,
            title: self.title,
            summary: self.summary,
            link: self.link,
            author: self.author,
            published: time(self.published),
            minutes: self.minutes,
            read: self.read,
            starred: self.starred,
            saved: self.saved,
            has_enclosure: self.has_enclosure,
        })
    }
}
