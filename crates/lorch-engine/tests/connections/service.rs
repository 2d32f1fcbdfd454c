//! A service that says whose token it is.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

#[derive(Clone)]
pub struct Service {
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Service {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self { address: listener.local_addr().unwrap(), asked: Arc::default() };
        let router = Router::new().route("/user", get(user)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn user(State(service): State<Service>, headers: HeaderMap) -> Response {
    service.asked.fetch_add(1, Ordering::SeqCst);
    match headers.get("authorization").and_then(|bearer| bearer.to_str().ok()) {
        Some("Bearer canary-of-octo" | "Bearer canary-of-octo-too") => {
            Json(json!({"id": 583231, "login": "octo"})).into_response()
        }
        Some("Bearer canary-of-other") => Json(json!({"id": 2, "login": "other"})).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
