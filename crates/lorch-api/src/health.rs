//! What monitors ask: is it there, and how does it do.

use axum::{
    Json, Router,
    response::{IntoResponse, Response},
    routing::get,
};
use lorch_engine::Engine;
use serde_json::json;

use crate::metrics;

/// `/health` and `/metrics`.
pub(crate) fn router(engine: Engine) -> Router {
    metrics::begin();
    Router::new().route("/health", get(health)).route("/metrics", get(metrics::metrics)).with_state(engine)
}

async fn health() -> Response {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response()
}
