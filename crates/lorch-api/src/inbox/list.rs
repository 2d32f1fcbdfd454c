use axum::{extract::State, http::HeaderMap, response::Response};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    inbox::{InboxCounts, InboxFilter, Notice, Opened},
    page::Page,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Paging, Query},
    problem::ApiError,
    reply::versioned,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `all` (neither cleared nor snoozed, the latest first; default), of those `needs_you`, `reminders`, `people` or
    /// `system`, else `snoozed` (the next first) or `archived` (what was cleared last first).
    #[param(inline)]
    which: Option<InboxFilter>,
    /// `next` of the page before.
    after: Option<String>,
    /// Notices a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// What Lorch has told.
#[utoipa::path(get, operation_id = "list_inbox", path = "/api/inbox", tag = "inbox", params(Wanted),
    responses((status = 200, body = Page<Notice>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let which = wanted.which.unwrap_or_default();
    let paging = Paging { after: wanted.after, limit: wanted.limit };
    versioned(&engine, &headers, &[Topic::Inbox], async {
        Ok(engine.store().inbox(which, paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}

/// How much is in the Inbox, and whether this machine shows notices.
#[utoipa::path(get, operation_id = "inbox_counts", path = "/api/inbox/counts", tag = "inbox",
    responses((status = 200, body = InboxCounts)))]
pub(crate) async fn counts(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Inbox, Topic::Settings], async { Ok(engine.inbox_counts().await?) }).await
}

/// What was opened last from a notice that this machine showed; the topic `inbox` tells when.
#[utoipa::path(get, operation_id = "opened_notice", path = "/api/inbox/opened", tag = "inbox",
    responses((status = 200, body = Opened)))]
pub(crate) async fn opened(State(engine): State<Engine>) -> axum::Json<Opened> {
    axum::Json(engine.opened())
}
