//! Facts about which things are the same, over HTTP.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    links::{Link, LinkEdit},
};

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::{Items, versioned},
};

/// What was said of pairs of things: that they are the same, or that they are not.
#[utoipa::path(get, operation_id = "list_links", path = "/api/links", tag = "links", responses((status = 200, body = Items<Link>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Timeline], async { Ok(Items { items: engine.store().links().await? }) }).await
}

/// Says of two things that they are the same, or that they are not. What was said of them before is replaced.
#[utoipa::path(post, operation_id = "link", path = "/api/links", tag = "links", request_body = LinkEdit,
    responses((status = 201, body = Link)))]
pub(crate) async fn link(
    State(engine): State<Engine>,
    Body(edit): Body<LinkEdit>,
) -> Result<(StatusCode, Json<Link>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.link(edit).await?)))
}

/// Takes back what was said.
#[utoipa::path(delete, operation_id = "unlink", path = "/api/links/{id}", tag = "links", params(("id" = String, Path)),
    responses((status = 204)))]
pub(crate) async fn unlink(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.unlink(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
