use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::Fault,
    sources::{AllowedAddress, Source},
};
use serde::Serialize;
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write, bulk, json, statement::statement, time};

/// Work that is due at a time, again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// What it is about: the subscription's id for a feed.
    pub key: Id,
    /// When it is due.
    pub due: Timestamp,
    /// Faults in a row so far.
    pub faults: u32,
}

/// How a run of a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobOutcome {
    /// When it ran.
    pub ran: Timestamp,
    /// When to run it again; `None` for never.
    pub due: Option<Timestamp>,
    /// Code, sentence and hint of the fault, if it was one.
    pub fault: Option<(String, String, Option<String>)>,
}

#[derive(Serialize)]
struct JobRow<'a> {
    key: String,
    ran: i64,
    due: Option<i64>,
    code: Option<&'a str>,
    title: Option<&'a str>,
    hint: Option<&'a str>,
}

impl Store {
    /// Jobs of `kind` that are due at `now`, longest due first.
    pub async fn due_jobs(&self, kind: &str, now: Timestamp) -> Result<Vec<Job>> {
        let rows: Vec<(Vec<u8>, i64, u32)> = sqlx::query_as(
            "SELECT key, due, faults FROM jobs INDEXED BY jobs_due WHERE due <= ? AND kind = ? ORDER BY due",
        )
        .bind(now.as_millisecond())
        .bind(kind)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(key, due, faults)| {
                Ok(Job { key: Id::from_slice(&key).ok_or(StoreError::Unreadable("job"))?, due: time(due), faults })
            })
            .collect()
    }

    /// When the next job of `kind` is due.
    pub async fn next_due(&self, kind: &str) -> Result<Option<Timestamp>> {
        let due: Option<i64> = sqlx::query_scalar("SELECT min(due) FROM jobs WHERE due IS NOT NULL AND kind = ?")
            .bind(kind)
            .fetch_one(&self.readers)
            .await?;
        Ok(due.map(time))
    }

    /// The sources and how they do.
    pub async fn sources(&self) -> Result<Vec<Source>> {
        #[derive(FromRow)]
        struct Row {
            parts: u32,
            sample: u32,
            records: i64,
            failing: u32,
            checked: Option<i64>,
            next_check: Option<i64>,
        }
        let row: Row = sqlx::query_as(
            "SELECT count(*) AS parts, coalesce(sum(feeds.articles), 0) AS records,
                 coalesce(sum(EXISTS (SELECT 1 FROM sample WHERE thing = subscriptions.id)), 0) AS sample,
                 coalesce(sum(jobs.faults >= ?1 OR jobs.fault_code IN (SELECT value FROM json_each(?2))), 0) AS failing,
                 max(jobs.last_run) FILTER (WHERE subscriptions.id NOT IN (SELECT thing FROM sample)) AS checked,
                 min(jobs.due) AS next_check
             FROM subscriptions JOIN feeds USING (number)
             LEFT JOIN jobs ON jobs.kind = 'feed' AND jobs.key = subscriptions.id
             WHERE subscriptions.removed IS NULL",
        )
        .bind(Fault::PATIENCE)
        .bind(serde_json::to_string(&Fault::LASTING).map_err(|_| StoreError::Unreadable("fault"))?)
        .fetch_one(&self.readers)
        .await?;
        Ok(vec![Source {
            id: "feeds".into(),
            title: "Feeds".into(),
            account: match row.parts {
                1 => "1 feed".into(),
                many => format!("{many} feeds"),
            },
            checked: row.checked.map(time),
            next_check: row.next_check.map(time),
            records: row.records.unsigned_abs(),
            failing: row.failing,
            parts: row.parts,
            sample: row.sample,
        }])
    }

    /// Addresses the person allowed.
    pub async fn allowed_addresses(&self) -> Result<Vec<AllowedAddress>> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT address, added FROM allowed_addresses ORDER BY address")
            .fetch_all(&self.readers)
            .await?;
        Ok(rows.into_iter().map(|(address, added)| AllowedAddress { address, added: time(added) }).collect())
    }
}

/// A feed that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailingFeed {
    /// The subscription.
    pub id: Id,
    /// What it is called.
    pub title: String,
    /// Code of its fault.
    pub code: String,
    /// When it failed first, without a good answer since.
    pub since: Timestamp,
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobState {
    /// When it is due; `None` for never.
    pub due: Option<Timestamp>,
    /// The fault of its last run, with its sentence and hint.
    pub fault: Option<(String, String, Option<String>)>,
}

impl Store {
    /// How a job stands; `None` when it was never planned.
    pub async fn job(&self, kind: &str, key: &Id) -> Result<Option<JobState>> {
        #[derive(FromRow)]
        struct Row {
            due: Option<i64>,
            fault_code: Option<String>,
            fault_title: Option<String>,
            fault_hint: Option<String>,
        }
        let row: Option<Row> =
            sqlx::query_as("SELECT due, fault_code, fault_title, fault_hint FROM jobs WHERE kind = ? AND key = ?")
                .bind(kind)
                .bind(key.as_bytes())
                .fetch_optional(&self.readers)
                .await?;
        Ok(row.map(|row| JobState {
            due: row.due.map(time),
            fault: row.fault_code.zip(row.fault_title).map(|(code, title)| (code, title, row.fault_hint)),
        }))
    }
}

impl Write {
    /// Those of these feeds that a person should look at.
    pub async fn failing_feeds(&mut self, ids: &[Id]) -> Result<Vec<FailingFeed>> {
        type Row = (Vec<u8>, String, String, i64);
        let rows: Vec<Row> = self
            .ask(
                statement(
                    "SELECT jobs.key, coalesce(subscriptions.title, feeds.title, subscriptions.url), fault_code,
                         coalesce(fault_since, 0)
                     FROM json_each(?1) CROSS JOIN jobs ON jobs.kind = 'feed' AND jobs.key = unhex(json_each.value)
                     JOIN subscriptions ON subscriptions.id = jobs.key JOIN feeds USING (number)
                     WHERE subscriptions.removed IS NULL AND fault_code IS NOT NULL
                         AND (faults >= ?2 OR fault_code IN (SELECT json_each.value FROM json_each(?3)))",
                )
                .bind(json(ids)?)
                .bind(Fault::PATIENCE)
                .bind(json(&Fault::LASTING)?),
            )
            .await?;
        let failing = |(id, title, code, since): Row| {
            let id = Id::from_slice(&id).ok_or(StoreError::Unreadable("job"))?;
            Ok(FailingFeed { id, title, code, since: time(since) })
        };
        rows.into_iter().map(failing).collect()
    }

    /// How many feeds a person should look at, and since when the first of them fails.
    pub async fn all_failing_feeds(&mut self) -> Result<(u32, Timestamp)> {
        let rows: Vec<(u32, i64)> = self
            .ask(
                statement(
                    "SELECT count(*), coalesce(min(fault_since), 0) FROM subscriptions
                     JOIN jobs ON jobs.kind = 'feed' AND jobs.key = subscriptions.id
                     WHERE subscriptions.removed IS NULL AND fault_code IS NOT NULL
                         AND (faults >= ?1 OR fault_code IN (SELECT json_each.value FROM json_each(?2)))",
                )
                .bind(Fault::PATIENCE)
                .bind(json(&Fault::LASTING)?),
            )
            .await?;
        Ok(rows.first().map_or((0, Timestamp::UNIX_EPOCH), |(count, since)| (*count, time(*since))))
    }

    /// Notes how a run of one job ended.
    pub async fn end_job(&mut self, kind: &str, key: &Id, outcome: &JobOutcome) -> Result<()> {
        self.touch(Topic::Backups);
        self.end_jobs(kind, &[(*key, outcome)]).await
    }

    /// Makes the job due at `due`, earlier or later than it was; past faults stay known. What belongs to
    /// the sample is never due.
    pub async fn schedule(&mut self, kind: &'static str, key: &Id, due: Option<Timestamp>) -> Result<()> {
        self.schedule_all(kind, &[(*key, due)]).await
    }

    /// As [`Write::schedule`], of many jobs.
    pub async fn schedule_all(&mut self, kind: &'static str, jobs: &[(Id, Option<Timestamp>)]) -> Result<()> {
        bulk::insert_as(
            self,
            [
                "INSERT INTO jobs (kind, key, due) VALUES",
                "(?, ?, iif(EXISTS (SELECT 1 FROM sample WHERE thing = ?), NULL, ?))",
                "ON CONFLICT DO UPDATE SET due = excluded.due",
            ],
            jobs,
            |query, (key, due)| {
                let due = due.map(Timestamp::as_millisecond);
                query.bind(kind).bind(key.0.to_vec()).bind(key.0.to_vec()).bind(due)
            },
        )
        .await
    }

    /// Makes due what failed with one of these codes: what stood in its way may be gone. Returns how many.
    pub async fn retry_faults(&mut self, codes: &[&str], now: Timestamp) -> Result<u64> {
        let codes = serde_json::to_string(codes).map_err(|_| StoreError::Unreadable("fault"))?;
        let due = sqlx::query(
            "UPDATE jobs SET due = ? WHERE due IS NOT NULL AND fault_code IN (SELECT value FROM json_each(?))",
        )
        .bind(now.as_millisecond())
        .bind(codes)
        .execute(self.conn().await?)
        .await?
        .rows_affected();
        if due > 0 {
            self.touch(Topic::Feeds);
        }
        Ok(due)
    }

    /// Notes how runs of jobs ended.
    pub(crate) async fn end_jobs(&mut self, kind: &str, outcomes: &[(Id, &JobOutcome)]) -> Result<()> {
        let rows: Vec<JobRow<'_>> = outcomes.iter().map(|(key, outcome)| job_row(key, outcome)).collect();
        let json = serde_json::to_string(&rows).map_err(|_| StoreError::Unreadable("job"))?;
        sqlx::query(
            "INSERT INTO jobs (kind, key, due, last_run, last_good, faults, fault_since, fault_code, fault_title, fault_hint)
             SELECT ?1, unhex(value ->> 'key'), value ->> 'due', value ->> 'ran',
                 iif(value ->> 'code' IS NULL, value ->> 'ran', NULL), value ->> 'code' IS NOT NULL,
                 iif(value ->> 'code' IS NULL, NULL, value ->> 'ran'),
                 value ->> 'code', value ->> 'title', value ->> 'hint'
             FROM json_each(?2) WHERE true
             ON CONFLICT DO UPDATE SET due = excluded.due, last_run = excluded.last_run,
                 last_good = coalesce(excluded.last_good, last_good),
                 faults = iif(excluded.fault_code IS NULL, 0, faults + 1),
                 fault_since = iif(excluded.fault_code IS NULL, NULL, coalesce(fault_since, excluded.fault_since)),
                 fault_code = excluded.fault_code, fault_title = excluded.fault_title, fault_hint = excluded.fault_hint",
        )
        .bind(kind)
        .bind(json)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// Allows outward requests to `address` although it is private. Returns whether that is new.
    pub async fn allow_address(&mut self, address: &str, now: Timestamp) -> Result<bool> {
        let added = sqlx::query("INSERT INTO allowed_addresses (address, added) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(address)
            .bind(now.as_millisecond())
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Sources);
        Ok(added.rows_affected() > 0)
    }

    /// An address that is allowed, as this write leaves it.
    pub async fn allowed_address(&mut self, address: &str) -> Result<Option<AllowedAddress>> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT address, added FROM allowed_addresses WHERE address = ?")
                .bind(address)
                .fetch_optional(self.conn().await?)
                .await?;
        Ok(row.map(|(address, added)| AllowedAddress { address, added: time(added) }))
    }

    /// Takes the allowance back. Returns whether it was there.
    pub async fn disallow_address(&mut self, address: &str) -> Result<bool> {
        let gone = sqlx::query("DELETE FROM allowed_addresses WHERE address = ?")
            .bind(address)
            .execute(self.conn().await?)
            .await?;
        self.touch(Topic::Sources);
        Ok(gone.rows_affected() > 0)
    }

    /// Notes an import that is done. Returns the number of its run.
    pub async fn note_import(
        &mut self,
        kind: &str,
        now: Timestamp,
        [added, existing, refused]: [u32; 3],
    ) -> Result<i64> {
        let run = sqlx::query(
            "INSERT INTO imports (kind, began, ended, added, existing, refused) VALUES (?1, ?2, ?2, ?3, ?4, ?5)",
        )
        .bind(kind)
        .bind(now.as_millisecond())
        .bind(added)
        .bind(existing)
        .bind(refused)
        .execute(self.conn().await?)
        .await?;
        Ok(run.last_insert_rowid())
    }
}

fn job_row<'a>(key: &Id, outcome: &'a JobOutcome) -> JobRow<'a> {
    JobRow {
        key: key.to_string(),
        ran: outcome.ran.as_millisecond(),
        due: outcome.due.map(Timestamp::as_millisecond),
        code: outcome.fault.as_ref().map(|fault| fault.0.as_str()),
        title: outcome.fault.as_ref().map(|fault| fault.1.as_str()),
        hint: outcome.fault.as_ref().and_then(|fault| fault.2.as_deref()),
    }
}
