//! The reply of a request with an `Idempotency-Key` is kept in the transaction that does what it asks: every write
//! verb is cut off at the moment its effect is durable, and the repeat gets the first reply and does nothing.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{sync::Arc, task::Poll};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, Response, StatusCode, header},
    routing::get,
};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Brought, Engine, EngineConfig, ManualClock};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    Timestamp,
    devices::{DeviceKind, Key},
    exchange::Vector,
    id::Id,
    inbox::{Kind, Said, reminder_id},
};
use lorch_store::{devices::DeviceKept, inbox::NewNotice};
use serde_json::Value;
use tower::ServiceExt;

/// What is sent to each verb that writes, made from ids and addresses of the profile.
///
/// A new verb that writes gets a line here. In the braces: `feed`, `article`, `folder`, `rule`, `activity`, `notice`,
/// `connection`, `device`, `server`, `change` (a former state of the feed), `url` (not subscribed to yet).
const WRITES: [(&str, &str, &str); 37] = [
    ("POST", "/api/reader/feeds", r#"{"url": "{url}"}"#),
    ("PATCH", "/api/reader/feeds/{feed}", r#"{"title": "Mine"}"#),
    ("DELETE", "/api/reader/feeds/{feed}", ""),
    ("PATCH", "/api/reader/folders/{folder}", r#"{"path": "Shore"}"#),
    ("POST", "/api/reader/rules", r#"{"words": "tide", "read": true}"#),
    ("PATCH", "/api/reader/rules/{rule}", r#"{"enabled": false}"#),
    ("DELETE", "/api/reader/rules/{rule}", ""),
    ("PATCH", "/api/reader/articles/{article}", r#"{"starred": true}"#),
    ("POST", "/api/reader/read", "{}"),
    ("POST", "/api/reader/opml", r#"<opml version="2.0"><body><outline text="B" xmlUrl="{url}"/></body></opml>"#),
    ("POST", "/api/planner/activities", r#"{"title": "Dentist", "start": "2026-12-03T09:30"}"#),
    ("PATCH", "/api/planner/activities/{activity}", r#"{"title": "Doctor"}"#),
    ("DELETE", "/api/planner/activities/{activity}", ""),
    ("POST", "/api/planner/activities/{activity}/done", "{}"),
    ("PATCH", "/api/inbox/{notice}", r#"{"archived": true}"#),
    ("POST", "/api/inbox/{notice}/snooze", r#"{"minutes": 5}"#),
    ("DELETE", "/api/inbox/{notice}/snooze", ""),
    ("POST", "/api/inbox/{notice}/done", ""),
    ("POST", "/api/inbox/archive", r#"{"ids": ["{notice}"]}"#),
    ("POST", "/api/inbox/read", "{}"),
    ("PUT", "/api/inbox/kinds/reminder", r#"{"muted": true}"#),
    ("POST", "/api/planner/quick", r#"{"text": "dentist 3 Dec 9:30 45 min"}"#),
    (
        "POST",
        "/api/sources/connections",
        r#"{"service": "github", "way": "token", "token": "t", "base_url": "{server}"}"#,
    ),
    ("PATCH", "/api/sources/connections/{connection}", r#"{"paused": true}"#),
    ("DELETE", "/api/sources/connections/{connection}", ""),
    ("POST", "/api/sources/allowed", r#"{"address": "10.0.0.1:80"}"#),
    ("DELETE", "/api/sources/allowed/10.0.0.9:80", ""),
    ("PATCH", "/api/settings", r#"{"refresh_minutes": 30, "proxy": ""}"#),
    ("DELETE", "/api/bin", ""),
    ("PATCH", "/api/devices/this", r#"{"name": "desk"}"#),
    ("PATCH", "/api/devices/{device}", r#"{"name": "phone"}"#),
    ("DELETE", "/api/devices/{device}", ""),
    ("POST", "/api/links", r#"{"a": "{feed}", "b": "{article}", "same": true}"#),
    ("POST", "/api/sample", ""),
    ("DELETE", "/api/sample", ""),
    ("POST", "/api/edits/undo", "{}"),
    ("POST", "/api/history/{feed}/restore", r#"{"change": "{change}"}"#),
];

/// Verbs whose work is not a write of the person in this profile, each with the reason: there is nothing to keep the
/// reply with, and doing it again does no harm.
const BESIDE: [(&str, &str, &str); 33] = [
    ("PATCH", "/api/desktop/background", "is of this machine's desktop"),
    ("POST", "/api/desktop/open", "opens another program"),
    ("POST", "/api/desktop/save", "writes a file elsewhere"),
    ("POST", "/api/desktop/export", "writes a file elsewhere"),
    ("POST", "/api/vault/file", "opens a file beside the profile, and no hash of its passphrase may be kept"),
    ("POST", "/api/vault/lock", "is of this process's memory"),
    ("POST", "/api/vault/unlock", "asks the desktop"),
    ("POST", "/api/sources/signins", "begins what lives in memory, and its reply holds what nobody may keep"),
    ("DELETE", "/api/sources/signins/{id}", "ends what lives in memory"),
    ("POST", "/api/sources/connections/{id}/signin", "is a sign-in like any other"),
    ("POST", "/api/sources/connections/{id}/fetch", "fetches, in transactions of its own"),
    ("POST", "/api/session", "gives out a token that lives in memory"),
    ("POST", "/api/profile/start-over", "refuses: a profile that is open needs none"),
    ("POST", "/api/reader/refresh", "fetches, in transactions of its own"),
    ("POST", "/api/reader/articles/{id}/full-text", "fetches; what was fetched before is replaced"),
    ("POST", "/api/backups", "makes a file beside the profile"),
    ("POST", "/api/backups/{name}/restore", "puts another file in the place of the profile"),
    ("POST", "/api/verify", "reads"),
    ("POST", "/api/files/restore", "puts another file in the place of the profile"),
    ("POST", "/api/files/verify", "reads"),
    ("POST", "/api/import", "takes more than is kept; the same file again changes nothing"),
    ("DELETE", "/api/import", "ends what another request does"),
    ("POST", "/api/devices/sync", "calls others, in transactions of its own"),
    ("POST", "/api/devices/{id}/sync", "calls another, in transactions of its own"),
    ("POST", "/api/devices/pairing", "offers what lives in memory"),
    ("DELETE", "/api/devices/pairing", "ends what lives in memory"),
    ("POST", "/api/devices/pairing/confirm", "answers who calls now; once it is answered there is nothing to answer"),
    ("POST", "/api/devices/pairing/refuse", "answers who calls now; once it is answered there is nothing to answer"),
    ("POST", "/api/devices/join", "calls another; what it does is told by another verb"),
    ("DELETE", "/api/devices/join", "ends what lives in memory"),
    ("POST", "/api/files/import", "takes more than is kept; the same file again changes nothing"),
    ("DELETE", "/api/system/metrics", "empties another file; doing it again forgets what came since"),
    ("POST", "/api/rebuild", "makes projections again, in transactions of its own"),
];

/// Verbs like another one of [`WRITES`], which stands for both.
const ALIKE: [(&str, &str); 7] = [
    ("POST", "/api/edits/redo"),
    ("DELETE", "/api/bin/{id}"),
    ("POST", "/api/bin/{id}/restore"),
    ("POST", "/api/devices/held/{id}/accept"),
    ("POST", "/api/devices/held/{id}/refuse"),
    ("DELETE", "/api/links/{id}"),
    ("DELETE", "/api/sources/imports/{run}"),
];

struct Profile {
    folder: tempfile::TempDir,
    engine: Engine,
    router: Router,
    words: Vec<(&'static str, String)>,
}

impl Profile {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (engine, router) = open(&folder).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let feed = "<rss version=\"2.0\"><channel><title>Sea</title><item><guid>1</guid><title>Tide</title></item></channel></rss>";
        let user = async || axum::Json(serde_json::json!({"id": 1, "login": "octo"}));
        let served = Router::new().route("/{feed}", get(async move || feed)).route("/user", get(user));
        tokio::spawn(async move { axum::serve(listener, served).await.unwrap() });
        engine.allow_address(&address.to_string()).await.unwrap();
        engine.allow_address("10.0.0.9:80").await.unwrap();
        let feed = engine.subscribe(&format!("http://{address}/a"), Default::default()).await.unwrap().feed.id;
        let brought = Brought {
            service: "github".into(),
            base_url: Some(format!("http://{address}")),
            token: "t".to_owned().into(),
            again: None,
        };
        let connection = engine.connect(brought).await.unwrap().id;
        let change = engine.history(&feed).await.unwrap().items[0].change.clone();
        let edit = serde_json::from_str(r#"{"title": "First", "folder": "Sea"}"#).unwrap();
        engine.edit_subscription(&feed, edit).await.unwrap();
        let article = engine.store().articles(&Default::default(), None, 1).await.unwrap().items[0].id;
        let rule = serde_json::from_str(r#"{"words": "moon", "starred": true}"#).unwrap();
        let rule = engine.add_rule(rule).await.unwrap().id;
        let activity = serde_json::from_str(r#"{"title": "Milk"}"#).unwrap();
        let activity = engine.add_activity(activity).await.unwrap().id;
        let reminded =
            serde_json::from_str(r#"{"title": "Bus", "start": "2020-09-13T12:00", "reminder": {"before": 10}}"#);
        let bus = engine.add_activity(reminded.unwrap()).await.unwrap().id;
        let notice = notified(&engine, bus).await;
        let device = paired(&engine).await;
        let words = vec![
            ("{device}", device.to_string()),
            ("{notice}", notice.to_string()),
            ("{connection}", connection.to_string()),
            ("{server}", format!("http://{address}")),
            ("{activity}", activity.to_string()),
            ("{folder}", engine.store().list_folders().await.unwrap()[0].id.to_string()),
            ("{rule}", rule.to_string()),
            ("{feed}", feed.to_string()),
            ("{article}", article.to_string()),
            ("{change}", change),
            ("{url}", format!("http://{address}/b")),
        ];
        Self { folder, engine, router, words }
    }

    fn request(&self, (method, path, body): (&str, &str, &str)) -> Request<Body> {
        let said =
            |text: &str| self.words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value));
        let mut request = Request::builder().method(method).uri(said(path)).header("idempotency-key", "k");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request.body(Body::from(said(body))).unwrap()
    }

    /// The process ends as it stands, and another begins.
    async fn killed(&mut self) {
        self.engine.store().close().await;
        (self.engine, self.router) = open(&self.folder).await;
    }
}

async fn open(folder: &tempfile::TempDir) -> (Engine, Router) {
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
    let vaults = Vaults::of(folder.path()).without_keyring().with_work(Work::LITTLE);
    engine.keep_secrets_in(Arc::new(vaults));
    engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    let router = lorch_api::router(engine.clone());
    (engine, router)
}

/// A device that was paired.
async fn paired(engine: &Engine) -> Id {
    let device = DeviceKept {
        key: Key([7; 32]),
        name: "laptop".into(),
        kind: DeviceKind::Laptop,
        origin: Id([7; 16]),
        added: engine.now(),
        last_seen: None,
        places: vec![],
        seen: Vector::default(),
        behind: None,
        fault: None,
    };
    let mut write = engine.store().write().await.unwrap();
    write.keep_device(&device).unwrap();
    write.commit().await.unwrap();
    device.key.id()
}

/// A notice that reminds of an activity.
async fn notified(engine: &Engine, activity: Id) -> Id {
    let due = engine.now();
    let new = NewNotice {
        id: reminder_id(&activity, None, due),
        kind: Kind::Reminder,
        thing: Some(activity),
        occurrence: None,
        due: Some(due),
        title: "Bus".into(),
        said: Said::default(),
        needs_you: true,
        goes_out: true,
    };
    let mut write = engine.store().write().await.unwrap();
    assert!(write.notify(&new, due).await.unwrap());
    write.commit().await.unwrap();
    new.id
}

async fn told(response: Response<Body>) -> (StatusCode, Vec<Option<String>>, Vec<u8>) {
    let (parts, body) = response.into_parts();
    let text = |headers: &HeaderMap, name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let headers = ["content-type", "etag", "lorch-edit"].map(|name| text(&parts.headers, name));
    (parts.status, headers.to_vec(), to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

#[tokio::test]
async fn the_reply_is_kept_in_the_transaction_of_the_write() {
    for write in WRITES {
        let mut profile = Profile::new().await;
        let before = profile.engine.store().changes_since(None).number;
        let mut answering = Box::pin(profile.router.clone().oneshot(profile.request(write)));
        // Cut at the first moment at which the write can be seen, whether or not the answer is ready.
        futures::future::poll_fn(|context| {
            let ready = answering.as_mut().poll(context).is_ready();
            let seen = profile.engine.store().changes_since(None).number != before;
            if ready || seen { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        drop(answering);
        profile.killed().await;
        let reply = profile.engine.store().reply("k").await.unwrap();
        assert!(reply.is_some(), "{write:?}: the write is there, its reply is not");
        let here = profile.engine.store().changes_since(None).number;
        let again = profile.router.clone().oneshot(profile.request(write)).await.unwrap();
        assert_eq!(again.headers()["idempotency-replayed"], "true", "{write:?}");
        assert!(again.status().is_success(), "{write:?}: {}", again.status());
        assert_eq!(profile.engine.store().changes_since(None).number, here, "{write:?} was done twice");
    }
}

#[tokio::test]
async fn a_repeat_gets_status_headers_and_body_of_the_first_reply() {
    for write in WRITES {
        let profile = Profile::new().await;
        let first = told(profile.router.clone().oneshot(profile.request(write)).await.unwrap()).await;
        let again = told(profile.router.clone().oneshot(profile.request(write)).await.unwrap()).await;
        assert!(first.0.is_success(), "{write:?}: {first:?}");
        assert_eq!(first, again, "{write:?}");
        assert_eq!(first.2.is_empty(), first.0 == StatusCode::NO_CONTENT, "{write:?}");
        let beside = ["/api/sources", "/api/devices", "/api/bin", "/api/sample", "/api/inbox/read", "/api/inbox/kinds"];
        let undoable = !beside.iter().any(|path| write.1.starts_with(path)) && !write.1.ends_with("/snooze");
        assert_eq!(first.1[2].is_some(), undoable, "{write:?} says by which number it can be undone");
    }
}

#[test]
fn every_verb_that_writes_is_tried() {
    let document: Value = serde_json::from_str(&lorch_api::openapi()).unwrap();
    let tried = |method: &str, path: &str| {
        // `{id}` of the document stands for the word, or the very value, that is sent.
        let fits = |sent: &str| {
            let (sent, path): (Vec<_>, Vec<_>) = (sent.split('/').collect(), path.split('/').collect());
            sent.len() == path.len() && sent.iter().zip(&path).all(|(sent, part)| sent == part || part.starts_with('{'))
        };
        let writes = WRITES.iter().chain(&BESIDE).map(|(method, path, _)| (*method, *path));
        writes.chain(ALIKE).any(|(tried, sent)| tried == method && fits(sent))
    };
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for method in verbs.as_object().unwrap().keys().filter(|method| *method != "get") {
            let method = method.to_uppercase();
            assert!(tried(&method, path), "{method} {path} writes: add it to WRITES, or say in BESIDE why it does not");
        }
    }
}
