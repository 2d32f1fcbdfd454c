//! The profile as a whole.

use axum::{Extension, Json, extract::State};
use lorch_engine::Engine;
use lorch_model::trouble::TroubleKind;
use lorch_store::aside;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{core::Again, problem::ApiError};

/// What became of the file that was the profile's database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StartedOver {
    /// Where it lies now, below the profile's folder; `null` when there was nothing.
    pub set_aside: Option<String>,
}

/// Sets the profile's database aside and begins an empty one. Only for a database that is damaged or can't be opened.
#[utoipa::path(post, operation_id = "start_over", path = "/api/profile/start-over", tag = "profile",
    responses((status = 200, body = StartedOver), (status = 409, body = lorch_model::problem::Problem)))]
pub(crate) async fn start_over(
    State(engine): State<Engine>,
    again: Option<Extension<Again>>,
) -> Result<Json<StartedOver>, ApiError> {
    let damaged = engine.trouble().is_some_and(|trouble| trouble.kind == TroubleKind::Damaged);
    let Some(Extension(again)) = again.filter(|_| damaged) else {
        return Err(ApiError::new(409, "profile_open", "This profile is in order.")
            .hint("To begin an empty one, name another folder with --profile."));
    };
    let (path, key, now) = (engine.store().path().to_owned(), engine.store().key().cloned(), engine.now());
    let folder = path.parent().map(ToOwned::to_owned).unwrap_or_default();
    let begun = again.between(async move { aside::begin_anew(&path, key.as_ref(), now).await }).await;
    let aside = begun.ok_or_else(|| ApiError::new(503, "owner_left", "Lorch is stopping."))??;
    let set_aside = aside.map(|path| path.strip_prefix(&folder).unwrap_or(&path).display().to_string());
    Ok(Json(StartedOver { set_aside }))
}
