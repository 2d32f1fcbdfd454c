//! Routes that only the window has: what needs this machine's desktop.

use axum::{Json, Router, extract::DefaultBodyLimit, http::StatusCode, response::Response, routing::post};
use lorch_api::{
    desktop::{Open, Save, Saved},
    extract::Body,
};
use lorch_host::{downloads, outside};
use lorch_model::problem::Problem;

/// The most a file may hold that is put beside the downloads.
const MOST: usize = 16 * 1024 * 1024;

/// The routes of the desktop.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/api/desktop/open", post(open))
        .route("/api/desktop/save", post(save))
        .layer(DefaultBodyLimit::max(MOST))
}

/// Opens a link in the person's own browser or mail program.
async fn open(Body(link): Body<Open>) -> Result<StatusCode, Response> {
    outside::open_outside(&link.url)
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|error| lorch_api::problem::response(Problem::new(422, "not_opened", error.to_string())))
}

/// Puts a file into the person's folder for downloads.
async fn save(Body(file): Body<Save>) -> Result<Json<Saved>, Response> {
    let saved = tokio::task::spawn_blocking(move || {
        let folder = downloads::folder(&|name| std::env::var_os(name)).ok_or("You have no home folder.")?;
        downloads::save(&folder, &file.name, &file.text).map_err(|error| format!("The file can't be written: {error}."))
    });
    match saved.await {
        Ok(Ok(path)) => Ok(Json(Saved { path: path.display().to_string() })),
        Ok(Err(why)) => Err(not_saved(why)),
        Err(_) => Err(not_saved("The file can't be written.".into())),
    }
}

fn not_saved(why: String) -> Response {
    lorch_api::problem::response(
        Problem::new(422, "not_saved", why).hint("Check the folder for downloads, then try again."),
    )
}
