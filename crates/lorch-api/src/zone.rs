//! Time zones that callers name.

use jiff::{Timestamp, tz::TimeZone};

use crate::problem::ApiError;

/// The zone with this IANA name, that of this machine when none is named.
pub(crate) fn named(name: Option<&str>) -> Result<TimeZone, ApiError> {
    let Some(name) = name else { return Ok(TimeZone::system()) };
    TimeZone::get(name).map_err(|_| {
        ApiError::new(400, "zone_unknown", "This time zone is not known.")
            .hint("Name it like `Europe/Berlin`, or leave it out for that of this machine.")
    })
}

/// Seconds east of Greenwich where a year begins, by the rules in force at `now`.
pub(crate) fn at_new_year(zone: &TimeZone, now: Timestamp) -> i32 {
    let now = now.to_zoned(zone.clone());
    now.first_of_year().map_or_else(|_| now.offset().seconds(), |start| start.offset().seconds())
}
