use axum::{Json, extract::State, http::HeaderMap, response::Response};
use jiff::SignedDuration;
use lorch_engine::{Engine, EngineError};
use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    inbox::{InboxFilter, Notice, NoticeEdit},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::versioned,
};

/// One notice.
#[utoipa::path(get, operation_id = "notice", path = "/api/inbox/{id}", tag = "inbox", params(("id" = String, Path)),
    responses((status = 200, body = Notice)))]
pub(crate) async fn one(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Inbox], async {
        Ok(engine.store().notice(&id).await?.ok_or(EngineError::NoticeNotFound)?)
    })
    .await
}

/// Marks a notice as seen or not, clears it or brings it back. Clearing can be undone.
#[utoipa::path(patch, operation_id = "edit_notice", path = "/api/inbox/{id}", tag = "inbox",
    params(("id" = String, Path)), request_body = NoticeEdit, responses((status = 200, body = Notice)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<NoticeEdit>,
) -> Result<Json<Notice>, ApiError> {
    Ok(Json(engine.edit_notice(&id, edit).await?))
}

/// How long to put a notice off: one of both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snooze {
    /// So many minutes from now.
    minutes: Option<u32>,
    /// Until then, at most a year from now.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Puts a notice off: it comes back by itself, unread, and is shown again.
#[utoipa::path(post, operation_id = "snooze_notice", path = "/api/inbox/{id}/snooze", tag = "inbox",
    params(("id" = String, Path)), request_body = Snooze, responses((status = 200, body = Notice)))]
pub(crate) async fn snooze(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(wanted): Body<Snooze>,
) -> Result<Json<Notice>, ApiError> {
    let until = match (wanted.minutes, wanted.until) {
        (None, Some(until)) => until,
        (Some(minutes), None) => engine
            .now()
            .saturating_add(SignedDuration::from_mins(minutes.into()))
            .map_err(|_| EngineError::SnoozeInvalid)?,
        _ => return Err(EngineError::SnoozeInvalid.into()),
    };
    Ok(Json(engine.snooze_notice(&id, Some(until)).await?))
}

/// Brings a notice back that was put off.
#[utoipa::path(delete, operation_id = "wake_notice", path = "/api/inbox/{id}/snooze", tag = "inbox",
    params(("id" = String, Path)), responses((status = 200, body = Notice)))]
pub(crate) async fn wake(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<Json<Notice>, ApiError> {
    Ok(Json(engine.snooze_notice(&id, None).await?))
}

/// Says that what a reminder is of is done.
#[utoipa::path(post, operation_id = "finish_notice", path = "/api/inbox/{id}/done", tag = "inbox",
    params(("id" = String, Path)), responses((status = 200, body = Notice)))]
pub(crate) async fn finish(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<Json<Notice>, ApiError> {
    Ok(Json(engine.finish_notice(&id).await?))
}

/// Which to clear: one of both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archive {
    /// `done`: those that were seen and wait for nobody.
    #[schema(inline)]
    which: Option<Cleared>,
    /// These.
    #[schema(value_type = Option<Vec<String>>)]
    ids: Option<Vec<Id>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cleared {
    Done,
}

/// How many notices it was done to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeCount {
    /// So many.
    count: u64,
}

/// Clears several notices, in one edit that can be undone.
#[utoipa::path(post, operation_id = "archive_notices", path = "/api/inbox/archive", tag = "inbox",
    request_body = Archive, responses((status = 200, body = NoticeCount)))]
pub(crate) async fn archive_many(
    State(engine): State<Engine>,
    Body(wanted): Body<Archive>,
) -> Result<Json<NoticeCount>, ApiError> {
    let count = match (wanted.which, wanted.ids) {
        (Some(Cleared::Done), None) => engine.archive_notices(None).await?,
        (None, Some(ids)) => engine.archive_notices(Some(&ids)).await?,
        _ => {
            return Err(ApiError::new(422, "body_invalid", "Which notices are meant can't be read.")
                .hint("Send either `which` or `ids`."));
        }
    };
    Ok(Json(NoticeCount { count }))
}

/// How far something was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadUpTo {
    /// What is shown; all of it by default.
    #[schema(inline)]
    which: Option<InboxFilter>,
    /// The last of them that was seen, from the top; all by default.
    #[schema(value_type = Option<String>)]
    up_to: Option<Id>,
}

/// Marks as seen what a filter shows, from one notice upwards.
#[utoipa::path(post, operation_id = "read_notices", path = "/api/inbox/read", tag = "inbox", request_body = ReadUpTo,
    responses((status = 200, body = NoticeCount)))]
pub(crate) async fn read_many(
    State(engine): State<Engine>,
    Body(wanted): Body<ReadUpTo>,
) -> Result<Json<NoticeCount>, ApiError> {
    let which = wanted.which.unwrap_or_default();
    Ok(Json(NoticeCount { count: engine.read_notices(which, wanted.up_to.as_ref()).await? }))
}
