//! What Lorch is doing now.

use axum::{extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{change::Topic, status::Status};

use crate::{problem::ApiError, reply::versioned};

/// What Lorch is doing now: the line at the foot of the window.
#[utoipa::path(get, operation_id = "status", path = "/api/status", tag = "status", responses((status = 200, body = Status)))]
pub(crate) async fn status(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    // What is written waits for the other devices, whatever it is.
    let written = [Topic::Articles, Topic::Rules, Topic::Planner, Topic::Timeline, Topic::Bin, Topic::Devices];
    let topics = [&[Topic::Status, Topic::Feeds, Topic::Settings][..], &written].concat();
    versioned(&engine, &headers, &topics, async { Ok(engine.status().await?) }).await
}
