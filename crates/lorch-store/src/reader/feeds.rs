use lorch_model::{
    id::Id,
    reader::{Fault, Feed, Fetch, FetchOutcome, Health},
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{Result, Store, StoreError, Write, statement::statement, time};

/// What a fetch of a feed needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedToFetch {
    /// Number of the subscription in this profile.
    pub number: i64,
    /// Id of the subscription.
    pub id: Id,
    /// The URL it was first subscribed with.
    pub first_url: String,
    /// Where to fetch it.
    pub url: String,
    /// ETag of the last answer, verbatim.
    pub etag: Option<String>,
    /// Last-Modified of the last answer, verbatim.
    pub last_modified: Option<String>,
    /// Hash of the last body.
    pub body_hash: Option<Vec<u8>>,
    /// Faults in a row so far.
    pub faults: u32,
}

#[derive(FromRow)]
struct FeedRow {
    id: Vec<u8>,
    url: String,
    own_title: Option<String>,
    feed_title: Option<String>,
    folder: String,
    site: Option<String>,
    language: Option<String>,
    added: i64,
    articles: u32,
    unread: u32,
    newest: Option<i64>,
    due: Option<i64>,
    last_run: Option<i64>,
    faults: Option<u32>,
    fault_since: Option<i64>,
    fault_code: Option<String>,
    fault_title: Option<String>,
    fault_hint: Option<String>,
    sample: bool,
}

const FEED: &str = "SELECT subscriptions.id, subscriptions.url, subscriptions.title AS own_title,
        feeds.title AS feed_title, subscriptions.folder, feeds.site, feeds.language, subscriptions.added,
        feeds.articles, feeds.unread, feeds.newest, jobs.due, jobs.last_run, jobs.faults, jobs.fault_since,
        jobs.fault_code, jobs.fault_title, jobs.fault_hint,
        EXISTS (SELECT 1 FROM sample WHERE thing = subscriptions.id) AS sample
    FROM subscriptions JOIN feeds USING (number)
    LEFT JOIN jobs ON jobs.kind = 'feed' AND jobs.key = subscriptions.id
    WHERE subscriptions.removed IS NULL";

impl Store {
    /// All feeds the person subscribes to, by folder and title.
    pub async fn feeds(&self) -> Result<Vec<Feed>> {
        let rows: Vec<FeedRow> = sqlx::query_as(FEED).fetch_all(&self.readers).await?;
        let mut feeds = rows.into_iter().map(FeedRow::into_feed).collect::<Result<Vec<_>>>()?;
        feeds.sort_by_cached_key(|feed| (feed.folder.to_lowercase(), feed.title.to_lowercase(), feed.id));
        Ok(feeds)
    }

    /// One feed the person subscribes to.
    pub async fn feed(&self, id: &Id) -> Result<Option<Feed>> {
        let row: Option<FeedRow> = sqlx::query_as(AssertSqlSafe(format!("{FEED} AND subscriptions.id = ?")))
            .bind(id.as_bytes())
            .fetch_optional(&self.readers)
            .await?;
        row.map(FeedRow::into_feed).transpose()
    }

    /// What a fetch needs to know of these feeds; those not subscribed to are left out, and those of the sample, which
    /// nobody may be asked for.
    pub async fn feeds_to_fetch(&self, ids: &[Id]) -> Result<Vec<FeedToFetch>> {
        #[derive(FromRow)]
        struct Row {
            number: i64,
            id: Vec<u8>,
            first_url: String,
            url: String,
            etag: Option<String>,
            last_modified: Option<String>,
            body_hash: Option<Vec<u8>>,
            faults: Option<u32>,
        }
        let keys = serde_json::to_string(ids).map_err(|_| StoreError::Unreadable("id"))?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT number, subscriptions.id, first_url, url, etag, last_modified, body_hash, jobs.faults
             FROM json_each(?) JOIN subscriptions ON subscriptions.id = unhex(json_each.value) JOIN feeds USING (number)
             LEFT JOIN jobs ON jobs.kind = 'feed' AND jobs.key = subscriptions.id
             WHERE subscriptions.removed IS NULL AND subscriptions.id NOT IN (SELECT thing FROM sample)",
        )
        .bind(keys)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(FeedToFetch {
                    number: row.number,
                    id: Id::from_slice(&row.id).ok_or(StoreError::Unreadable("subscription"))?,
                    first_url: row.first_url,
                    url: row.url,
                    etag: row.etag,
                    last_modified: row.last_modified,
                    body_hash: row.body_hash,
                    faults: row.faults.unwrap_or(0),
                })
            })
            .collect()
    }

    /// The last fetches of a feed, newest first.
    pub async fn fetches(&self, id: &Id) -> Result<Vec<Fetch>> {
        #[derive(FromRow)]
        struct Row {
            at: i64,
            outcome: String,
            new: u32,
            changed: u32,
            bytes: i64,
            took: u32,
            fault: Option<String>,
        }
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT at, outcome, new, changed, bytes, took, fault
             FROM fetches JOIN subscriptions ON subscriptions.number = fetches.feed WHERE id = ? ORDER BY at DESC",
        )
        .bind(id.as_bytes())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Fetch {
                    at: time(row.at),
                    outcome: outcome(&row.outcome).ok_or(StoreError::Unreadable("fetch"))?,
                    new: row.new,
                    changed: row.changed,
                    bytes: row.bytes.unsigned_abs(),
                    took_ms: row.took,
                    fault: row.fault,
                })
            })
            .collect()
    }
}

impl Write {
    /// One feed as this write leaves it; `None` when the person isn't subscribed to it.
    pub async fn feed(&mut self, id: &Id) -> Result<Option<Feed>> {
        let question = statement(format!("{FEED} AND subscriptions.id = ?")).bind(id);
        let row = self.ask::<FeedRow>(question).await?.pop();
        row.map(FeedRow::into_feed).transpose()
    }

    /// Whether the person is subscribed to this.
    pub async fn is_subscribed(&mut self, id: &Id) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM subscriptions WHERE id = ? AND removed IS NULL)")
            .bind(id.as_bytes())
            .fetch_one(self.conn().await?)
            .await?)
    }

    /// Whether something the person is subscribed to is fetched at `url`.
    pub async fn is_subscribed_at(&mut self, url: &str) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM subscriptions WHERE url = ? AND removed IS NULL)")
            .bind(url)
            .fetch_one(self.conn().await?)
            .await?)
    }

    /// Forgets what the last answer was known by: the feed is fetched elsewhere from now on.
    pub async fn forget_validators(&mut self, id: &Id) -> Result<()> {
        sqlx::query(
            "UPDATE feeds SET etag = NULL, last_modified = NULL, body_hash = NULL
             WHERE number = (SELECT number FROM subscriptions WHERE id = ?)",
        )
        .bind(id.as_bytes())
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }
}

impl FeedRow {
    fn into_feed(self) -> Result<Feed> {
        let fault = match (self.fault_code, self.fault_title, self.fault_since) {
            (Some(code), Some(title), Some(since)) => {
                Some(Fault { code, title, hint: self.fault_hint, since: time(since), count: self.faults.unwrap_or(1) })
            }
            _ => None,
        };
        let health = match (&fault, self.last_run) {
            (Some(_), _) if self.due.is_none() => Health::Gone,
            (Some(fault), _) if fault.needs_you() => Health::Failing,
            (Some(_), _) => Health::Retrying,
            (None, Some(_)) => Health::Healthy,
            (None, None) => Health::Waiting,
        };
        Ok(Feed {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("subscription"))?,
            title: self.own_title.clone().or(self.feed_title).unwrap_or_else(|| self.url.clone()),
            url: self.url,
            own_title: self.own_title,
            folder: self.folder,
            site: self.site,
            language: self.language,
            added: time(self.added),
            articles: self.articles,
            unread: self.unread,
            health,
            checked: self.last_run.map(time),
            next_check: self.due.map(time),
            newest: self.newest.map(time),
            fault,
            sample: self.sample,
        })
    }
}

pub(super) fn outcome_word(outcome: FetchOutcome) -> &'static str {
    match outcome {
        FetchOutcome::Fetched => "fetched",
        FetchOutcome::Unchanged => "unchanged",
        FetchOutcome::Failed => "failed",
        FetchOutcome::Gone => "gone",
    }
}

fn outcome(word: &str) -> Option<FetchOutcome> {
    [FetchOutcome::Fetched, FetchOutcome::Unchanged, FetchOutcome::Failed, FetchOutcome::Gone]
        .into_iter()
        .find(|outcome| outcome_word(*outcome) == word)
}
