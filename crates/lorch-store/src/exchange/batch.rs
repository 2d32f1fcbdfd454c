//! What a peer is sent: the things it lacks, in the order of the log.

use std::collections::HashMap;

use lorch_model::{
    exchange::{Ask, Batch, Content, Item, MARK, RECORD, Raw},
    id::Id,
    record::Record,
};
use sqlx::FromRow;

use super::{MarkRow, ThingRow};
use crate::{Result, Store, StoreError, devices::place_in, json, records};

/// Places of the log whose content is read in one.
const AT_ONCE: usize = 250;

#[derive(FromRow)]
struct LogRow {
    seq: i64,
    kind: String,
    key: Vec<u8>,
    schema: u32,
    /// Of what this Lorch can't read: how it merges, and its content.
    class: Option<String>,
    body: Option<String>,
}

/// Changes of a document, and hashes of those that were purged.
type Document = (Vec<([u8; 32], Vec<u8>)>, Vec<[u8; 32]>);

/// A change: its document, its number here, its hash and its body.
type ChangeRow = (Vec<u8>, i64, Vec<u8>, Vec<u8>);

/// What is read of the things at some places.
#[derive(Default)]
struct Contents {
    marks: HashMap<(Id, String), MarkRow>,
    records: HashMap<Id, Record>,
    documents: HashMap<Id, Document>,
}

impl Store {
    /// Up to `limit` things that the one who asks lacks.
    pub async fn batch(&self, ask: &Ask, limit: usize) -> Result<Batch> {
        self.batch_within(ask, limit, usize::MAX).await
    }

    /// As [`Store::batch`], and no more than fit into about `most` bytes; one at least.
    pub async fn batch_within(&self, ask: &Ask, limit: usize, most: usize) -> Result<Batch> {
        let (mut items, mut places, mut bytes): (Vec<Item>, usize, usize) = (Vec::new(), 0, 0);
        let own = self.own_origins().await?;
        let part = |items, next| Batch { exchange: ask.exchange, after: ask.after, items, next, own: own.clone() };
        // Also what came from an origin by an exchange that broke off: it stands for what it superseded here.
        for origin in self.origins().await? {
            let Some(mut from) = place_in(ask, &origin) else { continue };
            loop {
                let wanted = AT_ONCE.min(limit - places);
                let rows = self.places(&origin, from, wanted).await?;
                let is_last = rows.len() < wanted;
                from = rows.last().map_or(from, |row| row.seq);
                places += rows.len();
                for item in self.items(origin, rows).await? {
                    let size = size_of(&item);
                    if bytes + size > most && !items.is_empty() {
                        let next = items.last().map(|item: &Item| (item.origin, item.seq));
                        return Ok(part(items, next));
                    }
                    bytes += size;
                    items.push(item);
                }
                if places >= limit {
                    return Ok(part(items, Some((origin, from))));
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(part(items, None))
    }

    /// The next places of an origin's log.
    async fn places(&self, origin: &Id, from: i64, limit: usize) -> Result<Vec<LogRow>> {
        Ok(sqlx::query_as(
            "SELECT seq, kind, key, schema, NULL AS class, NULL AS body FROM log WHERE origin = ?1 AND seq > ?2
                 AND NOT EXISTS (SELECT 1 FROM sample WHERE thing = log.key)
             UNION ALL SELECT seq, kind, key, schema, class, body FROM unknown WHERE origin = ?1 AND seq > ?2
             ORDER BY seq LIMIT ?3",
        )
        .bind(origin.as_bytes())
        .bind(from)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.readers)
        .await?)
    }

    /// The content at these places. What moved on since they were read is left out: it is at a later one.
    async fn items(&self, origin: Id, rows: Vec<LogRow>) -> Result<Vec<Item>> {
        let mut contents = self.contents(&rows).await?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let key = Id::from_slice(&row.key).ok_or(StoreError::Unreadable("log"))?;
            let content = if let (Some(class), Some(body)) = (row.class, row.body) {
                Some(Content::Other(Raw { class, kind: row.kind, body }))
            } else if let Some(mark) = row.kind.strip_prefix(MARK) {
                let kept = contents.marks.remove(&(key, mark.to_owned()));
                kept.map(|kept| Ok::<_, StoreError>(Content::Mark(kept.into_mark(mark)?))).transpose()?
            } else if row.kind.starts_with(RECORD) {
                contents.records.remove(&key).map(Content::Record)
            } else {
                let (changes, purged) = contents.documents.remove(&key).unwrap_or_default();
                Some(Content::Document { kind: row.kind, changes, purged })
            };
            items.extend(content.map(|content| Item { origin, seq: row.seq, key, schema: row.schema, content }));
        }
        Ok(items)
    }

    async fn contents(&self, rows: &[LogRow]) -> Result<Contents> {
        let (mut marks, mut records, mut documents): (Vec<(Id, &str)>, Vec<Id>, Vec<Id>) = Default::default();
        for row in rows.iter().filter(|row| row.class.is_none()) {
            let key = Id::from_slice(&row.key).ok_or(StoreError::Unreadable("log"))?;
            match row.kind.strip_prefix(MARK) {
                Some(mark) => marks.push((key, mark)),
                None if row.kind.starts_with(RECORD) => records.push(key),
                None => documents.push(key),
            }
        }
        Ok(Contents {
            marks: if marks.is_empty() { HashMap::new() } else { self.marks_of(&marks).await? },
            records: if records.is_empty() { HashMap::new() } else { self.records_of(&records).await? },
            documents: if documents.is_empty() { HashMap::new() } else { self.documents_of(&documents).await? },
        })
    }

    async fn marks_of(&self, marks: &[(Id, &str)]) -> Result<HashMap<(Id, String), MarkRow>> {
        let rows: Vec<ThingRow> = sqlx::query_as(
            "SELECT thing, mark, marks.value, counter, clock, origin FROM json_each(?) AS asked
             CROSS JOIN marks ON thing = unhex(asked.value ->> 0) AND mark = asked.value ->> 1",
        )
        .bind(json(marks)?)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let thing = Id::from_slice(&row.thing).ok_or(StoreError::Unreadable("mark"))?;
                Ok(((thing, row.mark), row.row))
            })
            .collect()
    }

    async fn records_of(&self, ids: &[Id]) -> Result<HashMap<Id, Record>> {
        let rows: Vec<records::Row> = sqlx::query_as(
            "SELECT records.id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM json_each(?) AS asked CROSS JOIN records ON records.id = unhex(asked.value)",
        )
        .bind(json(ids)?)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(records::Row::into_record).collect()
    }

    async fn documents_of(&self, ids: &[Id]) -> Result<HashMap<Id, Document>> {
        let (asked, unreadable) = (json(ids)?, || StoreError::Unreadable("change"));
        let mut documents: HashMap<Id, Document> = HashMap::with_capacity(ids.len());
        // In one transaction: a purge in between would take from the one what it adds to the other.
        let mut tx = self.readers.begin().await?;
        let mut changes: Vec<ChangeRow> = sqlx::query_as(
            "SELECT document, number, hash, body FROM json_each(?) AS asked
             CROSS JOIN changes ON document = unhex(asked.value)",
        )
        .bind(&asked)
        .fetch_all(&mut *tx)
        .await?;
        let mut purged: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT document, hash FROM json_each(?) AS asked
             CROSS JOIN purged_changes ON document = unhex(asked.value)",
        )
        .bind(&asked)
        .fetch_all(&mut *tx)
        .await?;
        drop(tx);
        changes.sort_unstable_by_key(|(_, number, _, _)| *number);
        for (document, _, hash, body) in changes {
            let (id, hash) = (Id::from_slice(&document).ok_or_else(unreadable)?, hash.try_into());
            documents.entry(id).or_default().0.push((hash.map_err(|_| unreadable())?, body));
        }
        purged.sort_unstable();
        for (document, hash) in purged {
            let (id, hash) = (Id::from_slice(&document).ok_or_else(unreadable)?, hash.try_into());
            documents.entry(id).or_default().1.push(hash.map_err(|_| unreadable())?);
        }
        Ok(documents)
    }
}

/// About how many bytes an item takes on its way.
fn size_of(item: &Item) -> usize {
    const BESIDE: usize = 200;
    BESIDE
        + match &item.content {
            Content::Mark(_) => 0,
            Content::Document { changes, purged, .. } => {
                changes.iter().map(|(_, body)| body.len() + 32).sum::<usize>() + purged.len() * 32
            }
            Content::Record(record) => record.body.len(),
            Content::Other(raw) => raw.body.len(),
        }
}
