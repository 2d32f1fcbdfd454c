//! Everything a person made and owns, as it is at one moment. What expires one day is left out: what lies in a file
//! can't be reached when its time comes.

mod local;

use lorch_model::{
    exchange::{Content, Item, RECORD, Raw},
    id::Id,
    record::{ARTICLE, LINK, Record},
};
use sqlx::{AssertSqlSafe, FromRow, Sqlite, Transaction};

use crate::{Result, Store, StoreError, exchange::MarkRow, records};

pub use local::{FeedKept, LocalKept, RunKept};

/// Kind of the runs that import an export. They are no part of the next one: what they brought is.
pub const RUN: &str = "export";

/// One moment of the profile, for as long as it is held.
pub struct Snapshot {
    tx: Transaction<'static, Sqlite>,
}

/// Which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// Articles.
    Articles,
    /// Facts about which things are the same.
    Links,
    /// Of every other kind.
    Others,
}

impl Records {
    fn condition(self) -> String {
        match self {
            Self::Articles => format!("records.kind = '{ARTICLE}'"),
            Self::Links => format!("records.kind = '{LINK}'"),
            Self::Others => format!("records.kind NOT IN ('{ARTICLE}', '{LINK}')"),
        }
    }
}

/// Where a thing stands in the log. A thing that stands nowhere, which should not be, is not lost for that.
#[derive(FromRow)]
struct PlaceRow {
    place_origin: Vec<u8>,
    seq: i64,
    log_schema: u32,
}

impl Store {
    /// Holds this moment.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let mut tx = self.readers.begin().await?;
        // The moment is that of the first look.
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM incarnation").fetch_one(&mut *tx).await?;
        Ok(Snapshot { tx })
    }
}

impl Snapshot {
    /// Up to `limit` marks behind `after`, by thing and word.
    pub async fn marks(&mut self, after: Option<(Id, String)>, limit: u32) -> Result<Vec<Item>> {
        #[derive(FromRow)]
        struct Row {
            thing: Vec<u8>,
            mark: String,
            #[sqlx(flatten)]
            row: MarkRow,
            #[sqlx(flatten)]
            place: PlaceRow,
        }
        let (thing, mark) = after.map_or((Vec::new(), String::new()), |(thing, mark)| (thing.0.to_vec(), mark));
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT thing, mark, value, counter, clock, marks.origin, coalesce(log.origin, marks.origin) AS place_origin,
                 coalesce(log.seq, 0) AS seq, coalesce(log.schema, 1) AS log_schema
             FROM marks LEFT JOIN log ON log.kind = 'mark:' || mark AND log.key = thing
             WHERE (thing, mark) > (?, ?) AND thing NOT IN (SELECT thing FROM sample) ORDER BY thing, mark LIMIT ?",
        )
        .bind(thing)
        .bind(mark)
        .bind(limit)
        .fetch_all(&mut *self.tx)
        .await?;
        let item = |row: Row| row.place.item(&row.thing, Content::Mark(row.row.into_mark(&row.mark)?));
        rows.into_iter().map(item).collect()
    }

    /// Marks that are set on a thing, by word.
    pub async fn marks_of(&mut self, thing: &Id) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar("SELECT mark FROM marks WHERE thing = ? AND value = 1 ORDER BY mark")
            .bind(thing.as_bytes())
            .fetch_all(&mut *self.tx)
            .await?)
    }

    /// Every document, by kind and id.
    pub async fn documents(&mut self) -> Result<Vec<(String, Id)>> {
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(
            "SELECT kind, key FROM (
                 SELECT kind, key FROM log WHERE instr(kind, ':') = 0 UNION SELECT kind, document FROM changes
             ) WHERE key NOT IN (SELECT thing FROM sample) ORDER BY 1, 2",
        )
        .fetch_all(&mut *self.tx)
        .await?;
        rows.into_iter().map(|(kind, key)| Ok((kind, id(&key)?))).collect()
    }

    /// A document, its changes and what of it was purged by hash.
    pub async fn document(&mut self, kind: String, key: &Id) -> Result<Item> {
        let place: Option<PlaceRow> = sqlx::query_as(
            "SELECT origin AS place_origin, seq, schema AS log_schema FROM log WHERE kind = ? AND key = ?",
        )
        .bind(&kind)
        .bind(key.as_bytes())
        .fetch_optional(&mut *self.tx)
        .await?;
        let changes: Vec<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT hash, body FROM changes WHERE document = ? AND kind = ? ORDER BY hash")
                .bind(key.as_bytes())
                .bind(&kind)
                .fetch_all(&mut *self.tx)
                .await?;
        let purged: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT hash FROM purged_changes WHERE document = ? ORDER BY hash")
                .bind(key.as_bytes())
                .fetch_all(&mut *self.tx)
                .await?;
        let changes = changes.into_iter().filter_map(|(hash, body)| Some((hash.try_into().ok()?, body))).collect();
        let purged = purged.into_iter().filter_map(|hash| hash.try_into().ok()).collect();
        let place = place.unwrap_or(PlaceRow { place_origin: vec![0; 16], seq: 0, log_schema: 1 });
        place.item(&key.0, Content::Document { kind, changes, purged })
    }

    /// Up to `limit` records behind `after`, by id, with their tombstones.
    pub async fn records(&mut self, which: Records, after: Option<Id>, limit: u32) -> Result<Vec<Item>> {
        let sql = format!(
            "SELECT id, account, external_id, records.kind, records.schema, life, removed, version, hash, records.origin,
                 expires, body, coalesce(log.origin, records.origin) AS place_origin, coalesce(log.seq, 0) AS seq,
                 records.schema AS log_schema
             FROM records LEFT JOIN log ON log.kind = '{RECORD}' || records.kind AND log.key = records.id
             WHERE id > ? AND expires IS NULL AND id NOT IN (SELECT thing FROM sample) AND {} ORDER BY id LIMIT ?",
            which.condition()
        );
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            row: records::Row,
            #[sqlx(flatten)]
            place: PlaceRow,
        }
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(after.map_or(Vec::new(), |after| after.0.to_vec()))
            .bind(limit)
            .fetch_all(&mut *self.tx)
            .await?;
        let item = |Row { row, place }: Row| {
            let (id, record) = row.into_record()?;
            place.item(&id.0, Content::Record(record))
        };
        rows.into_iter().map(item).collect()
    }

    /// Articles that are starred or saved, newest first.
    pub async fn kept_articles(&mut self) -> Result<Vec<Id>> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT id FROM records WHERE kind = 'article' AND removed = 0 AND expires IS NULL
                 AND id NOT IN (SELECT thing FROM sample) AND EXISTS (
                 SELECT 1 FROM marks WHERE thing = id AND mark IN ('starred', 'saved') AND value = 1)
             ORDER BY iif(json_valid(body), body ->> 'published', '') DESC, id",
        )
        .fetch_all(&mut *self.tx)
        .await?;
        ids.iter().map(|key| id(key)).collect()
    }

    /// One record, if it is still there.
    pub async fn record(&mut self, id: &Id) -> Result<Option<Record>> {
        let row: Option<records::Row> = sqlx::query_as(
            "SELECT id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM records WHERE id = ?",
        )
        .bind(id.as_bytes())
        .fetch_optional(&mut *self.tx)
        .await?;
        row.map(|row| Ok(row.into_record()?.1)).transpose()
    }

    /// What could not be read when it came, by its place.
    pub async fn unknown(&mut self) -> Result<Vec<Item>> {
        #[derive(FromRow)]
        struct Row {
            kind: String,
            key: Vec<u8>,
            class: String,
            body: String,
            #[sqlx(flatten)]
            place: PlaceRow,
        }
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT kind, key, class, body, origin AS place_origin, seq, schema AS log_schema FROM unknown
             ORDER BY origin, seq",
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let item = |row: Row| {
            row.place.item(&row.key, Content::Other(Raw { class: row.class, kind: row.kind, body: row.body }))
        };
        rows.into_iter().map(item).collect()
    }
}

impl PlaceRow {
    fn item(self, key: &[u8], content: Content) -> Result<Item> {
        let Self { place_origin, seq, log_schema } = self;
        Ok(Item { origin: id(&place_origin)?, seq, key: id(key)?, schema: log_schema, content })
    }
}

fn id(bytes: &[u8]) -> Result<Id> {
    Id::from_slice(bytes).ok_or(StoreError::Unreadable("log"))
}
