#![allow(clippy::unwrap_used)]

use lorch_host::notices::DEFAULT;
use lorch_model::{id::Id, inbox::Said};

use super::*;
use crate::notices::words::words;

fn delivery(title: &str, start: &str, due: &str, missed: u32) -> Delivery {
    let due: Timestamp = due.parse().unwrap();
    let said =
        Said { start: Some(start.parse().unwrap()), zone: Some("Europe/Berlin".into()), missed, ..Said::default() };
    let notice = Notice {
        id: Id([1; 16]),
        kind: Kind::Reminder,
        group: Kind::Reminder.group(),
        title: title.into(),
        detail: String::new(),
        why: String::new(),
        thing: None,
        occurrence: None,
        action: said.action(Kind::Reminder),
        said,
        due: Some(due),
        at: due,
        read: false,
        needs_you: true,
        snoozed: None,
        archived: None,
        sample: false,
    };
    Delivery { notice, due }
}

#[test]
fn a_notice_says_what_and_when_by_the_clock_here() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let now: Timestamp = "2026-12-03T08:20:30Z".parse().unwrap();
    for (start, due, missed, text, german) in [
        ("2026-12-03T09:30", "2026-12-03T08:20:00Z", 0, "09:30.", "09:30."),
        ("2026-12-04T09:30", "2026-12-03T08:20:00Z", 0, "4 Dec 09:30.", "4. Dez. 09:30."),
        ("2026-12-03", "2026-12-03T08:20:00Z", 0, "3 Dec.", "3. Dez."),
        ("2026-12-03T09:00", "2026-12-03T07:50:00Z", 0, "Was due 08:50. 09:00.", "War fällig: 08:50. 09:00."),
        (
            "2026-12-02T09:00",
            "2026-12-02T07:50:00Z",
            2,
            "Was due 2 Dec 08:50. 2 Dec 09:00. 2 earlier ones were missed.",
            "War fällig: 2. Dez. 08:50. 2. Dez. 09:00. 2 frühere wurden verpasst.",
        ),
    ] {
        let one = [delivery("Dentist", start, due, missed)];
        let here = Here { now, zone: &berlin, titles: true, words: words("en") };
        let shown = here.shown(&one);
        assert_eq!((shown.title.as_str(), shown.text.as_str()), ("Dentist", text));
        assert_eq!(Here { words: words("de"), ..here }.shown(&one).text, german);
        let hidden = Here { titles: false, ..here }.shown(&one);
        assert!(!format!("{hidden:?}").contains("Dentist") && hidden.title == "A reminder");
    }
}

#[test]
fn every_click_has_a_word_and_a_word_nobody_offered_is_none() {
    for click in [Click::Done, Click::Snooze, Click::Open] {
        assert_eq!(Click::of_word(click.word()), Some(click));
    }
    assert_eq!((Click::of_word(DEFAULT), Click::of_word("__closed")), (Some(Click::Open), None));
}
