//! What somebody did in repositories in that year. Pure: the same for the same seed and time.

use lorch_model::{
    Timestamp,
    coding::{Kind, Work},
    id::Id,
    record::RecordDraft,
};

use super::dice::Dice;

/// An account that no service gives out: its accounts are numbers.
const ACCOUNT: &str = "github:lorch-sample";

/// Repositories: name, whether it is the person's own, how often of a hundred commits, branches.
const REPOSITORIES: [(&str, bool, u32, &[&str]); 5] = [
    ("almanac/core", false, 46, &["main", "recurring-reminders", "sync-order", "half-hour-zones"]),
    ("almanac/sync", false, 24, &["main", "sync-order", "resume"]),
    ("almanac/ui", false, 18, &["main", "month-grid", "dark-ink"]),
    ("maren/tide-tables", true, 8, &["main"]),
    ("maren/dotfiles", true, 4, &["main"]),
];

const VERBS: [&str; 14] = [
    "Keep", "Say", "Draw", "Read", "Test", "Move", "Name", "Drop", "Split", "Speed up", "Bound", "Explain", "Sort",
    "Fix",
];
const OBJECTS: [&str; 26] = [
    "the order of changes",
    "days that begin at noon",
    "the long list",
    "half-hour zones",
    "what was skipped",
    "an empty week",
    "the last page",
    "rows that are the same",
    "the clock of the test",
    "reminders that came late",
    "the moon’s phase",
    "ties between two tides",
    "a reply cut in the middle",
    "keys that were taken",
    "the note in the margin",
    "the grid on small screens",
    "names with two spaces",
    "the high water of tomorrow",
    "leap days",
    "the second undo",
    "the colour of Sundays",
    "a queue that was full",
    "the index of harbours",
    "what the wire sends twice",
    "the first paint",
    "an old migration",
];
const PULLS: [&str; 16] = [
    "Recurring reminders",
    "Sync in order of time",
    "A month that can be walked by keys",
    "Half-hour zones",
    "Resume where the wire broke",
    "Dark ink on light paper",
    "Tides of the inner harbour",
    "Undo across devices",
    "Smaller pages",
    "One parser for all dates",
    "Say why a day is empty",
    "Faster first paint",
    "Keep what a newer version wrote",
    "Read calendars of 1969",
    "Search in notes",
    "No second copy of the list",
];
const ISSUES: [&str; 8] = [
    "The grid jumps when a month has six weeks",
    "Reminders come twice after a sleep",
    "The moon is new on the wrong day in Hobart",
    "A list of ten thousand takes a second",
    "Undo forgets the tag",
    "The tide table of 2027 is missing a page",
    "Dates before 1970 sort last",
    "The window forgets its size",
];
const STARRED: [(&str, &str); 10] = [
    ("northlight/tilesmith", "Maps of paper, drawn by rules"),
    ("ferrous-garden/lichen", "A parser that grows"),
    ("oldharbour/soundings", "Depths of the coast as open data"),
    ("plainwork/ledgerline", "Bookkeeping in one file"),
    ("quietkeys/typebar", "A keyboard layout tester"),
    ("kelpforest/driftwood", "Logs that sort themselves"),
    ("hollowreed/ocarina", "Small synthesizer in the terminal"),
    ("twolamps/semaphore", "Signals between two machines"),
    ("papertape/punch", "Archives for the next century"),
    ("windrose/almanach", "Sun, moon and tides"),
];

const DAYS: i64 = 371;
const MS_A_MINUTE: i64 = 60_000;
const MS_A_DAY: i64 = 86_400_000;
/// The days, counted back from today, on which nothing was done.
const AWAY: std::ops::Range<i64> = 96..110;

/// The year before `now`.
pub(super) fn coding(seed: u64, now: Timestamp) -> Vec<RecordDraft> {
    let mut year = Year { dice: Dice::new(seed, "coding"), now: now.as_millisecond(), number: 380, made: Vec::new() };
    for back in (0..DAYS).rev() {
        if !AWAY.contains(&back) {
            year.day(back);
        }
    }
    year.made
}

struct Year {
    dice: Dice,
    now: i64,
    number: i64,
    made: Vec<RecordDraft>,
}

impl Year {
    fn day(&mut self, back: i64) {
        let day = (self.now.div_euclid(MS_A_DAY) - back) * MS_A_DAY;
        let weekend = (day / MS_A_DAY + 3).rem_euclid(7) >= 5;
        let commits = match (weekend, self.dice.below(100)) {
            (false, 0..12) | (true, 0..58) => 0,
            (false, throw) => 1 + throw / 18,
            (true, throw) => throw / 22,
        };
        // A day is spent in one or two places.
        let (first, second) = (self.repository(weekend), self.repository(weekend));
        for n in 0..commits {
            let place = if n % 3 == 2 { second } else { first };
            let at = self.hour(day, weekend);
            self.commit(place, at);
        }
        if !weekend && self.dice.percent(34) {
            self.pull_request(first, day);
        }
        if !weekend && self.dice.percent(62) {
            let at = self.hour(day, weekend);
            self.review(at);
        }
        if self.dice.percent(15) {
            let at = self.hour(day, weekend);
            self.issue(first, at);
        }
        if self.dice.percent(7) {
            let at = self.hour(day, true);
            self.star(at);
        }
        if back % 29 == 4 {
            self.release(day);
        }
    }

    fn commit(&mut self, place: usize, at: i64) {
        let (repository, own, _, branches) = REPOSITORIES[place];
        let branch = if self.dice.percent(55) { branches[0] } else { self.dice.pick(branches).unwrap_or(&"main") };
        let verb = self.dice.pick(&VERBS).unwrap_or(&"Keep");
        let object = self.dice.pick(&OBJECTS).unwrap_or(&"order");
        let (added, removed) = (self.lines(), self.lines() / 2);
        let id = Id::made(Timestamp::default(), self.dice.bytes()).to_string();
        let work = Work {
            branch: Some(branch.to_owned()),
            added: Some(added),
            removed: Some(removed),
            url: Some(format!("https://git.example/{repository}/commit/{}", &id[20..])),
            ..work(at, &format!("{verb} {object}"), repository, own)
        };
        self.land(&work, format!("commit:{id}"), Kind::Commit);
    }

    fn pull_request(&mut self, place: usize, day: i64) {
        let (repository, own, ..) = REPOSITORIES[place];
        let opened = self.hour(day, false);
        let merged = opened + i64::from(self.dice.within(40, 4_600)) * MS_A_MINUTE;
        let title = self.dice.pick(&PULLS).unwrap_or(&"Tidy up");
        self.number += i64::from(self.dice.within(1, 3));
        let is_merged = merged < self.now && self.dice.percent(92);
        let at = if is_merged { merged } else { opened };
        let (added, removed) = (self.lines() * 4, self.lines() * 2);
        let work = Work {
            number: Some(self.number),
            state: Some(if is_merged { "merged" } else { "open" }.to_owned()),
            opened: at_ms(opened),
            added: Some(added),
            removed: Some(removed),
            url: Some(format!("https://git.example/{repository}/pull/{}", self.number)),
            ..work(at, title, repository, own)
        };
        self.land(&work, format!("pull:{repository}#{}", self.number), Kind::PullRequest);
    }

    fn review(&mut self, at: i64) {
        let (repository, own, ..) = REPOSITORIES[self.dice.below(3) as usize];
        let title = self.dice.pick(&PULLS).unwrap_or(&"Tidy up");
        let number = self.number - i64::from(self.dice.within(1, 9));
        let state = self.dice.pick(&["approved", "approved", "commented", "changes_requested"]).unwrap_or(&"commented");
        let work = Work {
            number: Some(number),
            state: Some((*state).to_owned()),
            url: Some(format!("https://git.example/{repository}/pull/{number}")),
            ..work(at, title, repository, own)
        };
        self.land(&work, format!("review:{at}"), Kind::Review);
    }

    fn issue(&mut self, place: usize, at: i64) {
        let (repository, own, ..) = REPOSITORIES[place];
        let title = self.dice.pick(&ISSUES).unwrap_or(&"It is slow");
        self.number += 1;
        let work = Work {
            number: Some(self.number),
            state: Some(if self.dice.percent(70) { "closed" } else { "open" }.to_owned()),
            opened: at_ms(at),
            url: Some(format!("https://git.example/{repository}/issues/{}", self.number)),
            ..work(at, title, repository, own)
        };
        self.land(&work, format!("issue:{repository}#{}", self.number), Kind::Issue);
    }

    fn star(&mut self, at: i64) {
        let (repository, about) = *self.dice.pick(&STARRED).unwrap_or(&STARRED[0]);
        let work = Work {
            text: about.to_owned(),
            url: Some(format!("https://git.example/{repository}")),
            ..work(at, repository, repository, false)
        };
        // Starred once, however often it is thrown.
        let again = self.made.iter().any(|one| one.external_id == format!("star:{repository}"));
        if !again {
            self.land(&work, format!("star:{repository}"), Kind::Star);
        }
    }

    fn release(&mut self, day: i64) {
        let (repository, own, ..) = REPOSITORIES[if self.dice.percent(70) { 0 } else { 3 }];
        let tag = format!("v2.{}.{}", self.number / 40, self.dice.below(5));
        let at = self.hour(day, false);
        let work = Work {
            state: Some(tag.clone()),
            url: Some(format!("https://git.example/{repository}/releases/{tag}")),
            ..work(at, &tag, repository, own)
        };
        self.land(&work, format!("release:{repository}:{tag}:{at}"), Kind::Release);
    }

    /// What is still to come did not happen.
    fn land(&mut self, work: &Work, external_id: String, kind: Kind) {
        if work.at.as_millisecond() < self.now - MS_A_MINUTE {
            self.made.push(work.into_record(ACCOUNT, external_id, kind, work.at));
        }
    }

    fn repository(&mut self, weekend: bool) -> usize {
        // On weekends the own ones come first.
        if weekend && self.dice.percent(70) {
            return 3 + self.dice.below(2) as usize;
        }
        let mut throw = self.dice.below(100);
        for (place, (_, _, share, _)) in REPOSITORIES.iter().enumerate() {
            match throw.checked_sub(*share) {
                Some(rest) => throw = rest,
                None => return place,
            }
        }
        0
    }

    fn hour(&mut self, day: i64, weekend: bool) -> i64 {
        let (least, most) = match (weekend, self.dice.below(10)) {
            (true, _) => (13, 21),
            (false, 0..4) => (9, 11),
            (false, 4..8) => (14, 17),
            (false, 8) => (12, 18),
            (false, _) => (20, 22),
        };
        let minute = self.dice.within(least * 60, most * 60 + 59);
        day + i64::from(minute) * MS_A_MINUTE + i64::from(self.dice.below(60)) * 1_000
    }

    fn lines(&mut self) -> i64 {
        let most = if self.dice.percent(15) { 240 } else { 48 };
        i64::from(self.dice.within(1, most))
    }
}

fn work(at: i64, title: &str, repository: &str, own: bool) -> Work {
    Work {
        at: at_ms(at).unwrap_or_default(),
        title: title.to_owned(),
        text: String::new(),
        repository: repository.to_owned(),
        own: Some(own),
        branch: None,
        number: None,
        state: None,
        opened: None,
        added: None,
        removed: None,
        url: None,
    }
}

fn at_ms(ms: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(ms).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_year_of_work_is_the_same_for_the_same_seed_and_all_of_it_has_happened() {
        let now = "2026-11-21T17:30:00Z".parse().unwrap();
        let year = coding(1, now);
        assert_eq!(year, coding(1, now));
        assert_ne!(year, coding(2, now));
        assert!((1_000..1_800).contains(&year.len()), "{}", year.len());
        let ids: HashSet<_> = year.iter().map(RecordDraft::id).collect();
        assert_eq!(ids.len(), year.len(), "each has an id of its own");
        assert!(year.iter().all(|one| one.version < now.as_millisecond()));
        for kind in Kind::ALL {
            assert!(year.iter().filter(|one| one.kind == kind.word()).count() >= 8, "{kind:?}");
        }
    }
}
