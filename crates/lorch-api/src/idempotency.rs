//! `Idempotency-Key`: a write that is sent twice happens once, and both get the same reply.
//!
//! A verb that writes says what it will answer before its write commits ([`lorch_store::asked_for`]), so the reply is
//! kept in the same transaction: killed at any point, the request either never happened or is answered from there when
//! it comes again. Only refusals, and verbs that write nothing here, are kept afterwards: they may be done again.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lorch_engine::Engine;
use lorch_model::Timestamp;
use lorch_store::{Keyed, Remembered, StoreError, asked_for};

use crate::problem::ApiError;

/// How long replies are remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_KEY: usize = 255;
const MOST_BODY: usize = 16 * 1024 * 1024;

/// The replies of a profile, and the keys whose requests run now.
#[derive(Clone)]
pub(crate) struct Replies {
    engine: Engine,
    running: Arc<Mutex<HashSet<String>>>,
}

impl Replies {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, running: Arc::default() }
    }
}

pub(crate) async fn remember(State(replies): State<Replies>, request: Request, next: Next) -> Response {
    match key_of(request.method(), request.headers()) {
        Ok(None) if request.method().is_safe() => next.run(request).await,
        Ok(None) => {
            let (response, came) = asked_for(None, next.run(request)).await;
            named(response, came.edit)
        }
        Ok(Some(key)) => once(&replies, key, request, next).await.unwrap_or_else(IntoResponse::into_response),
        Err(error) => error.into_response(),
    }
}

async fn once(replies: &Replies, key: String, request: Request, next: Next) -> Result<Response, ApiError> {
    let Some(_running) = Running::begin(replies, &key) else {
        return Err(ApiError::new(409, "request_running", "The first request with this key is still being answered.")
            .hint("Wait a moment and send it again."));
    };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BODY)
        .await
        .map_err(|_| ApiError::new(413, "body_too_large", "The body of this request is too large."))?;
    let fingerprint = fingerprint(&parts, &body);
    let store = replies.engine.store();
    if let Some(before) = store.reply(&key).await? {
        if before.request != fingerprint {
            return Err(ApiError::new(422, "idempotency_key_reused", "This key was used for another request.")
                .hint("Use a new key for every new request."));
        }
        return Ok(replay(before));
    }
    let now = replies.engine.now();
    let forget_before = now.saturating_sub(REMEMBERED).unwrap_or(now);
    let keyed = Keyed { key: key.clone(), request: fingerprint.clone(), now, forget_before };
    let (response, came) = asked_for(Some(keyed), next.run(Request::from_parts(parts, Body::from(body)))).await;
    if came.kept {
        return Ok(named(response, came.edit));
    }
    let (parts, reply) = response.into_parts();
    let reply = to_bytes(reply, MOST_BODY)
        .await
        .map_err(|_| ApiError::new(500, "reply_failed", "The reply could not be made."))?;
    // A fault of ours may be gone the next time: only answers that stand are kept.
    if !parts.status.is_server_error() {
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let kept = Remembered {
            request: fingerprint,
            status: parts.status.as_u16(),
            media_type: text(header::CONTENT_TYPE),
            etag: text(header::ETAG),
            edit: came.edit,
            body: reply.to_vec(),
        };
        // What wrote nothing may be done again, also where nothing can be written.
        if let Err(error) = keep(replies, &key, &kept, now, forget_before).await {
            tracing::warn!(%error, "a reply could not be kept");
        }
    }
    Ok(named(Response::from_parts(parts, Body::from(reply)), came.edit))
}

async fn keep(
    replies: &Replies,
    key: &str,
    kept: &Remembered,
    now: Timestamp,
    forget_before: Timestamp,
) -> Result<(), StoreError> {
    let mut write = replies.engine.store().write().await?;
    write.keep_reply(key, kept, now, forget_before);
    write.commit().await
}

fn key_of(method: &Method, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(key) = headers.get("idempotency-key").filter(|_| !method.is_safe()) else { return Ok(None) };
    match key.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => Err(ApiError::new(400, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 plain characters.")),
    }
}

fn fingerprint(parts: &Parts, body: &Bytes) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for part in [parts.method.as_str().as_bytes(), parts.uri.to_string().as_bytes(), body] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().as_bytes().to_vec()
}

fn replay(before: Remembered) -> Response {
    let status = StatusCode::from_u16(before.status).unwrap_or(StatusCode::OK);
    let mut response = Response::new(Body::from(before.body));
    *response.status_mut() = status;
    for (name, value) in [(header::CONTENT_TYPE, before.media_type), (header::ETAG, before.etag)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    named(response, before.edit)
}

/// Says by which number the person can undo what was done.
fn named(mut response: Response, edit: Option<i64>) -> Response {
    if let Some(edit) = edit {
        response.headers_mut().insert("lorch-edit", HeaderValue::from(edit));
    }
    response
}

/// A key whose request runs, until this is dropped.
struct Running {
    replies: Replies,
    key: String,
}

impl Running {
    fn begin(replies: &Replies, key: &str) -> Option<Self> {
        let fresh = replies.running.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        fresh.then(|| Self { replies: replies.clone(), key: key.to_owned() })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.replies.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
