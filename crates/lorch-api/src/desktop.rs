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

/// Opens a link in the person's own browser or mail program. Answered by the window only.
#[utoipa::path(post, operation_id = "open_outside", path = "/api/desktop/open", tag = "desktop", request_body = Open,
    responses((status = 204), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn open_outside(Body(_link): Body<Open>) -> ApiError {
    ApiError::new(403, "not_here", "Only the window of Lorch opens links outside.")
        .hint("Open the link in the browser you are in.")
}
