//! Sums by the clock of a zone, from counts of the hours of Greenwich.

use lorch_model::clock::Stretch;
use serde_json::{Value, json};

const MS_AN_HOUR: i64 = 3_600_000;
const MS_A_QUARTER: i64 = MS_AN_HOUR / 4;

/// What a statement over `?1` (stretches: first hour, the hour behind the last, minutes, first quarter, the quarter
/// behind the last) and `?2` (parts) joins with a table of hours.
///
/// An hour is taken whole (part 4) where every stretch is of whole hours and whole hours from Greenwich, else quarter by
/// quarter: clocks are turned in the middle of an hour of Greenwich in some places.
pub(crate) fn over(stretches: &[Stretch]) -> (String, String) {
    let whole = |one: &Stretch| one.minutes % 60 == 0 && one.from % MS_AN_HOUR == 0 && one.to % MS_AN_HOUR == 0;
    let whole = stretches.iter().all(whole);
    let row = |one: &Stretch| {
        let reach = |part: i64| (one.from.div_euclid(part), (one.to - 1).div_euclid(part) + 1);
        let (hours, quarters) = (reach(MS_AN_HOUR), reach(MS_A_QUARTER));
        json!([hours.0, hours.1, one.minutes, quarters.0, quarters.1])
    };
    let rows: Vec<Value> = stretches.iter().map(row).collect();
    let parts = if whole { "[4]" } else { "[0, 1, 2, 3]" };
    (Value::from(rows).to_string(), parts.to_owned())
}

/// What `FROM` begins with: the parts of the hours of `table`, as far as they are asked for.
pub(crate) fn parts_of(table: &str) -> String {
    format!(
        "json_each(?1) AS stretch CROSS JOIN {table}
             ON hour >= (stretch.value ->> 0) AND hour < (stretch.value ->> 1) CROSS JOIN json_each(?2) AS part
             ON part.value = 4 OR (hour * 4 + part.value >= (stretch.value ->> 3) AND hour * 4 + part.value < (stretch.value ->> 4))"
    )
}

/// The minute since 1970 at which a part begins, by the clock of its stretch.
pub(crate) const MINUTE: &str = "(hour * 60 + part.value % 4 * 15 + (stretch.value ->> 2))";

/// How much a part holds.
pub(crate) const SHARE: &str = "CASE part.value WHEN 4 THEN total WHEN 3 THEN fourth WHEN 2 THEN third
    WHEN 1 THEN second ELSE total - second - third - fourth END";

/// The day since 1970 of [`MINUTE`].
pub(crate) fn day() -> String {
    format!("(({MINUTE} + 1440000000) / 1440 - 1000000)")
}

/// The hour of the week of [`MINUTE`], from Monday at midnight.
pub(crate) fn hour_of_week() -> String {
    // The first day of 1970 was a Thursday.
    format!("(({MINUTE} / 60 + 16800000 + 72) % 168)")
}
