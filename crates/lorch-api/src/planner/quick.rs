use axum::{Json, extract::State, http::StatusCode};
use jiff::civil::DateTime;
use lorch_engine::{Engine, EngineError};
use lorch_formats::planner::quick::read;
use lorch_model::planner::{Activity, Quick};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Body, Query},
    problem::ApiError,
    zone,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Line {
    /// What was typed.
    text: String,
    /// The zone that its times are of; that of this machine by default.
    zone: Option<String>,
}

/// What a line would be understood as; nothing is planned.
#[utoipa::path(get, operation_id = "understand_line", path = "/api/planner/quick", tag = "planner", params(Line),
    responses((status = 200, body = Quick)))]
pub(crate) async fn understand(
    State(engine): State<Engine>,
    Query(line): Query<Line>,
) -> Result<Json<Quick>, ApiError> {
    Ok(Json(understood(&engine, &line.text, line.zone)?))
}

/// A line to plan by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuickLine {
    /// What was typed: `dentist 3 Dec 9:30 45 min`.
    text: String,
    /// The zone that its times are of; that of this machine by default.
    zone: Option<String>,
}

/// Plans what a line says.
#[utoipa::path(post, operation_id = "plan_line", path = "/api/planner/quick", tag = "planner", request_body = QuickLine,
    responses((status = 201, body = Activity)))]
pub(crate) async fn plan(
    State(engine): State<Engine>,
    Body(line): Body<QuickLine>,
) -> Result<(StatusCode, Json<Activity>), ApiError> {
    let quick = understood(&engine, &line.text, line.zone)?;
    Ok((StatusCode::CREATED, Json(engine.add_activity(quick.edit).await?)))
}

fn understood(engine: &Engine, text: &str, zone: Option<String>) -> Result<Quick, ApiError> {
    let now: DateTime = engine.now().to_zoned(zone::named(zone.as_deref())?).datetime();
    let mut quick = read(text, now).ok_or(EngineError::QuickUntitled)?;
    quick.edit.zone = zone;
    Ok(quick)
}
