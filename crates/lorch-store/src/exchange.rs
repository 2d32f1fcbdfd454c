//! What devices tell each other, on the side of the tables.

use std::collections::{BTreeMap, HashMap};

use lorch_model::{
    Timestamp,
    exchange::{Item, Mark, Vector},
    id::Id,
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write, bulk, documents::LogEntry, json, statement::statement, time};

mod batch;
mod unfinished;
mod unknown;

#[derive(FromRow)]
pub(crate) struct MarkRow {
    value: bool,
    counter: i64,
    clock: i64,
    origin: Vec<u8>,
}

#[derive(FromRow)]
struct ThingRow {
    thing: Vec<u8>,
    mark: String,
    #[sqlx(flatten)]
    row: MarkRow,
}

impl MarkRow {
    pub(crate) fn into_mark(self, mark: &str) -> Result<Mark> {
        Ok(Mark {
            mark: mark.to_owned(),
            value: self.value,
            counter: self.counter,
            clock: time(self.clock),
            origin: Id::from_slice(&self.origin).ok_or(StoreError::Unreadable("origin"))?,
        })
    }
}

impl Store {
    /// How far this device has seen each origin's log.
    pub async fn vector(&self) -> Result<Vector> {
        let rows: Vec<(Vec<u8>, i64)> =
            sqlx::query_as("SELECT origin, seq FROM vector WHERE seq > 0").fetch_all(&self.readers).await?;
        Ok(Vector(rows.into_iter().filter_map(|(origin, seq)| Some((Id::from_slice(&origin)?, seq))).collect()))
    }

    /// Every mark there is, by thing and word.
    pub async fn marks(&self) -> Result<Vec<(Id, Mark)>> {
        let rows: Vec<ThingRow> = sqlx::query_as("SELECT thing, mark, value, counter, clock, origin FROM marks")
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|row| {
                let thing = Id::from_slice(&row.thing).ok_or(StoreError::Unreadable("mark"))?;
                Ok((thing, row.row.into_mark(&row.mark)?))
            })
            .collect()
    }
}

impl Write {
    /// Takes marks of another device, where they win over those that are here.
    pub async fn merge_marks(&mut self, items: &[(&Item, &Mark)]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let things: Vec<(Id, &str)> = items.iter().map(|(item, mark)| (item.key, mark.mark.as_str())).collect();
        let rows: Vec<ThingRow> = sqlx::query_as(
            "SELECT thing, mark, marks.value, counter, clock, origin FROM json_each(?) AS asked
             CROSS JOIN marks ON thing = unhex(asked.value ->> 0) AND mark = asked.value ->> 1",
        )
        .bind(json(&things)?)
        .fetch_all(self.conn().await?)
        .await?;
        let mut here = HashMap::with_capacity(rows.len());
        for row in rows {
            let thing = Id::from_slice(&row.thing).ok_or(StoreError::Unreadable("mark"))?;
            here.insert((thing, row.mark.clone()), row.row.into_mark(&row.mark)?);
        }
        // Of what comes twice the later word counts: one thing has one place in the log.
        let mut won: BTreeMap<(Id, String), (&Item, &Mark)> = BTreeMap::new();
        for (item, mark) in items {
            let thing = (item.key, mark.mark.clone());
            let loses = here.get(&thing).is_some_and(|here| !mark.wins_over(here))
                || won.get(&thing).is_some_and(|(_, other)| !mark.wins_over(other));
            if !loses {
                won.insert(thing, (item, mark));
            }
        }
        let won: Vec<(&Item, &Mark)> = won.into_values().collect();
        self.keep_marks(&won).await?;
        let shown: Vec<(Id, &str, bool)> =
            won.iter().map(|(item, mark)| (item.key, mark.mark.as_str(), mark.value)).collect();
        self.show_marks(&shown).await
    }

    async fn keep_marks(&mut self, won: &[(&Item, &Mark)]) -> Result<()> {
        let met: BTreeMap<Id, Timestamp> = won.iter().map(|(_, mark)| (mark.origin, mark.clock)).collect();
        for (origin, clock) in met {
            self.meet(&origin, clock).await?;
        }
        bulk::insert(
            self,
            "INSERT OR REPLACE INTO marks (thing, mark, value, counter, clock, origin) VALUES",
            6,
            won,
            |query, (item, mark)| {
                query
                    .bind(item.key.0.to_vec())
                    .bind(mark.mark.clone())
                    .bind(mark.value)
                    .bind(mark.counter)
                    .bind(mark.clock.as_millisecond())
                    .bind(mark.origin.0.to_vec())
            },
        )
        .await?;
        let kinds: Vec<String> = won.iter().map(|(item, _)| item.content.kind()).collect();
        let entries: Vec<LogEntry<'_>> = won
            .iter()
            .zip(&kinds)
            .map(|((item, _), kind)| LogEntry {
                place: Some((item.origin, item.seq)),
                kind,
                key: item.key,
                schema: item.schema,
                tombstone: false,
            })
            .collect();
        let now = won.iter().map(|(_, mark)| mark.clock).max().unwrap_or_default();
        self.log_all(&entries, now).await
    }

    /// Notes that everything the vector covers is here. Only after the whole of an exchange has landed: what was
    /// superseded leaves gaps that only the rest of it fills.
    pub async fn advance(&mut self, vector: &Vector, now: Timestamp) -> Result<()> {
        for (origin, seq) in &vector.0 {
            self.meet(origin, now).await?;
            sqlx::query(
                "INSERT INTO vector (origin, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
            )
            .bind(origin.as_bytes())
            .bind(seq)
            .execute(self.conn().await?)
            .await?;
        }
        Ok(())
    }

    /// Notes that these origins are incarnations of one device, which writes as `peer` now.
    pub async fn meet_device(&mut self, peer: &Id, own: &[Id], now: Timestamp) -> Result<()> {
        self.meet(peer, now).await?;
        for origin in own {
            self.meet(origin, now).await?;
        }
        let own: Vec<&Id> = own.iter().chain([peer]).collect();
        self.later(
            statement(
                "UPDATE origins SET device = ?1 WHERE own = 0 AND id IN (SELECT unhex(value) FROM json_each(?2))",
            )
            .bind(peer)
            .bind(json(&own)?),
        );
        Ok(())
    }

    /// Makes an origin known, so that what it wrote can be kept.
    pub(crate) async fn meet(&mut self, origin: &Id, now: Timestamp) -> Result<()> {
        sqlx::query("INSERT INTO origins (id, own, began) VALUES (?, 0, ?) ON CONFLICT DO NOTHING")
            .bind(origin.as_bytes())
            .bind(now.as_millisecond())
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }
}
