//! What is known of words, in English and German.

use lorch_model::planner::DayOfWeek;

use super::cut::Word;

pub(super) const ON: [&str; 6] = ["on", "am", "den", "dem", "the", "ab"];
pub(super) const UNTIL: [&str; 4] = ["until", "till", "bis", "through"];
pub(super) const DUE: [&str; 4] = ["by", "due", "fällig", "spätestens"];
pub(super) const AND: [&str; 4] = ["and", "und", "&", "+"];
pub(super) const NEXT: [&str; 12] = [
    "next",
    "this",
    "coming",
    "nächsten",
    "nächste",
    "nächster",
    "nächstes",
    "kommenden",
    "kommende",
    "diesen",
    "diese",
    "dieses",
];
pub(super) const EACH: [&str; 5] = ["every", "each", "jeden", "jede", "jedes"];

const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "jänner"],
    &["feb", "february", "februar"],
    &["mar", "march", "mär", "märz", "mrz"],
    &["apr", "april"],
    &["may", "mai"],
    &["jun", "june", "juni"],
    &["jul", "july", "juli"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october", "okt", "oktober"],
    &["nov", "november"],
    &["dec", "december", "dez", "dezember"],
];

const WEEKDAYS: [&[&str]; 7] = [
    &["mon", "monday", "montag"],
    &["tue", "tues", "tuesday", "dienstag"],
    &["wed", "wednesday", "mittwoch"],
    &["thu", "thur", "thurs", "thursday", "donnerstag"],
    &["fri", "friday", "freitag"],
    &["sat", "saturday", "samstag", "sonnabend"],
    &["sun", "sunday", "sonntag"],
];

/// In German two letters are enough; small, or without a sign that a day is meant, they are other words.
const SHORT: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];
/// Other words too where nothing says that a day is meant.
const DOUBTFUL: [&str; 3] = ["wed", "sat", "sun"];

/// The month of a word, 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let place = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(place + 1).ok()
}

/// The day of the week that a word names; `sure` where something else says that a day is meant.
pub(super) fn weekday(word: &Word, sure: bool) -> Option<DayOfWeek> {
    let bare = word.low.trim_end_matches('.');
    let is_capital = word.said.starts_with(char::is_uppercase);
    let short = word.said.trim_end_matches([',', ';']);
    if let Some(place) = SHORT.iter().position(|two| *two == short.trim_end_matches('.')) {
        return (sure || short.ends_with('.')).then_some(DayOfWeek::ALL[place]);
    }
    if DOUBTFUL.contains(&bare) && !sure && !is_capital {
        return None;
    }
    WEEKDAYS.iter().position(|names| names.contains(&bare)).map(|place| DayOfWeek::ALL[place])
}

/// The day of the week that a word says something happens on each time: `mondays`, `montags`.
pub(super) fn each_weekday(word: &Word) -> Option<DayOfWeek> {
    let one = word.low.strip_suffix('s')?;
    let names = |names: &&[&str]| names.iter().any(|name| name.len() > 4 && *name == one);
    WEEKDAYS.iter().position(names).map(|place| DayOfWeek::ALL[place])
}

/// How many words say that something takes the whole day.
pub(super) fn all_day(rest: &[Word]) -> Option<usize> {
    match (rest[0].low.as_str(), rest.get(1).map(|next| next.low.as_str())) {
        ("all-day" | "ganztägig" | "ganztags", _) => Some(1),
        ("all", Some("day")) | ("ganzen", Some("tag")) => Some(2),
        ("den", Some("ganzen")) if rest.get(2).is_some_and(|word| word.low == "tag") => Some(3),
        _ => None,
    }
}

/// A number in digits, or as a word where that is common.
pub(super) fn number(word: &str) -> Option<u32> {
    match word {
        "one" | "a" | "an" | "ein" | "eine" | "einem" | "einer" | "einen" => Some(1),
        "two" | "zwei" => Some(2),
        "three" | "drei" => Some(3),
        "four" | "vier" => Some(4),
        "five" | "fünf" => Some(5),
        "six" | "sechs" => Some(6),
        digits if digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
        _ => None,
    }
}
