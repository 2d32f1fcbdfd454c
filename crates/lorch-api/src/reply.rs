//! Replies that know their version: an ETag is the version of the topics a reply was made from.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use lorch_engine::Engine;
use lorch_model::change::Topic;
use serde::Serialize;

use crate::problem::ApiError;

/// A list that is never paged.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Items<T> {
    /// All of it.
    pub items: Vec<T>,
}

/// What `query` finds, with the version of `topics`; 304 without asking when the caller has that version.
pub(crate) async fn versioned<T: Serialize>(
    engine: &Engine,
    headers: &HeaderMap,
    topics: &[Topic],
    query: impl Future<Output = Result<T, ApiError>>,
) -> Result<Response, ApiError> {
    // Taken before the query: a commit in between makes the reply newer than its version, never older.
    let etag = etag(engine, topics);
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &etag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(([(header::ETAG, etag), (header::CACHE_CONTROL, "private, no-cache".into())], Json(query.await?))
        .into_response())
}

/// The origin is part of it: the numbers of another profile mean nothing here.
fn etag(engine: &Engine, topics: &[Topic]) -> String {
    let origin = engine.store().origin().to_string();
    format!("\"{}-{}-{}\"", env!("CARGO_PKG_VERSION"), &origin[..8], engine.store().version(topics))
}

fn names(known: &HeaderValue, etag: &str) -> bool {
    known.to_str().is_ok_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag))
}
