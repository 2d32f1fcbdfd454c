//! Documents of made things, as many at a time as came: their changes, what was purged of them, their places in the log.

use std::collections::{BTreeSet, HashMap};

use lorch_model::{Timestamp, id::Id};
use sqlx::FromRow;

use crate::{Result, StoreError, Write, bulk, json};

/// Hash of a change.
pub type Hash = [u8; 32];

/// What is here of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptDocument {
    /// Hash and body of each change, in the order they came.
    pub changes: Vec<(Hash, Vec<u8>)>,
    /// Hashes of the changes that were purged.
    pub purged: BTreeSet<Hash>,
}

#[derive(FromRow)]
struct Row {
    document: Vec<u8>,
    /// `hash:body,…`, in hex digits.
    changes: Option<String>,
    /// `hash,…`, in hex digits.
    purged: Option<String>,
}

impl Row {
    fn into_kept(self) -> Result<(Id, KeptDocument)> {
        let unreadable = || StoreError::Unreadable("change");
        let bytes = |digits: &str| hex::decode(digits).map_err(|_| unreadable());
        let hash = |digits: &str| bytes(digits)?.try_into().map_err(|_| unreadable());
        let mut kept = KeptDocument::default();
        for change in self.changes.iter().flat_map(|changes| changes.split(',')) {
            let (digits, body) = change.split_once(':').ok_or_else(unreadable)?;
            kept.changes.push((hash(digits)?, bytes(body)?));
        }
        for digits in self.purged.iter().flat_map(|purged| purged.split(',')) {
            kept.purged.insert(hash(digits)?);
        }
        Ok((Id::from_slice(&self.document).ok_or_else(unreadable)?, kept))
    }
}

/// A change of a document to keep.
#[derive(Debug, Clone)]
pub struct NewChange<'a> {
    /// The document.
    pub document: Id,
    /// Word of its kind.
    pub kind: &'a str,
    /// Schema number of its content.
    pub schema: u32,
    /// Hash of the change.
    pub hash: Hash,
    /// The change.
    pub body: &'a [u8],
}

/// That a thing, in its present content, came at a place of the log.
#[derive(Debug, Clone)]
pub struct LogEntry<'a> {
    /// Who wrote it there and where; `None` for the next place of this device.
    pub place: Option<(Id, i64)>,
    /// Word of its kind.
    pub kind: &'a str,
    /// The thing.
    pub key: Id,
    /// Schema number of its content.
    pub schema: u32,
    /// Whether only a tombstone is left.
    pub tombstone: bool,
}

impl Write {
    /// What is here of these documents; those of which nothing is are left out.
    pub async fn documents_here(&mut self, ids: &[Id]) -> Result<HashMap<Id, KeptDocument>> {
        // One row a document: each row is a way from the database's thread to this one.
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT unhex(value) AS document,
                 (SELECT group_concat(hex(hash) || ':' || hex(body) ORDER BY number) FROM changes
                  WHERE document = unhex(value)) AS changes,
                 (SELECT group_concat(hex(hash)) FROM purged_changes WHERE document = unhex(value)) AS purged
             FROM json_each(?)",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        let kept = rows.into_iter().filter(|row| row.changes.is_some() || row.purged.is_some()).map(Row::into_kept);
        kept.collect()
    }

    /// Keeps changes of documents, each once.
    pub async fn keep_changes(&mut self, changes: &[NewChange<'_>]) -> Result<()> {
        bulk::insert_as(
            self,
            [
                "INSERT INTO changes (hash, document, kind, schema, body) VALUES",
                "(?, ?, ?, ?, ?)",
                "ON CONFLICT DO NOTHING",
            ],
            changes,
            |query, change| {
                query
                    .bind(change.hash.to_vec())
                    .bind(change.document.0.to_vec())
                    .bind(change.kind.to_owned())
                    .bind(change.schema)
                    .bind(change.body.to_vec())
            },
        )
        .await
    }

    /// Says that things, in their present content, came here, each at its place.
    pub async fn log_all(&mut self, entries: &[LogEntry<'_>], now: Timestamp) -> Result<()> {
        let met: BTreeSet<Id> = entries.iter().filter_map(|entry| Some(entry.place?.0)).collect();
        for origin in met {
            self.meet(&origin, now).await?;
        }
        let own = self.origin();
        let count = entries.iter().filter(|entry| entry.place.is_none()).count();
        let mut next = match count {
            0 => 0,
            _ => self.take_places(i64::try_from(count).unwrap_or(i64::MAX)).await?,
        };
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let place = entry.place.unwrap_or((own, next));
            next += i64::from(entry.place.is_none());
            rows.push((place, entry));
        }
        bulk::insert(
            self,
            "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema, tombstone) VALUES",
            6,
            &rows,
            |query, ((origin, seq), entry)| {
                query
                    .bind(origin.0.to_vec())
                    .bind(*seq)
                    .bind(entry.kind.to_owned())
                    .bind(entry.key.0.to_vec())
                    .bind(entry.schema)
                    .bind(entry.tombstone)
            },
        )
        .await
    }
}
