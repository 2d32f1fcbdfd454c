//! The rows of an article: timeline, list, body and full text.

use std::collections::HashMap;

use lorch_model::{Timestamp, change::Topic};

use super::{ArticleDraft, articles::Extras, place::Placed};
use crate::{
    Result, Write, bulk,
    search::{self, Words},
    statement::statement,
};

impl Write {
    /// Inserts articles that have their keys, first seen at `seen`.
    pub(super) async fn insert_articles(&mut self, new: &mut [Placed<'_>], seen: Timestamp) -> Result<()> {
        // Full text takes ascending keys.
        new.sort_unstable_by_key(|placed| placed.key);
        let new = &*new;
        bulk::insert(
            self,
            "INSERT INTO timeline (key, id, room, kind, title, subtitle, value, unit, source, provenance, removed, expires)
             VALUES",
            12,
            new,
            |query, placed| {
                query
                    .bind(placed.key)
                    .bind(placed.draft.id.0.to_vec())
                    .bind("reader")
                    .bind("article")
                    .bind(headline(placed.draft).to_owned())
                    .bind(placed.subtitle.to_owned())
                    .bind(f64::from(placed.draft.minutes))
                    .bind("min")
                    .bind("feeds")
                    .bind("api")
                    .bind(placed.removed)
                    .bind(placed.expires)
            },
        )
        .await?;
        bulk::insert(
            self,
            "INSERT INTO articles (key, id, feed, title, summary, link, author, published, minutes, has_enclosure, hash,
                 read, starred, saved, removed) VALUES",
            15,
            new,
            |query, Placed { key, feed, draft, read, starred, saved, removed, .. }| {
                query
                    .bind(*key)
                    .bind(draft.id.0.to_vec())
                    .bind(*feed)
                    .bind(draft.title.clone())
                    .bind(draft.summary.clone())
                    .bind(draft.link.clone())
                    .bind(draft.author.clone())
                    .bind(draft.published.as_millisecond())
                    .bind(draft.minutes)
                    .bind(!draft.enclosures.is_empty())
                    .bind(draft.hash.to_vec())
                    .bind(*read)
                    .bind(*starred)
                    .bind(*saved)
                    .bind(*removed)
            },
        )
        .await?;
        bulk::insert(
            self,
            "INSERT INTO article_bodies (key, external_id, updated, seen, html, extras) VALUES",
            6,
            new,
            |query, Placed { key, draft, .. }| {
                query
                    .bind(*key)
                    .bind(draft.external_id.clone())
                    .bind(draft.updated.map(Timestamp::as_millisecond))
                    .bind(seen.as_millisecond())
                    .bind(draft.html.clone())
                    .bind(extras(draft))
            },
        )
        .await?;
        bulk::insert(
            self,
            "INSERT INTO search_texts (key, text) VALUES",
            2,
            new,
            |query, Placed { key, draft, .. }| query.bind(*key).bind(draft.text.clone()),
        )
        .await?;
        search::add(self, &new.iter().map(|placed| words(placed.key, placed.draft)).collect::<Vec<_>>()).await?;
        self.count_new(new).await
    }

    /// Puts what a draft says in place of what the article with this key said; its date stays.
    pub(super) async fn change_article(&mut self, key: i64, draft: &ArticleDraft) -> Result<()> {
        search::forget(self, key);
        sqlx::query("UPDATE timeline SET title = ?2, value = ?3 WHERE key = ?1")
            .bind(key)
            .bind(headline(draft))
            .bind(f64::from(draft.minutes))
            .execute(self.conn().await?)
            .await?;
        sqlx::query(
            "UPDATE articles SET title = ?2, summary = ?3, link = ?4, author = ?5, minutes = ?6, has_enclosure = ?7,
                 hash = ?8 WHERE key = ?1",
        )
        .bind(key)
        .bind(&draft.title)
        .bind(&draft.summary)
        .bind(&draft.link)
        .bind(&draft.author)
        .bind(draft.minutes)
        .bind(!draft.enclosures.is_empty())
        .bind(draft.hash.as_slice())
        .execute(self.conn().await?)
        .await?;
        sqlx::query("UPDATE article_bodies SET updated = ?2, html = ?3, extras = ?4 WHERE key = ?1")
            .bind(key)
            .bind(draft.updated.map(Timestamp::as_millisecond))
            .bind(&draft.html)
            .bind(extras(draft))
            .execute(self.conn().await?)
            .await?;
        sqlx::query("UPDATE search_texts SET text = ?2 WHERE key = ?1")
            .bind(key)
            .bind(&draft.text)
            .execute(self.conn().await?)
            .await?;
        search::add(self, &[words(key, draft)]).await
    }

    /// Takes an article out of every table but the marks. Returns when it was first seen.
    pub(crate) async fn delete_article(&mut self, key: i64) -> Result<Option<Timestamp>> {
        search::forget(self, key);
        let seen: Vec<(i64,)> = self.ask(statement("SELECT seen FROM article_bodies WHERE key = ?").bind(key)).await?;
        for sql in [
            "DELETE FROM full_texts WHERE thing = (SELECT id FROM timeline WHERE key = ?1)",
            "DELETE FROM article_bodies WHERE key = ?1",
            // The newest that stays, by key, which is by date: the last entry of an index.
            "UPDATE feeds SET articles = articles - 1, unread = unread - (gone.read = 0),
                 newest = (SELECT published FROM articles WHERE feed = gone.feed AND key <> ?1 ORDER BY key DESC LIMIT 1)
             FROM (SELECT feed, read FROM articles WHERE key = ?1) AS gone WHERE number = gone.feed",
            "DELETE FROM articles WHERE key = ?1",
            "DELETE FROM search_texts WHERE key = ?1",
            "DELETE FROM timeline WHERE key = ?1",
        ] {
            self.later(statement(sql).bind(key));
        }
        self.touch(Topic::Feeds);
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(seen.first().map(|(seen,)| crate::time(*seen)))
    }

    async fn count_new(&mut self, new: &[Placed<'_>]) -> Result<()> {
        let mut counts: HashMap<i64, (i64, i64, i64)> = HashMap::new();
        for placed in new {
            let count = counts.entry(placed.feed).or_insert((0, 0, i64::MIN));
            count.0 += 1;
            count.1 += i64::from(!placed.read);
            count.2 = count.2.max(placed.draft.published.as_millisecond());
        }
        for (feed, (articles, unread, newest)) in counts {
            sqlx::query(
                "UPDATE feeds SET articles = articles + ?2, unread = unread + ?3, newest = max(coalesce(newest, ?4), ?4)
                 WHERE number = ?1",
            )
            .bind(feed)
            .bind(articles)
            .bind(unread)
            .bind(newest)
            .execute(self.conn().await?)
            .await?;
        }
        Ok(())
    }
}

/// What the timeline calls an article: its title, else the beginning of its text.
fn headline(draft: &ArticleDraft) -> &str {
    if draft.title.is_empty() { &draft.summary } else { &draft.title }
}

/// What an article is found by.
fn words(key: i64, draft: &ArticleDraft) -> Words<'_> {
    Words { key, title: headline(draft), text: &draft.text }
}

fn extras(draft: &ArticleDraft) -> String {
    let extras = Extras { categories: draft.categories.clone(), enclosures: draft.enclosures.clone() };
    serde_json::to_string(&extras).unwrap_or_else(|_| "{}".into())
}
