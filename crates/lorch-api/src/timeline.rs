//! The timeline over HTTP.

use axum::{extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    page::Page,
    timeline::{Room, TimelineEntry},
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
pub(crate) struct Which {
    /// Only of this room.
    room: Option<Room>,
    /// Only of this source, by its word.
    source: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Entries a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// Everything that happened, newest first.
#[utoipa::path(get, operation_id = "list_timeline", path = "/api/timeline", tag = "timeline", params(Which),
    responses((status = 200, body = Page<TimelineEntry>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: which.after, limit: which.limit };
    versioned(&engine, &headers, &[Topic::Timeline], async {
        Ok(engine
            .store()
            .timeline(which.room, which.source.as_deref(), paging.after.as_deref(), paging.limit())
            .await?)
    })
    .await
}
