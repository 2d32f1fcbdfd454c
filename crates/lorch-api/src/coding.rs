//! Coding, over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::civil::Date;
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    coding::{Coding, CodingEntry, Repositories},
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
    /// The day it is told for, `2026-11-22`; today by default.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// The zone of the days, for example `Europe/Berlin`; that of this machine by default.
    zone: Option<String>,
    /// `all` (default), `own`: those of the person's account, `work`: those of others.
    #[param(inline)]
    repositories: Option<Repositories>,
}

/// What was done in repositories: the week, 53 weeks, repositories and hours of the last 12.
#[utoipa::path(get, operation_id = "coding", path = "/api/coding", tag = "coding", params(Glance),
    responses((status = 200, body = Coding)))]
pub(crate) async fn coding(
    State(engine): State<Engine>,
    Query(glance): Query<Glance>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let zone = zone::named(glance.zone.as_deref())?;
    let until = glance.until.unwrap_or_else(|| engine.now().to_zoned(zone.clone()).date());
    let of = glance.repositories.unwrap_or_default();
    versioned_on(&engine, &headers, &[Topic::Timeline], Some(until), async {
        Ok(engine.coding(until, &zone, of).await?)
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The zone of the days, for example `Europe/Berlin`; that of this machine by default.
    zone: Option<String>,
    /// `all` (default), `own`, `work`.
    #[param(inline)]
    repositories: Option<Repositories>,
    /// `next` of the page before.
    after: Option<String>,
    /// Entries a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// What was done, newest first. The commits of a day to one branch are one entry.
#[utoipa::path(get, operation_id = "coding_activity", path = "/api/coding/activity", tag = "coding", params(Which),
    responses((status = 200, body = Page<CodingEntry>)))]
pub(crate) async fn activity(
    State(engine): State<Engine>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let zone = zone::named(which.zone.as_deref())?;
    let limit = Paging { after: None, limit: which.limit }.limit();
    let of = which.repositories.unwrap_or_default();
    versioned(&engine, &headers, &[Topic::Timeline], async {
        Ok(engine.coding_activity(which.after.as_deref(), limit, &zone, of).await?)
    })
    .await
}
