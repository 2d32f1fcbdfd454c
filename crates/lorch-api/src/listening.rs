//! Listening, over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::civil::Date;
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    listening::{Listening, Period, Play},
    page::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Paging, Query},
    problem::ApiError,
    reply::{versioned, versioned_on},
    zone,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Glance {
    /// `week`, `month` (default), `year` or `all`.
    #[param(inline)]
    period: Option<Period>,
    /// A day of the period, `2026-11-22`; today by default.
    #[param(value_type = Option<String>, format = Date)]
    at: Option<Date>,
    /// The zone of the days, for example `Europe/Berlin`; that of this machine by default.
    zone: Option<String>,
}

/// What was heard in a week, a month, a year, or ever.
#[utoipa::path(get, operation_id = "listening", path = "/api/listening", tag = "listening", params(Glance),
    responses((status = 200, body = Listening)))]
pub(crate) async fn listening(
    State(engine): State<Engine>,
    Query(glance): Query<Glance>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let zone = zone::named(glance.zone.as_deref())?;
    let today = engine.now().to_zoned(zone.clone()).date();
    let (period, at) = (glance.period.unwrap_or_default(), glance.at.unwrap_or(today));
    versioned_on(&engine, &headers, &[Topic::Timeline], Some(today), async {
        Ok(engine.listening(period, at, today, &zone).await?)
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the page before.
    after: Option<String>,
    /// Plays a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// Plays, newest first.
#[utoipa::path(get, operation_id = "list_plays", path = "/api/listening/plays", tag = "listening", params(Which),
    responses((status = 200, body = Page<Play>)))]
pub(crate) async fn plays(
    State(engine): State<Engine>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: which.after, limit: which.limit };
    versioned(&engine, &headers, &[Topic::Timeline], async {
        Ok(engine.store().plays(paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}
