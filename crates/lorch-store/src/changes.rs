//! The change feed: every commit that touches a topic gets the next number, and listeners wake.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lorch_model::{
    Timestamp,
    change::{Changes, Topic},
};
use sqlx::SqlitePool;
use tokio::sync::watch;

use crate::{Result, Store};

/// A place in the change feed, as its readers keep it: `<commit>.<status>.<system>`.
///
/// Commits are numbered for the life of the profile. What Lorch is doing now ([`Topic::Status`]) and what this computer
/// does ([`Topic::System`]) is not persisted: their counts begin anew, at the time of opening, whenever a process opens
/// the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    commit: i64,
    status: i64,
    system: i64,
}

/// The last place at which each topic was touched.
pub struct ChangeFeed {
    /// Held from the numbering of a commit until it is announced: a later number is never announced first.
    pub(crate) order: tokio::sync::Mutex<()>,
    numbers: Mutex<Numbers>,
    wake: watch::Sender<()>,
}

struct Numbers {
    topics: BTreeMap<Topic, i64>,
    here: Place,
}

impl ChangeFeed {
    pub(crate) async fn load(writer: &SqlitePool, now: Timestamp) -> Result<Self> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT topic, number FROM topics").fetch_all(writer).await?;
        let topics: BTreeMap<Topic, i64> =
            rows.into_iter().filter_map(|(topic, number)| Some((from_word(&topic)?, number))).collect();
        let commit = topics.values().copied().max().unwrap_or(0);
        let here = Place { commit, status: now.as_millisecond(), system: now.as_millisecond() };
        Ok(Self {
            order: Default::default(),
            numbers: Mutex::new(Numbers { topics, here }),
            wake: watch::Sender::new(()),
        })
    }

    /// The number of the commit that is about to be made.
    pub(crate) fn next(&self) -> i64 {
        self.lock().here.commit + 1
    }

    /// Makes known that the commit `number` touched `topics`. Only now: a reader that saw the number before the
    /// commit was visible would take what it reads for newer than it is.
    pub(crate) fn announce(&self, topics: &BTreeSet<Topic>, number: i64) {
        let mut numbers = self.lock();
        numbers.topics.extend(topics.iter().map(|topic| (*topic, number)));
        numbers.here.commit = number;
        drop(numbers);
        self.wake.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Numbers> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// What changed after `since`. A place this profile never gave out is answered `reset`; `None` asks for the
    /// present place alone.
    pub fn changes_since(&self, since: Option<&str>) -> Changes {
        let numbers = self.feed.lock();
        let here = numbers.here;
        let Some(since) = since else {
            return Changes { number: here.to_string(), reset: false, topics: Vec::new() };
        };
        match since.parse::<Place>() {
            Ok(since) if since.commit <= here.commit => {
                let committed =
                    numbers.topics.iter().filter(|(_, number)| **number > since.commit).map(|(topic, _)| *topic);
                let status = (since.status != here.status).then_some(Topic::Status);
                let system = (since.system != here.system).then_some(Topic::System);
                Changes {
                    number: here.to_string(),
                    reset: false,
                    topics: committed.chain(status).chain(system).collect(),
                }
            }
            _ => Changes { number: here.to_string(), reset: true, topics: Topic::ALL.to_vec() },
        }
    }

    /// Waits until [`Store::changes_since`] has something to say after `since`.
    pub async fn changed_after(&self, since: &str) {
        let mut wake = self.feed.wake.subscribe();
        loop {
            let changes = self.changes_since(Some(since));
            // The sender lives in the store, so waiting can't fail while the store is here.
            if changes.reset || !changes.topics.is_empty() || wake.changed().await.is_err() {
                return;
            }
        }
    }

    /// Version of what `topics` show: differs whenever one of them changed.
    pub fn version(&self, topics: &[Topic]) -> String {
        let numbers = self.feed.lock();
        let commit = topics.iter().filter_map(|topic| numbers.topics.get(topic)).copied().max().unwrap_or(0);
        let status = if topics.contains(&Topic::Status) { numbers.here.status } else { 0 };
        let system = if topics.contains(&Topic::System) { numbers.here.system } else { 0 };
        Place { commit, status, system }.to_string()
    }

    /// Announces that these have something to say that is not kept.
    pub async fn announce(&self, topics: &[Topic]) {
        let _order = self.feed.order.lock().await;
        self.feed.announce(&topics.iter().copied().collect(), self.feed.next());
    }

    /// Announces that what Lorch is doing now has changed.
    pub fn announce_status(&self) {
        self.feed.lock().here.status += 1;
        self.feed.wake.send_replace(());
    }
}

impl Store {
    /// Announces that a sample of this computer came.
    pub fn announce_system(&self) {
        self.feed.lock().here.system += 1;
        self.feed.wake.send_replace(());
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.commit, self.status, self.system)
    }
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (commit, rest) = text.split_once('.').unwrap_or((text, "0"));
        let (status, system) = rest.split_once('.').unwrap_or((rest, "0"));
        Ok(Self { commit: commit.parse()?, status: status.parse()?, system: system.parse()? })
    }
}

pub(crate) fn word(topic: Topic) -> String {
    format!("{topic:?}").to_lowercase()
}

fn from_word(text: &str) -> Option<Topic> {
    Topic::ALL.into_iter().find(|topic| word(*topic) == text)
}
