//! The walk of what a connected account brings: asked step by step, each answer landed with the cursor behind it in one
//! transaction, so that a run that breaks off anywhere goes on where it was.

use std::time::Duration;

use lorch_connect::{
    coding::GitHub,
    http::Request,
    listening::Spotify,
    signin::endpoints,
    source::{Account, Next, ReadError, Service, Step},
};
use lorch_model::{Timestamp, change::Topic, id::Id, status::Progress};
use lorch_store::{
    JobOutcome,
    connections::{CONNECTION_JOB, Kept},
};
use rand::Rng;
use serde::Serialize;

use crate::{Engine, EngineError, lock, poll, refresh::InFlight};

/// The longest nap of those who wait for a connection to be due.
const LONGEST_NAP: Duration = Duration::from_secs(60);
/// The nap while nothing can be written.
const TROUBLED_NAP: Duration = Duration::from_secs(5);
/// Records of a page of a service, by which the length of a first run is told.
const A_PAGE: u32 = 100;

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Requests that were answered.
    pub asked: u32,
    /// Records that were not here.
    pub new: u32,
    /// Records that were here and say something else now.
    pub changed: u32,
}

/// A fault as jobs keep it: code, sentence, hint; and how long the service wants to be left alone.
type Fault = (&'static str, String, String, Option<Duration>);

impl Engine {
    /// Reads what is new at a connection. One that is paused, needs the person or is being read already is left alone.
    pub async fn run_connection(&self, id: &Id) -> Result<Run, EngineError> {
        let mut run = Run::default();
        if !lock(&self.0.in_flight).insert(*id) {
            return Ok(run);
        }
        let _landing = InFlight::of(self, vec![*id]);
        let Some(kept) = self.store().connection(id).await?.filter(|kept| !kept.paused) else { return Ok(run) };
        let Some((service, account)) = service_of(&kept) else { return Ok(run) };
        let done = self.read_account(&kept, service, &account, &mut run).await;
        self.connection_progress(id, None);
        done.map(|()| run)
    }

    async fn read_account(
        &self,
        kept: &Kept,
        service: &'static dyn Service,
        account: &Account,
        run: &mut Run,
    ) -> Result<(), EngineError> {
        let id = &kept.id;
        let mut cursor = kept.cursor.clone().unwrap_or_default();
        let mut is_renewed = false;
        loop {
            let now = self.now();
            let ask = match service.next(account, &cursor, now) {
                Next::Ask(ask) => *ask,
                Next::Rest(until) => {
                    self.land(id, None, &JobOutcome { ran: now, due: Some(until), fault: None }, run).await?;
                    return Ok(());
                }
            };
            let bearer = match self.bearer(id).await {
                Ok(bearer) => bearer,
                // What waits for the person says so already.
                Err(EngineError::NeedsYou | EngineError::ConnectionNotFound) => return Ok(()),
                Err(EngineError::Vault(fault)) => {
                    let hint = "It goes on by itself once the vault is open.".to_owned();
                    return self.faulty(id, (fault.code(), fault.to_string(), hint, None), run).await;
                }
                Err(EngineError::SignIn(fault)) => {
                    return match self.store().job(CONNECTION_JOB, id).await?.is_some_and(|job| job.due.is_none()) {
                        true => Ok(()),
                        false => self.faulty(id, (fault.code(), fault.to_string(), again(), None), run).await,
                    };
                }
                Err(error) => return Err(error),
            };
            let headers = service.headers();
            let request = Request { bearer: Some(bearer.clone()), headers, ..Request::from(&ask) };
            let reply = match self.client().send(request).await {
                Ok(reply) => reply,
                Err(error) => return self.faulty(id, (error.code(), error.to_string(), error.hint(), None), run).await,
            };
            run.asked += 1;
            if reply.status == 401 {
                self.bearer_refused(id, &bearer).await?;
                // A token that was renewed and is refused all the same is renewed no more.
                if std::mem::replace(&mut is_renewed, true) {
                    let hint = "Sign in again under Sources.".to_owned();
                    let fault = ("token_refused", "the service refuses the token".to_owned(), hint, None);
                    return self.faulty(id, fault, run).await;
                }
                continue;
            }
            let step = match service.read(account, &cursor, &ask, &reply, now) {
                Ok(step) => step,
                Err(error) => return self.faulty(id, fault_of(&error), run).await,
            };
            let (rest, is_first, total) = (step.rest, step.first, step.total);
            cursor.clone_from(&step.cursor);
            let outcome = JobOutcome { ran: now, due: Some(rest.unwrap_or(now)), fault: None };
            let goes_on = self.land(id, Some(step), &outcome, run).await?;
            if is_first {
                let total = total.map_or(0, |total| total.div_ceil(A_PAGE).max(run.asked));
                self.connection_progress(id, Some(Progress { done: run.asked, total }));
                self.store().announce_status();
            }
            if !goes_on || rest.is_some_and(|rest| rest > self.now()) || self.0.stopping.is_cancelled() {
                return Ok(());
            }
        }
    }

    /// Lands what a step brought, its cursor and how the run stands, all or nothing. Returns whether the run goes on:
    /// not where the connection was taken away or paused meanwhile.
    async fn land(
        &self,
        id: &Id,
        step: Option<Step>,
        outcome: &JobOutcome,
        run: &mut Run,
    ) -> Result<bool, EngineError> {
        let mut write = self.store().write().await?;
        let (records, cursor) = step.map(|step| (step.records, step.cursor)).unzip();
        let landed = write.land_records(None, records.unwrap_or_default(), self.now()).await?;
        if let Some((code, ..)) = &outcome.fault {
            self.tell_refusal(&mut write, id, code).await?;
        }
        if !write.advance_connection(id, cursor.as_deref(), outcome).await? {
            return Ok(false);
        }
        write.commit().await?;
        run.new += landed.new;
        run.changed += landed.changed;
        let paused = self.store().settings().await?.paused;
        Ok(!paused && self.store().connection(id).await?.is_some_and(|kept| !kept.paused))
    }

    async fn faulty(&self, id: &Id, fault: Fault, run: &mut Run) -> Result<(), EngineError> {
        let (code, title, hint, retry_after) = fault;
        let chance: f64 = lock(&self.0.random).random();
        let due = self.store().due_jobs(CONNECTION_JOB, Timestamp::MAX).await?;
        let faults = due.iter().find(|job| job.key == *id).map_or(0, |job| job.faults);
        let now = self.now();
        let wait = poll::after_fault(faults + 1, retry_after, chance);
        let fault = Some((code.to_owned(), title, Some(hint)));
        self.land(id, None, &JobOutcome { ran: now, due: now.saturating_add(wait).ok(), fault }, run).await?;
        // What is told of it goes out now.
        self.0.wake.notify_one();
        Ok(())
    }

    /// Reads what is new at connections, until [`Engine::stop`]; beside [`Engine::run`], for a first run takes long.
    pub(crate) async fn run_connections(&self) {
        let mut place = self.store().changes_since(None).number;
        loop {
            let nap = match self.trouble().is_none() && !self.is_read_only() {
                true => self.connections_or_note().await,
                false => TROUBLED_NAP,
            };
            tokio::select! {
                () = self.0.clock.sleep(nap) => {}
                () = self.called_after(&mut place) => {}
            }
        }
    }

    async fn connections_or_note(&self) -> Duration {
        match self.read_due_connections().await {
            Ok(nap) => nap,
            Err(error) => {
                match error.trouble() {
                    Some(trouble) => drop(self.note(trouble)),
                    None => tracing::warn!(%error, "connections could not be read"),
                }
                TROUBLED_NAP
            }
        }
    }

    /// Reads what is due, one account after the other. Returns how long nothing will be.
    pub async fn read_due_connections(&self) -> Result<Duration, EngineError> {
        if self.store().settings().await?.paused {
            return Ok(LONGEST_NAP);
        }
        for job in self.store().due_jobs(CONNECTION_JOB, self.now()).await? {
            self.run_connection(&job.key).await?;
        }
        let next = self.store().next_due(CONNECTION_JOB).await?;
        let wait = next.map(|next| Duration::try_from(next.duration_since(self.now())).unwrap_or_default());
        Ok(wait.unwrap_or(LONGEST_NAP).clamp(Duration::from_secs(1), LONGEST_NAP))
    }

    /// Waits until something was committed that may make a connection due.
    async fn called_after(&self, place: &mut String) {
        loop {
            self.store().changed_after(place).await;
            let changes = self.store().changes_since(Some(place));
            *place = changes.number;
            let calls = |topic: &Topic| matches!(topic, Topic::Sources | Topic::Settings);
            if changes.reset || changes.topics.iter().any(calls) {
                return;
            }
        }
    }
}

/// The connector of a connection, and whose account it reads.
fn service_of(kept: &Kept) -> Option<(&'static dyn Service, Account)> {
    let known: [&'static dyn Service; 2] = [&GitHub, &Spotify];
    let service = known.into_iter().find(|service| service.about().id == kept.service)?;
    let base = endpoints(&kept.service, &kept.base_url)?.api;
    Some((service, Account { key: kept.account.clone(), name: kept.name.clone(), base }))
}

fn fault_of(error: &ReadError) -> Fault {
    match error {
        ReadError::Forbidden { status } => (
            "scope_missing",
            format!("the service does not let this account be read ({status})"),
            "Sign in again under Sources, and allow what Lorch asks for.".to_owned(),
            None,
        ),
        ReadError::Broken { detail } => {
            ("answer_unusable", format!("the answer can't be read: {detail}"), again(), None)
        }
        error => (error.code(), error.to_string(), again(), error.retry_after()),
    }
}

fn again() -> String {
    "It will be asked again later.".to_owned()
}
