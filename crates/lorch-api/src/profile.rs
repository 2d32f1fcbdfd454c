//! The profile as a whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::ApiError;

/// What became of the file that was the profile's database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StartedOver {
    /// Where it lies now, below the profile's folder; `null` when there was nothing.
    pub set_aside: Option<String>,
}

/// Sets the profile's database aside and begins an empty one. Only for a database that can't be opened.
#[utoipa::path(post, operation_id = "start_over", path = "/api/profile/start-over", tag = "profile",
    responses((status = 200, body = StartedOver), (status = 409, body = lorch_model::problem::Problem)))]
pub(crate) async fn start_over() -> ApiError {
    ApiError::new(409, "profile_open", "This profile is in order.")
        .hint("To begin an empty one, name another folder with --profile.")
}
