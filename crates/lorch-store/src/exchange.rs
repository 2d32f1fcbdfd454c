//! What devices tell each other, on the side of the tables.

use lorch_model::{
    Timestamp,
    exchange::{Item, MARK, Mark, Vector},
    id::Id,
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write, time};

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
        #[derive(FromRow)]
        struct Row {
            thing: Vec<u8>,
            mark: String,
            #[sqlx(flatten)]
            row: MarkRow,
        }
        let rows: Vec<Row> = sqlx::query_as("SELECT thing, mark, value, counter, clock, origin FROM marks")
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
    /// Takes a mark of another device, if it wins over the one that is here.
    pub async fn merge_mark(&mut self, item: &Item, mark: &Mark) -> Result<()> {
        let here: Option<MarkRow> =
            sqlx::query_as("SELECT value, counter, clock, origin FROM marks WHERE thing = ? AND mark = ?")
                .bind(item.key.as_bytes())
                .bind(&mark.mark)
                .fetch_optional(self.conn())
                .await?;
        if let Some(here) = here
            && !mark.wins_over(&here.into_mark(&mark.mark)?)
        {
            return Ok(());
        }
        self.meet(&mark.origin, mark.clock).await?;
        sqlx::query(
            "INSERT OR REPLACE INTO marks (thing, mark, value, counter, clock, origin) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(item.key.as_bytes())
        .bind(&mark.mark)
        .bind(mark.value)
        .bind(mark.counter)
        .bind(mark.clock.as_millisecond())
        .bind(mark.origin.as_bytes())
        .execute(self.conn())
        .await?;
        self.adopt(item, &format!("{MARK}{}", mark.mark), mark.clock).await?;
        self.show_mark(&item.key, &mark.mark, mark.value).await
    }

    /// Hashes of the changes that are here of a document.
    pub async fn change_hashes(&mut self, document: &Id) -> Result<Vec<[u8; 32]>> {
        let hashes: Vec<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM changes WHERE document = ?")
            .bind(document.as_bytes())
            .fetch_all(self.conn())
            .await?;
        Ok(hashes.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
    }

    /// Says that a thing is now, word for word, what another device wrote at its place.
    pub async fn adopt(&mut self, item: &Item, kind: &str, now: Timestamp) -> Result<()> {
        self.adopt_as(item, kind, false, now).await
    }

    /// As [`Write::adopt`], of a thing of which only a tombstone may be left.
    pub async fn adopt_as(&mut self, item: &Item, kind: &str, tombstone: bool, now: Timestamp) -> Result<()> {
        self.meet(&item.origin, now).await?;
        sqlx::query("INSERT OR REPLACE INTO log (origin, seq, kind, key, schema, tombstone) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(item.origin.as_bytes())
            .bind(item.seq)
            .bind(kind)
            .bind(item.key.as_bytes())
            .bind(item.schema)
            .bind(tombstone)
            .execute(self.conn())
            .await?;
        Ok(())
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
            .execute(self.conn())
            .await?;
        }
        Ok(())
    }

    /// Makes an origin known, so that what it wrote can be kept.
    pub(crate) async fn meet(&mut self, origin: &Id, now: Timestamp) -> Result<()> {
        sqlx::query("INSERT INTO origins (id, own, began) VALUES (?, 0, ?) ON CONFLICT DO NOTHING")
            .bind(origin.as_bytes())
            .bind(now.as_millisecond())
            .execute(self.conn())
            .await?;
        Ok(())
    }
}
