//! Two devices are paired: one offers it, the other joins, and the person at the first compares the words and agrees.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::{Engine, devices::Invitation};
use lorch_model::{
    change::Topic,
    devices::{Joining, Pairing},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{extract::Body, problem::ApiError, reply::versioned};

/// Offers a pairing for five minutes, in the place of the one before. The ticket and the code are good for one device.
#[utoipa::path(post, operation_id = "begin_pairing", path = "/api/devices/pairing", tag = "devices",
    responses((status = 201, body = Pairing), (status = 423, description = "`vault_locked`"),
        (status = 503, description = "`vault_absent`, `network_refused`")))]
pub(crate) async fn begin(State(engine): State<Engine>) -> Result<(StatusCode, Json<Pairing>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.begin_pairing().await?)))
}

/// The pairing that was offered last, and how far it is.
#[utoipa::path(get, operation_id = "pairing", path = "/api/devices/pairing", tag = "devices",
    responses((status = 200, body = Pairing), (status = 404, description = "`pairing_not_found`")))]
pub(crate) async fn offered(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Devices], async { Ok(engine.pairing()?) }).await
}

/// Takes the pairing back.
#[utoipa::path(delete, operation_id = "end_pairing", path = "/api/devices/pairing", tag = "devices",
    responses((status = 204), (status = 404, description = "`pairing_not_found`")))]
pub(crate) async fn end(State(engine): State<Engine>) -> Result<StatusCode, ApiError> {
    engine.end_pairing().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets the device in that called: the words on both screens are the same.
#[utoipa::path(post, operation_id = "confirm_pairing", path = "/api/devices/pairing/confirm", tag = "devices",
    responses((status = 200, body = Pairing), (status = 404, description = "`pairing_not_found`"),
        (status = 409, description = "`pairing_waits`: nobody has called yet")))]
pub(crate) async fn confirm(State(engine): State<Engine>) -> Result<Json<Pairing>, ApiError> {
    Ok(Json(engine.answer_pairing(true).await?))
}

/// Does not let it in. The ticket and the code hold no more.
#[utoipa::path(post, operation_id = "refuse_pairing", path = "/api/devices/pairing/refuse", tag = "devices",
    responses((status = 200, body = Pairing), (status = 404, description = "`pairing_not_found`"),
        (status = 409, description = "`pairing_waits`: nobody has called yet")))]
pub(crate) async fn refuse(State(engine): State<Engine>) -> Result<Json<Pairing>, ApiError> {
    Ok(Json(engine.answer_pairing(false).await?))
}

/// What the other device shows: one of both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Join {
    /// Its ticket: `lorch-pair:…`.
    ticket: Option<String>,
    /// The eight digits of a device in the same network.
    code: Option<String>,
}

/// Joins a pairing that another device offers. How that goes is told by `GET`.
#[utoipa::path(post, operation_id = "join_pairing", path = "/api/devices/join", tag = "devices", request_body = Join,
    responses((status = 202, body = Joining), (status = 422, description = "`ticket_invalid`, `code_invalid`"),
        (status = 423, description = "`vault_locked`"), (status = 503, description = "`vault_absent`")))]
pub(crate) async fn join(
    State(engine): State<Engine>,
    Body(join): Body<Join>,
) -> Result<(StatusCode, Json<Joining>), ApiError> {
    let invitation = match (join.ticket, join.code) {
        (Some(ticket), None) => Invitation::Ticket(ticket),
        (None, Some(code)) => Invitation::Code(code),
        _ => {
            return Err(ApiError::new(422, "ticket_invalid", "Either a ticket or a code is needed.")
                .hint("Give what the other device shows."));
        }
    };
    Ok((StatusCode::ACCEPTED, Json(engine.join_pairing(&invitation).await?)))
}

/// How the pairing goes that is joined, or was last.
#[utoipa::path(get, operation_id = "joining", path = "/api/devices/join", tag = "devices",
    responses((status = 200, body = Joining), (status = 404, description = "`pairing_not_found`")))]
pub(crate) async fn joining(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Devices], async { Ok(engine.joining()?) }).await
}

/// Joins it no more.
#[utoipa::path(delete, operation_id = "end_joining", path = "/api/devices/join", tag = "devices",
    responses((status = 204), (status = 404, description = "`pairing_not_found`")))]
pub(crate) async fn leave(State(engine): State<Engine>) -> Result<StatusCode, ApiError> {
    engine.end_joining().await?;
    Ok(StatusCode::NO_CONTENT)
}
