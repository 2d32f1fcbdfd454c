//! Routes that only the window has: what needs this machine's desktop.

use std::{convert::Infallible, path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use lorch_api::{
    desktop::{Background, BackgroundEdit, Open, Save, Saved, export_to},
    extract::Body,
};
use lorch_host::{downloads, outside};
use lorch_model::problem::Problem;
use tower::Service;

use crate::background::Choices;

/// The most a file may hold that is put beside the downloads.
const MOST: usize = 16 * 1024 * 1024;

/// The routes of the desktop; what has to be asked of the profile is asked of `verbs`.
pub(crate) fn routes<S>(verbs: S, choices: &Arc<Choices>) -> Router
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    Router::new()
        .route("/api/desktop/open", post(open))
        .route("/api/desktop/save", post(save))
        .route("/api/desktop/export", post(move || export(verbs.clone())))
        .route("/api/desktop/background", get(background).patch(edit_background).with_state(choices.clone()))
        .layer(DefaultBodyLimit::max(MOST))
}

/// Opens a link in the person's own browser or mail program.
async fn open(Body(link): Body<Open>) -> Result<StatusCode, Response> {
    outside::open_outside(&link.url)
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|error| lorch_api::problem::response(Problem::new(422, "not_opened", error.to_string())))
}

/// What Lorch does while its window is closed.
async fn background(State(choices): State<Arc<Choices>>) -> Json<Background> {
    Json(choices.read())
}

/// Changes that.
async fn edit_background(
    State(choices): State<Arc<Choices>>,
    Body(edit): Body<BackgroundEdit>,
) -> Result<Json<Background>, Response> {
    choices.edit(&edit).map(Json).map_err(|error| {
        let problem = Problem::new(422, "not_chosen", format!("Your choice can't be kept: {error}."));
        lorch_api::problem::response(problem.hint("Check the folder for settings in your home, then try again."))
    })
}

/// Puts a file into the person's folder for downloads.
async fn save(Body(file): Body<Save>) -> Result<Json<Saved>, Response> {
    let saved = tokio::task::spawn_blocking(move || {
        downloads::save(&folder()?, &file.name, &file.text)
            .map_err(|error| format!("The file can't be written: {error}."))
    });
    match saved.await {
        Ok(Ok(path)) => Ok(Json(Saved { path: path.display().to_string() })),
        Ok(Err(why)) => Err(not_saved(why)),
        Err(_) => Err(not_saved("The file can't be written.".into())),
    }
}

/// Puts an export of everything there.
async fn export<S>(verbs: S) -> Result<Json<Saved>, Response>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let saved = export_to(verbs, &folder().map_err(not_saved)?).await;
    saved.map(Json).map_err(|problem| lorch_api::problem::response(*problem))
}

fn folder() -> Result<PathBuf, String> {
    downloads::folder(&|name| std::env::var_os(name)).ok_or_else(|| "You have no home folder.".to_owned())
}

fn not_saved(why: String) -> Response {
    lorch_api::problem::response(
        Problem::new(422, "not_saved", why).hint("Check the folder for downloads, then try again."),
    )
}
