//! The access log: one line a request. It tells what was asked for, never with what query or secret.

use std::time::Instant;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use lorch_host::random;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LONGEST_ID: usize = 64;
const LONGEST_PATH: usize = 200;

/// Logs the request, and gives it an id unless it brought one. Use with `axum::middleware::from_fn(log)`.
pub(super) async fn log(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(LONGEST_PATH).collect();
    let id = request.headers().get(REQUEST_ID).filter(|id| is_plain(id)).cloned().unwrap_or_else(fresh);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = next.run(request).await;
    tracing::info!(
        target: "lorch::access",
        %method,
        path,
        status = response.status().as_u16(),
        took_ms = begun.elapsed().as_millis() as u64,
        request_id = id.to_str().unwrap_or_default(),
    );
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

fn is_plain(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(plain)
}

fn fresh() -> HeaderValue {
    HeaderValue::try_from(hex::encode(random::id())).unwrap_or_else(|_| HeaderValue::from_static("none"))
}
