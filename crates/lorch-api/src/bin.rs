//! The bin over HTTP.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    bin::{BinItem, Purged},
    change::Topic,
};

use crate::{
    extract::IdPath,
    problem::ApiError,
    reply::{Items, versioned},
};

/// What lies in the bin, what was removed last first.
#[utoipa::path(get, operation_id = "list_bin", path = "/api/bin", tag = "bin", responses((status = 200, body = Items<BinItem>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Bin, Topic::Feeds, Topic::Rules, Topic::Planner], async {
        Ok(Items { items: engine.store().bin().await? })
    })
    .await
}

/// Takes a thing out of the bin: it is as it was.
#[utoipa::path(post, operation_id = "restore_from_bin", path = "/api/bin/{id}/restore", tag = "bin",
    params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn restore(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.restore_from_bin(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a thing in the bin for good, here and on the devices that hear of it.
#[utoipa::path(delete, operation_id = "purge", path = "/api/bin/{id}", tag = "bin", params(("id" = String, Path)),
    responses((status = 200, body = Purged)))]
pub(crate) async fn purge(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<Json<Purged>, ApiError> {
    Ok(Json(engine.purge(&id).await?))
}

/// Deletes everything in the bin for good.
#[utoipa::path(delete, operation_id = "empty_bin", path = "/api/bin", tag = "bin", responses((status = 200, body = Purged)))]
pub(crate) async fn empty(State(engine): State<Engine>) -> Result<Json<Purged>, ApiError> {
    Ok(Json(engine.empty_bin().await?))
}
