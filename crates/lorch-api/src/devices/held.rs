//! What another device would make vanish here, and the person's answer.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{change::Topic, devices::HeldExchange};

use crate::{
    extract::IdPath,
    problem::ApiError,
    reply::{Items, versioned},
};

/// What other devices would make vanish here, so much of it that the person has to say whether it may.
#[utoipa::path(get, operation_id = "list_held", path = "/api/devices/held", tag = "devices",
    responses((status = 200, body = Items<HeldExchange>)))]
pub(crate) async fn held(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    let topics = [Topic::Status, Topic::Feeds, Topic::Timeline];
    versioned(&engine, &headers, &topics, async { Ok(Items { items: engine.held_exchanges().await? }) }).await
}

/// Allows it: what the device would make vanish, vanishes here.
#[utoipa::path(post, operation_id = "accept_held", path = "/api/devices/held/{id}/accept", tag = "devices",
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "`nothing_held`")))]
pub(crate) async fn accept(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.agree(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses it: everything stays, and comes back on the device that removed it.
#[utoipa::path(post, operation_id = "refuse_held", path = "/api/devices/held/{id}/refuse", tag = "devices",
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "`nothing_held`")))]
pub(crate) async fn refuse(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.refuse(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
