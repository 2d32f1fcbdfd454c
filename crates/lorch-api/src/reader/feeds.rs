use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    id::Id,
    reader::{Feed, Fetch, RefreshReport, SubscriptionEdit},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, IdPath},
    problem::ApiError,
    reply::{Items, versioned},
};

/// All feeds the person subscribes to, by folder and title.
#[utoipa::path(get, operation_id = "list_feeds", path = "/api/reader/feeds", tag = "reader", responses((status = 200, body = Items<Feed>)))]
pub(crate) async fn list(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds], async { Ok(Items { items: engine.store().feeds().await? }) }).await
}

/// What to subscribe to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscribe {
    /// Address of the feed, or of a web page that names one.
    url: String,
    /// Folder to file it in, `/` between levels.
    folder: Option<String>,
    /// The person's own title.
    title: Option<String>,
}

/// Subscribes; the address is asked first. 200 when it was subscribed to before.
#[utoipa::path(post, operation_id = "subscribe", path = "/api/reader/feeds", tag = "reader", request_body = Subscribe,
    responses((status = 201, body = Feed), (status = 200, body = Feed)))]
pub(crate) async fn subscribe(
    State(engine): State<Engine>,
    Body(wish): Body<Subscribe>,
) -> Result<(StatusCode, Json<Feed>), ApiError> {
    let edit = SubscriptionEdit { title: wish.title, folder: wish.folder, url: None };
    let subscribed = engine.subscribe(&wish.url, edit).await?;
    let status = if subscribed.existed { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(subscribed.feed)))
}

/// One feed.
#[utoipa::path(get, operation_id = "read_feed", path = "/api/reader/feeds/{id}", tag = "reader", params(("id" = String, Path)),
    responses((status = 200, body = Feed)))]
pub(crate) async fn one(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds], async { Ok(engine.feed(&id).await?) }).await
}

/// Changes title, folder or address; what is absent stays.
#[utoipa::path(patch, operation_id = "edit_feed", path = "/api/reader/feeds/{id}", tag = "reader", params(("id" = String, Path)),
    request_body = SubscriptionEdit, responses((status = 200, body = Feed)))]
pub(crate) async fn edit(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    Body(edit): Body<SubscriptionEdit>,
) -> Result<Json<Feed>, ApiError> {
    Ok(Json(engine.edit_subscription(&id, edit).await?))
}

/// Unsubscribes. Starred articles stay; subscribing again brings the others back.
#[utoipa::path(delete, operation_id = "unsubscribe", path = "/api/reader/feeds/{id}", tag = "reader", params(("id" = String, Path)),
    responses((status = 204)))]
pub(crate) async fn unsubscribe(State(engine): State<Engine>, IdPath(id): IdPath) -> Result<StatusCode, ApiError> {
    engine.unsubscribe(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The last 50 fetches of a feed, newest first.
#[utoipa::path(get, operation_id = "list_fetches", path = "/api/reader/feeds/{id}/fetches", tag = "reader", params(("id" = String, Path)),
    responses((status = 200, body = Items<Fetch>)))]
pub(crate) async fn fetches(
    State(engine): State<Engine>,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Feeds], async {
        engine.feed(&id).await?;
        Ok(Items { items: engine.store().fetches(&id).await? })
    })
    .await
}

/// Which feeds to ask now.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    /// Ids of feeds; all of them when absent.
    #[schema(value_type = Option<Vec<String>>)]
    feeds: Option<Vec<Id>>,
    /// Answer when all are written instead of at once.
    #[serde(default)]
    wait: bool,
}

/// How many feeds will be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queued {
    /// Feeds that will be asked.
    queued: usize,
}

/// Asks feeds now.
#[utoipa::path(post, operation_id = "refresh", path = "/api/reader/refresh", tag = "reader", request_body = Refresh,
    responses((status = 200, body = RefreshReport), (status = 202, body = Queued)))]
pub(crate) async fn refresh(State(engine): State<Engine>, Body(refresh): Body<Refresh>) -> Result<Response, ApiError> {
    if refresh.wait {
        let ids = engine.ids_or_all(refresh.feeds).await?;
        return Ok(Json(engine.refresh(&ids).await?).into_response());
    }
    let queued = engine.refresh_soon(refresh.feeds).await?;
    Ok((StatusCode::ACCEPTED, Json(Queued { queued })).into_response())
}
