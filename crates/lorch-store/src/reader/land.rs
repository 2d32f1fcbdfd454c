//! Where fetched feeds land: articles, validators and jobs in one transaction.

use std::collections::{HashMap, HashSet};

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::{Enclosure, FetchOutcome},
};
use serde::{Deserialize, Serialize};

use super::{FEED_JOB, feeds::outcome_word, place::Placed};
use crate::{Result, Store, Write, json, sources::JobOutcome};

/// What came of one fetch, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// Number of the subscription in this profile.
    pub number: i64,
    /// Id of the subscription.
    pub id: Id,
    /// What came of it.
    pub outcome: FetchOutcome,
    /// How the job ended and when it is due again.
    pub job: JobOutcome,
    /// Bytes of the answer, unpacked.
    pub bytes: u64,
    /// Milliseconds the exchange took.
    pub took_ms: u32,
    /// ETag to send next time, verbatim; `None` keeps the one before.
    pub etag: Option<String>,
    /// Last-Modified to send next time, verbatim; `None` keeps the one before.
    pub last_modified: Option<String>,
    /// The feed, when one came.
    pub content: Option<FetchedContent>,
}

/// A feed that came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FetchedContent {
    /// The feed's own title.
    pub title: Option<String>,
    /// The web page it belongs to.
    pub site: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Hash of the body, to tell an unchanged one.
    pub body_hash: Vec<u8>,
    /// Its articles, each id once.
    pub articles: Vec<ArticleDraft>,
}

/// An article as it comes from a feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleDraft {
    /// Identity, from account key and external id.
    pub id: Id,
    /// Identity inside its feed.
    pub external_id: String,
    /// The headline, plain text.
    pub title: String,
    /// One line of what it says, plain text.
    pub summary: String,
    /// Where the original is.
    pub link: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published; when it is first seen if the feed doesn't say.
    pub published: Timestamp,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Reading time in minutes.
    pub minutes: u32,
    /// Hash of what the feed says of it.
    pub hash: [u8; 16],
    /// Its text as safe HTML.
    pub html: String,
    /// Its text, plain.
    pub text: String,
    /// Categories.
    pub categories: Vec<String>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
}

/// What landing a fetch changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Landed {
    /// Articles that were not here before.
    pub new: u32,
    /// Articles that were here and say something else now.
    pub changed: u32,
}

impl Write {
    /// Lands fetches; several share this transaction. Returns what changed, fetch by fetch.
    ///
    /// A fetch of a feed that was unsubscribed from in the meantime leaves nothing behind.
    pub async fn land(&mut self, fetches: &[Fetched]) -> Result<Vec<Landed>> {
        self.put_feeds(fetches).await?;
        let numbers: Vec<i64> = fetches.iter().map(|fetched| fetched.number).collect();
        let subtitles = self.subtitles(&numbers).await?;
        let ids: Vec<Id> =
            fetches.iter().filter_map(|f| f.content.as_ref()).flat_map(|c| &c.articles).map(|draft| draft.id).collect();
        let known = self.known_articles(&ids).await?;
        let mut landed = vec![Landed::default(); fetches.len()];
        let (mut new, mut changed, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (fetched, landed) in fetches.iter().zip(&mut landed) {
            let Some(content) = &fetched.content else { continue };
            let Some(subtitle) = subtitles.get(&fetched.number) else { continue };
            for draft in content.articles.iter().filter(|draft| seen.insert(draft.id)) {
                match known.get(&draft.id) {
                    None => {
                        landed.new += 1;
                        new.push(Placed::new(fetched.number, subtitle, draft));
                    }
                    Some(known) if known.hash.as_slice() != draft.hash => {
                        landed.changed += 1;
                        changed.push((known.key, draft));
                    }
                    Some(_) => {}
                }
            }
        }
        let now = fetches.first().map_or(Timestamp::UNIX_EPOCH, |fetched| fetched.job.ran);
        self.place(&mut new).await?;
        self.insert_articles(&mut new, now).await?;
        self.apply_rules(&new, now).await?;
        // What is a record changes as one, on all devices.
        let drafts: Vec<&ArticleDraft> = changed.iter().map(|(_, draft)| *draft).collect();
        let renewed = self.renew_records(&drafts, now).await?;
        for (key, draft) in changed.iter().filter(|(_, draft)| !renewed.contains(&draft.id)) {
            self.change_article(*key, draft).await?;
        }
        self.note_fetches(fetches, &landed, &subtitles).await?;
        if !new.is_empty() || !changed.is_empty() {
            self.touch(Topic::Articles);
            self.touch(Topic::Timeline);
        }
        self.touch(Topic::Feeds);
        Ok(landed)
    }

    async fn put_feeds(&mut self, fetches: &[Fetched]) -> Result<()> {
        let titled: Vec<(i64, &str)> =
            fetches.iter().filter_map(|f| Some((f.number, f.content.as_ref()?.title.as_deref()?))).collect();
        let retitled = self.retitled(&titled).await?;
        for fetched in fetches.iter().filter(|fetched| fetched.content.is_some() || fetched.etag.is_some()) {
            let content = fetched.content.as_ref();
            sqlx::query(
                "UPDATE feeds SET title = coalesce(?2, title), site = coalesce(?3, site),
                     language = coalesce(?4, language), body_hash = coalesce(?5, body_hash),
                     etag = iif(?5 IS NULL, coalesce(?6, etag), ?6),
                     last_modified = iif(?5 IS NULL, coalesce(?7, last_modified), ?7)
                 WHERE number = ?1",
            )
            .bind(fetched.number)
            .bind(content.and_then(|content| content.title.as_deref()))
            .bind(content.and_then(|content| content.site.as_deref()))
            .bind(content.and_then(|content| content.language.as_deref()))
            .bind(content.map(|content| content.body_hash.as_slice()))
            .bind(fetched.etag.as_deref())
            .bind(fetched.last_modified.as_deref())
            .execute(self.conn().await?)
            .await?;
        }
        self.retitle(&retitled)
    }

    /// Those of the feeds, number and title, that have articles under another title.
    async fn retitled(&mut self, titled: &[(i64, &str)]) -> Result<Vec<i64>> {
        Ok(sqlx::query_scalar(
            "SELECT number FROM json_each(?) AS titled CROSS JOIN feeds ON number = titled.value ->> 0
             WHERE articles > 0 AND title IS NOT titled.value ->> 1",
        )
        .bind(json(&titled)?)
        .fetch_all(self.conn().await?)
        .await?)
    }

    /// Titles of those feeds that the person subscribes to.
    async fn subtitles(&mut self, numbers: &[i64]) -> Result<HashMap<i64, String>> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT number, coalesce(subscriptions.title, feeds.title, subscriptions.url)
             FROM json_each(?) JOIN subscriptions ON number = json_each.value JOIN feeds USING (number)
             WHERE subscriptions.removed IS NULL",
        )
        .bind(json(&numbers)?)
        .fetch_all(self.conn().await?)
        .await?;
        Ok(rows.into_iter().collect())
    }

    async fn note_fetches(
        &mut self,
        fetches: &[Fetched],
        landed: &[Landed],
        subtitles: &HashMap<i64, String>,
    ) -> Result<()> {
        #[derive(Serialize)]
        struct Row<'a> {
            feed: i64,
            at: i64,
            outcome: &'static str,
            new: u32,
            changed: u32,
            bytes: u64,
            took: u32,
            fault: Option<&'a str>,
        }
        let rows: Vec<Row<'_>> = fetches
            .iter()
            .zip(landed)
            .map(|(fetched, landed)| Row {
                feed: fetched.number,
                at: fetched.job.ran.as_millisecond(),
                outcome: outcome_word(fetched.outcome),
                new: landed.new,
                changed: landed.changed,
                bytes: fetched.bytes,
                took: fetched.took_ms,
                fault: fetched.job.fault.as_ref().map(|fault| fault.1.as_str()),
            })
            .collect();
        let rows = json(&rows)?;
        for sql in [
            "UPDATE feeds SET runs = runs + 1 FROM json_each(?) WHERE number = value ->> 'feed'",
            "INSERT OR REPLACE INTO fetches (feed, slot, at, outcome, new, changed, bytes, took, fault)
             SELECT number, runs % 50, value ->> 'at', value ->> 'outcome', value ->> 'new', value ->> 'changed',
                 value ->> 'bytes', value ->> 'took', value ->> 'fault'
             FROM json_each(?) CROSS JOIN feeds ON number = value ->> 'feed'",
        ] {
            sqlx::query(sql).bind(&rows).execute(self.conn().await?).await?;
        }
        let outcomes: Vec<_> = fetches
            .iter()
            .filter(|fetched| subtitles.contains_key(&fetched.number))
            .map(|fetched| (fetched.id, &fetched.job))
            .collect();
        self.end_jobs(FEED_JOB, &outcomes).await
    }
}

impl Store {
    /// Lands fetches in a transaction of their own.
    pub async fn land(&self, fetches: &[Fetched]) -> Result<Vec<Landed>> {
        let mut write = self.write().await?;
        let landed = write.land(fetches).await?;
        write.commit().await?;
        Ok(landed)
    }
}
