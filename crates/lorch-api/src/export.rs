//! Everything out as open files, and in again, over HTTP.

use axum::{
    Json,
    body::{Body as Bytes, Bytes as Whole},
    extract::{State, rejection::BytesRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use lorch_engine::Engine;
use lorch_model::reader::ImportReport;

use crate::{backups::FilePath, extract::Body, problem::ApiError};

/// Everything a person made and owns, as open files in a zip. It comes while it is made: one that breaks off is not
/// whole, and an import says so.
#[utoipa::path(get, operation_id = "export", path = "/api/export", tag = "export",
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")))]
pub(crate) async fn export(State(engine): State<Engine>) -> Result<Response, ApiError> {
    let parts = engine.export().await?;
    let parts = stream::unfold(parts, async |mut parts| parts.recv().await.map(|part| (part, parts)));
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"lorch-export.zip\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Bytes::from_stream(parts)).into_response())
}

/// Imports an export, or subscribes to everything in an OPML file; the file is the body, of 512 MiB at most. It is
/// merged with what is here: nothing is overwritten or removed, and the same file again changes nothing. `import` in the
/// status says how far an export is.
#[utoipa::path(post, operation_id = "import", path = "/api/import", tag = "export",
    request_body(content = Vec<u8>, content_type = "application/zip"), responses((status = 200, body = ImportReport)))]
pub(crate) async fn import(
    State(engine): State<Engine>,
    bytes: Result<Whole, BytesRejection>,
) -> Result<Json<ImportReport>, ApiError> {
    let bytes = bytes.map_err(|fault| {
        let problem = ApiError::new(fault.status().as_u16(), "body_unreadable", "The file did not arrive whole.");
        match fault.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(413, "body_too_large", "The file is larger than 512 MiB.")
                .hint("`lorch import FILE` in the terminal takes it."),
            _ => problem.hint("Try again."),
        }
    })?;
    Ok(Json(engine.import_bytes(bytes.into()).await?))
}

/// Ends the imports of exports that run now; nothing of them is kept, and whoever began one is told `import_cancelled`.
/// One that is whole by now stays.
#[utoipa::path(delete, operation_id = "cancel_import", path = "/api/import", tag = "export", responses((status = 204)))]
pub(crate) async fn cancel(State(engine): State<Engine>) -> StatusCode {
    engine.cancel_imports();
    StatusCode::NO_CONTENT
}

/// Imports an export, as a zip or unpacked to a folder, or an OPML file. Not answered to browsers: it takes a path of
/// this machine.
#[utoipa::path(post, operation_id = "import_file", path = "/api/files/import", tag = "export", request_body = FilePath,
    responses((status = 200, body = ImportReport)))]
pub(crate) async fn import_file(
    State(engine): State<Engine>,
    Body(body): Body<FilePath>,
) -> Result<Json<ImportReport>, ApiError> {
    Ok(Json(engine.import_path(&body.file).await?))
}
