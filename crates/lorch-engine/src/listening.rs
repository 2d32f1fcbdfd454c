//! The room at one glance, by the days of a person's zone.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use lorch_model::{
    clock::{begins, ends, stretches},
    listening::{FirstHeard, HeardDay, Listening, ListeningFacts, Period, TopArtist, TopHeard},
    planner::{epoch_day, plus},
};
use lorch_store::listening::{HeardSpan, Thing};

use crate::{Engine, EngineError};

/// Things in each list.
const MOST: u32 = 7;
/// Days of the longest time that is read play by play; longer ones are sums of years.
const BY_PLAY: i64 = 62;

impl Engine {
    /// The room in the `period` that the day `at` is in, in the days of `zone`. `today` ends what is still under way.
    pub async fn listening(
        &self,
        period: Period,
        at: Date,
        today: Date,
        zone: &TimeZone,
    ) -> Result<Listening, EngineError> {
        let store = self.store();
        let reach = store.reach_of_listening().await?;
        let Some((first, last)) = reach else { return Ok(nothing(period, at)) };
        let everything = (day_of(first, zone), day_of(last - 1, zone));
        let (from, to) = period.around(at).unwrap_or(everything);
        let span = (begins(from, zone), ends(to, zone));
        let whole = match period {
            Period::All => HeardSpan::everything(),
            _ => sums(from, to, zone),
        };
        let earlier = period.before(at);
        let before = earlier.map(|(from, to)| sums(from, to, zone));

        let (artists, artists_all) = store.top_heard(Thing::Artist, &whole, before.as_ref(), MOST).await?;
        let (albums, _) = store.top_heard(Thing::Album, &whole, before.as_ref(), MOST).await?;
        let (tracks, tracks_all) = store.top_heard(Thing::Track, &whole, before.as_ref(), MOST).await?;
        let inside = |from: i64, to: i64| stretches(zone, from.max(first), to.min(last));
        let within = |days: Vec<(i64, i64)>, from: Date, to: Date| -> Vec<(i64, i64)> {
            days.into_iter().filter(|(day, _)| (epoch_day(from)..=epoch_day(to)).contains(day)).collect()
        };
        let days = within(store.days_of_listening(&inside(span.0, span.1)).await?, from, to);
        let hours = store.hours_of_listening(&inside(span.0, span.1)).await?;
        let heard_before_ms = match earlier {
            None => None,
            Some((from_before, to_before)) => {
                let through = if (from..=to).contains(&today) { epoch_day(today) - epoch_day(from) } else { i64::MAX };
                let through = i32::try_from(through.min(epoch_day(to_before) - epoch_day(from_before))).unwrap_or(0);
                let end = plus(from_before, through);
                let days = store.days_of_listening(&inside(begins(from_before, zone), ends(end, zone))).await?;
                Some(within(days, from_before, end).iter().map(|(_, ms)| ms).sum())
            }
        };
        let first_heard = store.heard_first(span, MOST).await?.into_iter();
        let first_heard =
            first_heard.map(|(at, first)| FirstHeard { day: at.to_zoned(zone.clone()).date(), ..first }).collect();
        let longest = days.iter().max_by_key(|(day, ms)| (*ms, std::cmp::Reverse(*day)));
        let mut usual: Vec<i64> = days.iter().map(|(_, ms)| *ms).collect();
        usual.sort_unstable();
        Ok(Listening {
            period,
            from: Some(from),
            to: Some(to),
            facts: ListeningFacts {
                heard_ms: days.iter().map(|(_, ms)| ms).sum(),
                heard_before_ms,
                plays: store.plays_in(&whole).await?,
                tracks: tracks_all,
                tracks_new: store.heard_first_count(Thing::Track, span).await?,
                artists: artists_all,
                artists_new: store.heard_first_count(Thing::Artist, span).await?,
                longest_day: longest.map(|(day, ms)| HeardDay { day: date(*day), ms: *ms }),
            },
            artists: artists.into_iter().map(artist).collect(),
            albums,
            tracks,
            usual_day_ms: usual.get(usual.len().saturating_sub(1) / 2).copied().unwrap_or(0),
            days: columns(period, &days, from, to.min(today.max(from))),
            hours: by_hour(&hours),
            first_heard,
        })
    }
}

/// A time as sums are kept of it: play by play where it is short, else the years of Greenwich, put right at both ends.
fn sums(from: Date, to: Date, zone: &TimeZone) -> HeardSpan {
    let (first, end) = (begins(from, zone), ends(to, zone));
    if epoch_day(to) - epoch_day(from) < BY_PLAY {
        return HeardSpan { years: (0, 0), parts: vec![(first, end, 1)] };
    }
    let (year, next) = (begins(from, &TimeZone::UTC), ends(to, &TimeZone::UTC));
    let mut parts = Vec::new();
    for (utc, here, sign) in [(year, first, -1), (next, end, 1)] {
        if utc < here {
            parts.push((utc, here, sign));
        } else if here < utc {
            parts.push((here, utc, -sign));
        }
    }
    HeardSpan { years: (from.year().into(), i64::from(to.year()) + 1), parts }
}

/// ms on each day, or in each month of a long time.
fn columns(period: Period, days: &[(i64, i64)], from: Date, to: Date) -> Vec<HeardDay> {
    let by_day = matches!(period, Period::Week | Period::Month);
    let mut columns: Vec<HeardDay> = Vec::new();
    let mut day = if by_day { from } else { from.first_of_month() };
    while day <= to {
        columns.push(HeardDay { day, ms: 0 });
        let next = if by_day { day.tomorrow() } else { day.checked_add(1.month()) };
        let Ok(next) = next else { break };
        day = next;
    }
    for (day, ms) in days {
        let place = columns.partition_point(|column| column.day <= date(*day));
        if let Some(column) = place.checked_sub(1).and_then(|place| columns.get_mut(place)) {
            column.ms += ms;
        }
    }
    columns
}

fn by_hour(hours: &[(i64, i64)]) -> Vec<Vec<i64>> {
    let mut week = vec![vec![0; 24]; 7];
    for (hour, ms) in hours {
        let Ok(hour) = usize::try_from(*hour) else { continue };
        if let Some(cell) = week.get_mut(hour / 24).and_then(|day| day.get_mut(hour % 24)) {
            *cell = *ms;
        }
    }
    week
}

fn artist(top: TopHeard) -> TopArtist {
    TopArtist { name: top.title, ms: top.ms, plays: top.plays, rank_before: top.rank_before }
}

fn nothing(period: Period, at: Date) -> Listening {
    let around = period.around(at);
    Listening {
        period,
        from: around.map(|(from, _)| from),
        to: around.map(|(_, to)| to),
        facts: ListeningFacts::default(),
        artists: Vec::new(),
        albums: Vec::new(),
        tracks: Vec::new(),
        days: Vec::new(),
        hours: vec![vec![0; 24]; 7],
        first_heard: Vec::new(),
        usual_day_ms: 0,
    }
}

fn day_of(ms: i64, zone: &TimeZone) -> Date {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(zone.clone()).date()
}

fn date(day: i64) -> Date {
    Date::constant(1970, 1, 1).checked_add(day.days()).unwrap_or_default()
}
