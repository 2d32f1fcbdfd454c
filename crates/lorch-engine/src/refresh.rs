//! The walk of a fetched record: asked, read, kept; several feeds at a time, written in batches.

use std::{collections::HashSet, time::Duration};

use futures::{StreamExt, stream};
use lorch_connect::{
    http::{LONGEST_WAIT, Request, SendError},
    reader::Feeds,
    source::{Onward, Page, ReadError, Resume, Source, Validators},
};
use lorch_documents::subscription::Edit;
use lorch_model::{
    Timestamp,
    id::Id,
    reader::{FetchOutcome, RefreshReport, SubscriptionEdit},
    status::Progress,
};
use lorch_store::{
    JobOutcome,
    reader::{FeedToFetch, Fetched, Landed},
};
use rand::Rng;
use url::Url;

use crate::{Engine, EngineError, draft, lock, poll};

/// Feeds asked at a time; the client bounds it further, host by host.
const AT_A_TIME: usize = 16;
/// A batch is written when it holds this many articles …
const BATCH_ARTICLES: usize = 1_000;
/// … or when its first fetch has waited this long.
const BATCH_WAIT: Duration = Duration::from_millis(250);

/// What came of asking one feed.
pub(crate) struct Outcome {
    pub at: Timestamp,
    pub bytes: u64,
    pub took: Duration,
    pub answer: Result<Result<Answer, ReadError>, SendError>,
}

/// A good answer.
pub(crate) enum Answer {
    /// Nothing new.
    Unchanged(Onward),
    /// A feed.
    Fetched(Box<lorch_store::reader::FetchedContent>, Onward),
    /// Gone for good.
    Gone,
}

impl Engine {
    /// Asks these feeds now and returns when all are written. Feeds that are being asked already are waited for.
    pub async fn refresh(&self, ids: &[Id]) -> Result<RefreshReport, EngineError> {
        let report = self.refresh_idle(ids).await?;
        let asked: HashSet<&Id> = ids.iter().collect();
        loop {
            let landed = self.0.landed.notified();
            tokio::pin!(landed);
            landed.as_mut().enable();
            if lock(&self.0.in_flight).iter().all(|id| !asked.contains(id)) {
                return Ok(report);
            }
            landed.await;
        }
    }

    /// Asks those of these feeds that are not being asked already.
    async fn refresh_idle(&self, ids: &[Id]) -> Result<RefreshReport, EngineError> {
        let mine: Vec<Id> = {
            let mut in_flight = lock(&self.0.in_flight);
            ids.iter().copied().filter(|id| in_flight.insert(*id)).collect()
        };
        let _landing = InFlight { engine: self, ids: mine.clone() };
        let feeds = self.store().feeds_to_fetch(&mine).await?;
        if feeds.is_empty() {
            return Ok(RefreshReport::default());
        }
        let interval = self.store().settings().await?.refresh_minutes;
        let _progress = Counted::begin(self, feeds.len());
        let mut report = RefreshReport::default();
        let asked = stream::iter(feeds).map(|feed| async move {
            let outcome = self.ask(&feed).await;
            let moved = outcome.moved_to();
            (self.fetched(&feed, outcome, interval), moved)
        });
        let mut answers = asked.buffer_unordered(AT_A_TIME).take_until(self.0.stopping.cancelled()).boxed();
        while let Some(first) = answers.next().await {
            let mut batch = vec![first];
            let full = self.0.clock.sleep(BATCH_WAIT);
            tokio::pin!(full);
            while batch.iter().map(|(fetched, _)| weight(fetched)).sum::<usize>() < BATCH_ARTICLES {
                tokio::select! {
                    next = answers.next() => match next {
                        Some(next) => batch.push(next),
                        None => break,
                    },
                    () = &mut full => break,
                }
            }
            self.keep(batch, &mut report).await?;
        }
        Ok(report)
    }

    async fn keep(&self, batch: Vec<(Fetched, Option<Url>)>, report: &mut RefreshReport) -> Result<(), EngineError> {
        let (fetches, moves): (Vec<Fetched>, Vec<Option<Url>>) = batch.into_iter().unzip();
        let mut write = self.store().write().await?;
        let landed = write.land(&fetches).await?;
        for (fetched, url) in fetches.iter().zip(moves) {
            // Two subscriptions that move to one place stay apart: each keeps asking where it was told to.
            if let Some(url) = url
                && !write.is_subscribed_at(url.as_str()).await?
            {
                let edit = SubscriptionEdit { url: Some(url.into()), ..SubscriptionEdit::default() };
                self.apply(&mut write, &fetched.id, None, &Edit::Change(edit)).await?;
            }
        }
        self.tell_faults(&mut write, &fetches).await?;
        write.commit().await?;
        for (fetched, landed) in fetches.iter().zip(landed) {
            count(report, fetched, landed);
        }
        self.advance(fetches.len());
        Ok(())
    }

    /// Asks one feed and reads its answer.
    pub(crate) async fn ask(&self, feed: &FeedToFetch) -> Outcome {
        let at = self.now();
        let Ok(url) = Url::parse(&feed.url) else {
            let answer = Err(SendError::BadUrl { url: feed.url.clone() });
            return Outcome { at, bytes: 0, took: Duration::ZERO, answer };
        };
        let validators = Validators { etag: feed.etag.clone(), last_modified: feed.last_modified.clone() };
        let ask = Feeds.ask(&Resume { url, validators });
        let reply = match self.client().send(Request::from(&ask)).await {
            Ok(reply) => reply,
            Err(error) => return Outcome { at, bytes: 0, took: Duration::ZERO, answer: Err(error) },
        };
        let (bytes, took) = (reply.body.len() as u64, reply.took);
        let (account, before) = (format!("feed:{}", feed.first_url), feed.body_hash.clone());
        // Reading a large feed takes long enough to hold up everything else on this thread.
        let read = tokio::task::spawn_blocking(move || {
            let hash = blake3::hash(&reply.body).as_bytes()[..16].to_vec();
            let same = reply.status == 200 && before.as_ref() == Some(&hash);
            match Feeds.read(&ask, &reply, at)? {
                Page::Fetched { onward, .. } if same => Ok(Answer::Unchanged(onward)),
                Page::Fetched { content, onward } => {
                    Ok(Answer::Fetched(Box::new(draft::content(&account, *content, hash, at)), onward))
                }
                Page::Unchanged(onward) => Ok(Answer::Unchanged(onward)),
                Page::Gone => Ok(Answer::Gone),
            }
        });
        let answer = read.await.unwrap_or_else(|_| Err(ReadError::Broken { detail: "reading it failed".into() }));
        Outcome { at, bytes, took, answer: Ok(answer) }
    }

    /// What to write of an outcome, and when to ask again.
    pub(crate) fn fetched(&self, feed: &FeedToFetch, outcome: Outcome, interval_minutes: u32) -> Fetched {
        let interval = Duration::from_secs(u64::from(interval_minutes) * 60);
        let chance: f64 = lock(&self.0.random).random();
        let due = |wait: Duration| outcome.at.saturating_add(wait).ok();
        let mut fetched = Fetched {
            number: feed.number,
            id: feed.id,
            outcome: FetchOutcome::Failed,
            job: JobOutcome { ran: outcome.at, due: None, fault: None },
            bytes: outcome.bytes,
            took_ms: u32::try_from(outcome.took.as_millis()).unwrap_or(u32::MAX),
            etag: None,
            last_modified: None,
            content: None,
        };
        let fault = match outcome.answer {
            Ok(Ok(Answer::Gone)) => {
                fetched.outcome = FetchOutcome::Gone;
                let hint = "It is not asked any more. What it brought stays here.";
                fetched.job.fault =
                    Some(("feed_gone".into(), "the server says this feed is gone for good".into(), Some(hint.into())));
                None
            }
            Ok(Ok(Answer::Unchanged(onward))) => {
                fetched.outcome = FetchOutcome::Unchanged;
                fetched.job.due = due(poll::after_good(interval, onward.poll_after, chance));
                (fetched.etag, fetched.last_modified) = changed(feed, onward.validators);
                None
            }
            Ok(Ok(Answer::Fetched(content, onward))) => {
                fetched.outcome = FetchOutcome::Fetched;
                fetched.job.due = due(poll::after_good(interval, onward.poll_after, chance));
                (fetched.etag, fetched.last_modified) = (onward.validators.etag, onward.validators.last_modified);
                fetched.content = Some(*content);
                None
            }
            Ok(Err(error)) => Some((error.code(), error.to_string(), error.hint(), error.retry_after())),
            Err(error) => Some((error.code(), error.to_string(), error.hint(), None)),
        };
        if let Some((code, title, hint, retry_after)) = fault {
            let retry_after = retry_after.map(|wait| wait.min(LONGEST_WAIT));
            fetched.job.due = due(poll::after_fault(feed.faults + 1, retry_after, chance));
            fetched.job.fault = Some((code.into(), title, Some(hint)));
        }
        fetched
    }

    fn advance(&self, done: usize) {
        if let Some(progress) = lock(&self.0.progress).as_mut() {
            progress.done += u32::try_from(done).unwrap_or(u32::MAX);
        }
        self.store().announce_status();
    }
}

impl Outcome {
    /// Where the feed lives now, known only from an answer that was good.
    pub(crate) fn moved_to(&self) -> Option<Url> {
        match &self.answer {
            Ok(Ok(Answer::Fetched(_, onward) | Answer::Unchanged(onward))) => onward.moved_to.clone(),
            _ => None,
        }
    }
}

/// Feeds and connections that are being asked, until this is dropped.
pub(crate) struct InFlight<'a> {
    engine: &'a Engine,
    ids: Vec<Id>,
}

impl<'a> InFlight<'a> {
    pub(crate) fn of(engine: &'a Engine, ids: Vec<Id>) -> Self {
        Self { engine, ids }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut in_flight = lock(&self.engine.0.in_flight);
        for id in &self.ids {
            in_flight.remove(id);
        }
        drop(in_flight);
        self.engine.0.landed.notify_waiters();
    }
}

/// A share of the progress that people see, until this is dropped.
struct Counted<'a> {
    engine: &'a Engine,
    total: u32,
}

impl<'a> Counted<'a> {
    fn begin(engine: &'a Engine, total: usize) -> Self {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        lock(&engine.0.progress).get_or_insert(Progress { done: 0, total: 0 }).total += total;
        engine.store().announce_status();
        Self { engine, total }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let mut progress = lock(&self.engine.0.progress);
        if let Some(shown) = progress.as_mut() {
            shown.total = shown.total.saturating_sub(self.total);
            shown.done = shown.done.saturating_sub(self.total);
            if shown.total == 0 {
                *progress = None;
            }
        }
        drop(progress);
        self.engine.store().announce_status();
    }
}

fn weight(fetched: &Fetched) -> usize {
    fetched.content.as_ref().map_or(1, |content| content.articles.len().max(1))
}

/// Validators of a 304 are written only when they differ from those that were sent.
fn changed(feed: &FeedToFetch, now: Validators) -> (Option<String>, Option<String>) {
    if now.etag == feed.etag && now.last_modified == feed.last_modified {
        (None, None)
    } else {
        (now.etag, now.last_modified)
    }
}

fn count(report: &mut RefreshReport, fetched: &Fetched, landed: Landed) {
    report.checked += 1;
    report.new += landed.new;
    report.changed += landed.changed;
    let word = match fetched.outcome {
        FetchOutcome::Fetched => "fetched",
        FetchOutcome::Unchanged => {
            report.unchanged += 1;
            "unchanged"
        }
        FetchOutcome::Failed | FetchOutcome::Gone => {
            report.failed += 1;
            "failed"
        }
    };
    metrics::counter!("lorch_feed_fetches_total", "outcome" => word).increment(1);
    metrics::counter!("lorch_articles_new_total").increment(u64::from(landed.new));
}
