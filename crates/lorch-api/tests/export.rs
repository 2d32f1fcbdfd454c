//! Everything out and in again over HTTP, and into the folder for downloads.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{os::unix::fs::PermissionsExt, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    response::Response,
};
use lorch_api::desktop::export_to;
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, problem::Problem, reader::ImportReport};
use serde::de::DeserializeOwned;
use tower::ServiceExt;

const OPML: &str = "<opml version=\"2.0\"><body><outline text=\"A\" xmlUrl=\"https://a.example/feed\"/></body></opml>";

async fn profile(folder: &tempfile::TempDir) -> Router {
    lorch_api::router(opened(folder).await)
}

async fn opened(folder: &tempfile::TempDir) -> Engine {
    Engine::open(EngineConfig {
        database: folder.path().join("lorch.db"),
        state: folder.path().join("state"),
        machine: "test".into(),
        version: "0".into(),
        clock: Arc::new(ManualClock::new(Timestamp::from_second(1_700_000_000).unwrap())),
        seed: [u8::try_from(folder.path().as_os_str().len() % 250).unwrap(); 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap()
}

async fn post(router: &Router, path: &str, body: impl Into<Body>) -> Response {
    let request = Request::post(path).header("content-type", "application/json").body(body.into()).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn read<T: DeserializeOwned>(response: Response) -> T {
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn an_export_goes_out_and_comes_in_as_the_body_of_a_request() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from, to) = (profile(&one).await, profile(&two).await);
    let report: ImportReport = read(post(&from, "/api/import", OPML).await).await;
    assert_eq!(report.added.len(), 1);
    let response = from.clone().oneshot(Request::get("/api/export").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"lorch-export.zip\"");
    let zip = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let report: ImportReport = read(post(&to, "/api/import", zip.clone()).await).await;
    assert_eq!((report.added.len(), report.run.is_some()), (1, true));
    let report: ImportReport = read(post(&to, "/api/import", zip.clone()).await).await;
    assert_eq!((report.existing, report.run), (1, None));
    let response = post(&to, "/api/import", zip.slice(..zip.len() / 2)).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Problem = read(response).await;
    assert_eq!((problem.code.as_str(), problem.hint.is_some()), ("export_damaged", true));
}

#[tokio::test]
async fn a_file_is_imported_by_its_path_and_larger_than_a_request_may_be() {
    let (one, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let router = profile(&one).await;
    let path = files.path().join("a.opml");
    std::fs::write(&path, OPML).unwrap();
    let body = serde_json::json!({ "file": path }).to_string();
    let report: ImportReport = read(post(&router, "/api/files/import", body).await).await;
    assert_eq!(report.added.len(), 1);
    // Beyond what every other request may hold, and within what this one may.
    let spaces = vec![b' '; 17 << 20];
    let problem: Problem = read(post(&router, "/api/import", spaces.clone()).await).await;
    assert_eq!(problem.code, "not_importable");
    assert_eq!(post(&router, "/api/reader/opml", spaces).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_import_says_how_far_it_is_and_can_be_cancelled_until_it_is_whole() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let from = profile(&one).await;
    post(&from, "/api/import", OPML).await;
    let response = from.clone().oneshot(Request::get("/api/export").body(Body::empty()).unwrap()).await.unwrap();
    let zip = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let engine = opened(&two).await;
    let to = lorch_api::router(engine.clone());
    // Everything that writes waits for this.
    let busy = engine.store().write().await.unwrap();
    let importing = tokio::spawn({
        let (to, zip) = (to.clone(), zip.clone());
        async move { post(&to, "/api/import", zip).await }
    });
    let progress = loop {
        if let Some(progress) = engine.status().await.unwrap().import {
            break progress;
        }
        tokio::task::yield_now().await;
    };
    assert!(progress.done == 0 && progress.total > 0, "{progress:?}");
    let cancel = Request::delete("/api/import").body(Body::empty()).unwrap();
    assert_eq!(to.clone().oneshot(cancel).await.unwrap().status(), StatusCode::NO_CONTENT);
    let refused = importing.await.unwrap();
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(read::<Problem>(refused).await.code, "import_cancelled");
    drop(busy);
    assert_eq!(engine.status().await.unwrap().import, None);
    assert!(engine.store().feeds().await.unwrap().is_empty());
    // It ended what ran, not what begins now.
    let report: ImportReport = read(post(&to, "/api/import", zip).await).await;
    assert_eq!(report.added.len(), 1);
}

#[tokio::test]
async fn an_export_is_put_among_the_downloads_whole_or_not_at_all() {
    let (one, downloads) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let router = profile(&one).await;
    let saved = export_to(router.clone(), downloads.path()).await.unwrap();
    let again = export_to(router.clone(), downloads.path()).await.unwrap();
    assert_eq!(saved.path, downloads.path().join("lorch-export.zip").display().to_string());
    assert_eq!(again.path, downloads.path().join("lorch-export (2).zip").display().to_string());
    assert_eq!(std::fs::metadata(&saved.path).unwrap().permissions().mode() & 0o777, 0o600);
    let body = serde_json::json!({ "file": saved.path }).to_string();
    assert_eq!(post(&router, "/api/files/import", body).await.status(), StatusCode::OK);
    let broken = tower::service_fn(async |_: Request<Body>| {
        let parts = [Ok(vec![1_u8]), Err(std::io::Error::other("gone"))];
        Ok(Response::new(Body::from_stream(futures::stream::iter(parts))))
    });
    assert_eq!(export_to(broken, downloads.path()).await.unwrap_err().code, "not_saved");
    let left = std::fs::read_dir(downloads.path()).unwrap().count();
    assert_eq!(left, 2, "what broke off was left there");
}
