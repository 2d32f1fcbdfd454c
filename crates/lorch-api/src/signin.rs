//! Signing in to the listening face, as the OpenAPI document tells it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{extract::Body, problem::ApiError};

/// The code of a one-time link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// What stands after `#code=` in the link that `lorch serve` prints.
    #[allow(dead_code)]
    code: String,
}

/// What to send in the Authorization header from now on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// 256 random bits: `Authorization: Bearer <token>`.
    token: String,
}

/// Trades the code of a one-time link for a token. Answered by `lorch serve`; window and socket need no token.
#[utoipa::path(post, operation_id = "sign_in", path = "/api/session", tag = "session", request_body = SignIn, security(()),
    responses((status = 200, body = SignedIn), (status = 403, body = lorch_model::problem::Problem)))]
pub(crate) async fn sign_in(Body(_sign_in): Body<SignIn>) -> ApiError {
    ApiError::new(404, "sign_in_not_needed", "No sign-in is needed here.")
}
