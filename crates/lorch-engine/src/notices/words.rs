//! What a notice says beside what it is of, in the languages that the pages speak.

use jiff::civil::Date;

use super::Click;

/// The texts of notices in one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) done: &'static str,
    pub(crate) snooze: &'static str,
    pub(crate) open: &'static str,
    pub(crate) reminder: &'static str,
    pub(crate) notice: &'static str,
    pub(crate) reminders: &'static str,
    pub(crate) notices: &'static str,
    /// Before the time.
    pub(crate) was_due: &'static str,
    pub(crate) feed: &'static str,
    pub(crate) account: &'static str,
    pub(crate) import: &'static str,
    /// Earlier ones of which nobody was told.
    pub(crate) missed: fn(u32) -> String,
    /// Feeds that can't be fetched; of one its title.
    pub(crate) failing: fn(u32, &str) -> String,
    /// An account that has to be signed in to again.
    pub(crate) refused: fn(&str) -> String,
    /// Things that were imported.
    pub(crate) imported: fn(u32) -> String,
    /// How `strftime` writes the day of a month.
    day: &'static str,
    months: [&'static str; 12],
}

const ENGLISH: Words = Words {
    done: "Done",
    snooze: "Snooze",
    open: "Open",
    reminder: "A reminder",
    notice: "A notice in the Inbox",
    reminders: "reminders",
    notices: "notices",
    was_due: "Was due",
    feed: "A feed needs you",
    account: "An account needs you",
    import: "The import is done",
    missed: |count| match count {
        1 => "An earlier one was missed.".to_owned(),
        many => format!("{many} earlier ones were missed."),
    },
    failing: |count, title| match count {
        0 | 1 => format!("{title} could not be fetched several times in a row."),
        many => format!("{many} feeds could not be fetched several times in a row."),
    },
    refused: |title| format!("{title} brings nothing until you sign in again."),
    imported: |count| match count {
        1 => "1 thing was imported.".to_owned(),
        many => format!("{many} things were imported."),
    },
    day: "%-d",
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

const GERMAN: Words = Words {
    done: "Erledigt",
    snooze: "Später",
    open: "Öffnen",
    reminder: "Eine Erinnerung",
    notice: "Eine Mitteilung im Eingang",
    reminders: "Erinnerungen",
    notices: "Mitteilungen",
    was_due: "War fällig:",
    feed: "Ein Feed braucht dich",
    account: "Ein Konto braucht dich",
    import: "Der Import ist fertig",
    missed: |count| match count {
        1 => "Eine frühere wurde verpasst.".to_owned(),
        many => format!("{many} frühere wurden verpasst."),
    },
    failing: |count, title| match count {
        0 | 1 => format!("{title} ließ sich mehrmals nacheinander nicht abrufen."),
        many => format!("{many} Feeds ließen sich mehrmals nacheinander nicht abrufen."),
    },
    refused: |title| format!("{title} bringt nichts, bis du dich wieder anmeldest."),
    imported: |count| match count {
        1 => "1 Ding wurde importiert.".to_owned(),
        many => format!("{many} Dinge wurden importiert."),
    },
    day: "%-d.",
    months: ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
};

impl Words {
    /// What the buttons for these clicks say.
    pub(crate) fn clicks(&self, clicks: &[Click]) -> Vec<(Click, &'static str)> {
        let label = |click: &Click| match click {
            Click::Done => self.done,
            Click::Snooze => self.snooze,
            Click::Open => self.open,
        };
        clicks.iter().map(|click| (*click, label(click))).collect()
    }

    /// `3 Dec`, `3. Dez.`
    pub(crate) fn date(&self, day: Date) -> String {
        let month = usize::try_from(day.month() - 1).ok().and_then(|month| self.months.get(month));
        format!("{} {}", day.strftime(self.day), month.unwrap_or(&""))
    }
}

/// The texts in `language`, English where it is none of these.
pub(crate) fn words(language: &str) -> &'static Words {
    if language == "de" { &GERMAN } else { &ENGLISH }
}
