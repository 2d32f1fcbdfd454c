//! The change feed: how every face hears of a commit, whoever made it.

use std::time::Duration;

use axum::{Json, extract::State};
use lorch_engine::Engine;
use lorch_model::change::Changes;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{extract::Query, problem::ApiError};

/// The longest a poll is held, in seconds: below the minute after which proxies hang up.
const LONGEST_WAIT: u64 = 55;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Since {
    /// The number of the last answer; without it the present number is answered at once.
    since: Option<String>,
    /// Seconds to wait for a change, at most and by default 55.
    wait: Option<u64>,
}

/// What changed after `since`. Held until something changes.
#[utoipa::path(get, operation_id = "changes", path = "/api/changes", tag = "changes", params(Since), responses((status = 200, body = Changes)))]
pub(crate) async fn changes(
    State(engine): State<Engine>,
    Query(query): Query<Since>,
) -> Result<Json<Changes>, ApiError> {
    let now = engine.store().changes_since(query.since.as_deref());
    let Some(seen) = query.since.filter(|_| now.topics.is_empty() && !now.reset) else { return Ok(Json(now)) };
    let wait = Duration::from_secs(query.wait.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT));
    tokio::select! {
        () = engine.store().changed_after(&seen) => {}
        () = tokio::time::sleep(wait) => {}
        () = engine.stopping() => {}
    }
    Ok(Json(engine.store().changes_since(Some(&seen))))
}
