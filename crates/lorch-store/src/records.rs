//! Records: landed in bulk, merged by a total order, shown where their kind is known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lorch_model::{
    Timestamp,
    change::Topic,
    exchange::{Item, RECORD},
    id::Id,
    record::{ARTICLE, LINK, PLAY, Record, RecordDraft},
    timeline::Room,
};
use sqlx::FromRow;

use crate::{Result, Store, StoreError, Write, bulk, coding, json, listening, reader, time};

/// Records of one go: enough to be quick, few enough to be held in memory.
const AT_A_TIME: usize = 20_000;
/// Records, bodies and all, that are shown again in one transaction.
const SHOWN_AT_A_TIME: i64 = 500;

/// What landing records came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LandedRecords {
    /// Those that were not here.
    pub new: u32,
    /// Those that were here and say something else now.
    pub changed: u32,
    /// Those that say nothing new.
    pub same: u32,
}

/// A record that won, and its place in the log.
struct Accepted {
    id: Id,
    record: Record,
    place: (Id, i64),
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: Vec<u8>,
    account: String,
    external_id: String,
    kind: String,
    schema: u32,
    life: i64,
    removed: bool,
    version: i64,
    hash: Vec<u8>,
    origin: Vec<u8>,
    expires: Option<i64>,
    body: String,
}

impl Store {
    /// One record, or its tombstone.
    pub async fn record(&self, id: &Id) -> Result<Option<Record>> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM records WHERE id = ?",
        )
        .bind(id.as_bytes())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| Ok(row.into_record()?.1)).transpose()
    }

    /// Every record and every tombstone of one.
    pub async fn records(&self) -> Result<Vec<(Id, Record)>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM records ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(Row::into_record).collect()
    }
}

impl Write {
    /// Lands what a source gave. What says nothing new takes no place in the log; `run` holds all of it as evidence.
    pub async fn land_records(
        &mut self,
        run: Option<i64>,
        drafts: Vec<RecordDraft>,
        now: Timestamp,
    ) -> Result<LandedRecords> {
        let mut landed = LandedRecords::default();
        // Of what comes twice the later counts.
        let mut each: BTreeMap<Id, RecordDraft> = BTreeMap::new();
        for draft in drafts {
            let later = |here: &RecordDraft| (here.version, here.hash) < (draft.version, draft.hash);
            let id = draft.id();
            if each.get(&id).is_none_or(later) {
                each.insert(id, draft);
            }
        }
        let mut each = each.into_iter().peekable();
        while each.peek().is_some() {
            let part: Vec<(Id, RecordDraft)> = each.by_ref().take(AT_A_TIME).collect();
            let ids: Vec<Id> = part.iter().map(|(id, _)| *id).collect();
            let here = self.known_records(&ids).await?;
            let origin = self.origin();
            let mut won = Vec::with_capacity(part.len());
            let mut made = Vec::new();
            for (id, draft) in part {
                let before = here.get(&id);
                let is_new = before.is_none_or(|before| before.removed);
                made.push((id, is_new));
                match draft.beside(before, origin) {
                    Some(record) => {
                        if is_new {
                            landed.new += 1
                        } else {
                            landed.changed += 1
                        }
                        won.push((id, record));
                    }
                    None => landed.same += 1,
                }
            }
            self.accept_own(won, now).await?;
            if let Some(run) = run {
                self.note_evidence(run, &made).await?;
            }
        }
        Ok(landed)
    }

    /// Takes records of another device, where they win over what is here.
    pub async fn merge_records(&mut self, items: &[(&Item, &Record)], now: Timestamp) -> Result<()> {
        let ids: Vec<Id> = items.iter().map(|(item, _)| item.key).collect();
        let mut here = self.known_records(&ids).await?;
        let mut won: BTreeMap<Id, Accepted> = BTreeMap::new();
        let mut met: BTreeSet<Id> = BTreeSet::new();
        for (item, record) in items {
            let late = record.expires.is_some_and(|expires| expires <= now);
            if late || here.get(&item.key).is_some_and(|here| !record.wins_over(here)) {
                continue;
            }
            met.extend([record.origin, item.origin]);
            here.insert(item.key, (*record).clone());
            won.insert(item.key, Accepted { id: item.key, record: (*record).clone(), place: (item.origin, item.seq) });
        }
        for origin in met {
            self.meet(&origin, now).await?;
        }
        self.accept(won.into_values().collect(), now).await
    }

    /// Removes records: only a tombstone is left of each. Returns how many there were.
    pub async fn remove_records(&mut self, ids: &[Id], now: Timestamp) -> Result<u32> {
        let origin = self.origin();
        let here = self.known_records(ids).await?;
        let mut gone: Vec<(Id, Record)> = here
            .into_iter()
            .filter(|(_, record)| !record.removed)
            .map(|(id, record)| (id, record.tombstone(origin)))
            .collect();
        gone.sort_by_key(|(id, _)| *id);
        let count = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        self.accept_own(gone, now).await?;
        Ok(count)
    }

    /// One record with its body.
    pub async fn record(&mut self, id: &Id) -> Result<Option<Record>> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM records WHERE id = ?",
        )
        .bind(id.as_bytes())
        .fetch_optional(self.conn().await?)
        .await?;
        row.map(|row| Ok(row.into_record()?.1)).transpose()
    }

    /// Shows records after the id `after` again, as if they came now. Returns where to go on.
    pub async fn show_again(&mut self, after: Option<Id>, now: Timestamp) -> Result<Option<Id>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, body
             FROM records WHERE id > ? AND kind <> ? AND removed = 0 ORDER BY id LIMIT ?",
        )
        .bind(after.map_or(Vec::new(), |id| id.0.to_vec()))
        .bind(LINK)
        .bind(SHOWN_AT_A_TIME)
        .fetch_all(self.conn().await?)
        .await?;
        let records = rows.into_iter().map(Row::into_record).collect::<Result<Vec<_>>>()?;
        let last = records.last().map(|(id, _)| *id);
        let shown = Rooms::of(records.into_iter().filter(|(_, record)| is_shown(record)));
        self.show_articles_again(&shown.articles, now).await?;
        self.show_coding(&shown.coding, true).await?;
        self.show_plays(&shown.plays, true).await?;
        Ok(last)
    }

    /// How many records there are of a kind.
    pub async fn count_records(&mut self, kind: &str) -> Result<usize> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM records WHERE kind = ? AND removed = 0")
            .bind(kind)
            .fetch_one(self.conn().await?)
            .await?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Shows a record that was kept unshown, if its kind and schema are known by now.
    pub async fn show_record(&mut self, kind: &str, id: &Id, schema: u32, now: Timestamp) -> Result<()> {
        match self.record(id).await? {
            Some(record) if !record.removed => self.show(vec![(*id, record)], now).await,
            Some(_) => Ok(()),
            None => self.note_unshown(kind, id, schema).await,
        }
    }

    /// Those of the records that are here, without their bodies.
    pub async fn known_records(&mut self, ids: &[Id]) -> Result<HashMap<Id, Record>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT records.id, account, external_id, kind, schema, life, removed, version, hash, origin, expires, '' AS body
             FROM json_each(?) CROSS JOIN records ON records.id = unhex(json_each.value)",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        rows.into_iter().map(Row::into_record).collect()
    }

    async fn accept_own(&mut self, records: Vec<(Id, Record)>, now: Timestamp) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let origin = self.origin();
        let first = self.take_places(i64::try_from(records.len()).unwrap_or(i64::MAX)).await?;
        let accepted =
            records.into_iter().zip(first..).map(|((id, record), seq)| Accepted { id, record, place: (origin, seq) });
        self.accept(accepted.collect(), now).await
    }

    async fn accept(&mut self, accepted: Vec<Accepted>, now: Timestamp) -> Result<()> {
        if accepted.is_empty() {
            return Ok(());
        }
        bulk::insert(self,
            "INSERT OR REPLACE INTO records (id, account, external_id, kind, schema, life, removed, version, hash, origin,
                 expires, body) VALUES",
            12,
            &accepted,
            |query, Accepted { id, record, .. }| {
                query
                    .bind(id.0.to_vec())
                    .bind(record.account.clone())
                    .bind(record.external_id.clone())
                    .bind(record.kind.clone())
                    .bind(record.schema)
                    .bind(record.life)
                    .bind(record.removed)
                    .bind(record.version)
                    .bind(record.hash.to_vec())
                    .bind(record.origin.0.to_vec())
                    .bind(record.expires.map(Timestamp::as_millisecond))
                    .bind(record.body.clone())
            },
        )
        .await?;
        bulk::insert(
            self,
            "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema, tombstone) VALUES",
            6,
            &accepted,
            |query, Accepted { id, record, place: (origin, seq) }| {
                query
                    .bind(origin.0.to_vec())
                    .bind(*seq)
                    .bind(format!("{RECORD}{}", record.kind))
                    .bind(id.0.to_vec())
                    .bind(record.schema)
                    .bind(record.removed)
            },
        )
        .await?;
        let (gone, live): (Vec<_>, Vec<_>) =
            accepted.into_iter().map(|one| (one.id, one.record)).partition(|(_, record)| record.removed);
        let gone: Vec<Id> = gone.into_iter().map(|(id, _)| id).collect();
        if !gone.is_empty() {
            self.hide_articles(&gone).await?;
            self.forget_things(&gone, &[Room::Coding, Room::Listening]).await?;
        }
        self.show(live, now).await
    }

    async fn show(&mut self, records: Vec<(Id, Record)>, now: Timestamp) -> Result<()> {
        let (shown, unshown): (Vec<_>, Vec<_>) = records.into_iter().partition(|(_, record)| is_shown(record));
        for (id, record) in unshown {
            self.note_unshown(&format!("{RECORD}{}", record.kind), &id, record.schema).await?;
        }
        let shown = Rooms::of(shown.into_iter());
        self.touch(Topic::Timeline);
        self.show_articles(&shown.articles, now).await?;
        if !shown.coding.is_empty() {
            self.show_coding(&shown.coding, false).await?;
        }
        if !shown.plays.is_empty() {
            self.show_plays(&shown.plays, false).await?;
        }
        Ok(())
    }
}

/// Records by the room that shows them.
#[derive(Default)]
struct Rooms {
    articles: Vec<(Id, Record)>,
    coding: Vec<(Id, Record)>,
    plays: Vec<(Id, Record)>,
}

impl Rooms {
    fn of(records: impl Iterator<Item = (Id, Record)>) -> Self {
        let mut rooms = Self::default();
        for one in records {
            match one.1.kind.as_str() {
                ARTICLE => rooms.articles.push(one),
                PLAY => rooms.plays.push(one),
                LINK => {}
                _ => rooms.coding.push(one),
            }
        }
        rooms
    }
}

fn is_shown(record: &Record) -> bool {
    match record.kind.as_str() {
        ARTICLE => reader::is_known(record.schema),
        LINK => record.schema <= lorch_model::links::SCHEMA,
        kind => coding::is_known(kind, record.schema) || listening::is_known(kind, record.schema),
    }
}

impl Row {
    pub(crate) fn into_record(self) -> Result<(Id, Record)> {
        let unreadable = || StoreError::Unreadable("record");
        let record = Record {
            account: self.account,
            external_id: self.external_id,
            kind: self.kind,
            schema: self.schema,
            life: self.life,
            removed: self.removed,
            version: self.version,
            hash: self.hash.try_into().map_err(|_| unreadable())?,
            origin: Id::from_slice(&self.origin).ok_or_else(unreadable)?,
            expires: self.expires.map(time),
            body: self.body,
        };
        Ok((Id::from_slice(&self.id).ok_or_else(unreadable)?, record))
    }
}
