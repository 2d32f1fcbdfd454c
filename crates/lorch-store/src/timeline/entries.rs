//! Entries that rooms make of their records: all that the timeline and the search have of them.

use std::collections::{HashMap, HashSet};

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    timeline::{Room, TimelineKey},
};

use crate::{Result, Write, bulk, json, search, statement::statement};

/// An entry as a room wants it to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub id: Id,
    pub room: Room,
    pub kind: String,
    pub started: Timestamp,
    pub ended: Option<Timestamp>,
    pub title: String,
    pub subtitle: String,
    pub value: Option<f64>,
    pub unit: Option<&'static str>,
    pub source: String,
    pub expires: Option<Timestamp>,
    /// What it is found by beside its title.
    pub text: String,
}

/// Word of the source that an account belongs to: `github` of `github:583231` and of `github@git.example:7`.
pub(crate) fn source_of(account: &str) -> &str {
    account.split([':', '@']).next().unwrap_or_default()
}

impl Write {
    /// Puts new entries on the timeline and into the search. Returns the key of each.
    pub(crate) async fn insert_entries(&mut self, entries: &[Entry]) -> Result<Vec<i64>> {
        let keys = self.free_keys(entries).await?;
        let mut placed: Vec<(i64, &Entry)> = keys.iter().copied().zip(entries).collect();
        // Full text takes ascending keys.
        placed.sort_unstable_by_key(|(key, _)| *key);
        bulk::insert_as(
            self,
            [
                "INSERT INTO timeline (key, id, room, kind, ended, title, subtitle, value, unit, source, provenance, expires)
                 VALUES",
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, iif(EXISTS (SELECT 1 FROM sample WHERE thing = ?), 'sample', 'api'), ?)",
                "",
            ],
            &placed,
            |query, (key, entry)| {
                query
                    .bind(*key)
                    .bind(entry.id.0.to_vec())
                    .bind(entry.room.as_str())
                    .bind(entry.kind.clone())
                    .bind(entry.ended.map(Timestamp::as_millisecond))
                    .bind(entry.title.clone())
                    .bind(entry.subtitle.clone())
                    .bind(entry.value)
                    .bind(entry.unit)
                    .bind(entry.source.clone())
                    .bind(entry.id.0.to_vec())
                    .bind(entry.expires.map(Timestamp::as_millisecond))
            },
        )
        .await?;
        let texts: Vec<&(i64, &Entry)> = placed.iter().filter(|(_, entry)| !entry.text.is_empty()).collect();
        bulk::insert(self, "INSERT INTO search_texts (key, text) VALUES", 2, &texts, |query, (key, entry)| {
            query.bind(*key).bind(entry.text.clone())
        })
        .await?;
        let words =
            placed.iter().map(|(key, entry)| search::Words { key: *key, title: &entry.title, text: &entry.text });
        search::add(self, &words.collect::<Vec<_>>()).await?;
        self.touch(Topic::Timeline);
        Ok(keys)
    }

    /// Takes the entries of these things off the timeline and out of the search, and with them the rows that their
    /// room has beside them.
    pub(crate) async fn forget_things(&mut self, ids: &[Id], rooms: &[Room]) -> Result<()> {
        let rooms: Vec<&str> = rooms.iter().map(|room| room.as_str()).collect();
        let keys: Vec<i64> = sqlx::query_scalar(
            "SELECT timeline.key FROM json_each(?1) CROSS JOIN timeline ON timeline.id = unhex(json_each.value)
             WHERE timeline.room IN (SELECT json_each.value FROM json_each(?2))",
        )
        .bind(json(ids)?)
        .bind(json(&rooms)?)
        .fetch_all(self.conn().await?)
        .await?;
        for key in &keys {
            search::forget(self, *key);
            self.later(statement("DELETE FROM timeline WHERE key = ?").bind(*key));
        }
        if !keys.is_empty() {
            self.touch(Topic::Timeline);
        }
        Ok(())
    }

    /// A key for each, of its start, that nothing else has. Of two that want the same one the lower id gets it.
    async fn free_keys(&mut self, entries: &[Entry]) -> Result<Vec<i64>> {
        let first = |entry: &Entry| TimelineKey::new(entry.started, TimelineKey::tie_of(&entry.id));
        let wanted: Vec<i64> = entries.iter().map(|entry| first(entry).0).collect();
        let mut taken: HashSet<i64> = sqlx::query_scalar(
            "SELECT timeline.key FROM json_each(?) CROSS JOIN timeline ON timeline.key = json_each.value",
        )
        .bind(json(&wanted)?)
        .fetch_all(self.conn().await?)
        .await?
        .into_iter()
        .collect();
        let mut in_order: Vec<usize> = (0..entries.len()).collect();
        in_order.sort_unstable_by_key(|at| (wanted[*at], entries[*at].id));
        let mut keys = vec![0; entries.len()];
        for at in in_order {
            let mut key = first(&entries[at]);
            while taken.contains(&key.0) || (key.0 != wanted[at] && self.is_key_taken(key.0).await?) {
                key = key.next_tie();
            }
            taken.insert(key.0);
            keys[at] = key.0;
        }
        Ok(keys)
    }

    async fn is_key_taken(&mut self, key: i64) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM timeline WHERE key = ?)")
            .bind(key)
            .fetch_one(self.conn().await?)
            .await?)
    }
}

/// Ids of records with the hash that their row was made from.
pub(crate) fn by_id(rows: Vec<(Vec<u8>, Vec<u8>)>) -> HashMap<Id, Vec<u8>> {
    rows.into_iter().filter_map(|(id, hash)| Some((Id::from_slice(&id)?, hash))).collect()
}
