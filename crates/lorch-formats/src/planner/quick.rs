//! A line that says what is planned: `dentist 3 Dec 9:30 45 min #teeth`, `Zahnarzt 3. Dez 9:30 45 min`, `run every Tue and
//! Fri 7:00 until June`. English and German words may stand in one line.
//!
//! Words that are none of a day, a time, a length, a rule or a tag are the title; so is everything in `"quotes"`. Each
//! of these is taken once, the second one belongs to the title. Read in this order: [`read`], `words` (what is known of
//! words), `cut` (a line as words), `say` (the same line in full).

mod cut;
mod dates;
mod remind;
mod rules;
mod say;
mod times;
mod words;

use jiff::civil::{Date, DateTime};
use lorch_model::planner::{
    ActivityEdit, DayOfWeek, Every, Kind, Local, Means, Quick, QuickPart, Repeat, RepeatEdit, plus,
};

use cut::{Word, cut};
use times::{Clock, Length};

/// The longest line that is read, in bytes; of a longer one the rest is title.
const LONGEST: usize = 2_000;

/// Reads a line at a moment by the clock on the wall. `None` when nothing is left for a title.
pub fn read(line: &str, now: DateTime) -> Option<Quick> {
    let (edit, parts) = understood(line, now)?;
    let text = say::said(&edit, now);
    Some(Quick { edit, parts, text })
}

/// What was found in a line.
#[derive(Debug, Default)]
struct Found {
    kind: Option<Kind>,
    all_day: bool,
    day: Option<Date>,
    time: Option<Clock>,
    length: Option<Length>,
    rule: Option<Repeat>,
    until: Option<Date>,
    count: Option<u32>,
    due: Option<Local>,
    reminder: Option<remind::Wanted>,
    tags: Vec<String>,
    title: Vec<String>,
}

fn understood(line: &str, now: DateTime) -> Option<(ActivityEdit, Vec<QuickPart>)> {
    let words = cut(line, LONGEST);
    let (mut found, mut parts, mut at, mut end) = (Found::default(), Vec::new(), 0, 0);
    while at < words.len() {
        let (means, taken) = found.take(&words, at, now);
        let (from, to) = (words[at].start, words[at + taken - 1].end);
        if from > end {
            parts.push(QuickPart { text: line[end..from].to_owned(), means: Means::Space });
        }
        parts.push(QuickPart { text: line[from..to].to_owned(), means });
        if means == Means::Title {
            found.title.extend(words[at..at + taken].iter().map(|word| word.said.clone()));
        }
        (at, end) = (at + taken, to);
    }
    if end < line.len() {
        let means = if line[end..].trim().is_empty() { Means::Space } else { Means::Title };
        found.title.extend((means == Means::Title).then(|| line[end..].trim().to_owned()));
        parts.push(QuickPart { text: line[end..].to_owned(), means });
    }
    Some((found.edit(now)?, parts))
}

impl Found {
    /// What begins with the word at `at`, and how many words it takes.
    fn take(&mut self, words: &[Word], at: usize, now: DateTime) -> (Means, usize) {
        let rest = &words[at..];
        if rest[0].is_quoted {
            return (Means::Title, 1);
        }
        if let Some(tag) = rest[0].said.strip_prefix('#').filter(|tag| tag.chars().any(char::is_alphanumeric)) {
            self.tags.push(tag.trim_end_matches([',', ';', '.']).to_owned());
            return (Means::Tag, 1);
        }
        self.take_kind(rest, at)
            .or_else(|| self.take_reminder(rest, now))
            .or_else(|| self.take_rule(rest))
            .or_else(|| self.take_limit(rest, now))
            .or_else(|| self.take_length(rest))
            .or_else(|| self.take_day(rest, at, now))
            .or_else(|| self.take_time(rest))
            .unwrap_or((Means::Title, 1))
    }

    fn take_kind(&mut self, rest: &[Word], at: usize) -> Option<(Means, usize)> {
        if at > 0 {
            return None;
        }
        self.kind = Some(match rest[0].said.to_lowercase().as_str() {
            "todo" | "todo:" | "task:" | "aufgabe:" => Kind::Task,
            "event:" | "termin:" => Kind::Event,
            _ => return None,
        });
        Some((Means::Kind, 1))
    }

    fn take_reminder(&mut self, rest: &[Word], now: DateTime) -> Option<(Means, usize)> {
        let (reminder, taken) = remind::wanted(rest, now).filter(|_| self.reminder.is_none())?;
        self.reminder = Some(reminder);
        Some((Means::Reminder, taken))
    }

    fn take_rule(&mut self, rest: &[Word]) -> Option<(Means, usize)> {
        let (rule, taken) = rules::rule(rest).filter(|_| self.rule.is_none())?;
        self.rule = Some(rule);
        Some((Means::Repeat, taken))
    }

    /// `until June`, `5 times`, `by Friday 12:00`, `bis 3. Dez.`: the end of what repeats, else when something is due.
    fn take_limit(&mut self, rest: &[Word], now: DateTime) -> Option<(Means, usize)> {
        if let (Some((count, taken)), true) = (rules::times(rest), self.rule.is_some() && self.count.is_none()) {
            self.count = Some(count);
            return Some((Means::Until, taken));
        }
        let word = rest[0].low.as_str();
        let ends = words::UNTIL.contains(&word);
        if ends && self.rule.is_some() && self.until.is_none() {
            let begins = self.day.unwrap_or(now.date());
            let (day, taken) = dates::last_day(&rest[1..], begins)?;
            self.until = Some(day);
            return Some((Means::Until, taken + 1));
        }
        if self.due.is_some() || !(words::DUE.contains(&word) || word == "bis") {
            return None;
        }
        let skipped = 1 + usize::from(rest.get(1).is_some_and(|next| words::ON.contains(&next.low.as_str())));
        let (day, taken) = dates::day(rest.get(skipped..)?, false, now)?;
        let taken = skipped + taken;
        let clock = rest.get(taken..).and_then(times::clock).filter(|(clock, _)| clock.until.is_none());
        let (due, more) = match clock {
            Some((clock, more)) => (Local::at(day, clock.from), more),
            None => (Local::Day(day), 0),
        };
        self.due = Some(due);
        Some((Means::Due, taken + more))
    }

    fn take_length(&mut self, rest: &[Word]) -> Option<(Means, usize)> {
        if let Some(taken) = words::all_day(rest).filter(|_| !self.all_day) {
            self.all_day = true;
            return Some((Means::Length, taken));
        }
        let (length, taken) = times::length(rest).filter(|_| self.length.is_none())?;
        self.length = Some(length);
        Some((Means::Length, taken))
    }

    fn take_day(&mut self, rest: &[Word], at: usize, now: DateTime) -> Option<(Means, usize)> {
        if self.day.is_some() {
            return None;
        }
        if let (Ok(Local::Time(both)), None) = (rest[0].said.parse(), self.time) {
            self.day = Some(both.date());
            self.time = Some(Clock { from: both.time(), until: None });
            return Some((Means::Day, 1));
        }
        let skipped = usize::from(words::ON.contains(&rest[0].low.as_str()));
        let (day, taken) = dates::day(rest.get(skipped..)?, at == 0 && skipped == 0, now)?;
        self.day = Some(day);
        Some((Means::Day, skipped + taken))
    }

    fn take_time(&mut self, rest: &[Word]) -> Option<(Means, usize)> {
        let (clock, taken) = times::clock(rest).filter(|_| self.time.is_none())?;
        self.time = Some(clock);
        Some((Means::Time, taken))
    }

    fn edit(mut self, now: DateTime) -> Option<ActivityEdit> {
        let title = self.title.join(" ");
        // A quote marks what is taken as it is, so none stands in a title.
        let title = title.replace('"', "”");
        let title = title.trim_matches(|c: char| c.is_whitespace() || ",;:–-".contains(c)).to_owned();
        if title.is_empty() {
            return None;
        }
        self.tags.sort_unstable();
        self.tags.dedup();
        let start = self.start(now);
        let minutes = match (self.length, self.time.and_then(Clock::minutes)) {
            (Some(Length::Minutes(minutes)), _) => Some(minutes),
            (_, Some(minutes)) => Some(minutes),
            _ => None,
        };
        let kind = self.kind.unwrap_or(if start.is_some() { Kind::Event } else { Kind::Task });
        let timed = start.is_some_and(|start| start.time().is_some());
        let days = match self.length {
            Some(Length::Days(days)) if start.is_some() && !timed => Some(days),
            _ => (start.is_some() && !timed).then_some(1),
        };
        let minutes = match (timed, start) {
            (true, _) => Some(minutes.unwrap_or(kind.minutes())),
            (false, None) => minutes,
            (false, Some(_)) => None,
        };
        let repeat = self.rule.as_ref().filter(|_| start.or(self.due).is_some()).map(|rule| {
            let rule = Repeat { until: self.until, count: self.count.filter(|_| self.until.is_none()), ..rule.clone() };
            let begins = start.or(self.due).map_or(now.date(), Local::day);
            RepeatEdit::from(&rule.normal(begins))
        });
        let some = |tags: Vec<String>| (!tags.is_empty()).then_some(tags);
        Some(ActivityEdit {
            kind: Some(kind),
            title: Some(title),
            start: start.map(Some),
            minutes: minutes.map(Some),
            days: days.map(Some),
            due: self.due.map(Some),
            tags: some(self.tags),
            reminder: self.reminder.map(|wanted| Some(wanted.of(start.or(self.due), now))),
            repeat: repeat.map(Some),
            ..ActivityEdit::default()
        })
    }

    /// When it begins: on the first day that fits and is not over.
    fn start(&self, now: DateTime) -> Option<Local> {
        let time = self.time.filter(|_| !self.all_day).map(|clock| clock.from);
        if self.day.is_none() && time.is_none() && !self.all_day && (self.rule.is_none() || self.due.is_some()) {
            return None;
        }
        let mut day = self.day.unwrap_or_else(|| match time {
            Some(time) if time < now.time() => plus(now.date(), 1),
            _ => now.date(),
        });
        if let Some(rule) = self.rule.as_ref().filter(|rule| rule.every == Every::Week && !rule.weekdays.is_empty()) {
            let far = |weekday: &DayOfWeek| (*weekday as i32 - DayOfWeek::of(day) as i32).rem_euclid(7);
            day = plus(day, rule.weekdays.iter().map(far).min().unwrap_or_default());
        }
        Some(time.map_or(Local::Day(day), |time| Local::at(day, time)))
    }
}

#[cfg(test)]
mod tests;
