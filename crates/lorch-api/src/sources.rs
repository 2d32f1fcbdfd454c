//! Sources and allowed addresses over HTTP.

pub(crate) mod connections;
pub(crate) mod signins;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    sources::{AllowedAddress, Import, ImportUndone, Source},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::Body,
    problem::ApiError,
    reply::{Items, versioned},
};

/// Where data comes from, and how that goes.
#[utoipa::path(get, operation_id = "list_sources", path = "/api/sources", tag = "sources", responses((status = 200, body = Items<Source>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds, Topic::Sources], async {
        Ok(Items { items: engine.store().sources().await? })
    })
    .await
}

/// Addresses the person allowed although they are on this machine or its network.
#[utoipa::path(get, operation_id = "list_allowed", path = "/api/sources/allowed", tag = "sources",
    responses((status = 200, body = Items<AllowedAddress>)))]
pub(crate) async fn allowed(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Sources], async {
        Ok(Items { items: engine.store().allowed_addresses().await? })
    })
    .await
}

/// An address to allow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allow {
    /// `host:port`
    address: String,
}

/// Allows outward requests to one `host:port` on this machine or its network.
#[utoipa::path(post, operation_id = "allow_address", path = "/api/sources/allowed", tag = "sources", request_body = Allow,
    responses((status = 201, body = AllowedAddress)))]
pub(crate) async fn allow(
    State(engine): State<Engine>,
    Body(allow): Body<Allow>,
) -> Result<(StatusCode, Json<AllowedAddress>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.allow_address(&allow.address).await?)))
}

/// Takes the allowance back.
#[utoipa::path(delete, operation_id = "disallow_address", path = "/api/sources/allowed/{address}", tag = "sources",
    params(("address" = String, Path, description = "`host:port`")), responses((status = 204)))]
pub(crate) async fn disallow(
    State(engine): State<Engine>,
    Path(address): Path<String>,
) -> Result<StatusCode, ApiError> {
    match engine.disallow_address(&address).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::new(404, "address_not_found", "This address was not allowed.")),
    }
}

/// The imports that were done, newest first.
#[utoipa::path(get, operation_id = "list_imports", path = "/api/sources/imports", tag = "sources",
    responses((status = 200, body = Items<Import>)))]
pub(crate) async fn imports(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds, Topic::Sources], async {
        Ok(Items { items: engine.store().imports().await? })
    })
    .await
}

/// Undoes an import: what nothing else holds, and nobody changed since, goes with it.
#[utoipa::path(delete, operation_id = "undo_import", path = "/api/sources/imports/{run}", tag = "sources",
    params(("run" = String, Path, description = "Number of the run")), responses((status = 200, body = ImportUndone)))]
pub(crate) async fn undo_import(
    State(engine): State<Engine>,
    Path(run): Path<String>,
) -> Result<Json<ImportUndone>, ApiError> {
    let run = run.parse().map_err(|_| lorch_engine::EngineError::ImportNotFound)?;
    Ok(Json(engine.undo_import(run).await?))
}
