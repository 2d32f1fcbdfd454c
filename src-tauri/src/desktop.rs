//! Routes that only the window has: what needs this machine's desktop.

use axum::{Json, Router, http::StatusCode, response::Response, routing::post};
use lorch_api::desktop::Open;
use lorch_host::outside;
use lorch_model::problem::Problem;

/// The routes of the desktop.
pub(crate) fn routes() -> Router {
    Router::new().route("/api/desktop/open", post(open))
}

/// Opens a link in the person's own browser or mail program.
async fn open(Json(link): Json<Open>) -> Result<StatusCode, Response> {
    outside::open_outside(&link.url)
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|error| lorch_api::problem::response(Problem::new(422, "not_opened", error.to_string())))
}
