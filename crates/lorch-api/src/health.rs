//! What monitors ask: is it there, and how does it do.

use std::sync::OnceLock;

use axum::{
    Json, Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use lorch_engine::Engine;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::json;

use crate::problem::ApiError;

/// `/health` and `/metrics`.
pub(crate) fn router(engine: Engine) -> Router {
    recorder();
    Router::new().route("/health", get(health)).route("/metrics", get(metrics)).with_state(engine)
}

async fn health() -> Response {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

async fn metrics(State(engine): State<Engine>) -> Result<Response, ApiError> {
    let status = engine.status().await?;
    metrics::gauge!("lorch_feeds").set(f64::from(status.feeds));
    metrics::gauge!("lorch_feeds_failing").set(f64::from(status.failing));
    for source in engine.store().sources().await? {
        metrics::gauge!("lorch_records", "source" => source.id).set(source.records as f64);
    }
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// One recorder a process; `None` when something else records already.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).ok().map(|()| handle)
        })
        .as_ref()
}
