//! Search over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    page::Page,
    search::{Hit, Order},
    timeline::Room,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Paging, Query},
    problem::ApiError,
    reply::versioned,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Words that must all occur; `"quoted words"` in this order; the last word may go on.
    q: String,
    /// Only in this room.
    room: Option<Room>,
    /// `newest` first (default) or `closest` match first, which is one page.
    order: Option<Order>,
    /// `next` of the page before.
    after: Option<String>,
    /// Hits a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// What matches, over titles and texts of all rooms.
#[utoipa::path(get, operation_id = "search", path = "/api/search", tag = "search", params(Wanted), responses((status = 200, body = Page<Hit>)))]
pub(crate) async fn find(
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: wanted.after, limit: wanted.limit };
    let order = wanted.order.unwrap_or_default();
    versioned(&engine, &headers, &[Topic::Timeline], async {
        Ok(engine.store().search(&wanted.q, wanted.room, order, paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}
