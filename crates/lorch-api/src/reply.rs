//! Replies that know their version: an ETag is the version of the topics a reply was made from.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
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
    versioned_on(engine, headers, topics, None, query).await
}

/// As [`versioned`], of a reply that says something else on another day, whatever was written.
pub(crate) async fn versioned_on<T: Serialize>(
    engine: &Engine,
    headers: &HeaderMap,
    topics: &[Topic],
    today: Option<Date>,
    query: impl Future<Output = Result<T, ApiError>>,
) -> Result<Response, ApiError> {
    // Taken before the query: a commit in between makes the reply newer than its version, never older.
    let etag = etag(engine, topics, today);
    if has(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(([(header::ETAG, etag), (header::CACHE_CONTROL, "private, no-cache".into())], Json(query.await?))
        .into_response())
}

/// The origin is part of it: the numbers of another profile mean nothing here.
fn etag(engine: &Engine, topics: &[Topic], today: Option<Date>) -> String {
    let origin = engine.store().origin().to_string();
    let today = today.map(|today| format!("-{today}")).unwrap_or_default();
    format!("\"{}-{}-{}{today}\"", env!("CARGO_PKG_VERSION"), &origin[..8], engine.store().version(topics))
}

/// Does the caller say that it has what `etag` names? Compared weakly (RFC 9110 §13.1.2).
pub(crate) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let names = |known: &str| known == "*" || known.trim_start_matches("W/") == etag;
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|known| known.to_str().ok())
        .any(|known| known.split(',').any(|one| names(one.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_version_is_recognised_in_every_form() {
        for (sent, known) in [
            (&["\"a\""][..], true),
            (&["W/\"a\""], true),
            (&["\"b\", \"a\""], true),
            (&["\"b\"", "\"a\""], true),
            (&["*"], true),
            (&["\"b\""], false),
            (&["a"], false),
            (&[], false),
        ] {
            let headers = sent.iter().map(|value| (header::IF_NONE_MATCH, value.parse().unwrap())).collect();
            assert_eq!(has(&headers, "\"a\""), known, "{sent:?}");
        }
    }
}
