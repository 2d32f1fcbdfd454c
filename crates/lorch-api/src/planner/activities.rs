use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::civil::Date;
use lorch_engine::{Engine, EngineError, planner::Part};
use lorch_model::{
    change::Topic,
    page::Page,
    planner::{Activity, ActivityDetail, ActivityEdit, Kind, Scope, TagCount},
};
use lorch_store::planner::{ActivityFilter, Which};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Body, IdPath, Paging, Query},
    problem::ApiError,
    reply::{Items, versioned},
};

/// A list of activities.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum List {
    /// Tasks that are not done.
    #[default]
    Open,
    /// Tasks that are not done and have no start.
    Unscheduled,
    /// What is done.
    Done,
    /// What repeats.
    Repeating,
    /// Everything.
    All,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `open` (tasks not done, the next first; default), `unscheduled` (those without a start), `done` (the latest
    /// first), `repeating`, `all` (what was made last first).
    #[param(inline)]
    which: Option<List>,
    /// Only tasks, or only events.
    kind: Option<Kind>,
    /// Only with this tag.
    tag: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Activities a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// Activities, in lists.
#[utoipa::path(get, operation_id = "list_activities", path = "/api/planner/activities", tag = "planner", params(Wanted),
    responses((status = 200, body = Page<Activity>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let which = match wanted.which.unwrap_or_default() {
        List::Open => Which::Open,
        List::Unscheduled => Which::Unscheduled,
        List::Done => Which::Done,
        List::Repeating => Which::Repeating,
        List::All => Which::All,
    };
    let paging = Paging { after: wanted.after, limit: wanted.limit };
    let filter = ActivityFilter { which, kind: wanted.kind, tag: wanted.tag };
    versioned(&engine, &headers, &[Topic::Planner], async {
        Ok(engine.store().activities(&filter, paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}

/// The tags in use, by name.
#[utoipa::path(get, operation_id = "activity_tags", path = "/api/planner/tags", tag = "planner",
    responses((status = 200, body = Items<TagCount>)))]
pub(crate) async fn tags(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    let items = async { Ok(Items { items: engine.store().activity_tags().await? }) };
    versioned(&engine, &headers, &[Topic::Planner], items).await
}

/// Plans something.
#[utoipa::path(post, operation_id = "add_activity", path = "/api/planner/activities", tag = "planner",
    request_body = ActivityEdit, responses((status = 201, body = Activity)))]
pub(crate) async fn add(
    State(engine): State<Engine>,
    Body(edit): Body<ActivityEdit>,
) -> Result<(StatusCode, Json<Activity>), ApiError> {
    Ok((StatusCode::CREATED, Json(engine.add_activity(edit).await?)))
}

/// One activity; also by the id of a row of the timeline that stands for one of its occurrences.
#[utoipa::path(get, operation_id = "activity", path = "/api/planner/activities/{id}", tag = "planner",
    params(("id" = String, Path)), responses((status = 200, body = ActivityDetail)))]
pub(crate) async fn one(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Planner], async {
        let (activity, occurrence) = engine.store().activity(&id).await?.ok_or(EngineError::ActivityNotFound)?;
        Ok(ActivityDetail { activity, occurrence })
    })
    .await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Chosen {
    /// Of what repeats: `this` (one), `following` (one and all later ones), `all` (default).
    #[param(inline)]
    scope: Option<Scope>,
    /// Which one, by the day that the rule names.
    #[param(value_type = Option<String>, format = Date)]
    occurrence: Option<Date>,
}

impl Chosen {
    fn part(self) -> Part {
        Part { scope: self.scope.unwrap_or_default(), occurrence: self.occurrence }
    }
}

/// Changes an activity; what is absent stays, `null` takes away. Of what repeats one, one and all later ones, or all:
/// where an occurrence is named, `start` is the new start of that one, and the others of the scope move as far.
#[utoipa::path(patch, operation_id = "edit_activity", path = "/api/planner/activities/{id}", tag = "planner",
    params(("id" = String, Path), Chosen), request_body = ActivityEdit, responses((status = 200, body = Activity)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Query(which): Query<Chosen>,
    Body(edit): Body<ActivityEdit>,
) -> Result<Json<Activity>, ApiError> {
    Ok(Json(engine.edit_activity(&id, which.part(), edit).await?))
}

/// Removes an activity: it lies in the bin for 30 days. Of what repeats one is left out, or the series ends before it.
#[utoipa::path(delete, operation_id = "remove_activity", path = "/api/planner/activities/{id}", tag = "planner",
    params(("id" = String, Path), Chosen), responses((status = 204)))]
pub(crate) async fn remove(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Query(which): Query<Chosen>,
) -> Result<StatusCode, ApiError> {
    engine.remove_activity(&id, which.part()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finish {
    /// `true` by default.
    done: Option<bool>,
    /// Which one of what repeats, by the day that the rule names; today's by default.
    #[schema(value_type = Option<String>, format = Date)]
    occurrence: Option<Date>,
}

/// Says that something is done, or is not.
#[utoipa::path(post, operation_id = "finish_activity", path = "/api/planner/activities/{id}/done", tag = "planner",
    params(("id" = String, Path)), request_body = Finish, responses((status = 200, body = Activity)))]
pub(crate) async fn finish(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(finish): Body<Finish>,
) -> Result<Json<Activity>, ApiError> {
    Ok(Json(engine.finish_activity(&id, finish.occurrence, finish.done.unwrap_or(true)).await?))
}
