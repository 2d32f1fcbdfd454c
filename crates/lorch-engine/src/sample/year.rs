//! A year of somebody who reads: what came when, and what became of it. Pure: the same for the same seed and time.

use std::collections::HashSet;

use lorch_model::{
    Timestamp,
    id::Id,
    reader::{Enclosure, Entry, FeedContent, RuleEdit},
};

use super::{dice::Dice, stories::Teller};

/// The feeds, each by its name in addresses.
const TEXTS: [(&str, &str); 13] = [
    ("carnet-du-soir", include_str!("../../sample/carnet-du-soir.txt")),
    ("field-kitchen", include_str!("../../sample/field-kitchen.txt")),
    ("garden-ledger", include_str!("../../sample/garden-ledger.txt")),
    (DAILY, include_str!("../../sample/harbour-post.txt")),
    ("kissa-noto", include_str!("../../sample/kissa-noto.txt")),
    ("lantern-street", include_str!("../../sample/lantern-street.txt")),
    ("north-star-radio", include_str!("../../sample/north-star-radio.txt")),
    ("release-notes", include_str!("../../sample/release-notes.txt")),
    ("slow-letters", include_str!("../../sample/slow-letters.txt")),
    ("small-machines", include_str!("../../sample/small-machines.txt")),
    ("stadtnotizen", include_str!("../../sample/stadtnotizen.txt")),
    ("tide-tables", include_str!("../../sample/tide-tables.txt")),
    ("xiangdeng", include_str!("../../sample/xiangdeng-zhoubao.txt")),
];
/// The feed that has always written something within the hour.
const DAILY: &str = "harbour-post";

/// What rules say of which feed: name, words, whether they mark as read or star.
const RULES: [(&str, &str, &str, bool); 2] = [
    ("release-notes", "Papertape releases: read", "papertape", true),
    ("slow-letters", "Postcards: starred", "postcards", false),
];

const DAYS: i64 = 365;
const MS_A_MINUTE: i64 = 60_000;
const MS_AN_HOUR: i64 = 60 * MS_A_MINUTE;
const MS_A_DAY: i64 = 24 * MS_AN_HOUR;
/// The days, counted back from today, on which nearly nothing was read.
const AWAY: std::ops::Range<i64> = 96..110;
/// Bytes of a second of speech.
const BYTES_A_SECOND: u64 = 16_000;

/// A feed with a year of articles.
pub(crate) struct SampleFeed {
    /// Where it would be fetched, if it were.
    pub url: String,
    /// Folder.
    pub folder: String,
    /// Since when the person is subscribed.
    pub since: Timestamp,
    /// What it says.
    pub content: FeedContent,
    /// Id of an entry, mark, and when it was set.
    pub marks: Vec<(String, &'static str, Timestamp)>,
}

/// A rule of the sample, for one of its feeds.
pub(crate) struct SampleRule {
    /// Its id.
    pub id: Id,
    /// When it was made.
    pub at: Timestamp,
    /// What it says.
    pub edit: RuleEdit,
}

/// The year before `now`.
pub(crate) fn year(seed: u64, now: Timestamp) -> Vec<SampleFeed> {
    TEXTS.iter().map(|(name, text)| feed(name, &Teller::read(text), seed, now)).collect()
}

/// The rules that hold for it.
pub(crate) fn rules(seed: u64, now: Timestamp) -> Vec<SampleRule> {
    let rule = |(feed, name, words, read): &(&str, &str, &str, bool)| {
        let mut dice = Dice::new(seed, name);
        let at = moment(now.as_millisecond() - (DAYS / 2) * MS_A_DAY);
        let edit = RuleEdit {
            name: Some((*name).to_owned()),
            feed: Some(Id::of_subscription(&address(feed)).to_string()),
            words: Some((*words).to_owned()),
            read: read.then_some(true),
            starred: (!read).then_some(true),
            ..RuleEdit::default()
        };
        SampleRule { id: Id::made(at, dice.bytes()), at, edit }
    };
    RULES.iter().map(rule).collect()
}

/// Addresses that nobody can own (RFC 2606).
fn address(name: &str) -> String {
    format!("https://{name}.example/feed.xml")
}

fn feed(name: &str, teller: &Teller, seed: u64, now: Timestamp) -> SampleFeed {
    let dice = &mut Dice::new(seed, name);
    let (mut entries, mut marks, mut told) = (Vec::new(), Vec::new(), HashSet::new());
    for at in moments(name, teller, now, dice) {
        let entry = entry(teller, u32::try_from(entries.len()).unwrap_or(u32::MAX), at, dice, &mut told);
        let said = said_of(teller, at, now, dice);
        marks.extend(said.into_iter().map(|(mark, at)| (entry.id.clone(), mark, at)));
        entries.push(entry);
    }
    // As feeds do: the newest first.
    entries.reverse();
    SampleFeed {
        url: address(name),
        folder: teller.folder.to_owned(),
        since: moment(now.as_millisecond() - DAYS * MS_A_DAY),
        content: FeedContent {
            title: Some(teller.title.to_owned()),
            link: Some(teller.site.to_owned()),
            language: Some(teller.language.to_owned()),
            ttl_minutes: None,
            entries,
        },
        marks,
    }
}

/// When a feed wrote, oldest first.
fn moments(name: &str, teller: &Teller, now: Timestamp, dice: &mut Dice) -> Vec<Timestamp> {
    let now = now.as_millisecond();
    let today = now.div_euclid(MS_A_DAY);
    let mut moments = Vec::new();
    for day in today - DAYS + 1..=today {
        let weight = teller.week.get(weekday(day)).copied().unwrap_or(0);
        let count = weight / 4 + u32::from(dice.below(4) < weight % 4);
        for _ in 0..count {
            let seconds = dice.within(teller.hours.0 * 3_600, teller.hours.1 * 3_600 + 3_599);
            moments.push(day * MS_A_DAY + i64::from(seconds) * 1_000);
        }
    }
    moments.retain(|at| *at < now - MS_A_MINUTE);
    if name == DAILY {
        moments.push((now - i64::from(dice.within(2, 40)) * MS_A_MINUTE).max(today * MS_A_DAY));
    }
    moments.sort_unstable();
    moments.into_iter().map(moment).collect()
}

fn entry(teller: &Teller, number: u32, at: Timestamp, dice: &mut Dice, told: &mut HashSet<String>) -> Entry {
    let article = teller.tell(number, at, dice, told);
    let link = format!("{}{}", teller.site, number + 1);
    let enclosures = teller.audio.map(|(least, most)| {
        let seconds = dice.within(least * 60, most * 60);
        Enclosure {
            url: format!("{link}.mp3"),
            media_type: Some("audio/mpeg".to_owned()),
            length: Some(u64::from(seconds) * BYTES_A_SECOND),
            duration_seconds: Some(seconds),
        }
    });
    Entry {
        id: link.clone(),
        title: Some(article.title),
        link: Some(link),
        published: Some(at),
        updated: None,
        author: dice.pick(&teller.authors).map(|author| (*author).to_owned()),
        categories: vec![teller.folder.rsplit('/').next().unwrap_or_default().to_owned()],
        summary: Some(article.summary),
        content: Some(article.html),
        enclosures: enclosures.into_iter().collect(),
    }
}

/// What became of an article that came at `at`: most are read within a day or two, on weekends fewer, of the newest
/// about half, and while the person was away hardly any.
fn said_of(teller: &Teller, at: Timestamp, now: Timestamp, dice: &mut Dice) -> Vec<(&'static str, Timestamp)> {
    let (now, at) = (now.as_millisecond(), at.as_millisecond());
    let days = (now - at).div_euclid(MS_A_DAY);
    let day = at.div_euclid(MS_A_DAY);
    let share = match (days, weekday(day)) {
        (0..2, _) => teller.read / 2,
        (days, _) if AWAY.contains(&days) => teller.read / 5,
        (2..9, _) => teller.read * 3 / 4,
        (_, 5 | 6) => teller.read * 2 / 3,
        _ => teller.read + (100 - teller.read) / 3,
    };
    let read = (at + i64::from(dice.within(15, 2_000)) * MS_A_MINUTE).min(now - MS_A_MINUTE).max(at);
    let (is_read, is_starred, is_saved) = (dice.percent(share), dice.percent(4), dice.percent(2));
    let marks = [("read", is_read), ("starred", is_read && is_starred), ("saved", is_saved && days < 150)];
    marks.into_iter().filter(|(_, set)| *set).map(|(mark, _)| (mark, moment(read))).collect()
}

/// Monday is 0.
fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests;
