//! What was done in repositories: rows made from records, and what is asked of them.

mod glance;
mod list;

use lorch_model::{
    Timestamp,
    change::Topic,
    coding::{Kind, SCHEMA, Work},
    id::Id,
    record::Record,
    timeline::Room,
};

use crate::{
    Result, Write, bulk, json,
    timeline::{Entry, by_id, source_of},
};

pub use glance::{DayOfCoding, Merged, RepositoryWeek};
#[cfg(test)]
pub(crate) use glance::{days_sql, hours_sql, merged_sql, repositories_sql};
#[cfg(test)]
pub(crate) use list::LIST;

/// Whether this room shows records of the kind and schema.
pub(crate) fn is_known(kind: &str, schema: u32) -> bool {
    Kind::from_word(kind).is_some() && schema <= SCHEMA
}

struct Shown<'a> {
    kind: Kind,
    record: &'a Record,
    work: Work,
    entry: Entry,
}

impl<'a> Shown<'a> {
    /// What can't be read is kept all the same, and shown nowhere.
    fn of((id, record): &'a (Id, Record)) -> Option<Self> {
        let kind = Kind::from_word(&record.kind)?;
        let work: Work = serde_json::from_str(&record.body).ok()?;
        let entry = Entry {
            id: *id,
            room: Room::Coding,
            kind: kind.word().to_owned(),
            started: work.at,
            ended: None,
            title: work.title.clone(),
            subtitle: work.repository.clone(),
            value: None,
            unit: None,
            source: source_of(&record.account).to_owned(),
            expires: record.expires,
            text: [work.repository.as_str(), &work.text].join("\n").trim().to_owned(),
        };
        Some(Self { kind, record, work, entry })
    }
}

impl Write {
    /// Shows records: on the timeline, in the search, in the room. Those that are shown as they are stay, unless
    /// `again` says that nothing of what is shown is believed.
    pub(crate) async fn show_coding(&mut self, records: &[(Id, Record)], again: bool) -> Result<()> {
        let ids: Vec<Id> = records.iter().map(|(id, _)| *id).collect();
        let known = if again { Default::default() } else { self.known_coding(&ids).await? };
        let differs = |(id, record): &&(Id, Record)| known.get(id).is_none_or(|hash| hash.as_slice() != record.hash);
        let new: Vec<Shown<'_>> = records.iter().filter(differs).filter_map(Shown::of).collect();
        let replaced: Vec<Id> =
            new.iter().map(|shown| shown.entry.id).filter(|id| again || known.contains_key(id)).collect();
        self.forget_things(&replaced, &[Room::Coding]).await?;
        let entries: Vec<Entry> = new.iter().map(|shown| shown.entry.clone()).collect();
        let keys = self.insert_entries(&entries).await?;
        let rows: Vec<(i64, &Shown<'_>)> = keys.into_iter().zip(&new).collect();
        bulk::insert(
            self,
            "INSERT INTO coding (key, kind, repository, own, branch, number, state, opened, added, removed, url, hash)
             VALUES",
            12,
            &rows,
            |query, (key, Shown { kind, record, work, .. })| {
                query
                    .bind(*key)
                    .bind(kind.word())
                    .bind(work.repository.clone())
                    .bind(work.own)
                    .bind(work.branch.clone())
                    .bind(work.number)
                    .bind(work.state.clone())
                    .bind(work.opened.map(Timestamp::as_millisecond))
                    .bind(work.added)
                    .bind(work.removed)
                    .bind(work.url.clone())
                    .bind(record.hash.to_vec())
            },
        )
        .await?;
        self.touch(Topic::Timeline);
        Ok(())
    }

    async fn known_coding(&mut self, ids: &[Id]) -> Result<std::collections::HashMap<Id, Vec<u8>>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT timeline.id, coding.hash FROM json_each(?)
             CROSS JOIN timeline ON timeline.id = unhex(json_each.value) CROSS JOIN coding ON coding.key = timeline.key",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        Ok(by_id(rows))
    }
}

/// The hours counted again.
pub(crate) const RECOUNT: [&str; 2] = [
    "DELETE FROM coding_hours",
    "INSERT INTO coding_hours SELECT hour, kind, own, count(*), sum(quarter = 1), sum(quarter = 2), sum(quarter = 3)
         FROM coding_points GROUP BY hour, kind, own",
];
