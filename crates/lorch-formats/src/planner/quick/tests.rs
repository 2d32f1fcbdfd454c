#![allow(clippy::unwrap_used)]

use lorch_model::planner::Reminder;
use proptest::prelude::*;

use super::*;

/// A Saturday.
const NOW: &str = "2026-11-21T22:00";

fn understood(line: &str) -> String {
    let Some(Quick { edit, .. }) = read(line, NOW.parse().unwrap()) else { return "nothing".to_owned() };
    let mut said = vec![edit.kind.unwrap().word().to_owned(), edit.title.unwrap()];
    said.extend(edit.start.flatten().map(|start| start.to_string()));
    said.extend(edit.minutes.flatten().map(|minutes| format!("{minutes}min")));
    said.extend(edit.days.flatten().filter(|days| *days > 1).map(|days| format!("{days}d")));
    said.extend(edit.due.flatten().map(|due| format!("due {due}")));
    if let Some(Some(repeat)) = edit.repeat {
        let days: String = repeat.weekdays.iter().flatten().map(|day| day.word()).collect();
        said.push(format!("{:?}{}{days}", repeat.every, repeat.interval.unwrap_or(1)));
        said.extend(repeat.until.map(|until| format!("until {until}")));
        said.extend(repeat.count.map(|count| format!("x{count}")));
    }
    said.extend(edit.reminder.flatten().map(|reminder| match reminder {
        Reminder::Before { before } => format!("!-{before}"),
        Reminder::At { at } => format!("!{at}"),
    }));
    said.extend(edit.tags.into_iter().flatten().map(|tag| format!("#{tag}")));
    said.join("|")
}

#[test]
fn lines_are_understood() {
    for (line, expected) in [
        ("dentist 3 Dec 9:30 45 min", "event|dentist|2026-12-03T09:30|45min"),
        ("Zahnarzt 3. Dez 9:30 45 min", "event|Zahnarzt|2026-12-03T09:30|45min"),
        ("run every Tue and Fri 7:00 until June", "event|run|2026-11-24T07:00|60min|Week1TUFR|until 2027-06-30"),
        ("Laufen jeden Di und Fr 7 Uhr bis Juni", "event|Laufen|2026-11-24T07:00|60min|Week1TUFR|until 2027-06-30"),
        ("buy milk", "task|buy milk"),
        ("todo buy milk tomorrow", "task|buy milk|2026-11-22"),
        ("call mum tomorrow at 6pm", "event|call mum|2026-11-22T18:00|60min"),
        ("lunch today 23:15", "event|lunch|2026-11-21T23:15|60min"),
        ("lunch 12:00", "event|lunch|2026-11-22T12:00|60min"),
        ("meeting next Monday 9-10:30", "event|meeting|2026-11-23T09:00|90min"),
        ("Treffen am Montag von 9 bis 10:30", "event|Treffen|2026-11-23T09:00|90min"),
        ("Treffen Mo. 14 Uhr 30", "event|Treffen|2026-11-23T14:30|60min"),
        ("cinema sat 20:15 2h", "event|cinema|2026-11-21T20:15|120min"),
        ("party next sat 2-4 pm", "event|party|2026-11-28T14:00|120min"),
        ("night shift Fri 22:00 - 6:00", "event|night shift|2026-11-27T22:00|480min"),
        ("tax return by 31 May", "task|tax return|due 2027-05-31"),
        ("Steuer bis 31. Mai 12:00", "task|Steuer|due 2027-05-31T12:00"),
        ("rent every month on 1 Dec all day", "event|rent|2026-12-01|Month1"),
        ("holiday 2027-07-05 for 12 days", "event|holiday|2027-07-05|12d"),
        ("Urlaub 5.7.2027 2 Wochen", "event|Urlaub|2027-07-05|14d"),
        ("Ada's birthday 5 Mar every year", "event|Ada's birthday|2027-03-05|Year1"),
        ("stand-up weekdays 9:00 15 min #work", "event|stand-up|2026-11-23T09:00|15min|Week1MOTUWETHFR|#work"),
        ("Müll alle 2 Wochen am Do 6:30 5 min", "event|Müll|2026-11-26T06:30|5min|Week2"),
        ("yoga every other week 8:00 5 times", "event|yoga|2026-11-22T08:00|60min|Week2|x5"),
        ("water plants every 3 days", "event|water plants|2026-11-21|Day3"),
        ("montags Chor 19:30 1,5 Std", "event|Chor|2026-11-23T19:30|90min|Week1"),
        ("read a book 45 min", "task|read a book|45min"),
        ("trip in 2 weeks", "event|trip|2026-12-05"),
        ("Thu 3 Dec, 9am: dentist", "event|dentist|2026-12-03T09:00|60min"),
        ("Do laundry", "task|Do laundry"),
        ("buy sun cream and 2 mars bars", "task|buy sun cream and 2 mars bars"),
        ("so long may it last", "task|so long may it last"),
        ("\"Lunch tomorrow\" 3 Dec", "event|Lunch tomorrow|2026-12-03"),
        ("5 things to say by heart", "task|5 things to say by heart"),
        ("8.30 Uhr Bäcker morgen", "event|Bäcker|2026-11-22T08:30|60min"),
        ("launch 2026-12-03T09:30 for 2 hours", "event|launch|2026-12-03T09:30|120min"),
        ("show 29 Feb", "event|show|2028-02-29"),
        ("ganztägig Messe 3.12. #b #a #b", "event|Messe|2026-12-03|#a|#b"),
        ("dentist 3 Dec 9:30 remind 10 min before", "event|dentist|2026-12-03T09:30|60min|!-10"),
        ("remind me 1 h before: dentist 3 Dec 9:30", "event|dentist|2026-12-03T09:30|60min|!-60"),
        ("dentist 3 Dec 9:30 45 min remind 1 day before", "event|dentist|2026-12-03T09:30|45min|!-1440"),
        ("Zahnarzt 3. Dez 9:30 Erinnerung 2 Stunden vorher", "event|Zahnarzt|2026-12-03T09:30|60min|!-120"),
        ("Zahnarzt 3. Dez 9:30 erinnern 10 min vorher", "event|Zahnarzt|2026-12-03T09:30|60min|!-10"),
        ("dentist 3 Dec 9:30 remind at 8:00", "event|dentist|2026-12-03T09:30|60min|!2026-12-03T08:00"),
        ("dentist 3 Dec 9:30 remind 2 Dec 20:00", "event|dentist|2026-12-03T09:30|60min|!2026-12-02T20:00"),
        ("Zahnarzt 3. Dez 9:30 Erinnerung zu Beginn", "event|Zahnarzt|2026-12-03T09:30|60min|!-0"),
        ("bins every Thu 6:30 remind at start", "event|bins|2026-11-26T06:30|60min|Week1|!-0"),
        ("call mum remind at 18:00", "task|call mum|!2026-11-22T18:00"),
        ("remind Bob about the keys", "task|remind Bob about the keys"),
        ("remind", "task|remind"),
        ("dentist 3 Dec 9:30 remind 5 weeks before", "event|dentist remind before|2026-12-03T09:30|60min"),
        ("tomorrow 9:00", "nothing"),
        ("", "nothing"),
        ("#tag", "nothing"),
    ] {
        assert_eq!(understood(line), expected, "{line}");
    }
}

#[test]
fn the_line_is_cut_up_whole() {
    let quick = read("  dentist  3 Dec, 9:30 45 min ", NOW.parse().unwrap()).unwrap();
    let parts: Vec<_> = quick.parts.iter().map(|part| (part.text.as_str(), part.means)).collect();
    assert_eq!(
        parts,
        [
            ("  ", Means::Space),
            ("dentist", Means::Title),
            ("  ", Means::Space),
            ("3 Dec,", Means::Day),
            (" ", Means::Space),
            ("9:30", Means::Time),
            (" ", Means::Space),
            ("45 min", Means::Length),
            (" ", Means::Space),
        ]
    );
    assert_eq!(quick.text, "dentist Thu 3 Dec 2026 9:30 45 min");
}

/// Words that mean something, and some that don't.
const WORDS: [&str; 69] = [
    "dentist",
    "3",
    "Dec",
    "9:30",
    "45",
    "min",
    "every",
    "Tue",
    "and",
    "Fri",
    "until",
    "June",
    "tomorrow",
    "next",
    "Monday",
    "#tag",
    "all",
    "day",
    "Zahnarzt",
    "3.",
    "Dez",
    "jeden",
    "Di",
    "und",
    "bis",
    "Juni",
    "morgen",
    "alle",
    "2",
    "Wochen",
    "am",
    "Do",
    "by",
    "due",
    "todo",
    "event:",
    "at",
    "9",
    "pm",
    "5",
    "times",
    "weekdays",
    "daily",
    "in",
    "weeks",
    "the",
    "\"a",
    "b\"",
    "3.12.",
    "2026-12-03",
    "9-11",
    "Uhr",
    "2h",
    "1h30",
    "months",
    "year",
    "on",
    "sun",
    "31",
    "Feb",
    "29",
    "24:00",
    "remind",
    "before",
    "min",
    "vorher",
    "start",
    "99",
    "–",
];

proptest! {
    #[test]
    fn what_is_said_in_full_is_understood_the_same(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..12)) {
        let now = NOW.parse().unwrap();
        if let Some(quick) = read(&words.join(" "), now) {
            let again = read(&quick.text, now);
            prop_assert_eq!(again.map(|again| (again.edit, again.text)), Some((quick.edit, quick.text)));
        }
    }

    #[test]
    fn no_line_breaks_it_and_nothing_of_it_is_lost(line in "\\PC{0,80}|[0-9a-zA-Z:.,# \"-]{0,60}") {
        if let Some(quick) = read(&line, NOW.parse().unwrap()) {
            let whole: String = quick.parts.iter().map(|part| part.text.as_str()).collect();
            prop_assert_eq!(whole, line);
            let again = read(&quick.text, NOW.parse().unwrap()).map(|again| again.edit);
            prop_assert_eq!(again, Some(quick.edit));
        }
    }
}
