use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::civil::Date;
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    planner::{Kind, Occurrence, days_between},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::Query,
    problem::ApiError,
    reply::{Items, versioned},
    zone,
};

/// The most days from the first to the last one.
const MOST_DAYS: i32 = 400;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Range {
    /// The first day, `2026-11-01`.
    #[param(value_type = String, format = Date)]
    from: Option<Date>,
    /// The last day, at most 400 after the first.
    #[param(value_type = String, format = Date)]
    to: Option<Date>,
    /// The zone of these days, for example `Europe/Berlin`; that of this machine by default.
    zone: Option<String>,
    /// Only tasks, or only events.
    kind: Option<Kind>,
    /// Only with this tag.
    tag: Option<String>,
}

/// What is planned on some days, what repeats laid out, in order: whole days first, then by time.
#[utoipa::path(get, operation_id = "list_occurrences", path = "/api/planner/occurrences", tag = "planner", params(Range),
    responses((status = 200, body = Items<Occurrence>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(range): Query<Range>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let zone = zone::named(range.zone.as_deref())?;
    let (Some(from), Some(to)) = (range.from, range.to) else { return Err(invalid()) };
    if !(0..=MOST_DAYS).contains(&days_between(from, to)) {
        return Err(invalid());
    }
    versioned(&engine, &headers, &[Topic::Planner], async {
        Ok(Items { items: engine.occurrences((from, to), &zone, range.kind, range.tag.as_deref()).await? })
    })
    .await
}

fn invalid() -> ApiError {
    ApiError::new(400, "range_invalid", "Which days are meant can't be read.")
        .hint("Give the first and the last one, at most 400 days apart: `from=2026-11-01&to=2026-11-30`.")
}
