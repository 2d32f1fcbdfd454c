use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    reader::{Rule, RuleEdit},
};

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::{Items, versioned},
};

/// The rules for new articles, by name.
#[utoipa::path(get, operation_id = "list_rules", path = "/api/reader/rules", tag = "reader",
    responses((status = 200, body = Items<Rule>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Rules], async { Ok(Items { items: engine.store().rules().await? }) }).await
}

/// Makes a rule. It holds for articles that come from now on.
#[utoipa::path(post, operation_id = "add_rule", path = "/api/reader/rules", tag = "reader", request_body = RuleEdit,
    responses((status = 201, body = Rule)))]
pub(crate) async fn add(
    State(engine): State<Engine>,
    Body(edit): Body<RuleEdit>,
) -> Result<(StatusCode, Json<Rule>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.add_rule(edit).await?)))
}

/// Changes a rule; what is absent stays.
#[utoipa::path(patch, operation_id = "edit_rule", path = "/api/reader/rules/{id}", tag = "reader",
    params(("id" = String, Path)), request_body = RuleEdit, responses((status = 200, body = Rule)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<RuleEdit>,
) -> Result<Json<Rule>, ApiError> {
    Ok(Json(engine.edit_rule(&id, edit).await?))
}

/// Removes a rule; what it did stays. It lies in the bin for 30 days.
#[utoipa::path(delete, operation_id = "remove_rule", path = "/api/reader/rules/{id}", tag = "reader",
    params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn remove(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.remove_rule(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
