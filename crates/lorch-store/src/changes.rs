//! The change feed: every commit that touches a topic gets the next number, and listeners wake.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use lorch_model::change::{Changes, Topic};
use sqlx::SqlitePool;
use tokio::sync::watch;

use crate::{Result, Store};

/// Numbers of the last commit of each topic, kept in memory and persisted by the commits themselves.
///
/// [`Topic::Status`] is not persisted: it has no meaning after a restart.
pub struct ChangeFeed {
    numbers: Mutex<BTreeMap<Topic, i64>>,
    head: watch::Sender<i64>,
}

impl ChangeFeed {
    pub(crate) async fn load(writer: &SqlitePool) -> Result<Self> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT topic, number FROM topics").fetch_all(writer).await?;
        let mut numbers: BTreeMap<Topic, i64> = Topic::ALL.into_iter().map(|topic| (topic, 0)).collect();
        for (word, number) in rows {
            if let Some(topic) = from_word(&word) {
                numbers.insert(topic, number);
            }
        }
        let head = numbers.values().copied().max().unwrap_or(0);
        Ok(Self { numbers: Mutex::new(numbers), head: watch::Sender::new(head) })
    }

    /// Gives `topics` the next number. There is one writer, so numbers follow the order of commits; a number whose
    /// commit then fails is only a needless question of the screens.
    pub(crate) fn number(&self, topics: &BTreeSet<Topic>) -> Vec<(String, i64)> {
        let mut numbers = self.lock();
        let next = numbers.values().copied().max().unwrap_or(0) + 1;
        topics
            .iter()
            .map(|topic| {
                numbers.insert(*topic, next);
                (word(*topic), next)
            })
            .filter(|(topic, _)| *topic != word(Topic::Status))
            .collect()
    }

    pub(crate) fn announce(&self) {
        let head = self.lock().values().copied().max().unwrap_or(0);
        self.head.send_replace(head);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Topic, i64>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// What changed after `since`. A number this profile never gave out is answered `reset`; `None` asks for the
    /// present number alone.
    pub fn changes_since(&self, since: Option<i64>) -> Changes {
        let numbers = self.feed.lock();
        let head = numbers.values().copied().max().unwrap_or(0);
        let reset = since.is_some_and(|since| since > head || since < 0);
        let topics = match since {
            None => Vec::new(),
            Some(_) if reset => Topic::ALL.to_vec(),
            Some(since) => numbers.iter().filter(|(_, number)| **number > since).map(|(topic, _)| *topic).collect(),
        };
        Changes { number: head.to_string(), reset, topics }
    }

    /// Waits until a commit is announced after the number `seen`.
    pub async fn changed_after(&self, seen: i64) {
        let mut head = self.feed.head.subscribe();
        // The sender lives in the store, so waiting can't fail while the store is here.
        let _ = head.wait_for(|number| *number > seen).await;
    }

    /// Version of what `topics` show: changes whenever one of them does.
    pub fn version(&self, topics: &[Topic]) -> i64 {
        let numbers = self.feed.lock();
        topics.iter().filter_map(|topic| numbers.get(topic)).copied().max().unwrap_or(0)
    }

    /// Announces that what Lorch is doing now has changed.
    pub fn announce_status(&self) {
        self.feed.number(&BTreeSet::from([Topic::Status]));
        self.feed.announce();
    }
}

fn word(topic: Topic) -> String {
    format!("{topic:?}").to_lowercase()
}

fn from_word(text: &str) -> Option<Topic> {
    Topic::ALL.into_iter().find(|topic| word(*topic) == text)
}
