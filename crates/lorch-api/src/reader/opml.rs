use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use lorch_engine::Engine;
use lorch_model::reader::ImportReport;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{extract::Query, problem::ApiError};

/// All subscriptions as an OPML 2.0 file.
#[utoipa::path(get, operation_id = "export_opml", path = "/api/reader/opml", tag = "reader",
    responses((status = 200, body = String, content_type = "text/x-opml")))]
pub(crate) async fn export(State(engine): State<Engine>) -> Result<Response, ApiError> {
    let headers = [
        (header::CONTENT_TYPE, "text/x-opml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"lorch-subscriptions.opml\""),
    ];
    Ok((headers, engine.export_opml().await?).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Only say what would be done.
    preview: Option<bool>,
}

/// Subscribes to everything in an OPML file, which is the body.
#[utoipa::path(post, operation_id = "import_opml", path = "/api/reader/opml", tag = "reader", params(How),
    request_body(content = String, content_type = "text/x-opml"), responses((status = 200, body = ImportReport)))]
pub(crate) async fn import(
    State(engine): State<Engine>,
    Query(how): Query<How>,
    bytes: Bytes,
) -> Result<Json<ImportReport>, ApiError> {
    Ok(Json(match how.preview.unwrap_or(false) {
        true => engine.preview_opml(&bytes).await?,
        false => engine.import_opml(&bytes).await?,
    }))
}
