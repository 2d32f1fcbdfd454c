//! How the hits divide: counted over the newest ones, so that a word that stands everywhere costs no more than another.

use std::collections::BTreeMap;

use lorch_model::search::{Facets, Question, Share};
use sqlx::FromRow;

use super::{expression, keys};
use crate::{Result, Store};

/// Hits that are counted.
const MOST: i64 = 10_000;

/// Hits that are alike.
#[derive(FromRow)]
struct Alike {
    room: String,
    source: String,
    year: i64,
    n: u32,
}

impl Store {
    /// How what answers the question divides. Years begin where the record was, else `offset` seconds east of Greenwich.
    pub async fn facets(&self, question: &Question, offset: i32) -> Result<Facets> {
        let Some(expression) = expression(&question.words) else { return Ok(Facets::default()) };
        let (from, to) = keys(question);
        let within = self.alike(&expression, (from, to), offset).await?;
        let always = match (question.from, question.to) {
            (None, None) => None,
            _ => Some(self.alike(&expression, (i64::MIN, i64::MAX), offset).await?),
        };
        let room = |one: &&Alike| question.room.is_none_or(|room| room.as_str() == one.room);
        let source = |one: &&Alike| question.source.as_ref().is_none_or(|source| *source == one.source);
        let years = always.as_ref().unwrap_or(&within).iter().filter(room).filter(source);
        let mut year = shares(years, |one| one.year.to_string());
        year.sort_by(|a, b| b.word.cmp(&a.word));
        Ok(Facets {
            total: within.iter().filter(room).filter(source).map(|one| one.n).sum(),
            more: [Some(&within), always.as_ref()]
                .into_iter()
                .flatten()
                .any(|all| all.iter().map(|one| i64::from(one.n)).sum::<i64>() >= MOST),
            room: shares(within.iter().filter(source), |one| one.room.clone()),
            source: shares(within.iter().filter(room), |one| one.source.clone()),
            year,
        })
    }

    async fn alike(&self, expression: &str, (from, to): (i64, i64), offset: i32) -> Result<Vec<Alike>> {
        Ok(sqlx::query_as(
            "SELECT room, source, year, count(*) AS n FROM (
                 SELECT timeline.room, timeline.source, CAST(strftime('%Y', (search.rowid >> 20) / 1000
                     + coalesce(timeline.offset_minutes * 60, ?4), 'unixepoch') AS INTEGER) AS year
                 FROM search CROSS JOIN timeline ON timeline.key = search.rowid
                 WHERE search MATCH ?1 AND search.rowid < ?3 AND search.rowid >= ?2 AND timeline.removed <> 1
                 ORDER BY search.rowid DESC LIMIT ?5)
             GROUP BY room, source, year",
        )
        .bind(expression)
        .bind(from)
        .bind(to)
        .bind(offset)
        .bind(MOST)
        .fetch_all(&self.readers)
        .await?)
    }
}

/// The sums by a word, most first.
fn shares<'a>(alike: impl Iterator<Item = &'a Alike>, word: impl Fn(&Alike) -> String) -> Vec<Share> {
    let mut sums: BTreeMap<String, u32> = BTreeMap::new();
    for one in alike {
        *sums.entry(word(one)).or_default() += one.n;
    }
    let mut shares: Vec<Share> = sums.into_iter().map(|(word, n)| Share { word, n }).collect();
    shares.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.word.cmp(&b.word)));
    shares
}
