//! Connections over HTTP.

use axum::{Json, extract::State, http::StatusCode};
use lorch_engine::{Brought, Engine};
use lorch_model::{
    connections::{Connection, Service, Way},
    id::Id,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Body, IdPath, Query},
    problem::ApiError,
    reply::Items,
};

/// The services that can be connected.
#[utoipa::path(get, operation_id = "list_services", path = "/api/sources/services", tag = "sources",
    responses((status = 200, body = Items<Service>)))]
pub(crate) async fn services(State(engine): State<Engine>) -> Json<Items<Service>> {
    Json(Items { items: engine.services() })
}

/// The accounts that the person connected, and how they do.
#[utoipa::path(get, operation_id = "list_connections", path = "/api/sources/connections", tag = "sources",
    responses((status = 200, body = Items<Connection>)))]
pub(crate) async fn list(State(engine): State<Engine>) -> Result<Json<Items<Connection>>, ApiError> {
    Ok(Json(Items { items: engine.connections().await? }))
}

/// A token that the person made at the service.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connect {
    /// Word of the service.
    service: String,
    /// `token`; the other ways take a while and are `/api/sources/signins`.
    way: Way,
    /// The token. It goes into the vault and comes back nowhere.
    token: String,
    /// Where the API of the service is, unless at its usual place.
    base_url: Option<String>,
}

/// Connects an account by a token; the service is asked first whose it is.
#[utoipa::path(post, operation_id = "connect", path = "/api/sources/connections", tag = "sources", request_body = Connect,
    responses((status = 201, body = Connection),
        (status = 401, body = lorch_model::problem::Problem, description = "`token_refused`"),
        (status = 423, body = lorch_model::problem::Problem, description = "`vault_locked`")))]
pub(crate) async fn connect(
    State(engine): State<Engine>,
    Body(wish): Body<Connect>,
) -> Result<(StatusCode, Json<Connection>), ApiError> {
    if wish.way != Way::Token {
        return Err(lorch_engine::EngineError::WayNotOffered.into());
    }
    let brought = Brought { service: wish.service, base_url: wish.base_url, token: wish.token.into(), again: None };
    Ok((StatusCode::CREATED, Json(engine.connect(brought).await?)))
}

/// A change to a connection; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConnectionEdit {
    /// Whether it is left alone.
    paused: Option<bool>,
}

/// Pauses a connection, or lets it go on.
#[utoipa::path(patch, operation_id = "edit_connection", path = "/api/sources/connections/{id}", tag = "sources",
    params(("id" = String, Path)), request_body = ConnectionEdit, responses((status = 200, body = Connection)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<ConnectionEdit>,
) -> Result<Json<Connection>, ApiError> {
    match edit.paused {
        Some(paused) => Ok(Json(engine.pause_connection(&id, paused).await?)),
        None => one(&engine, &id).await.map(Json),
    }
}

/// What becomes of what a connection brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Data {
    /// It stays.
    #[default]
    Keep,
    /// It is removed here and on the person's other devices.
    Erase,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Disconnect {
    /// What becomes of what it brought; `keep` unless said.
    #[serde(default)]
    #[param(inline, required = false)]
    data: Data,
}

/// Takes a connection away, and its token out of the vault.
#[utoipa::path(delete, operation_id = "disconnect", path = "/api/sources/connections/{id}", tag = "sources",
    params(("id" = String, Path), Disconnect), responses((status = 204)))]
pub(crate) async fn disconnect(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Query(wish): Query<Disconnect>,
) -> Result<StatusCode, ApiError> {
    engine.disconnect(&id, wish.data == Data::Erase).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a connection asked for news at once; it goes on by itself.
#[utoipa::path(post, operation_id = "fetch_connection", path = "/api/sources/connections/{id}/fetch", tag = "sources",
    params(("id" = String, Path)), responses((status = 202, body = Connection)))]
pub(crate) async fn fetch(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
) -> Result<(StatusCode, Json<Connection>), ApiError> {
    engine.call_connection(&id).await?;
    Ok((StatusCode::ACCEPTED, Json(one(&engine, &id).await?)))
}

async fn one(engine: &Engine, id: &Id) -> Result<Connection, ApiError> {
    let found = engine.connections().await?.into_iter().find(|connection| connection.id == *id);
    Ok(found.ok_or(lorch_engine::EngineError::ConnectionNotFound)?)
}
