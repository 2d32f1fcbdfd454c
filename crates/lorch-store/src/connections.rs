//! Accounts that the person signed in to. Their tokens lie in the vault, never here.

use lorch_model::{
    Timestamp,
    change::Topic,
    connections::{Connection, ConnectionState, LASTING},
    id::Id,
    problem::Problem,
};
use sqlx::FromRow;

use crate::{JobOutcome, Result, Store, StoreError, Write, statement::statement, time};

/// Word of the jobs that ask connections for news; their keys are the ids of the connections.
pub const CONNECTION_JOB: &str = "connection";

/// A connection as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Id,
    /// Word of the service.
    pub service: String,
    /// The account, as its records name it.
    pub account: String,
    /// What the account is called.
    pub name: String,
    /// Where the API of the service is.
    pub base_url: String,
    /// Id of the person's application; `None` for a token.
    pub client_id: Option<String>,
    /// Since when it is there.
    pub added: Timestamp,
    /// Whether the person paused it.
    pub paused: bool,
    /// How far its records were read; JSON.
    pub cursor: Option<String>,
}

impl Kept {
    /// Id of the connection of an account.
    pub fn id_of(account: &str) -> Id {
        Id::of_record("connection", account)
    }
}

#[derive(FromRow)]
struct KeptRow {
    id: Vec<u8>,
    service: String,
    account: String,
    name: String,
    base_url: String,
    client_id: Option<String>,
    added: i64,
    paused: bool,
    cursor: Option<String>,
}

#[derive(FromRow)]
struct ListedRow {
    id: Vec<u8>,
    service: String,
    account: String,
    name: String,
    base_url: String,
    client_id: Option<String>,
    added: i64,
    paused: bool,
    due: Option<i64>,
    last_run: Option<i64>,
    fault_code: Option<String>,
    fault_title: Option<String>,
    fault_hint: Option<String>,
    records: i64,
}

const LISTED: &str = "SELECT connections.id, service, account, name, base_url, client_id, added, paused,
         jobs.due, jobs.last_run, fault_code, fault_title, fault_hint,
         (SELECT count(*) FROM records WHERE records.account = connections.account AND kind NOT IN ('article', 'link')) AS records
     FROM connections LEFT JOIN jobs ON jobs.kind = 'connection' AND jobs.key = connections.id";

/// The connections, by service and name; `one` asks for a single one by id.
pub(crate) fn list_sql(one: bool) -> String {
    match one {
        true => format!("{LISTED} WHERE connections.id = ?"),
        false => format!("{LISTED} ORDER BY service, name, account"),
    }
}

impl Store {
    /// One connection.
    pub async fn connection(&self, id: &Id) -> Result<Option<Kept>> {
        let row: Option<KeptRow> = sqlx::query_as(
            "SELECT id, service, account, name, base_url, client_id, added, paused, cursor FROM connections WHERE id = ?",
        )
        .bind(id.as_bytes())
        .fetch_optional(&self.readers)
        .await?;
        row.map(KeptRow::into_kept).transpose()
    }

    /// The connections and how they do, as far as the database knows.
    pub async fn connections(&self) -> Result<Vec<Connection>> {
        let rows: Vec<ListedRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(list_sql(false))).fetch_all(&self.readers).await?;
        rows.into_iter().map(ListedRow::into_connection).collect()
    }
}

impl Write {
    /// Keeps a connection that was signed in to just now: it is asked at once, and what was wrong with it is over. Whether it
    /// is paused and how far it was read stays as it was.
    pub async fn keep_connection(&mut self, kept: &Kept, now: Timestamp) -> Result<()> {
        self.later(
            statement(
                "INSERT INTO connections (id, service, account, name, base_url, client_id, added) VALUES (?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url,
                     client_id = excluded.client_id",
            )
            .bind(&kept.id)
            .bind(kept.service.as_str())
            .bind(kept.account.as_str())
            .bind(kept.name.as_str())
            .bind(kept.base_url.as_str())
            .bind(kept.client_id.as_deref())
            .bind(kept.added.as_millisecond()),
        );
        self.advance_connection(&kept.id, None, &JobOutcome { ran: now, due: Some(now), fault: None }).await?;
        Ok(())
    }

    /// Notes how a run of a connection ended, and how far its records are read now (`None`: as far as before). What is paused
    /// or needs the person is not due, whatever `outcome` says. Returns whether the connection is still there: if not, what
    /// the run brought is to be dropped.
    pub async fn advance_connection(&mut self, id: &Id, cursor: Option<&str>, outcome: &JobOutcome) -> Result<bool> {
        let rows: Vec<(bool,)> = self.ask(statement("SELECT paused FROM connections WHERE id = ?").bind(id)).await?;
        let Some((paused,)) = rows.first() else { return Ok(false) };
        let lasts = outcome.fault.as_ref().is_some_and(|fault| LASTING.contains(&fault.0.as_str()));
        let due = outcome.due.filter(|_| !paused && !lasts);
        if let Some(cursor) = cursor {
            self.later(statement("UPDATE connections SET cursor = ? WHERE id = ?").bind(cursor).bind(id));
        }
        self.end_jobs(CONNECTION_JOB, &[(*id, &JobOutcome { due, ..outcome.clone() })]).await?;
        self.touch(Topic::Sources);
        Ok(true)
    }

    /// Pauses a connection, or lets it go on at once. Returns whether it is there.
    pub async fn pause_connection(&mut self, id: &Id, paused: bool, now: Timestamp) -> Result<bool> {
        let there: Vec<(i64,)> = self.ask(statement("SELECT 1 FROM connections WHERE id = ?").bind(id)).await?;
        if there.is_empty() {
            return Ok(false);
        }
        self.later(statement("UPDATE connections SET paused = ? WHERE id = ?").bind(paused).bind(id));
        self.call_connection(id, (!paused).then_some(now)).await?;
        Ok(true)
    }

    /// Makes a connection due at `due`, unless it needs the person or is paused. Returns whether it is due now.
    pub async fn call_connection(&mut self, id: &Id, due: Option<Timestamp>) -> Result<bool> {
        self.touch(Topic::Sources);
        let called: Vec<(Option<i64>,)> = self
            .ask(
                statement(
                    "UPDATE jobs SET due = iif(fault_code IN (SELECT json_each.value FROM json_each(?1))
                         OR EXISTS (SELECT 1 FROM connections WHERE id = ?2 AND paused), NULL, ?3)
                     WHERE kind = 'connection' AND key = ?2 RETURNING due",
                )
                .bind(crate::json(&LASTING)?)
                .bind(id)
                .bind(due.map(Timestamp::as_millisecond)),
            )
            .await?;
        Ok(called.first().is_some_and(|(due,)| due.is_some()))
    }

    /// Takes a connection away; what it brought stays. Returns what was kept of it.
    pub async fn forget_connection(&mut self, id: &Id) -> Result<Option<Kept>> {
        let rows: Vec<KeptRow> = self
            .ask(
                statement(
                    "DELETE FROM connections WHERE id = ?
                     RETURNING id, service, account, name, base_url, client_id, added, paused, cursor",
                )
                .bind(id),
            )
            .await?;
        self.later(statement("DELETE FROM jobs WHERE kind = 'connection' AND key = ?").bind(id));
        self.touch(Topic::Sources);
        rows.into_iter().next().map(KeptRow::into_kept).transpose()
    }

    /// Ids of the records that an account brought and that are here.
    pub async fn records_of(&mut self, account: &str) -> Result<Vec<Id>> {
        let rows: Vec<(Vec<u8>,)> = self
            .ask(
                statement("SELECT id FROM records WHERE account = ? AND kind NOT IN ('article', 'link') ORDER BY id")
                    .bind(account),
            )
            .await?;
        rows.into_iter().map(|(id,)| Id::from_slice(&id).ok_or(StoreError::Unreadable("record"))).collect()
    }

    /// One connection and how it does, as this write leaves it.
    pub async fn connection(&mut self, id: &Id) -> Result<Option<Connection>> {
        let rows: Vec<ListedRow> = self.ask(statement(list_sql(true)).bind(id)).await?;
        rows.into_iter().next().map(ListedRow::into_connection).transpose()
    }
}

impl KeptRow {
    fn into_kept(self) -> Result<Kept> {
        Ok(Kept {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("connection"))?,
            service: self.service,
            account: self.account,
            name: self.name,
            base_url: self.base_url,
            client_id: self.client_id,
            added: time(self.added),
            paused: self.paused,
            cursor: self.cursor,
        })
    }
}

impl ListedRow {
    fn into_connection(self) -> Result<Connection> {
        let lasts = self.fault_code.as_deref().is_some_and(|code| LASTING.contains(&code));
        let fault = self.fault_code.zip(self.fault_title).map(|(code, title)| {
            let problem = Problem::new(if lasts { 401 } else { 503 }, &code, title);
            match self.fault_hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            }
        });
        Ok(Connection {
            id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("connection"))?,
            service: self.service,
            account: self.account,
            name: self.name,
            state: match (self.paused, lasts) {
                (_, true) => ConnectionState::NeedsYou,
                (true, false) => ConnectionState::Paused,
                (false, false) => ConnectionState::Ok,
            },
            fault,
            checked: self.last_run.map(time),
            next_check: self.due.map(time),
            records: self.records.unsigned_abs(),
            base_url: self.base_url,
            client_id: self.client_id,
            since: time(self.added),
            first_import: None,
        })
    }
}
