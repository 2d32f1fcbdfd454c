use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    inbox::{Kind, NoticeMuting},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::Body,
    problem::ApiError,
    reply::{Items, versioned},
};

/// The kinds of notices, and which of them are muted.
#[utoipa::path(get, operation_id = "notice_kinds", path = "/api/inbox/kinds", tag = "inbox",
    responses((status = 200, body = Items<NoticeMuting>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Inbox], async { Ok(Items { items: engine.notice_kinds().await? }) }).await
}

/// Whether a kind is muted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mute {
    /// It is not shown, and goes straight to what was cleared.
    muted: bool,
}

/// Mutes a kind of notices, or not.
#[utoipa::path(put, operation_id = "mute_notices", path = "/api/inbox/kinds/{kind}", tag = "inbox",
    params(("kind" = String, Path)), request_body = Mute, responses((status = 200, body = NoticeMuting)))]
pub(crate) async fn mute(
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    Body(wanted): Body<Mute>,
) -> Result<Json<NoticeMuting>, ApiError> {
    let Some(kind) = Kind::from_word(&kind) else {
        let known = Kind::ALL.map(Kind::word).join(", ");
        return Err(ApiError::new(404, "notice_kind_unknown", "There is no such kind of notices.").hint(known));
    };
    Ok(Json(engine.mute_notices(kind, wanted.muted).await?))
}
