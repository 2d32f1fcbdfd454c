//! Where fetched feeds land: articles, timeline, full text, validators and jobs in one transaction.

use std::collections::{HashMap, HashSet};

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::{Enclosure, FetchOutcome},
    timeline::TimelineKey,
};
use serde::Serialize;

use super::{FEED_JOB, articles::Extras, feeds::outcome_word};
use crate::{Result, Store, StoreError, Write, bulk, sources::JobOutcome};

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
#[derive(Debug, Clone, PartialEq)]
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

/// Where a draft goes: beside the feed's number, its key and marks.
struct Placed<'a> {
    key: i64,
    feed: i64,
    subtitle: &'a str,
    read: bool,
    starred: bool,
    draft: &'a ArticleDraft,
}

impl Write {
    /// Lands fetches; several share this transaction. Returns what changed, fetch by fetch.
    ///
    /// A fetch of a feed that was unsubscribed from in the meantime leaves nothing behind.
    pub async fn land(&mut self, fetches: &[Fetched]) -> Result<Vec<Landed>> {
        self.put_feeds(fetches).await?;
        let numbers: Vec<i64> = fetches.iter().map(|fetched| fetched.number).collect();
        let subtitles = self.subtitles(&numbers).await?;
        let known = self.known(fetches).await?;
        let mut landed = vec![Landed::default(); fetches.len()];
        let (mut new, mut changed, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (fetched, landed) in fetches.iter().zip(&mut landed) {
            let Some(content) = &fetched.content else { continue };
            let Some(subtitle) = subtitles.get(&fetched.number) else { continue };
            for draft in content.articles.iter().filter(|draft| seen.insert(draft.id)) {
                let placed = Placed { key: 0, feed: fetched.number, subtitle, read: false, starred: false, draft };
                match known.get(&draft.id) {
                    None => new.push(placed),
                    Some((key, hash)) if hash.as_slice() != draft.hash => changed.push(Placed { key: *key, ..placed }),
                    Some(_) => continue,
                }
                match known.contains_key(&draft.id) {
                    false => landed.new += 1,
                    true => landed.changed += 1,
                }
            }
        }
        self.place(&mut new).await?;
        // Full text takes ascending keys only: for each one that goes back it writes all it holds in memory to the disk.
        new.sort_unstable_by_key(|placed| placed.key);
        let seen_at = fetches.first().map_or(Timestamp::UNIX_EPOCH, |fetched| fetched.job.ran);
        self.insert_articles(&new, seen_at).await?;
        for placed in &changed {
            self.change_article(placed).await?;
        }
        self.count_new(&new).await?;
        self.note_fetches(fetches, &landed, &subtitles).await?;
        if !new.is_empty() || !changed.is_empty() {
            self.touch(Topic::Articles);
            self.touch(Topic::Timeline);
        }
        self.touch(Topic::Feeds);
        Ok(landed)
    }

    async fn put_feeds(&mut self, fetches: &[Fetched]) -> Result<()> {
        for fetched in fetches.iter().filter(|fetched| fetched.content.is_some() || fetched.etag.is_some()) {
            let content = fetched.content.as_ref();
            let renamed = sqlx::query_scalar::<_, bool>(
                "UPDATE feeds SET title = coalesce(?2, title), site = coalesce(?3, site),
                     language = coalesce(?4, language), body_hash = coalesce(?5, body_hash),
                     etag = iif(?5 IS NULL, coalesce(?6, etag), ?6),
                     last_modified = iif(?5 IS NULL, coalesce(?7, last_modified), ?7)
                 WHERE number = ?1 RETURNING articles > 0",
            )
            .bind(fetched.number)
            .bind(content.and_then(|content| content.title.as_deref()))
            .bind(content.and_then(|content| content.site.as_deref()))
            .bind(content.and_then(|content| content.language.as_deref()))
            .bind(content.map(|content| content.body_hash.as_slice()))
            .bind(fetched.etag.as_deref())
            .bind(fetched.last_modified.as_deref())
            .fetch_optional(self.conn())
            .await?;
            if renamed == Some(true) && content.is_some() {
                self.retitle(fetched.number).await?;
            }
        }
        Ok(())
    }

    /// Titles of those feeds that the person subscribes to.
    async fn subtitles(&mut self, numbers: &[i64]) -> Result<HashMap<i64, String>> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT number, coalesce(subscriptions.title, feeds.title, subscriptions.url)
             FROM json_each(?) JOIN subscriptions ON number = json_each.value JOIN feeds USING (number)
             WHERE subscriptions.removed IS NULL",
        )
        .bind(json(&numbers)?)
        .fetch_all(self.conn())
        .await?;
        Ok(rows.into_iter().collect())
    }

    async fn known(&mut self, fetches: &[Fetched]) -> Result<HashMap<Id, (i64, Vec<u8>)>> {
        let ids: Vec<Id> =
            fetches.iter().filter_map(|f| f.content.as_ref()).flat_map(|c| &c.articles).map(|draft| draft.id).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT articles.id, articles.key, articles.hash FROM json_each(?)
             CROSS JOIN timeline ON timeline.id = unhex(json_each.value)
             CROSS JOIN articles ON articles.key = timeline.key",
        )
        .bind(json(&ids)?)
        .fetch_all(self.conn())
        .await?;
        Ok(rows.into_iter().filter_map(|(id, key, hash)| Some((Id::from_slice(&id)?, (key, hash)))).collect())
    }

    /// Gives new articles their keys, and the marks that came before them.
    async fn place(&mut self, new: &mut [Placed<'_>]) -> Result<()> {
        if new.is_empty() {
            return Ok(());
        }
        let ids: Vec<Id> = new.iter().map(|placed| placed.draft.id).collect();
        let marks: Vec<(Vec<u8>, String, bool)> = sqlx::query_as(
            "SELECT thing, mark, marks.value FROM json_each(?) CROSS JOIN marks ON thing = unhex(json_each.value)",
        )
        .bind(json(&ids)?)
        .fetch_all(self.conn())
        .await?;
        let marks: HashMap<(Id, String), bool> =
            marks.into_iter().filter_map(|(id, mark, value)| Some(((Id::from_slice(&id)?, mark), value))).collect();
        let wanted: Vec<i64> = new.iter().map(|placed| first_key(placed.draft).0).collect();
        let mut taken: HashSet<i64> = sqlx::query_scalar(
            "SELECT timeline.key FROM json_each(?) CROSS JOIN timeline ON timeline.key = json_each.value",
        )
        .bind(json(&wanted)?)
        .fetch_all(self.conn())
        .await?
        .into_iter()
        .collect();
        for placed in new {
            let mut key = first_key(placed.draft);
            while taken.contains(&key.0) || (key != first_key(placed.draft) && self.is_taken(key.0).await?) {
                key = key.next_tie();
            }
            taken.insert(key.0);
            placed.key = key.0;
            let mark = |word: &str| marks.get(&(placed.draft.id, word.to_owned())).copied().unwrap_or(false);
            (placed.read, placed.starred) = (mark("read"), mark("starred"));
        }
        Ok(())
    }

    async fn is_taken(&mut self, key: i64) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM timeline WHERE key = ?)")
            .bind(key)
            .fetch_one(self.conn())
            .await?)
    }

    async fn insert_articles(&mut self, new: &[Placed<'_>], seen: Timestamp) -> Result<()> {
        let conn = self.conn();
        bulk::insert(
            conn,
            "INSERT INTO timeline (key, id, room, kind, title, subtitle, value, unit, source, provenance) VALUES",
            10,
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
            },
        )
        .await?;
        bulk::insert(
            conn,
            "INSERT INTO articles (key, id, feed, title, summary, link, author, published, minutes, has_enclosure, hash,
                 read, starred) VALUES",
            13,
            new,
            |query, Placed { key, feed, draft, read, starred, .. }| {
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
            },
        )
        .await?;
        bulk::insert(
            conn,
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
            conn,
            "INSERT INTO search_texts (key, text) VALUES",
            2,
            new,
            |query, Placed { key, draft, .. }| query.bind(*key).bind(draft.text.clone()),
        )
        .await?;
        bulk::insert(
            conn,
            "INSERT INTO search (rowid, title, text) VALUES",
            3,
            new,
            |query, Placed { key, draft, .. }| {
                query.bind(*key).bind(headline(draft).to_owned()).bind(draft.text.clone())
            },
        )
        .await
    }

    async fn change_article(&mut self, placed: &Placed<'_>) -> Result<()> {
        let (key, draft) = (placed.key, placed.draft);
        // External-content FTS5 has to be told the old words before they change; during a rebuild it may not know them.
        sqlx::query(
            "INSERT INTO search (search, rowid, title, text) SELECT 'delete', key, title, text FROM search_content
             WHERE key = ? AND EXISTS (SELECT 1 FROM search_docsize WHERE id = key)",
        )
        .bind(key)
        .execute(self.conn())
        .await?;
        sqlx::query("UPDATE timeline SET title = ?2, value = ?3 WHERE key = ?1")
            .bind(key)
            .bind(headline(draft))
            .bind(f64::from(draft.minutes))
            .execute(self.conn())
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
        .execute(self.conn())
        .await?;
        sqlx::query("UPDATE article_bodies SET updated = ?2, html = ?3, extras = ?4 WHERE key = ?1")
            .bind(key)
            .bind(draft.updated.map(Timestamp::as_millisecond))
            .bind(&draft.html)
            .bind(extras(draft))
            .execute(self.conn())
            .await?;
        sqlx::query("UPDATE search_texts SET text = ?2 WHERE key = ?1")
            .bind(key)
            .bind(&draft.text)
            .execute(self.conn())
            .await?;
        sqlx::query("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)")
            .bind(key)
            .bind(headline(draft))
            .bind(&draft.text)
            .execute(self.conn())
            .await?;
        Ok(())
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
            .execute(self.conn())
            .await?;
        }
        Ok(())
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
            sqlx::query(sql).bind(&rows).execute(self.conn()).await?;
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

fn first_key(draft: &ArticleDraft) -> TimelineKey {
    TimelineKey::new(draft.published, TimelineKey::tie_of(&draft.id))
}

/// What the timeline calls an article: its title, else the beginning of its text.
fn headline(draft: &ArticleDraft) -> &str {
    if draft.title.is_empty() { &draft.summary } else { &draft.title }
}

fn extras(draft: &ArticleDraft) -> String {
    let extras = Extras { categories: draft.categories.clone(), enclosures: draft.enclosures.clone() };
    serde_json::to_string(&extras).unwrap_or_else(|_| "{}".into())
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("value"))
}
