//! A request that may have to be sent twice: a copy is kept when sending it again does no harm.

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, request::Parts},
};
use http_body_util::BodyExt;

use super::connection;

/// The largest body of which a copy is kept.
const MOST: u64 = 16 * 1024 * 1024;
const KEY: &str = "idempotency-key";

/// A request before it is sent.
pub(super) enum Letter {
    /// Sending it twice does no harm: it only reads, or carries a key by which the owner knows it again.
    Copied(Parts, Bytes),
    /// It can be sent once.
    Single(Request<Body>),
}

impl Letter {
    /// Keeps a copy of the request if it may be sent again.
    pub(super) async fn write(request: Request<Body>) -> Result<Self, axum::Error> {
        let again = connection::reads(&request) || request.headers().contains_key(KEY);
        if !again || request.body().size_hint().upper().is_none_or(|size| size > MOST) {
            return Ok(Self::Single(request));
        }
        let (parts, body) = request.into_parts();
        Ok(Self::Copied(parts, body.collect().await?.to_bytes()))
    }

    /// The request to send, and the letter to send once more should it get lost.
    pub(super) fn post(self) -> (Request<Body>, Option<Self>) {
        match self {
            Self::Single(request) => (request, None),
            Self::Copied(parts, body) => {
                let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
                (request, Some(Self::Copied(parts, body)))
            }
        }
    }
}
