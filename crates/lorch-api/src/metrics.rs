//! `/metrics`: this computer and Lorch itself, for Prometheus.

mod host;
mod own;

use std::sync::OnceLock;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use lorch_engine::Engine;
use lorch_formats::system::exposition::{MEDIA_TYPE, text};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::problem::ApiError;

/// Begins to count what is counted where it happens.
pub(crate) fn begin() {
    recorder();
}

pub(crate) async fn metrics(State(engine): State<Engine>) -> Result<Response, ApiError> {
    let mut families = own::families(&engine).await?;
    // Read now, not when the last sample was taken: whoever asks has a rhythm of its own.
    if let Some(sample) = engine.sense(false).await {
        families.extend(host::families(&sample));
    }
    let counted = recorder().map(PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], counted + &text(&families)).into_response())
}

/// One recorder a process; `None` when something else records already.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).ok()?;
            metrics::describe_counter!("lorch_feed_fetches_total", "Feeds that were asked, by how it went.");
            metrics::describe_counter!("lorch_articles_new_total", "Articles that came for the first time.");
            Some(handle)
        })
        .as_ref()
}
