//! What only the window can do, as the OpenAPI document tells it: the window answers these itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{extract::Body, problem::ApiError};

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

/// Opens a link in the person's own browser or mail program. Answered by the window only.
#[utoipa::path(post, operation_id = "open_outside", path = "/api/desktop/open", tag = "desktop", request_body = Open,
    responses((status = 204), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn open_outside(Body(_link): Body<Open>) -> ApiError {
    window_only()
}

/// Puts a file into the person's folder for downloads. Answered by the window only.
#[utoipa::path(post, operation_id = "save_file", path = "/api/desktop/save", tag = "desktop", request_body = Save,
    responses((status = 200, body = Saved), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn save_file(Body(_file): Body<Save>) -> ApiError {
    window_only()
}

fn window_only() -> ApiError {
    ApiError::new(403, "not_here", "Only the window of Lorch does this.").hint("Your browser can do it itself.")
}
