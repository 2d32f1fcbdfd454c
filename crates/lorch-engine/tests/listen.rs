//! What a connected Spotify account brings, from a server that counts: pages, limits, and tokens that end.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;
#[allow(dead_code)]
#[path = "signin/provider.rs"]
mod provider;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use common::{Bench, at};
use lorch_engine::SignInWish;
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    Timestamp,
    connections::{ConnectionState, SignInState, Way},
    id::Id,
};
use lorch_store::connections::CONNECTION_JOB;
use provider::visit;
use serde_json::{Value, json};

/// A Spotify that gives two plays a page.
#[derive(Clone)]
struct Spotify {
    address: SocketAddr,
    /// Ends and names of what was played, the newest first.
    plays: Arc<Mutex<Vec<(Timestamp, &'static str)>>>,
    /// The token that opens the account.
    opens: Arc<Mutex<&'static str>>,
    /// Tokens that are given out next.
    grants: Arc<Mutex<Vec<&'static str>>>,
    /// How long it wants to be left alone, once.
    busy: Arc<Mutex<Option<&'static str>>>,
    asked: Arc<Mutex<Vec<(u16, String)>>>,
}

impl Spotify {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            plays: Arc::default(),
            opens: Arc::new(Mutex::new("first")),
            grants: Arc::new(Mutex::new(vec!["first"])),
            busy: Arc::default(),
            asked: Arc::default(),
        };
        let router = Router::new()
            .route("/api/token", post(token))
            .route("/v1/me", get(async || Json(json!({"id": "wizzler", "display_name": "Wiz"}))))
            .route("/v1/me/player/recently-played", get(recently_played))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    fn plays(&self, plays: &[(i64, &'static str)]) {
        *self.plays.lock().unwrap() = plays.iter().map(|(ended, name)| (at(*ended), *name)).collect();
    }

    /// Status and query of everything asked since the last call.
    fn asked(&self) -> Vec<(u16, String)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn token(State(server): State<Spotify>) -> Json<Value> {
    let mut grants = server.grants.lock().unwrap();
    if grants.is_empty() {
        return Json(json!({"error": "invalid_grant"}));
    }
    Json(json!({
        "access_token": grants.remove(0), "token_type": "Bearer", "expires_in": 86_400, "refresh_token": "again"
    }))
}

async fn recently_played(State(server): State<Spotify>, uri: Uri, headers: HeaderMap) -> Response {
    let response = answer(&server, uri.query().unwrap(), &headers);
    server.asked.lock().unwrap().push((response.status().as_u16(), uri.query().unwrap().to_owned()));
    response
}

fn answer(server: &Spotify, query: &str, headers: &HeaderMap) -> Response {
    let bearer = format!("Bearer {}", server.opens.lock().unwrap());
    if headers.get("authorization").is_none_or(|known| known != bearer.as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(seconds) = server.busy.lock().unwrap().take() {
        return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds)]).into_response();
    }
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.parse::<i64>().ok());
    let (after, before) = (value("after=").unwrap_or(i64::MIN), value("before=").unwrap_or(i64::MAX));
    let plays = server.plays.lock().unwrap();
    let asked = |ended: &Timestamp| (after + 1..before).contains(&ended.as_millisecond());
    let known: Vec<&(Timestamp, &str)> = plays.iter().filter(|(ended, _)| asked(ended)).collect();
    let items: Vec<Value> = known.iter().take(2).map(|(ended, name)| play(*ended, name)).collect();
    let next = known.get(1).filter(|_| known.len() > 2).map(|(ended, _)| {
        format!("http://{}/v1/me/player/recently-played?limit=50&before={}", server.address, ended.as_millisecond())
    });
    Json(json!({"items": items, "next": next})).into_response()
}

fn play(ended: Timestamp, name: &str) -> Value {
    json!({
        "played_at": ended.to_string(),
        "track": {"id": name, "name": name, "duration_ms": 60_000, "artists": [{"name": "The Tides"}], "album": {"name": "Low"}}
    })
}

/// A device with an account that was signed in to in the browser.
async fn connected() -> (Bench, Spotify, Id) {
    let bench = Bench::new().await;
    let vaults = Vaults::of(bench.folder.path()).without_keyring().with_work(Work::LITTLE);
    bench.engine.keep_secrets_in(Arc::new(vaults));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    let server = Spotify::start().await;
    bench.engine.allow_address(&server.address.to_string()).await.unwrap();
    let wish = SignInWish {
        service: "spotify".into(),
        way: Way::Browser,
        client_id: "mine".into(),
        base_url: Some(format!("http://{}/v1", server.address)),
        port: 0,
        again: None,
    };
    let signing = bench.engine.sign_in(wish).await.unwrap();
    let page = url::Url::parse(&signing.authorize_url.unwrap()).unwrap();
    let of = |name: &str| page.query_pairs().find(|(known, _)| known == name).unwrap().1.into_owned();
    assert_eq!(visit(&format!("{}?code=yes&state={}", of("redirect_uri"), of("state"))).status, 200);
    let store = bench.engine.store();
    loop {
        let since = store.changes_since(None).number;
        let now = bench.engine.signing_in(&signing.id).unwrap();
        if now.state != SignInState::Waiting {
            assert_eq!(now.problem, None);
            let id = now.connection.unwrap();
            return (bench, server, id);
        }
        store.changed_after(&since).await;
    }
}

/// What was heard, the newest first.
async fn heard(bench: &Bench) -> Vec<String> {
    let plays = bench.engine.store().plays(None, 50).await.unwrap().items;
    plays.into_iter().map(|play| play.track).collect()
}

async fn due(bench: &Bench) -> Option<Timestamp> {
    bench.engine.store().next_due(CONNECTION_JOB).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_read_once_and_then_only_what_is_newer() {
    let (bench, server, id) = connected().await;
    server.plays(&[(-60, "E"), (-120, "D"), (-180, "C"), (-240, "B"), (-300, "A")]);
    let run = bench.engine.run_connection(&id).await.unwrap();
    assert_eq!((run.asked, run.new), (3, 5));
    assert_eq!(heard(&bench).await, ["E", "D", "C", "B", "A"]);
    assert_eq!(due(&bench).await, Some(at(20 * 60)));
    let newest = at(-60).as_millisecond();
    server.asked();
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked(), [], "it was asked a moment ago");
    bench.clock.set(at(20 * 60));
    server.plays(&[(900, "F"), (-60, "E"), (-120, "D")]);
    let run = bench.engine.run_connection(&id).await.unwrap();
    assert_eq!((run.asked, run.new), (1, 1));
    assert_eq!(server.asked(), [(200, format!("limit=50&after={newest}"))]);
    assert_eq!(heard(&bench).await, ["F", "E", "D", "C", "B", "A"]);
    assert!(bench.engine.verify().await.unwrap().ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_hours_is_kept_and_the_page_it_came_at_is_asked_again() {
    let (bench, server, id) = connected().await;
    server.plays(&[(-60, "C"), (-120, "B"), (-180, "A")]);
    *server.busy.lock().unwrap() = Some("7200");
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked().iter().map(|(status, _)| *status).collect::<Vec<_>>(), [429]);
    assert_eq!(due(&bench).await, Some(at(7_200)));
    let connection = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!((connection.state, connection.fault), (ConnectionState::Ok, None), "a limit is no fault");
    bench.clock.set(at(7_199));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked(), []);
    bench.clock.set(at(7_200));
    bench.engine.read_due_connections().await.unwrap();
    assert_eq!(heard(&bench).await, ["C", "B", "A"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_renewed_once_and_where_that_is_in_vain_the_person_is_needed() {
    let (bench, server, id) = connected().await;
    server.plays(&[(-60, "A")]);
    *server.opens.lock().unwrap() = "second";
    *server.grants.lock().unwrap() = vec!["second"];
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked().iter().map(|(status, _)| *status).collect::<Vec<_>>(), [401, 200]);
    assert_eq!(heard(&bench).await, ["A"]);
    assert_eq!(bench.engine.connections().await.unwrap()[0].state, ConnectionState::Ok);
    // Another one is given out, and opens nothing either.
    *server.opens.lock().unwrap() = "nobody's";
    *server.grants.lock().unwrap() = vec!["third", "fourth"];
    bench.clock.set(at(3_600));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked().iter().map(|(status, _)| *status).collect::<Vec<_>>(), [401, 401]);
    assert_eq!(server.grants.lock().unwrap().len(), 1, "it is renewed once");
    let connection = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!(
        (connection.state, connection.fault.unwrap().code.as_str()),
        (ConnectionState::NeedsYou, "token_refused")
    );
    assert_eq!(due(&bench).await, None);
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked(), [], "nothing is asked any more");
}
