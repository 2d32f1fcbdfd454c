//! How much happened in each month or on each day, by the clock of the place where it is known, else by one zone.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use lorch_model::timeline::{Room, Sum, Volume};

use crate::{Engine, EngineError};

/// Days that are counted in one go.
pub const MOST_DAYS: i32 = 400;

/// Milliseconds since 1970 that a key of the timeline can say.
const EDGE: i64 = (1 << 43) - 1;

/// Counts by their label, then by unit: how many, and thousandths.
#[derive(Default)]
struct Counts(BTreeMap<String, BTreeMap<String, (i64, i64)>>);

impl Counts {
    fn add(&mut self, label: String, unit: &str, records: i64, thousandths: i64) {
        let sum = self.0.entry(label).or_default().entry(unit.to_owned()).or_default();
        *sum = (sum.0 + records, sum.1 + thousandths);
    }

    fn into_volumes(self) -> Vec<Volume> {
        let volume = |(at, units): (String, BTreeMap<String, (i64, i64)>)| {
            let records = units.values().map(|(records, _)| records).sum::<i64>();
            let sums = units.into_iter().filter(|(unit, (records, _))| !unit.is_empty() && *records > 0);
            #[expect(
                clippy::cast_precision_loss,
                reason = "sums of durations and distances lie far below 2^52 thousandths"
            )]
            let sums = sums.map(|(unit, (_, thousandths))| Sum { unit, value: thousandths as f64 / 1000.0 }).collect();
            Volume { at, records: u32::try_from(records).unwrap_or(0), sums }
        };
        self.0.into_iter().map(volume).filter(|volume| volume.records > 0).collect()
    }
}

impl Engine {
    /// How much happened in each month that has something, oldest first. Costs as much as there are days.
    pub async fn months(
        &self,
        room: Option<Room>,
        source: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Vec<Volume>, EngineError> {
        let days = self.store().days(room, source).await?;
        let mut counts = Counts::default();
        let mut firsts = BTreeMap::new();
        for day in &days {
            let Some(date) = date_of(day.day) else { continue };
            counts.add(month(date), &day.unit, day.records, day.thousandths);
            if !day.own {
                let first = date.first_of_month();
                firsts.insert(first, ());
                firsts.extend(first.checked_add(1.month()).map(|next| (next, ())));
            }
        }
        // Those were months of UTC. What lies between their ends and those of the zone changes sides.
        let ends: Vec<(Date, i64, i64)> = firsts
            .into_keys()
            .filter_map(|first| Some((first, start(first, &TimeZone::UTC)?, start(first, zone)?)))
            .collect();
        let spans: Vec<(i64, i64)> = ends.iter().map(|(_, utc, here)| (*utc.min(here), *utc.max(here))).collect();
        for found in self.store().spans(room, source, &spans).await? {
            let Some((first, utc, here)) = usize::try_from(found.span).ok().and_then(|span| ends.get(span)) else {
                continue;
            };
            let Ok(before) = first.yesterday() else { continue };
            let (from, to) = if here < utc { (before, *first) } else { (*first, before) };
            counts.add(month(from), &found.unit, -found.records, -found.thousandths);
            counts.add(month(to), &found.unit, found.records, found.thousandths);
        }
        Ok(counts.into_volumes())
    }

    /// How much happened on each day from `from` to `to` that has something, oldest first; of more than [`MOST_DAYS`] the
    /// last ones. Costs as much as happened on them.
    pub async fn days(
        &self,
        room: Option<Room>,
        source: Option<&str>,
        (from, to): (Date, Date),
        zone: &TimeZone,
    ) -> Result<Vec<Volume>, EngineError> {
        let mut counts = Counts::default();
        let first = to.checked_sub(MOST_DAYS.days()).unwrap_or(Date::MIN).max(from);
        let dates: Vec<Date> = first.series(1.day()).take_while(|date| *date <= to).collect();
        let spans: Vec<(i64, i64)> =
            dates.iter().filter_map(|date| Some((start(*date, zone)?, start(date.tomorrow().ok()?, zone)?))).collect();
        for found in self.store().spans(room, source, &spans).await? {
            if let Some(date) = usize::try_from(found.span).ok().and_then(|span| dates.get(span)) {
                counts.add(date.to_string(), &found.unit, found.records, found.thousandths);
            }
        }
        for day in self.store().days(room, source).await?.into_iter().filter(|day| day.own) {
            if let Some(date) = date_of(day.day).filter(|date| (first..=to).contains(date)) {
                counts.add(date.to_string(), &day.unit, day.records, day.thousandths);
            }
        }
        Ok(counts.into_volumes())
    }
}

fn date_of(day: i64) -> Option<Date> {
    let at = Timestamp::from_second(day.checked_mul(86_400)?).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

fn start(date: Date, zone: &TimeZone) -> Option<i64> {
    let at = date.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond();
    Some(at.clamp(-EDGE, EDGE))
}

fn month(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}
