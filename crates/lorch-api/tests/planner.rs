//! The planner as a program meets it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use serde_json::{Value, json};
use tower::ServiceExt;

struct Bench {
    _folder: tempfile::TempDir,
    router: Router,
}

impl Bench {
    /// A profile on 21 November 2026.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(EngineConfig {
            database: folder.path().join("lorch.db"),
            state: folder.path().join("state"),
            machine: "test".into(),
            version: "0".into(),
            clock: Arc::new(ManualClock::new("2026-11-21T12:00:00Z".parse().unwrap())),
            seed: [1; 32],
            client: ClientConfig::new("Lorch/test"),
        })
        .await
        .unwrap();
        Self { router: lorch_api::router(engine), _folder: folder }
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, value) = self.send("GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }
}

#[tokio::test]
async fn a_line_is_understood_planned_shown_moved_done_and_removed() {
    let bench = Bench::new().await;
    let line = "run%20every%20Tue%20and%20Fri%207:00%20until%20June%20%23legs";
    let quick = bench.get(&format!("/api/planner/quick?text={line}&zone=Europe/Berlin")).await;
    assert_eq!(quick["text"], "run Tue 24 Nov 2026 7:00 60 min every week on Tue and Fri until Wed 30 Jun 2027 #legs");
    let (status, run) = bench.send("POST", "/api/planner/activities", quick["edit"].clone()).await;
    assert_eq!((status, &run["zone"], &run["tags"]), (201, &json!("Europe/Berlin"), &json!(["legs"])));
    let id = run["id"].as_str().unwrap();
    let days = "/api/planner/occurrences?from=2026-11-23&to=2026-11-29&zone=Europe/Berlin";
    let shown = bench.get(days).await;
    assert_eq!(shown["items"].as_array().unwrap().len(), 2);
    let one = &shown["items"][0];
    assert_eq!(
        (&one["occurrence"], &one["time"], &one["start"]),
        (&json!("2026-11-24"), &json!("07:00"), &json!("2026-11-24T06:00:00Z"))
    );
    let path = format!("/api/planner/activities/{id}");
    let (status, _) = bench
        .send("PATCH", &format!("{path}?scope=this&occurrence=2026-11-24"), json!({"start": "2026-11-25T08:00"}))
        .await;
    assert_eq!(status, 200);
    let (status, done) = bench.send("POST", &format!("{path}/done"), json!({"occurrence": "2026-11-24"})).await;
    assert_eq!((status, &done["exceptions"][0]["changed"]), (200, &json!(true)));
    let shown = bench.get(days).await;
    assert_eq!((&shown["items"][0]["day"], &shown["items"][0]["state"]), (&json!("2026-11-25"), &json!("done")));
    let entries = bench.get("/api/timeline?room=planner").await;
    assert_eq!(entries["items"], json!([]), "an event is on the timeline when it is over");
    let hits = bench.get("/api/search?q=run").await;
    assert_eq!(hits["items"][0]["room"], "planner");
    let (status, _) = bench.send("DELETE", &format!("{path}?scope=following&occurrence=2026-11-27"), Value::Null).await;
    assert_eq!(status, 204);
    assert_eq!(bench.get(days).await["items"].as_array().unwrap().len(), 1);
    assert_eq!(bench.get(&path).await["repeat"]["until"], "2026-11-26");
    assert_eq!(bench.get("/api/planner/tags").await["items"], json!([{"tag": "legs", "activities": 1}]));
    assert_eq!(bench.get("/api/planner/activities?which=repeating").await["items"][0]["id"], id);
    let (status, milk) = bench.send("POST", "/api/planner/quick", json!({"text": "buy milk"})).await;
    assert_eq!((status, &milk["kind"], &milk["start"]), (201, &json!("task"), &Value::Null));
}

#[tokio::test]
async fn a_refusal_is_a_problem_with_a_stable_code() {
    let bench = Bench::new().await;
    let weekly = json!({"title": "Run", "start": "2026-11-24", "repeat": {"every": "week"}});
    let (_, run) = bench.send("POST", "/api/planner/activities", weekly).await;
    let run = format!("/api/planner/activities/{}", run["id"].as_str().unwrap());
    let nobody = format!("/api/planner/activities/{}", "0".repeat(32));
    for (method, path, body, status, code) in [
        ("GET", nobody.clone(), Value::Null, 404, "activity_not_found"),
        ("DELETE", nobody.clone(), Value::Null, 404, "activity_not_found"),
        ("POST", format!("{nobody}/done"), json!({}), 404, "activity_not_found"),
        ("POST", "/api/planner/activities".into(), json!({"start": "2026-12-03"}), 422, "activity_invalid"),
        ("POST", "/api/planner/activities".into(), json!({"title": "T", "start": "soon"}), 422, "body_invalid"),
        ("POST", "/api/planner/activities".into(), json!({"title": "T", "zone": "Atlantis"}), 422, "zone_unknown"),
        ("PATCH", run.clone(), json!({"repeat": {"every": "week", "interval": 0}}), 422, "repeat_invalid"),
        ("PATCH", format!("{run}?scope=this"), json!({"title": "T"}), 422, "occurrence_missing"),
        (
            "PATCH",
            format!("{run}?scope=this&occurrence=2026-11-25"),
            json!({"title": "T"}),
            404,
            "occurrence_not_found",
        ),
        ("PATCH", format!("{run}?scope=some"), json!({"title": "T"}), 400, "query_invalid"),
        ("POST", format!("{run}/done"), json!({}), 422, "occurrence_missing"),
        ("GET", "/api/planner/occurrences?from=2026-11-21".into(), Value::Null, 400, "range_invalid"),
        ("GET", "/api/planner/occurrences?from=2026-11-21&to=2026-11-20".into(), Value::Null, 400, "range_invalid"),
        ("GET", "/api/planner/occurrences?from=2026-11-21&to=2027-12-31".into(), Value::Null, 400, "range_invalid"),
        (
            "GET",
            "/api/planner/occurrences?from=2026-11-21&to=2026-11-22&zone=X".into(),
            Value::Null,
            400,
            "zone_unknown",
        ),
        ("GET", "/api/planner/activities?after=x".into(), Value::Null, 400, "cursor_unknown"),
        ("GET", "/api/planner/quick?text=tomorrow".into(), Value::Null, 422, "quick_empty"),
        ("POST", "/api/planner/quick".into(), json!({"text": "#tag"}), 422, "quick_empty"),
    ] {
        let (answered, problem) = bench.send(method, &path, body).await;
        assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{method} {path}: {problem}");
        assert!(problem["hint"].is_string() || code == "query_invalid", "{method} {path} has no hint");
    }
}
