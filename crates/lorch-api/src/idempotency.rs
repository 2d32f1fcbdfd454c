//! `Idempotency-Key`: a write that is sent twice happens once, and both get the same reply.
//!
//! The reply is kept in a transaction after that of the write. If the process is killed between the two, the second
//! request does the write again; every verb here then ends in the same state, but its reply speaks of the second time.

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
use lorch_store::Remembered;

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
        Ok(None) => next.run(request).await,
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
    let (parts, reply) = next.run(Request::from_parts(parts, Body::from(body))).await.into_parts();
    let reply = to_bytes(reply, MOST_BODY)
        .await
        .map_err(|_| ApiError::new(500, "reply_failed", "The reply could not be made."))?;
    // A fault of ours may be gone the next time: only answers that stand are kept.
    if !parts.status.is_server_error() {
        let kept = Remembered { request: fingerprint, status: parts.status.as_u16(), body: reply.to_vec() };
        let now = replies.engine.now();
        let mut write = store.write().await?;
        let forget_before = now.saturating_sub(REMEMBERED).unwrap_or(now);
        write.remember_reply(&key, &kept, now, forget_before).await?;
        write.commit().await?;
    }
    Ok(Response::from_parts(parts, Body::from(reply)))
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
    let kind = if status.is_client_error() { "application/problem+json" } else { "application/json" };
    let mut response = (status, before.body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
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
