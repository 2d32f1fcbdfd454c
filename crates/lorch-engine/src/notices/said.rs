//! How a notice is said where it is shown: in whose language, by which clock.

use jiff::tz::TimeZone;
use lorch_model::{
    Timestamp,
    inbox::{Kind, Notice, is_late},
};
use lorch_store::inbox::Delivery;

use super::{Click, Shown, words::Words};

/// Where and when notices are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
    /// Whether they say what they are of.
    pub titles: bool,
    pub words: &'static Words,
}

impl Here<'_> {
    /// What is shown of one notice, or of several as one.
    pub(super) fn shown(&self, part: &[Delivery]) -> Shown {
        if let [one] = part {
            return self.of_one(one);
        }
        let words = self.words;
        let reminders = part.iter().all(|one| one.notice.kind == Kind::Reminder);
        let title = format!("{} {}", part.len(), if reminders { words.reminders } else { words.notices });
        let names = part.iter().map(|one| one.notice.title.as_str()).filter(|name| self.titles && !name.is_empty());
        let text = names.collect::<Vec<_>>().join("\n");
        Shown { tag: "several".to_owned(), title, text, clicks: words.clicks(&[Click::Open]) }
    }

    fn of_one(&self, Delivery { notice, due }: &Delivery) -> Shown {
        let (words, said) = (self.words, &notice.said);
        let clicks = match notice.kind {
            Kind::Reminder => words.clicks(&[Click::Done, Click::Snooze, Click::Open]),
            _ => words.clicks(&[Click::Open]),
        };
        let late = is_late(*due, self.now).then(|| format!("{} {}.", words.was_due, self.clock(*due)));
        let count = said.count.unwrap_or_default();
        let (title, text) = match (notice.kind, self.titles) {
            (Kind::Reminder, false) => (words.reminder.to_owned(), late.unwrap_or_default()),
            (_, false) => (words.notice.to_owned(), String::new()),
            (Kind::Reminder, true) => (notice.title.clone(), spoken(&[late, self.begins(notice), self.missed(notice)])),
            (Kind::FeedFailing, true) => (words.feed.to_owned(), (words.failing)(count, &notice.title)),
            (Kind::ConnectionNeedsYou, true) => (words.account.to_owned(), (words.refused)(&notice.title)),
            (Kind::ImportFinished, true) => (words.import.to_owned(), (words.imported)(count)),
            (Kind::NoticesUnavailable, true) => (words.notice.to_owned(), notice.detail.clone()),
        };
        Shown { tag: notice.id.to_string(), title, text, clicks }
    }

    /// When what a reminder is of begins, as somebody here would say it.
    fn begins(&self, notice: &Notice) -> Option<String> {
        let said = &notice.said;
        let own = lorch_model::planner::zone(said.zone.as_deref().unwrap_or("UTC"));
        let start = said.start?;
        let begins = match start.time() {
            Some(_) => self.clock(start.moment(&own)),
            None => self.words.date(start.day()),
        };
        // A date that ends with a full stop already needs no second one.
        Some(if begins.ends_with('.') { begins } else { begins + "." })
    }

    fn missed(&self, notice: &Notice) -> Option<String> {
        (notice.said.missed > 0).then(|| (self.words.missed)(notice.said.missed))
    }

    /// `09:20`, and on another day `3 Dec 09:20`.
    fn clock(&self, moment: Timestamp) -> String {
        let (then, today) = (moment.to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()).date());
        let time = then.strftime("%H:%M").to_string();
        if then.date() == today { time } else { format!("{} {time}", self.words.date(then.date())) }
    }
}

fn spoken(sentences: &[Option<String>]) -> String {
    sentences.iter().flatten().filter(|one| !one.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
