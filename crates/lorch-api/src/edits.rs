//! What the person did, and taking it back, over HTTP.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    made::{Edit, History},
    page::Page,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Body, IdPath, Paging, Query},
    problem::ApiError,
    reply::versioned,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// `next` of the page before.
    after: Option<String>,
    /// Edits a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// What the person did in the last 30 days, newest first, 1,000 edits at most.
#[utoipa::path(get, operation_id = "list_edits", path = "/api/edits", tag = "edits", params(Part),
    responses((status = 200, body = Page<Edit>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(part): Query<Part>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: part.after, limit: part.limit };
    versioned(&engine, &headers, &[Topic::Edits], async {
        Ok(engine.store().edits(paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}

/// Which edit is meant.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichEdit {
    /// Its number; the newest that can be undone, or the one undone last, when absent.
    number: Option<String>,
}

/// Takes an edit back where no later one stands in its place.
#[utoipa::path(post, operation_id = "undo", path = "/api/edits/undo", tag = "edits", request_body = WhichEdit,
    responses((status = 200, body = Edit), (status = 409, description = "`nothing_to_undo`, `edit_replaced`, `only_from_file`")))]
pub(crate) async fn undo(State(engine): State<Engine>, Body(which): Body<WhichEdit>) -> Result<Json<Edit>, ApiError> {
    Ok(Json(engine.undo(which.number()?).await?))
}

/// Does an edit again that was undone.
#[utoipa::path(post, operation_id = "redo", path = "/api/edits/redo", tag = "edits", request_body = WhichEdit,
    responses((status = 200, body = Edit), (status = 409, description = "`nothing_to_redo`, `edit_replaced`, `only_from_file`")))]
pub(crate) async fn redo(State(engine): State<Engine>, Body(which): Body<WhichEdit>) -> Result<Json<Edit>, ApiError> {
    Ok(Json(engine.redo(which.number()?).await?))
}

/// The states of a made thing, newest first, and the fields of which it holds two values.
#[utoipa::path(get, operation_id = "read_history", path = "/api/history/{id}", tag = "edits", params(("id" = String, Path)),
    responses((status = 200, body = History)))]
pub(crate) async fn history(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<Json<History>, ApiError> {
    Ok(Json(engine.history(&id).await?))
}

/// A state to go back to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Former {
    /// The change that brought it about, 64 hex digits.
    change: String,
}

/// Goes back to a former state of a made thing: an edit like any other.
#[utoipa::path(post, operation_id = "restore_state", path = "/api/history/{id}/restore", tag = "edits",
    params(("id" = String, Path)), request_body = Former, responses((status = 204)))]
pub(crate) async fn restore(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Body(former): Body<Former>,
) -> Result<StatusCode, ApiError> {
    let invalid = || ApiError::new(400, "id_invalid", "An id is 32 hex digits, a change is 64.");
    let id = id.parse().map_err(|_| invalid())?;
    let mut change = [0; 32];
    hex::decode_to_slice(&former.change, &mut change).map_err(|_| invalid())?;
    engine.restore_state(&id, &change).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl WhichEdit {
    fn number(&self) -> Result<Option<i64>, ApiError> {
        let Some(text) = &self.number else { return Ok(None) };
        let number = text.parse().map_err(|_| ApiError::new(400, "number_invalid", "This is no number of an edit."))?;
        Ok(Some(number))
    }
}
