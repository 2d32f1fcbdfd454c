//! Signing in by a code that is typed on the service's page, against a service that answers as GitHub does.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use futures::future::BoxFuture;
use lorch_connect::http::ClientConfig;
use lorch_engine::{Clock, Engine, EngineConfig, EngineError, ManualClock, SignInWish};
use lorch_model::{
    Timestamp,
    connections::{SignInState, SigningIn, Way},
};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{bench, common::Bench, open_vault, over};

#[derive(Clone)]
struct Service {
    address: SocketAddr,
    /// What it says next to whoever asks whether the code was typed.
    says: Arc<Mutex<VecDeque<Value>>>,
    asked: watch::Sender<usize>,
}

impl Service {
    async fn begin(bench: &Bench, says: &[Value]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            address: listener.local_addr().unwrap(),
            says: Arc::new(Mutex::new(says.iter().cloned().collect())),
            asked: watch::Sender::new(0),
        };
        let router = Router::new()
            .route("/login/device/code", post(code))
            .route("/login/oauth/access_token", post(token))
            .route("/user", get(async || Json(json!({"id": 583231, "login": "octo"}))))
            .with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        bench.engine.allow_address(&service.address.to_string()).await.unwrap();
        service
    }

    async fn wish(&self, bench: &Bench, client_id: &str) -> Result<SigningIn, EngineError> {
        let wish = SignInWish {
            service: "github".into(),
            way: Way::Device,
            client_id: client_id.into(),
            base_url: Some(format!("http://{}", self.address)),
            port: 0,
            again: None,
        };
        bench.engine.sign_in(wish).await
    }

    /// Lets this time pass, and waits until it was asked so often in all.
    async fn after(&self, bench: &Bench, seconds: u64, asked: usize) {
        bench.clock.set(bench.engine.now() + Duration::from_secs(seconds));
        self.asked.subscribe().wait_for(|so_far| *so_far >= asked).await.unwrap();
        assert_eq!(*self.asked.borrow(), asked);
    }
}

/// Every error comes with status 200, as there.
async fn code(said: String) -> Json<Value> {
    Json(match value(&said, "client_id").as_deref() {
        Some("mine") => json!({
            "device_code": "canary-d", "user_code": "WDJB-MJHT", "verification_uri": "https://github.com/login/device",
            "expires_in": 900, "interval": 5
        }),
        Some("off") => json!({"error": "device_flow_disabled"}),
        _ => json!({"error": "incorrect_client_credentials"}),
    })
}

async fn token(State(service): State<Service>, said: String) -> Json<Value> {
    assert_eq!(value(&said, "device_code").as_deref(), Some("canary-d"));
    assert_eq!(value(&said, "grant_type").as_deref(), Some("urn:ietf:params:oauth:grant-type:device_code"));
    let answer = service.says.lock().unwrap().pop_front();
    service.asked.send_modify(|asked| *asked += 1);
    Json(answer.unwrap_or_else(|| json!({"error": "authorization_pending"})))
}

fn value(form: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// A clock that tells until when somebody waits who began to just now.
struct Watched(ManualClock, watch::Sender<Timestamp>);

impl Clock for Watched {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        let sleep = self.0.sleep(wait);
        self.1.send_replace(self.now() + wait);
        sleep
    }
}

/// A device whose waiting is watched.
async fn watched() -> (Bench, watch::Receiver<Timestamp>) {
    let mut bench = bench().await;
    let tells = watch::Sender::new(bench.engine.now());
    let waits = tells.subscribe();
    bench.engine.stop().await;
    bench.engine = Engine::open(EngineConfig {
        database: bench.folder.path().join("lorch.db"),
        state: bench.folder.path().join("state"),
        machine: "test".into(),
        version: "0".into(),
        clock: Arc::new(Watched(bench.clock.clone(), tells)),
        seed: [1; 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap();
    open_vault(&bench).await;
    (bench, waits)
}

#[tokio::test]
async fn it_asks_at_the_pace_that_the_service_wishes_until_the_code_was_typed() {
    let (bench, mut waits) = watched().await;
    let pending = json!({"error": "authorization_pending"});
    let granted = json!({"access_token": "gho_1", "token_type": "bearer", "scope": "repo"});
    let slower_by = json!({"error": "slow_down", "interval": 12});
    let says = [pending.clone(), slower_by, json!({"error": "slow_down"}), pending, granted];
    let service = Service::begin(&bench, &says).await;
    let signing = service.wish(&bench, "mine").await.unwrap();
    assert_eq!(signing.user_code.as_deref(), Some("WDJB-MJHT"));
    assert_eq!(signing.verification_url.as_deref(), Some("https://github.com/login/device"));
    assert_eq!(signing.expires, bench.engine.now() + Duration::from_secs(900));
    let began = bench.engine.now();
    // As told at first, then as told with the first reproach, then five seconds more with the next: for good.
    for (asked, seconds) in [5, 10, 22, 39, 56].into_iter().enumerate() {
        let now = bench.engine.now();
        let next = *waits.wait_for(|next| *next > now && *next < signing.expires).await.unwrap();
        assert_eq!(next.duration_since(began).as_secs(), seconds, "after {asked} questions");
        service.after(&bench, next.duration_since(now).unsigned_abs().as_secs(), asked + 1).await;
    }
    let done = over(&bench, &signing.id).await;
    assert_eq!((done.state, done.problem), (SignInState::Done, None));
    let connection = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!((connection.name.as_str(), connection.client_id.as_deref()), ("octo", Some("mine")));
}

#[tokio::test]
async fn each_refusal_is_told_by_its_own_word() {
    for (error, state, code) in [
        ("access_denied", SignInState::Failed, "signin_denied"),
        ("expired_token", SignInState::Expired, "signin_expired"),
        ("incorrect_device_code", SignInState::Failed, "token_refused"),
        ("unsupported_grant_type", SignInState::Failed, "client_refused"),
    ] {
        let bench = bench().await;
        let service = Service::begin(&bench, &[json!({"error": error})]).await;
        let signing = service.wish(&bench, "mine").await.unwrap();
        service.after(&bench, 5, 1).await;
        let done = over(&bench, &signing.id).await;
        assert_eq!((done.state, done.problem.unwrap().code.as_str()), (state, code), "{error}");
        assert!(bench.engine.connections().await.unwrap().is_empty());
    }
    let bench = bench().await;
    let service = Service::begin(&bench, &[]).await;
    let invalid = "client_id_invalid";
    for (client, expected) in
        [("off", "client_refused"), ("unknown", "client_refused"), ("", invalid), ("two words", invalid)]
    {
        let refused = service.wish(&bench, client).await.unwrap_err();
        let code = match refused {
            EngineError::SignIn(fault) => fault.code(),
            EngineError::ClientIdInvalid => "client_id_invalid",
            fault => panic!("{fault}"),
        };
        assert_eq!(code, expected, "{client}");
    }
}

#[tokio::test]
async fn a_code_that_nobody_types_runs_out() {
    let bench = bench().await;
    let service = Service::begin(&bench, &[]).await;
    let signing = service.wish(&bench, "mine").await.unwrap();
    bench.clock.set(signing.expires);
    assert_eq!(over(&bench, &signing.id).await.state, SignInState::Expired);
}
