//! Listening: what a person heard, and what the room tells of it.

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    id::Id,
    record::{PLAY, RecordDraft},
};

/// Schema number of the records written today.
pub const SCHEMA: u32 = 1;

/// What a record of this room says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// When it began: its end less its length, where a service tells only the end.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// The track's name.
    pub track: String,
    /// Who made it, the first one first.
    #[serde(default)]
    pub artists: Vec<String>,
    /// The album's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Length in ms.
    pub ms: i64,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Heard {
    /// A record of `account`: the same track at the same time is the same play.
    pub fn into_record(&self, account: &str, track_id: &str) -> RecordDraft {
        let id = format!("{}:{track_id}", self.ended.as_millisecond());
        let body = serde_json::to_string(self).unwrap_or_default();
        RecordDraft::said(account, id, PLAY, SCHEMA, self.ended, body)
    }
}

/// How long a time is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ListeningPeriod)]
pub enum Period {
    /// From Monday to Sunday.
    Week,
    /// A month.
    #[default]
    Month,
    /// A year.
    Year,
    /// Everything there is.
    All,
}

impl Period {
    /// The first and the last day of the period that `day` is in; `None` for everything.
    pub fn around(self, day: Date) -> Option<(Date, Date)> {
        match self {
            Self::Week => {
                let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
                Some((monday, monday.checked_add(6.days()).ok()?))
            }
            Self::Month => Some((day.first_of_month(), day.last_of_month())),
            Self::Year => Some((day.first_of_year(), day.last_of_year())),
            Self::All => None,
        }
    }

    /// The first and the last day of the period before the one that `day` is in.
    pub fn before(self, day: Date) -> Option<(Date, Date)> {
        let (first, _) = self.around(day)?;
        self.around(first.yesterday().ok()?)
    }
}

/// The room at one glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Listening {
    /// How long a time.
    pub period: Period,
    /// Its first day; of everything the first there is.
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// Its last day; of everything the last there is.
    #[schema(value_type = Option<String>, format = Date)]
    pub to: Option<Date>,
    /// Figures.
    pub facts: ListeningFacts,
    /// The seven artists that were heard longest.
    pub artists: Vec<TopArtist>,
    /// The seven albums that were heard longest.
    pub albums: Vec<TopHeard>,
    /// The seven tracks that were heard most often.
    pub tracks: Vec<TopHeard>,
    /// ms on each day of a week or a month, in each month of a year or of everything (its first day stands for it).
    /// All of them up to today, also those without a play.
    pub days: Vec<HeardDay>,
    /// ms by weekday (from Monday) and hour.
    pub hours: Vec<Vec<i64>>,
    /// Artists heard for the first time ever, the latest first, at most seven.
    pub first_heard: Vec<FirstHeard>,
    /// ms on a usual day: the median of the days with a play.
    pub usual_day_ms: i64,
}

/// Figures of a time of listening.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ListeningFacts {
    /// ms in all.
    pub heard_ms: i64,
    /// ms in the same part of the period before: as many days from its start; `null` for everything.
    pub heard_before_ms: Option<i64>,
    /// Plays.
    pub plays: u32,
    /// Different tracks.
    pub tracks: u32,
    /// Of them heard for the first time ever.
    pub tracks_new: u32,
    /// Different artists.
    pub artists: u32,
    /// Of them heard for the first time ever.
    pub artists_new: u32,
    /// The day with most.
    pub longest_day: Option<HeardDay>,
}

/// What was heard on a day or in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeardDay {
    /// The day, or the first of the month.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// ms.
    pub ms: i64,
}

/// An artist among those heard most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TopArtist {
    /// Who.
    pub name: String,
    /// ms in all.
    pub ms: i64,
    /// Plays.
    pub plays: u32,
    /// The place in the period before; `null` where they were not heard then, and for everything.
    pub rank_before: Option<u32>,
}

/// An album or track among those heard most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TopHeard {
    /// Its name.
    pub title: String,
    /// Who made it.
    pub artist: String,
    /// ms in all.
    pub ms: i64,
    /// Plays.
    pub plays: u32,
    /// Its place in the period before; `null` where it was not heard then, and for everything.
    pub rank_before: Option<u32>,
}

/// An artist heard for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FirstHeard {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Who.
    pub artist: String,
    /// The track it was.
    pub title: String,
}

/// One play.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Play {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended: Option<Timestamp>,
    /// The track's name.
    pub track: String,
    /// Who made it.
    pub artists: Vec<String>,
    /// The album's name; empty where that is not known.
    pub album: String,
    /// Length in ms.
    pub ms: i64,
    /// The source it came from, by its word: `spotify`.
    pub source: String,
    /// Its page.
    pub url: Option<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn periods_follow_each_other_without_a_gap() {
        for period in [Period::Week, Period::Month, Period::Year] {
            let mut day: Date = "2024-12-30".parse().unwrap();
            for _ in 0..40 {
                let (first, last) = period.around(day).unwrap();
                assert!(first <= day && day <= last);
                assert_eq!(period.before(day).unwrap().1.tomorrow().unwrap(), first);
                assert_eq!(period.around(first), period.around(last));
                day = last.tomorrow().unwrap();
            }
        }
        assert_eq!(Period::All.around("2024-12-30".parse().unwrap()), None);
    }
}
