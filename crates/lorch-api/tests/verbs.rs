//! The verbs as a program meets them: problems, versions, pages, keys that make a write happen once.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "verbs/full_text.rs"]
mod full_text;
#[path = "verbs/looking.rs"]
mod looking;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::get,
};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt;

struct Bench {
    _folder: tempfile::TempDir,
    engine: Engine,
    router: Router,
    feeds: String,
}

impl Bench {
    async fn new() -> Self {
        Self::serving(Router::new()).await
    }

    /// One whose server has this to give beside the feed of every test.
    async fn serving(more: Router) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(EngineConfig {
            database: folder.path().join("lorch.db"),
            state: folder.path().join("state"),
            machine: "test".into(),
            version: "0".into(),
            clock: Arc::new(ManualClock::new(Timestamp::from_second(1_700_000_000).unwrap())),
            seed: [1; 32],
            client: ClientConfig::new("Lorch/test"),
        })
        .await
        .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let items: String = (0..120)
            .map(|n| format!("<item><guid>{n}</guid><title>Tide {n}</title><description>&lt;script&gt;canary&lt;/script&gt;<![CDATA[<p onclick=x>low {n}</p>]]></description></item>"))
            .collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>Harbour</title>{items}</channel></rss>");
        let served = more.route("/feed", get(async move || feed.clone()));
        tokio::spawn(async move { axum::serve(listener, served).await.unwrap() });
        engine.allow_address(&address.to_string()).await.unwrap();
        Self { router: lorch_api::router(engine.clone()), engine, _folder: folder, feeds: format!("http://{address}") }
    }

    async fn subscribed() -> Self {
        let bench = Self::new().await;
        assert_eq!(bench.subscribe("/feed").await["title"], "Harbour");
        bench
    }

    async fn subscribe(&self, path: &str) -> Value {
        let (status, feed) = self.post("/api/reader/feeds", json!({ "url": format!("{}{path}", self.feeds) })).await;
        assert_eq!(status, StatusCode::CREATED, "{feed}");
        feed
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.send(Request::get(path).body(Body::empty()).unwrap()).await).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        read(self.send(json_request("POST", path, &body)).await).await
    }

    async fn patch(&self, path: &str, body: Value) -> (StatusCode, Value) {
        read(self.send(json_request("PATCH", path, &body)).await).await
    }
}

fn json_request(method: &str, path: &str, body: &Value) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(body.to_string())).unwrap()
}

async fn read(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_refusal_is_a_problem_with_a_stable_code_and_a_hint() {
    let bench = Bench::new().await;
    let id = "0".repeat(32);
    for (method, path, body, status, code) in [
        ("GET", "/api/nothing".to_owned(), Value::Null, 404, "not_found"),
        ("PUT", "/api/status".to_owned(), Value::Null, 405, "method_not_allowed"),
        ("GET", format!("/api/reader/feeds/{id}"), Value::Null, 404, "feed_not_found"),
        ("GET", "/api/reader/feeds/xyz".to_owned(), Value::Null, 400, "id_invalid"),
        ("GET", format!("/api/reader/articles/{id}"), Value::Null, 404, "article_not_found"),
        ("GET", "/api/reader/articles/ab".to_owned(), Value::Null, 400, "id_invalid"),
        ("GET", "/api/reader/articles?after=x".to_owned(), Value::Null, 400, "cursor_unknown"),
        ("GET", "/api/timeline?room=cellar".to_owned(), Value::Null, 400, "query_invalid"),
        ("POST", "/api/reader/feeds".to_owned(), json!({ "url": "two words" }), 422, "address_invalid"),
        ("POST", "/api/reader/feeds".to_owned(), json!({ "url": "http://127.0.0.1:9/" }), 403, "address_refused"),
        ("POST", "/api/reader/feeds".to_owned(), json!({ "link": "x" }), 422, "body_invalid"),
        ("POST", "/api/reader/opml".to_owned(), json!({}), 422, "not_opml"),
        ("PATCH", "/api/settings".to_owned(), json!({ "refresh_minutes": 1 }), 422, "setting_invalid"),
        ("POST", "/api/edits/undo".to_owned(), json!({}), 409, "nothing_to_undo"),
        ("POST", "/api/edits/redo".to_owned(), json!({}), 409, "nothing_to_redo"),
        ("POST", "/api/edits/redo".to_owned(), json!({ "number": "7" }), 404, "edit_not_found"),
        ("POST", "/api/edits/undo".to_owned(), json!({ "number": "x" }), 400, "number_invalid"),
        ("GET", format!("/api/history/{id}"), Value::Null, 404, "thing_not_found"),
        ("POST", format!("/api/history/{id}/restore"), json!({ "change": "0".repeat(64) }), 404, "thing_not_found"),
        ("POST", format!("/api/history/{id}/restore"), json!({ "change": "0" }), 400, "id_invalid"),
        ("POST", "/api/sources/allowed".to_owned(), json!({ "address": "no" }), 422, "address_invalid"),
        ("DELETE", "/api/sources/allowed/10.0.0.1:80".to_owned(), Value::Null, 404, "address_not_found"),
    ] {
        let response = bench.send(json_request(method, &path, &body)).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{method} {path}");
        let (answered, problem) = read(response).await;
        assert_eq!((answered.as_u16(), problem["code"].as_str()), (status, Some(code)), "{method} {path}");
        assert_eq!(problem["status"], status, "{method} {path}");
    }
}

#[tokio::test]
async fn a_list_is_walked_by_its_cursor_and_answers_304_until_something_changes() {
    let bench = Bench::subscribed().await;
    let mut seen = Vec::new();
    let mut path = "/api/reader/articles?limit=50".to_owned();
    loop {
        let (status, page) = bench.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        seen.extend(page["items"].as_array().unwrap().iter().map(|article| article["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/api/reader/articles?limit=50&after={next}"),
            None => break,
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);

    let first = bench.send(Request::get("/api/reader/articles").body(Body::empty()).unwrap()).await;
    let etag = first.headers()[header::ETAG].clone();
    let again = Request::get("/api/reader/articles").header(header::IF_NONE_MATCH, &etag).body(Body::empty()).unwrap();
    assert_eq!(bench.send(again).await.status(), StatusCode::NOT_MODIFIED);
    let (status, article) = bench.patch(&format!("/api/reader/articles/{}", seen[0]), json!({ "read": true })).await;
    assert_eq!((status, article["read"].as_bool()), (StatusCode::OK, Some(true)));
    let after = Request::get("/api/reader/articles").header(header::IF_NONE_MATCH, &etag).body(Body::empty()).unwrap();
    assert_eq!(bench.send(after).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn no_script_of_a_feed_survives() {
    let bench = Bench::subscribed().await;
    let (_, page) = bench.get("/api/reader/articles?limit=1").await;
    let (_, article) = bench.get(&format!("/api/reader/articles/{}", page["items"][0]["id"].as_str().unwrap())).await;
    let html = article["html"].as_str().unwrap();
    assert!(html.contains("<p>low") && !html.contains("script") && !html.contains("onclick"), "{html}");
}

#[tokio::test]
async fn a_write_sent_twice_under_one_key_happens_once() {
    let bench = Bench::subscribed().await;
    let keyed = |body: &Value| {
        let mut request = json_request("POST", "/api/sources/allowed", body);
        request.headers_mut().insert("idempotency-key", "k1".parse().unwrap());
        request
    };
    let first = bench.send(keyed(&json!({ "address": "10.0.0.1:80" }))).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let version = bench.engine.store().changes_since(None).number;
    let again = bench.send(keyed(&json!({ "address": "10.0.0.1:80" }))).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(read(again).await, read(first).await);
    assert_eq!(bench.engine.store().changes_since(None).number, version);
    let (status, problem) = read(bench.send(keyed(&json!({ "address": "10.0.0.2:80" }))).await).await;
    assert_eq!((status.as_u16(), problem["code"].as_str()), (422, Some("idempotency_key_reused")));
}

#[tokio::test]
async fn a_poll_is_held_until_something_changes() {
    let bench = Bench::subscribed().await;
    let (_, now) = bench.get("/api/changes").await;
    let poll = format!("/api/changes?since={}", now["number"].as_str().unwrap());
    let (held, _) = tokio::join!(bench.get(&poll), bench.post("/api/reader/read", json!({})));
    assert_eq!(held.1["topics"], json!(["feeds", "articles", "timeline", "edits"]));
    let (_, reset) = bench.get("/api/changes?since=999999").await;
    assert_eq!(reset["reset"], true);
}

#[tokio::test]
async fn search_marks_what_matched() {
    let bench = Bench::subscribed().await;
    let (_, page) = bench.get("/api/search?q=low+77").await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["items"][0]["title"], "Tide 77");
    assert!(page["items"][0]["text_parts"].as_array().unwrap().iter().any(|part| part["matched"] == true));
}

#[tokio::test]
async fn monitors_and_programs_find_their_way() {
    let bench = Bench::subscribed().await;
    assert_eq!(bench.get("/health").await.1["status"], "ok");
    let metrics = bench.send(Request::get("/metrics").body(Body::empty()).unwrap()).await;
    let text = String::from_utf8(to_bytes(metrics.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
    assert!(text.contains("lorch_records{source=\"feeds\"} 120"), "{text}");
    assert_eq!(bench.get("/api/openapi.json").await.1["info"]["title"], "Lorch");
    let docs = bench.send(Request::get("/api/docs/").body(Body::empty()).unwrap()).await;
    assert_eq!(docs.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_import_is_previewed_then_done() {
    let bench = Bench::new().await;
    let opml =
        format!("<opml version=\"1.0\"><body><outline text=\"A & B\" xmlUrl=\"{}/feed\"/></body></opml>", bench.feeds);
    let send = |path: &'static str| bench.send(Request::post(path).body(Body::from(opml.clone())).unwrap());
    let (_, preview) = read(send("/api/reader/opml?preview=true").await).await;
    assert_eq!((preview["added"][0]["title"].as_str(), &preview["run"]), (Some("A & B"), &Value::Null));
    assert_eq!(bench.get("/api/reader/feeds").await.1["items"], json!([]));
    let (_, done) = read(send("/api/reader/opml").await).await;
    assert_eq!(done["run"], "1");
    let (_, report) = bench.post("/api/reader/refresh", json!({ "wait": true })).await;
    assert_eq!((&report["checked"], &report["new"]), (&json!(1), &json!(120)));
}

#[tokio::test]
async fn the_window_passes_on_verbs_whatever_their_path_holds() {
    let mut bench = Bench::subscribed().await;
    let list = bench.get("/api/reader/articles?limit=1").await.1;
    let path = format!("/api/reader/articles/{}", list["items"][0]["id"].as_str().unwrap());
    let own = Router::new().route("/api/desktop/open", get(async || "opened"));
    bench.router = lorch_api::window(own, bench.router.clone());
    assert_eq!(bench.get(&path).await.1["title"], list["items"][0]["title"]);
    let (status, marked) = bench.patch(&path, json!({ "starred": true })).await;
    assert_eq!((status, &marked["starred"]), (StatusCode::OK, &json!(true)));
    assert_eq!(bench.get("/health").await.1["status"], "ok");
    assert_eq!(bench.get("/api/nothing").await.0, StatusCode::NOT_FOUND);
    let opened = bench.send(Request::get("/api/desktop/open").body(Body::empty()).unwrap()).await;
    assert_eq!(opened.status(), StatusCode::OK);
}
