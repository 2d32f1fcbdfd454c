//! Signing in over HTTP: begun here, answered on the service's page, watched meanwhile.

use axum::{Json, extract::State, http::StatusCode};
use lorch_engine::{Brought, Engine, EngineError, SignInWish};
use lorch_model::connections::{SigningIn, Way};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
};

/// How to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInTo {
    /// Word of the service.
    service: String,
    /// `device` or `browser`.
    way: Way,
    /// Id of the person's application at the service.
    client_id: String,
    /// Where the API of the service is, unless at its usual place.
    base_url: Option<String>,
    /// Where the browser leads back to on this computer; any that is free unless said.
    port: Option<u16>,
}

/// How to sign in again. What is absent is as it was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInAgain {
    /// How.
    way: Way,
    /// A new token, for the way `token`.
    token: Option<String>,
    /// Id of the person's application at the service.
    client_id: Option<String>,
    /// Where the browser leads back to on this computer.
    port: Option<u16>,
}

/// Begins to sign in. The page opens `authorize_url`, or shows the code and `verification_url`; then it watches. The answer
/// is told on topic `sources`.
#[utoipa::path(post, operation_id = "begin_sign_in", path = "/api/sources/signins", tag = "sources", request_body = SignInTo,
    responses((status = 201, body = SigningIn), (status = 422, body = lorch_model::problem::Problem, description = "`client_refused`"),
        (status = 423, body = lorch_model::problem::Problem, description = "`vault_locked`")))]
pub(crate) async fn begin(
    State(engine): State<Engine>,
    Body(wish): Body<SignInTo>,
) -> Result<(StatusCode, Json<SigningIn>), ApiError> {
    let wish = SignInWish {
        service: wish.service,
        way: wish.way,
        client_id: wish.client_id,
        base_url: wish.base_url,
        port: wish.port.unwrap_or_default(),
        again: None,
    };
    Ok((StatusCode::CREATED, Json(engine.sign_in(wish).await?)))
}

/// How a sign-in goes.
#[utoipa::path(get, operation_id = "sign_in_state", path = "/api/sources/signins/{id}", tag = "sources",
    params(("id" = String, Path)), responses((status = 200, body = SigningIn)))]
pub(crate) async fn one(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<Json<SigningIn>, ApiError> {
    Ok(Json(engine.signing_in(&id)?))
}

/// Ends a sign-in that waits; what comes afterwards is refused.
#[utoipa::path(delete, operation_id = "cancel_sign_in", path = "/api/sources/signins/{id}", tag = "sources",
    params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn cancel(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.cancel_sign_in(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs in again to the account of a connection. With a token it is done at once (`state` is `done`).
#[utoipa::path(post, operation_id = "sign_in_again", path = "/api/sources/connections/{id}/signin", tag = "sources",
    params(("id" = String, Path)), request_body = SignInAgain,
    responses((status = 201, body = SigningIn), (status = 409, body = lorch_model::problem::Problem, description = "`account_differs`")))]
pub(crate) async fn again(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(wish): Body<SignInAgain>,
) -> Result<(StatusCode, Json<SigningIn>), ApiError> {
    let kept = engine.store().connection(&id).await?.ok_or(EngineError::ConnectionNotFound)?;
    if let (Way::Token, Some(token)) = (wish.way, wish.token) {
        let brought =
            Brought { service: kept.service, base_url: Some(kept.base_url), token: token.into(), again: Some(id) };
        return Ok((StatusCode::CREATED, Json(engine.brought_again(brought).await?)));
    }
    let wish = SignInWish {
        service: kept.service,
        way: wish.way,
        client_id: wish.client_id.or(kept.client_id).unwrap_or_default(),
        base_url: Some(kept.base_url),
        port: wish.port.unwrap_or_default(),
        again: Some(id),
    };
    Ok((StatusCode::CREATED, Json(engine.sign_in(wish).await?)))
}
