//! The timeline over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::civil::Date;
use lorch_engine::Engine;
use lorch_model::{
    Timestamp,
    change::Topic,
    timeline::{Room, TimelineEntry, TimelinePage, Volume},
};
use lorch_store::timeline::{From, TimelineFilter};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{IdPath, Paging, Query},
    problem::ApiError,
    reply::{Items, versioned},
    zone,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only of this room.
    room: Option<Room>,
    /// Only of this source, by its word.
    source: Option<String>,
    /// Begin with the newest entry at or before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// `next` of the page before.
    after: Option<String>,
    /// `prev` of the page after: the entries just newer than it, still newest first.
    before: Option<String>,
    /// Entries a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// Everything that happened, newest first. Of `after`, `before` and `at` the first one that is there counts.
#[utoipa::path(get, operation_id = "list_timeline", path = "/api/timeline", tag = "timeline", params(Which),
    responses((status = 200, body = TimelinePage)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let limit = Paging { after: None, limit: which.limit }.limit();
    let from = match (which.after, which.before, which.at) {
        (Some(cursor), _, _) => From::Below(cursor),
        (None, Some(cursor), _) => From::Above(cursor),
        (None, None, Some(at)) => From::At(at),
        (None, None, None) => From::Newest,
    };
    let filter = TimelineFilter { room: which.room, source: which.source };
    versioned(&engine, &headers, &[Topic::Timeline], async {
        Ok(engine.store().timeline(&filter, &from, limit).await?)
    })
    .await
}

/// One entry.
#[utoipa::path(get, operation_id = "timeline_entry", path = "/api/timeline/{id}", tag = "timeline",
    params(("id" = String, Path, description = "Id of the entry, 32 hex digits.")),
    responses((status = 200, body = TimelineEntry)))]
pub(crate) async fn one(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Timeline], async {
        engine.store().timeline_entry(&id).await?.ok_or_else(|| {
            ApiError::new(404, "entry_not_found", "This entry is not on the timeline.")
                .hint("It may have been removed; the bin keeps what was for 30 days.")
        })
    })
    .await
}

/// What a count is of.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    /// Each month.
    #[default]
    Month,
    /// Each day; wants `from` and `to`.
    Day,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Counted {
    /// Only of this room.
    room: Option<Room>,
    /// Only of this source, by its word.
    source: Option<String>,
    /// `month` (default) or `day`.
    #[param(inline)]
    by: Option<By>,
    /// The first day, `2026-11-01`.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day, at most 400 after the first.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// The time zone of days and months where the place is not known, for example `Europe/Berlin`; that of this machine
    /// by default.
    zone: Option<String>,
}

/// How much happened in each month, or on each day, that has something; oldest first.
#[utoipa::path(get, operation_id = "timeline_volume", path = "/api/timeline/volume", tag = "timeline", params(Counted),
    responses((status = 200, body = Items<Volume>)))]
pub(crate) async fn volume(
    State(engine): State<Engine>,
    Query(counted): Query<Counted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let zone = zone::named(counted.zone.as_deref())?;
    let source = counted.source.as_deref();
    versioned(&engine, &headers, &[Topic::Timeline], async {
        let items = match (counted.by.unwrap_or_default(), counted.from, counted.to) {
            (By::Month, ..) => engine.months(counted.room, source, &zone).await?,
            (By::Day, Some(from), Some(to)) => engine.days(counted.room, source, (from, to), &zone).await?,
            (By::Day, ..) => {
                return Err(ApiError::new(400, "days_missing", "By day needs the first and the last one.")
                    .hint("Add `from=2026-11-01&to=2026-11-30`."));
            }
        };
        Ok(Items { items })
    })
    .await
}
