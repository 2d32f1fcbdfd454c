use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{
    change::Topic,
    id::Id,
    page::Page,
    reader::{Article, ArticleCounts, ArticleSummary, MarkEdit, Marked},
};
use lorch_store::reader::ArticleFilter;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Body, Paging, Query},
    problem::ApiError,
    reply::versioned,
};

/// Digits of an id that are enough to look an article up.
const SHORTEST_PREFIX: usize = 4;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only of this feed.
    #[param(value_type = Option<String>)]
    feed: Option<Id>,
    /// Only of feeds in this folder and the folders in it.
    folder: Option<String>,
    /// Only those not read.
    unread: Option<bool>,
    /// Only those starred.
    starred: Option<bool>,
    /// Only those saved.
    saved: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
    /// Articles a page, 1 to 200, 50 by default.
    limit: Option<u32>,
}

/// How many articles are unread, starred and saved.
#[utoipa::path(get, operation_id = "count_articles", path = "/api/reader/counts", tag = "reader",
    responses((status = 200, body = ArticleCounts)))]
pub(crate) async fn counts(State(engine): State<Engine>, headers: HeaderMap) -> Result<Response, ApiError> {
    let topics = [Topic::Articles, Topic::Feeds];
    versioned(&engine, &headers, &topics, async { Ok(engine.store().article_counts().await?) }).await
}

/// Articles, newest first.
#[utoipa::path(get, operation_id = "list_articles", path = "/api/reader/articles", tag = "reader", params(Which),
    responses((status = 200, body = Page<ArticleSummary>)))]
pub(crate) async fn list(
    State(engine): State<Engine>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let paging = Paging { after: which.after, limit: which.limit };
    let filter = ArticleFilter {
        feed: which.feed,
        folder: which.folder,
        unread: which.unread.unwrap_or(false),
        starred: which.starred.unwrap_or(false),
        saved: which.saved.unwrap_or(false),
    };
    // Lists name the feed, so a renamed feed is a new version of them.
    versioned(&engine, &headers, &[Topic::Articles, Topic::Feeds], async {
        Ok(engine.store().articles(&filter, paging.after.as_deref(), paging.limit()).await?)
    })
    .await
}

/// One article with its text.
#[utoipa::path(get, operation_id = "read_article", path = "/api/reader/articles/{id}", tag = "reader",
    params(("id" = String, Path, description = "32 hex digits, or the first four or more if no other article has them")),
    responses((status = 200, body = Article)))]
pub(crate) async fn one(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    versioned(&engine, &headers, &[Topic::Articles, Topic::Feeds], async {
        let id = full_id(&engine, &id).await?;
        Ok(engine.store().article(&id).await?.ok_or(lorch_engine::EngineError::ArticleNotFound)?)
    })
    .await
}

/// Fetches the page an article leads to, and keeps its text with the article: `full`.
#[utoipa::path(post, operation_id = "fetch_full_text", path = "/api/reader/articles/{id}/full-text", tag = "reader",
    params(("id" = String, Path)), responses((status = 200, body = Article)))]
pub(crate) async fn full_text(State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<Article>, ApiError> {
    let id = full_id(&engine, &id).await?;
    Ok(Json(engine.fetch_full_text(&id).await?))
}

/// Sets or clears read, starred and saved; what is absent stays.
#[utoipa::path(patch, operation_id = "mark_article", path = "/api/reader/articles/{id}", tag = "reader", params(("id" = String, Path)),
    request_body = MarkEdit, responses((status = 200, body = ArticleSummary)))]
pub(crate) async fn mark(
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Body(edit): Body<MarkEdit>,
) -> Result<Json<ArticleSummary>, ApiError> {
    let id = full_id(&engine, &id).await?;
    Ok(Json(engine.mark_article(&id, edit).await?))
}

/// What to mark as read; everything unread when all is absent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkAll {
    /// Only of this feed.
    #[schema(value_type = Option<String>)]
    feed: Option<Id>,
    /// Only of feeds in this folder and the folders in it.
    folder: Option<String>,
    /// The newest article to mark; what came after it stays unread.
    #[schema(value_type = Option<String>)]
    up_to: Option<Id>,
}

/// Marks articles as read.
#[utoipa::path(post, operation_id = "mark_all_read", path = "/api/reader/read", tag = "reader", request_body = MarkAll,
    responses((status = 200, body = Marked)))]
pub(crate) async fn mark_all(State(engine): State<Engine>, Body(all): Body<MarkAll>) -> Result<Json<Marked>, ApiError> {
    let filter = ArticleFilter { feed: all.feed, folder: all.folder, ..ArticleFilter::default() };
    Ok(Json(Marked { marked: engine.mark_all_read(&filter, all.up_to.as_ref()).await? }))
}

async fn full_id(engine: &Engine, text: &str) -> Result<Id, ApiError> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    if text.len() < SHORTEST_PREFIX {
        return Err(ApiError::new(400, "id_invalid", "An id has at least four hex digits."));
    }
    let found = engine.store().article_by_prefix(&text.to_lowercase()).await?;
    Ok(found.ok_or(lorch_engine::EngineError::ArticleNotFound)?)
}
