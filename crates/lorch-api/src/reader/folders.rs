use axum::{Json, extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    reader::{Folder, FolderEdit},
};

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::{Items, versioned},
};

/// The folders that feeds are in, and those that these are in, by path.
#[utoipa::path(get, operation_id = "list_folders", path = "/api/reader/folders", tag = "reader",
    responses((status = 200, body = Items<Folder>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds], async { Ok(Items { items: engine.store().list_folders().await? }) })
        .await
}

/// Gives a folder another path; its feeds and folders go with it. At the path of another one, both are one.
#[utoipa::path(patch, operation_id = "rename_folder", path = "/api/reader/folders/{id}", tag = "reader",
    params(("id" = String, Path)), request_body = FolderEdit, responses((status = 200, body = Folder)))]
pub(crate) async fn rename(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<FolderEdit>,
) -> Result<Json<Folder>, ApiError> {
    Ok(Json(engine.rename_folder(&id, &edit.path).await?))
}
