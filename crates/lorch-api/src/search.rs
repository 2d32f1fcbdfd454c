//! Search over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    Timestamp,
    change::Topic,
    search::{Found, Order, Question},
    timeline::Room,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Paging, Query},
    problem::ApiError,
    reply::versioned,
    zone,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Words that must all occur; `"quoted words"` in this order; the last word may go on.
    q: String,
    /// Only in this room.
    room: Option<Room>,
    /// Only from this source, by its word.
    source: Option<String>,
    /// Only what began then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Only what began before then.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// `newest` first (default) or `closest` match first, which is one page.
    order: Option<Order>,
    /// `next` of the page before.
    after: Option<String>,
    /// Hits a page, 1 to 200, 50 by default.
    limit: Option<u32>,
    /// Also say how the hits divide by room, source and year.
    facets: Option<bool>,
    /// The time zone in which a year begins, for example `Europe/Berlin`; that of this machine by default.
    zone: Option<String>,
}

/// What matches, over titles and texts of all rooms.
#[utoipa::path(get, operation_id = "search", path = "/api/search", tag = "search", params(Wanted),
    responses((status = 200, body = Found)))]
pub(crate) async fn find(
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: wanted.after, limit: wanted.limit };
    let order = wanted.order.unwrap_or_default();
    let zone = zone::named(wanted.zone.as_deref())?;
    let question =
        Question { words: wanted.q, room: wanted.room, source: wanted.source, from: wanted.from, to: wanted.to };
    versioned(&engine, &headers, &[Topic::Timeline], async {
        let mut found = engine.store().search(&question, order, paging.after.as_deref(), paging.limit()).await?;
        if wanted.facets == Some(true) {
            let offset = zone::at_new_year(&zone, engine.now());
            found.facets = Some(engine.store().facets(&question, offset).await?);
        }
        Ok(found)
    })
    .await
}
