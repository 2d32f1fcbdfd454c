//! This device, those that are paired with it, and how they stand.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    devices::{Devices, ThisDeviceEdit},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::versioned,
};

/// This device, those that are paired with it, and how they stand.
///
/// `waiting` are changes here that the device lacks (state `behind`), `behind` are changes it has that are lacking here
/// (state `ahead`); both as of when the two last talked. While an exchange is under way `progress` says how far it is.
#[utoipa::path(get, operation_id = "list_devices", path = "/api/devices", tag = "devices",
    responses((status = 200, body = Devices)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    // Whatever is written here is something that the others lack: every topic but those of the moment counts.
    let topics: Vec<Topic> =
        Topic::ALL.into_iter().filter(|topic| !matches!(topic, Topic::Status | Topic::System)).collect();
    versioned(&engine, &headers, &topics, async { Ok(engine.devices().await?) }).await
}

/// Names this device, or switches what of it talks to others. What is left out stays.
#[utoipa::path(patch, operation_id = "edit_this_device", path = "/api/devices/this", tag = "devices",
    request_body = ThisDeviceEdit, responses((status = 204), (status = 422, description = "`name_invalid`")))]
pub(crate) async fn edit_this(
    State(engine): State<Engine>,
    Body(edit): Body<ThisDeviceEdit>,
) -> Result<StatusCode, ApiError> {
    engine.edit_this_device(edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a device is called here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceEdit {
    /// Its name, at most 64 letters.
    name: String,
}

/// Calls a device something else here.
#[utoipa::path(patch, operation_id = "rename_device", path = "/api/devices/{id}", tag = "devices",
    params(("id" = String, Path)), request_body = DeviceEdit,
    responses((status = 204), (status = 404, description = "`device_not_found`")))]
pub(crate) async fn rename(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<DeviceEdit>,
) -> Result<StatusCode, ApiError> {
    engine.rename_device(&id, &edit.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a device in no more; what is open to it is closed at once. What it has stays there.
#[utoipa::path(delete, operation_id = "revoke_device", path = "/api/devices/{id}", tag = "devices",
    params(("id" = String, Path)), responses((status = 204), (status = 404, description = "`device_not_found`")))]
pub(crate) async fn revoke(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.revoke_device(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Calls every paired device now, instead of when it is tried next.
#[utoipa::path(post, operation_id = "sync_devices", path = "/api/devices/sync", tag = "devices",
    responses((status = 202)))]
pub(crate) async fn sync_all(State(engine): State<Engine>) -> Result<StatusCode, ApiError> {
    engine.sync_devices(None).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Calls a device now, instead of when it is tried next.
#[utoipa::path(post, operation_id = "sync_device", path = "/api/devices/{id}/sync", tag = "devices",
    params(("id" = String, Path)), responses((status = 202), (status = 404, description = "`device_not_found`")))]
pub(crate) async fn sync(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.sync_devices(Some(&id)).await?;
    Ok(StatusCode::ACCEPTED)
}
