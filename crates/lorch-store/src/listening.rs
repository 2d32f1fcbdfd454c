//! What was heard: rows made from records, and what is asked of them.

mod glance;
mod list;

use std::collections::HashMap;

use lorch_model::{
    change::Topic,
    id::Id,
    listening::{Heard, SCHEMA},
    record::{PLAY, Record},
    timeline::Room,
};

use crate::{
    Result, Write, bulk, json,
    timeline::{Entry, by_id, source_of},
};

pub use glance::{HeardSpan, Thing};
#[cfg(test)]
pub(crate) use glance::{days_sql, ever_sql, hours_sql, top_sql};
#[cfg(test)]
pub(crate) use list::LIST;

const MS_A_MINUTE: f64 = 60_000.0;

/// Whether this room shows records of the kind and schema.
pub(crate) fn is_known(kind: &str, schema: u32) -> bool {
    kind == PLAY && schema <= SCHEMA
}

struct Shown<'a> {
    record: &'a Record,
    heard: Heard,
    entry: Entry,
}

impl<'a> Shown<'a> {
    /// What can't be read is kept all the same, and shown nowhere.
    fn of((id, record): &'a (Id, Record)) -> Option<Self> {
        let heard: Heard = serde_json::from_str(&record.body).ok()?;
        let artists = heard.artists.join(", ");
        let album = heard.album.as_deref().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a play lasts far less than 2^52 ms")]
        let minutes = heard.ms as f64 / MS_A_MINUTE;
        let entry = Entry {
            id: *id,
            room: Room::Listening,
            kind: PLAY.to_owned(),
            started: heard.started,
            ended: Some(heard.ended),
            title: heard.track.clone(),
            subtitle: artists.clone(),
            value: Some(minutes),
            unit: Some("min"),
            source: source_of(&record.account).to_owned(),
            expires: record.expires,
            text: [artists.as_str(), album].join("\n").trim().to_owned(),
        };
        Some(Self { record, heard, entry })
    }
}

impl Write {
    /// Shows records: on the timeline, in the search, in the room. Those that are shown as they are stay, unless
    /// `again` says that nothing of what is shown is believed.
    pub(crate) async fn show_plays(&mut self, records: &[(Id, Record)], again: bool) -> Result<()> {
        let ids: Vec<Id> = records.iter().map(|(id, _)| *id).collect();
        let known = if again { HashMap::new() } else { self.known_plays(&ids).await? };
        let differs = |(id, record): &&(Id, Record)| known.get(id).is_none_or(|hash| hash.as_slice() != record.hash);
        let new: Vec<Shown<'_>> = records.iter().filter(differs).filter_map(Shown::of).collect();
        let replaced: Vec<Id> =
            new.iter().map(|shown| shown.entry.id).filter(|id| again || known.contains_key(id)).collect();
        self.forget_things(&replaced, &[Room::Listening]).await?;
        let entries: Vec<Entry> = new.iter().map(|shown| shown.entry.clone()).collect();
        let keys = self.insert_entries(&entries).await?;
        let mut rows = Vec::with_capacity(new.len());
        for (key, shown) in keys.into_iter().zip(&new) {
            rows.push((key, json(&shown.heard.artists)?, shown));
        }
        bulk::insert(
            self,
            "INSERT INTO plays (key, track, artist, artists, album, ms, url, hash) VALUES",
            8,
            &rows,
            |query, (key, artists, Shown { record, heard, .. })| {
                query
                    .bind(*key)
                    .bind(heard.track.clone())
                    .bind(heard.artists.first().cloned().unwrap_or_default())
                    .bind(artists.clone())
                    .bind(heard.album.clone().unwrap_or_default())
                    .bind(heard.ms)
                    .bind(heard.url.clone())
                    .bind(record.hash.to_vec())
            },
        )
        .await?;
        self.touch(Topic::Timeline);
        Ok(())
    }

    async fn known_plays(&mut self, ids: &[Id]) -> Result<HashMap<Id, Vec<u8>>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT timeline.id, plays.hash FROM json_each(?)
             CROSS JOIN timeline ON timeline.id = unhex(json_each.value) CROSS JOIN plays ON plays.key = timeline.key",
        )
        .bind(json(ids)?)
        .fetch_all(self.conn().await?)
        .await?;
        Ok(by_id(rows))
    }
}

/// The sums made again.
pub(crate) const RECOUNT: [&str; 6] = [
    "DELETE FROM heard_hours",
    "INSERT INTO heard_hours SELECT hour, count(*), sum(ms), sum(iif(quarter = 1, ms, 0)), sum(iif(quarter = 2, ms, 0)),
         sum(iif(quarter = 3, ms, 0)) FROM plays_points GROUP BY hour",
    "DELETE FROM heard",
    "INSERT INTO heard SELECT year, kind, title, artist, count(*), sum(ms) FROM plays_shares
         GROUP BY year, kind, title, artist",
    "DELETE FROM heard_first",
    "INSERT INTO heard_first SELECT 'artist', artist, '', min(key) FROM plays WHERE artist <> '' GROUP BY artist
         UNION ALL SELECT 'track', track, artist, min(key) FROM plays GROUP BY track, artist",
];
