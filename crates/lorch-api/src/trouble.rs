//! What a request finds out about the disk is noted: it holds for everyone.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use lorch_engine::Engine;
use lorch_model::{problem::Problem, trouble::Trouble};

use crate::problem;

/// Notes what kept a request from being done, and tells it as exactly as it can be told.
pub(crate) async fn note(State(engine): State<Engine>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(said) = response.extensions().get::<Problem>() else { return response };
    let Some(kind) = Trouble::kind_named(&said.code) else { return response };
    let trouble = Trouble::new(kind, said.detail.clone().unwrap_or_default());
    let told = tokio::task::spawn_blocking(move || engine.note(trouble)).await;
    match told {
        Ok(told) if told.kind != kind => problem::response(told.problem()),
        _ => response,
    }
}
