//! Devices over HTTP: they are paired, renamed, revoked; and what one would remove here waits for the person.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{Timestamp, exchange::Landing, id::Id};
use secrecy::SecretString;
use serde_json::{Value, json};
use tower::ServiceExt;

struct Device {
    _folder: tempfile::TempDir,
    engine: Engine,
}

impl Device {
    async fn new(number: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(EngineConfig {
            database: folder.path().join("lorch.db"),
            state: folder.path().join("state"),
            machine: number.to_string(),
            version: "0".into(),
            clock: Arc::new(ManualClock::new(Timestamp::from_second(1_700_000_000).unwrap())),
            seed: [number; 32],
            client: ClientConfig::new("Lorch/test"),
        })
        .await
        .unwrap();
        let vaults = Vaults::of(folder.path()).without_keyring().with_work(Work::LITTLE);
        vaults.open_file(&SecretString::from("four random words")).unwrap();
        engine.keep_secrets_in(Arc::new(vaults));
        engine.keep_devices_on_loopback();
        Self { _folder: folder, engine }
    }

    async fn pull(&self, from: &Self) -> Landing {
        let (peer, theirs) = (from.engine.store().origin(), from.engine.store().vector().await.unwrap());
        let ask = self.engine.begin_exchange(&peer, &theirs).await.unwrap().unwrap();
        let batch = from.engine.store().batch(&ask, 1_000).await.unwrap();
        self.engine.land_batch(&peer, &batch).await.unwrap()
    }
}

async fn ask(router: &Router, method: &str, path: &str) -> (StatusCode, Value) {
    send(router, method, path, Value::Null).await
}

async fn send(router: &Router, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path);
    let request = match body {
        Value::Null => request.body(Body::empty()),
        body => request.header("content-type", "application/json").body(Body::from(body.to_string())),
    };
    let request = request.unwrap();
    let reply = router.clone().oneshot(request).await.unwrap();
    let status = reply.status();
    let body = to_bytes(reply.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn what_another_device_would_remove_is_listed_and_answered() {
    for (verb, left) in [("accept", 1), ("refuse", 3)] {
        let (one, two) = (Device::new(1).await, Device::new(2).await);
        let outlines: String =
            (0..3).map(|n| format!("<outline text=\"Feed {n}\" xmlUrl=\"https://f{n}.example/\"/>")).collect();
        let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
        one.engine.import_opml(opml.as_bytes()).await.unwrap();
        assert_eq!(two.pull(&one).await, Landing::Whole);
        for n in 0..2 {
            one.engine.unsubscribe(&Id::of_subscription(&format!("https://f{n}.example/"))).await.unwrap();
        }
        let router = lorch_api::router(two.engine.clone());
        assert_eq!(ask(&router, "GET", "/api/devices/held").await.1, json!({ "items": [] }));
        assert!(matches!(two.pull(&one).await, Landing::Held(_)));

        let peer = one.engine.store().origin();
        let (_, listed) = ask(&router, "GET", "/api/devices/held").await;
        let mut titles: Vec<Value> = listed["items"][0]["titles"].as_array().unwrap().clone();
        titles.sort_by_key(Value::to_string);
        assert_eq!(titles, [json!("Feed 0"), json!("Feed 1")]);
        assert_eq!(listed["items"][0]["peer"], json!(peer));
        assert_eq!(listed["items"][0]["things"], json!(2));
        assert_eq!(listed["items"][0]["kinds"], json!([{ "kind": "subscription", "things": 2 }]));
        let (_, status) = ask(&router, "GET", "/api/status").await;
        assert_eq!(status["trouble"]["code"], json!("exchange_held"));

        let path = format!("/api/devices/held/{peer}/{verb}");
        assert_eq!(ask(&router, "POST", &path).await.0, StatusCode::NO_CONTENT);
        assert_eq!(two.engine.store().feeds().await.unwrap().len(), left);
        assert_eq!(ask(&router, "GET", "/api/devices/held").await.1, json!({ "items": [] }));
        assert_eq!(ask(&router, "GET", "/api/status").await.1["trouble"], Value::Null);
        let (status, again) = ask(&router, "POST", &path).await;
        assert_eq!((status, &again["code"]), (StatusCode::CONFLICT, &json!("nothing_held")));
    }
}

/// Asks until the state is that.
async fn until(device: &Device, router: &Router, path: &str, state: &str) -> Value {
    loop {
        let place = device.engine.store().changes_since(None).number;
        let (_, found) = ask(router, "GET", path).await;
        if found["state"] == json!(state) {
            return found;
        }
        device.engine.store().changed_after(&place).await;
    }
}

#[tokio::test]
async fn two_devices_are_paired_renamed_and_revoked() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    let (host, guest) = (lorch_api::router(one.engine.clone()), lorch_api::router(two.engine.clone()));
    assert_eq!(ask(&host, "GET", "/api/devices/pairing").await.1["code"], json!("pairing_not_found"));
    let (status, offered) = ask(&host, "POST", "/api/devices/pairing").await;
    assert_eq!((status, &offered["state"]), (StatusCode::CREATED, &json!("waiting")));
    assert_eq!(ask(&host, "POST", "/api/devices/pairing/confirm").await.1["code"], json!("pairing_waits"));

    let nonsense = send(&guest, "POST", "/api/devices/join", json!({ "ticket": "lorch-pair:x" })).await;
    assert_eq!((nonsense.0, &nonsense.1["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("ticket_invalid")));
    let (status, joining) = send(&guest, "POST", "/api/devices/join", json!({ "ticket": offered["ticket"] })).await;
    assert_eq!((status, &joining["state"]), (StatusCode::ACCEPTED, &json!("calling")));
    let asking = until(&one, &host, "/api/devices/pairing", "asking").await;
    let waiting = until(&two, &guest, "/api/devices/join", "waiting").await;
    assert_eq!(asking["guest"]["words"], waiting["host"]["words"]);
    let (_, done) = ask(&host, "POST", "/api/devices/pairing/confirm").await;
    assert_eq!(done["state"], json!("done"));
    until(&two, &guest, "/api/devices/join", "done").await;

    let (_, listed) = ask(&host, "GET", "/api/devices").await;
    let id = listed["paired"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(json!(id), ask(&guest, "GET", "/api/devices").await.1["this"]["id"]);
    let path = format!("/api/devices/{id}");
    assert_eq!(send(&host, "PATCH", &path, json!({ "name": "phone" })).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&host, "PATCH", &path, json!({ "name": " " })).await.1["code"], json!("name_invalid"));
    assert_eq!(ask(&host, "GET", "/api/devices").await.1["paired"][0]["name"], json!("phone"));
    assert_eq!(ask(&host, "GET", "/api/status").await.1["devices"]["paired"], json!(1));
    assert_eq!(ask(&host, "POST", &format!("{path}/sync")).await.0, StatusCode::ACCEPTED);
    assert_eq!(ask(&host, "DELETE", &path).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ask(&host, "DELETE", &path).await.1["code"], json!("device_not_found"));
    assert_eq!(ask(&host, "GET", "/api/devices").await.1["paired"], json!([]));
}
