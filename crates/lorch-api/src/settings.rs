//! Settings of this machine over HTTP.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    settings::{Settings, SettingsEdit},
};

use crate::{extract::Body, problem::ApiError, reply::versioned};

/// The settings of this machine.
#[utoipa::path(get, operation_id = "read_settings", path = "/api/settings", tag = "settings", responses((status = 200, body = Settings)))]
pub(crate) async fn read(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Settings], async { Ok(engine.store().settings().await?) }).await
}

/// Changes settings; what is absent stays.
#[utoipa::path(patch, operation_id = "edit_settings", path = "/api/settings", tag = "settings", request_body = SettingsEdit,
    responses((status = 200, body = Settings)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    Body(edit): Body<SettingsEdit>,
) -> Result<Json<Settings>, ApiError> {
    Ok(Json(engine.edit_settings(edit).await?))
}
