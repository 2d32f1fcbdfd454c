//! The sample, over HTTP.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{change::Topic, sample::Sample};

use crate::{problem::ApiError, reply::versioned};

/// The sample that everybody gets.
const SEED: u64 = 1;

/// Whether the sample is here: a made-up year to look around in.
#[utoipa::path(get, operation_id = "sample", path = "/api/sample", tag = "sample", responses((status = 200, body = Sample)))]
pub(crate) async fn status(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Timeline, Topic::Feeds], async { Ok(engine.sample().await?) }).await
}

/// Adds the sample. Where it is here already, nothing changes.
#[utoipa::path(post, operation_id = "add_sample", path = "/api/sample", tag = "sample", responses((status = 200, body = Sample)))]
pub(crate) async fn add(State(engine): State<Engine>) -> Result<Json<Sample>, ApiError> {
    Ok(Json(engine.add_sample(SEED).await?))
}

/// Removes the sample and everything that was said of it. What is the person's own stays as it is.
#[utoipa::path(delete, operation_id = "remove_sample", path = "/api/sample", tag = "sample", responses((status = 200, body = Sample)))]
pub(crate) async fn remove(State(engine): State<Engine>) -> Result<Json<Sample>, ApiError> {
    Ok(Json(engine.remove_sample().await?))
}
