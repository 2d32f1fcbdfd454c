//! What only the window can do, as the OpenAPI document tells it: the window answers these itself.

use std::{convert::Infallible, path::Path};

use axum::{body::Body, extract::Request, http::Uri, response::Response};
use http_body_util::BodyExt;
use lorch_host::downloads::Saving;
use lorch_model::problem::Problem;
use serde::{Deserialize, Serialize};
use tower::{Service, ServiceExt};
use utoipa::ToSchema;

use crate::{extract, problem::ApiError};

/// A link to open outside of Lorch.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// `http:`, `https:` or `mailto:`.
    pub url: String,
}

/// A file to put into the person's folder for downloads.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Save {
    /// Its name; a number is added when there is one of that name.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Where a file was put.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Saved {
    /// The path.
    pub path: String,
}

/// What Lorch does while its window is closed, and what this desktop offers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Background {
    /// Whether this desktop shows Lorch's icon in its tray now.
    pub tray: bool,
    /// Closing the window leaves Lorch in the tray, where there is one.
    pub close_to_tray: bool,
    /// Lorch starts with the session, in the tray.
    pub autostart: bool,
}

/// A change to it; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackgroundEdit {
    /// Whether closing the window leaves Lorch in the tray.
    pub close_to_tray: Option<bool>,
    /// Whether Lorch starts with the session.
    pub autostart: Option<bool>,
}

/// What Lorch does while its window is closed. Answered by the window only.
#[utoipa::path(get, operation_id = "background", path = "/api/desktop/background", tag = "desktop",
    responses((status = 200, body = Background), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn background() -> ApiError {
    window_only()
}

/// Changes what Lorch does while its window is closed. Answered by the window only.
#[utoipa::path(patch, operation_id = "edit_background", path = "/api/desktop/background", tag = "desktop",
    request_body = BackgroundEdit,
    responses((status = 200, body = Background), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn edit_background(extract::Body(_edit): extract::Body<BackgroundEdit>) -> ApiError {
    window_only()
}

/// Opens a link in the person's own browser or mail program. Answered by the window only.
#[utoipa::path(post, operation_id = "open_outside", path = "/api/desktop/open", tag = "desktop", request_body = Open,
    responses((status = 204), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn open_outside(extract::Body(_link): extract::Body<Open>) -> ApiError {
    window_only()
}

/// Puts a file into the person's folder for downloads. Answered by the window only.
#[utoipa::path(post, operation_id = "save_file", path = "/api/desktop/save", tag = "desktop", request_body = Save,
    responses((status = 200, body = Saved), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn save_file(extract::Body(_file): extract::Body<Save>) -> ApiError {
    window_only()
}

/// Puts an export of everything into the person's folder for downloads. Answered by the window only.
#[utoipa::path(post, operation_id = "save_export", path = "/api/desktop/export", tag = "desktop",
    responses((status = 200, body = Saved), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn save_export() -> ApiError {
    window_only()
}

/// Puts what `verbs` exports into `folder`; what breaks off leaves nothing there.
pub async fn export_to<S>(verbs: S, folder: &Path) -> Result<Saved, Box<Problem>>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let not_saved = |why: String| {
        let problem = Problem::new(422, "not_saved", "The export can't be saved.").detail(why);
        Box::new(problem.hint("Check the folder for downloads, then try again."))
    };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static("/api/export");
    let Ok(response) = verbs.oneshot(request).await;
    let refused = response.extensions().get::<Problem>().cloned();
    if !response.status().is_success() {
        return Err(refused.map_or_else(|| not_saved("The core refused.".into()), Box::new));
    }
    let saving = Saving::begin(folder, EXPORT);
    let mut saving = saving.map_err(|fault| not_saved(fault.to_string()))?;
    let mut parts = response.into_body();
    while let Some(frame) = parts.frame().await {
        let part = frame.map_err(|fault| not_saved(fault.to_string()))?;
        if let Ok(part) = part.into_data() {
            saving.write(&part).map_err(|fault| not_saved(fault.to_string()))?;
        }
    }
    let path = saving.finish().map_err(|fault| not_saved(fault.to_string()))?;
    Ok(Saved { path: path.display().to_string() })
}

/// What an export is called.
const EXPORT: &str = "lorch-export.zip";

fn window_only() -> ApiError {
    ApiError::new(403, "not_here", "Only the window of Lorch does this.").hint("Your browser can do it itself.")
}
