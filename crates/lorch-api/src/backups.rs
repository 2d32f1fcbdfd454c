//! Backups, checks and rebuilds over HTTP.

use std::path::PathBuf;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use lorch_engine::{Engine, EngineError};
use lorch_model::{
    backup::{Backup, Backups, Rebuilt, Restored, Verification},
    change::Topic,
};
use lorch_store::backup::Staged;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    core::Again,
    extract::{Body, Query},
    problem::ApiError,
    reply::versioned,
};

/// The backups there are, when the next one is made, and how the last restore drill went.
#[utoipa::path(get, operation_id = "list_backups", path = "/api/backups", tag = "backups", responses((status = 200, body = Backups)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Backups], async { Ok(engine.backups().await?) }).await
}

/// Makes a backup now. It is proved before it counts, and kept until the person removes it.
#[utoipa::path(post, operation_id = "back_up", path = "/api/backups", tag = "backups", responses((status = 201, body = Backup)))]
pub(crate) async fn create(State(engine): State<Engine>) -> Result<(StatusCode, Json<Backup>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.back_up().await?)))
}

/// Checks everything in the profile; takes a while with much of it.
#[utoipa::path(post, operation_id = "verify", path = "/api/verify", tag = "backups", responses((status = 200, body = Verification)))]
pub(crate) async fn verify(State(engine): State<Engine>) -> Result<Json<Verification>, ApiError> {
    Ok(Json(engine.verify().await?))
}

/// A file of this machine.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilePath {
    /// Its path.
    #[schema(value_type = String)]
    pub file: PathBuf,
}

/// Checks a file as if it were to be restored. Not answered to browsers: it takes a path of this machine.
#[utoipa::path(post, operation_id = "verify_file", path = "/api/files/verify", tag = "backups", request_body = FilePath,
    responses((status = 200, body = Verification)))]
pub(crate) async fn verify_file(
    State(engine): State<Engine>,
    Body(body): Body<FilePath>,
) -> Result<Json<Verification>, ApiError> {
    Ok(Json(engine.verify_file(&body.file).await?))
}

/// How a backup takes the profile's place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowRestored {
    /// Take one that is not encrypted although the profile is and its key was not given: the profile has no key then.
    pub plain: Option<bool>,
}

/// Puts a backup in the profile's place. What was there is set aside as a backup of its own; the profile is closed and
/// opened again under the same process, and everybody sees that everything changed. A profile with a key keeps it.
#[utoipa::path(post, operation_id = "restore_backup", path = "/api/backups/{name}/restore", tag = "backups",
    params(("name" = String, Path), HowRestored), responses((status = 200, body = Restored),
        (status = 409, description = "`restore_unencrypted`")))]
pub(crate) async fn restore(
    State(engine): State<Engine>,
    again: Option<Extension<Again>>,
    Path(name): Path<String>,
    Query(how): Query<HowRestored>,
) -> Result<Json<Restored>, ApiError> {
    // Who has the profile open has its key, if it has one: there is nothing to be asked.
    let HowRestored { plain: _ } = how;
    swap(engine.stage_backup(&name).await.map_err(of_file)?, again).await
}

/// Puts a file in the profile's place, as a backup. Not answered to browsers: it takes a path of this machine.
#[utoipa::path(post, operation_id = "restore_file", path = "/api/files/restore", tag = "backups", request_body = FilePath,
    responses((status = 200, body = Restored)))]
pub(crate) async fn restore_file(
    State(engine): State<Engine>,
    again: Option<Extension<Again>>,
    Body(body): Body<FilePath>,
) -> Result<Json<Restored>, ApiError> {
    swap(engine.stage_file(&body.file).await.map_err(of_file)?, again).await
}

/// What is wrong with a file that was to be restored is not what is wrong with the profile.
fn of_file(fault: EngineError) -> ApiError {
    match fault.trouble() {
        Some(trouble) if !trouble.may_pass() => {
            let problem = ApiError::new(422, "backup_unusable", trouble.to_string());
            let problem = problem.hint("`lorch backup list` shows the backups. Nothing was changed.");
            if trouble.detail.is_empty() { problem } else { problem.detail(trouble.detail) }
        }
        _ => fault.into(),
    }
}

async fn swap(staged: Staged, again: Option<Extension<Again>>) -> Result<Json<Restored>, ApiError> {
    let left = || ApiError::new(503, "owner_left", "Lorch is stopping.").hint("Try again in a moment.");
    let Extension(again) = again.ok_or_else(left)?;
    Ok(Json(again.between(async move { staged.swap() }).await.ok_or_else(left)??))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Answer when it is done, not when it has begun.
    wait: Option<bool>,
}

/// Makes every projection again: lists, counts, timeline, search. `progress` in the status says how far it is.
#[utoipa::path(post, operation_id = "rebuild", path = "/api/rebuild", tag = "backups", params(How),
    responses((status = 200, body = Rebuilt), (status = 202)))]
pub(crate) async fn rebuild(State(engine): State<Engine>, Query(how): Query<How>) -> Result<Response, ApiError> {
    if how.wait.unwrap_or(false) {
        return Ok(Json(engine.rebuild().await?).into_response());
    }
    engine.rebuild_soon();
    Ok(StatusCode::ACCEPTED.into_response())
}
