//! Signing in: the code of a one-time link for a token.

use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use lorch_model::problem::Problem;
use serde::Deserialize;
use serde_json::json;

use crate::{
    guard::retry_after,
    problem,
    session::{NotSignedIn, Sessions},
};

/// More than any code needs.
const MOST: usize = 4096;

#[derive(Deserialize)]
struct SignIn {
    code: String,
}

pub(super) async fn sign_in(State(sessions): State<Sessions>, request: Request) -> Response {
    // Other pages can send this type only after a preflight, which is refused.
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let body = to_bytes(request.into_body(), MOST).await.unwrap_or_default();
    let Some(SignIn { code }) = serde_json::from_slice(&body).ok().filter(|_| json) else {
        let problem = Problem::new(400, "body_invalid", "The body must be JSON with the code of a link.");
        return problem::response(problem.hint("Send {\"code\": \"…\"} as application/json."));
    };
    match sessions.redeem(&code) {
        Ok(token) => Json(json!({ "token": token.expose() })).into_response(),
        Err(NotSignedIn::Spent) => problem::response(
            Problem::new(403, "link_spent", "This link was used before, or is older than ten minutes.")
                .hint("`lorch serve --link` prints a new one."),
        ),
        Err(NotSignedIn::TooMany { wait }) => {
            let problem = Problem::new(429, "too_many_requests", "There were too many wrong sign-ins.");
            let mut response = problem::response(problem.hint("Wait a minute, then use a new link."));
            response.headers_mut().insert(header::RETRY_AFTER, retry_after(wait));
            response
        }
    }
}
