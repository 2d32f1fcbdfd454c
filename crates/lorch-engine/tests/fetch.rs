//! What a connected GitHub account brings, from a server that counts: what an unchanged run costs, and what becomes of
//! runs that break off.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use common::{Bench, at};
use lorch_engine::Brought;
use lorch_host::vault::{Vaults, Work};
use lorch_model::{connections::ConnectionState, id::Id, timeline::Room};
use lorch_store::{connections::CONNECTION_JOB, timeline::TimelineFilter};
use serde_json::{Value, json};

const COMMITS: usize = 7;

/// A GitHub of 7 commits in pages of 3, one pull request, one review and one star.
#[derive(Clone)]
struct GitHub {
    address: SocketAddr,
    /// Answers that are given once instead, by the part of the address they are for.
    instead: Arc<Mutex<HashMap<&'static str, Vec<Response>>>>,
    asked: Arc<Mutex<Vec<(u16, String)>>>,
    commits: Arc<Mutex<usize>>,
}

impl GitHub {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let commits = Arc::new(Mutex::new(COMMITS));
        let server = Self { address, instead: Arc::default(), asked: Arc::default(), commits };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    fn instead(&self, path: &'static str, answer: impl IntoResponse) {
        self.instead.lock().unwrap().entry(path).or_default().push(answer.into_response());
    }

    /// Status and address of everything asked since the last call.
    fn asked(&self) -> Vec<(u16, String)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn answer(State(server): State<GitHub>, uri: Uri, headers: HeaderMap) -> Response {
    let address = uri.to_string();
    let response = answer_to(&server, &address, &headers);
    server.asked.lock().unwrap().push((response.status().as_u16(), address));
    response
}

fn answer_to(server: &GitHub, address: &str, headers: &HeaderMap) -> Response {
    if headers.get("user-agent").is_none() {
        return StatusCode::FORBIDDEN.into_response();
    }
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some("Bearer token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(answers) = server.instead.lock().unwrap().iter_mut().find(|(path, _)| address.contains(**path))
        && !answers.1.is_empty()
    {
        return answers.1.remove(0);
    }
    let count = *server.commits.lock().unwrap();
    let page: usize = address.split("&page=").nth(1).map_or(1, |page| page.parse().unwrap());
    let base = format!("http://{}", server.address);
    let (body, next): (Value, Option<String>) = match address {
        "/user" => (json!({"id": 583231, "login": "octo"}), None),
        path if path.starts_with("/users/octo/events") => (json!([review()]), None),
        path if path.starts_with("/user/starred") => (
            json!([{"starred_at": "2023-11-01T00:00:00Z", "repo": {"id": 5, "full_name": "else/where"}}, {"repo": null}]),
            None,
        ),
        path if path.starts_with("/search/commits") => {
            let from = (page - 1) * 3;
            let items: Vec<Value> = (from..count.min(from + 3)).map(commit).collect();
            let more = format!("{base}{}&page={}", path.split("&page=").next().unwrap(), page + 1);
            (json!({"total_count": count, "items": items}), (from + 3 < count).then_some(more))
        }
        path if path.starts_with("/search/issues") && path.contains("type:pr") => {
            (json!({"total_count": 1, "items": [pull()]}), None)
        }
        path if path.starts_with("/search/issues") => (json!({"total_count": 0, "items": []}), None),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let body = body.to_string();
    let etag = format!("W/\"{}\"", &blake3::hash(body.as_bytes()).to_hex()[..8]);
    if headers.get("if-none-match").is_some_and(|known| known == etag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = body.into_response();
    response.headers_mut().insert("etag", etag.parse().unwrap());
    if let Some(next) = next {
        let link = format!("<{base}/last>; rel=\"last\", <{next}>; rel=\"next\"");
        response.headers_mut().insert("link", link.parse().unwrap());
    }
    response
}

fn commit(number: usize) -> Value {
    json!({
        "sha": format!("{number:040}"), "html_url": "https://git.example/c",
        "commit": {"message": format!("Commit {number}\n\nmore"), "author": {"date": format!("2023-11-0{}T10:00:00Z", number % 9 + 1)},
            "committer": {"date": format!("2023-11-0{}T10:00:00Z", number % 9 + 1)}},
        "repository": {"full_name": "octo/harbour"}
    })
}

fn pull() -> Value {
    json!({
        "id": 9, "number": 12, "title": "Tides", "state": "closed", "repository_url": "http://x/repos/them/core",
        "created_at": "2023-11-02T10:00:00Z", "updated_at": "2023-11-03T10:00:00Z",
        "pull_request": {"merged_at": "2023-11-03T10:00:00Z"}, "body": null
    })
}

fn review() -> Value {
    json!({
        "id": "77", "type": "PullRequestReviewEvent", "created_at": "2023-11-04T10:00:00Z", "repo": {"name": "them/core"},
        "payload": {"review": {"id": 3, "state": "APPROVED"}, "pull_request": {"number": 13}}
    })
}

async fn connected() -> (Bench, GitHub, Id) {
    let bench = Bench::new().await;
    let vaults = Vaults::of(bench.folder.path()).without_keyring().with_work(Work::LITTLE);
    bench.engine.keep_secrets_in(Arc::new(vaults));
    bench.engine.open_vault_file("correct horse".to_owned().into()).await.unwrap();
    let server = GitHub::start().await;
    bench.engine.allow_address(&server.address.to_string()).await.unwrap();
    let brought = Brought {
        service: "github".into(),
        base_url: Some(format!("http://{}", server.address)),
        token: "token".to_owned().into(),
        again: None,
    };
    let id = bench.engine.connect(brought).await.unwrap().id;
    server.asked();
    (bench, server, id)
}

async fn kinds(bench: &Bench) -> Vec<String> {
    let filter = TimelineFilter { room: Some(Room::Coding), ..Default::default() };
    let entries = bench.engine.store().timeline(&filter, &Default::default(), 50).await.unwrap().items;
    let mut kinds: Vec<String> = entries.into_iter().map(|entry| entry.kind).collect();
    kinds.sort();
    kinds
}

fn all() -> Vec<String> {
    let mut all = vec!["commit".to_owned(); COMMITS];
    all.extend(["pull_request", "review", "star"].map(str::to_owned));
    all
}

/// The server's answers settle: what begins to ask for news has asked once.
async fn settled(bench: &Bench, id: &Id) {
    for hour in 1..4 {
        bench.clock.set(at(hour * 3_600));
        bench.engine.run_connection(id).await.unwrap();
    }
}

#[tokio::test]
async fn a_first_run_reads_everything_and_an_unchanged_one_costs_only_304s() {
    let (bench, server, id) = connected().await;
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(kinds(&bench).await, all());
    settled(&bench, &id).await;
    server.asked();
    bench.clock.set(at(5 * 3_600));
    let run = bench.engine.run_connection(&id).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [304; 5], "{asked:?}");
    assert_eq!((run.asked, run.new, run.changed), (5, 0, 0));
    // One more commit: one answer, and what it names.
    *server.commits.lock().unwrap() = 1;
    bench.clock.set(at(6 * 3_600));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked().iter().filter(|(status, _)| *status == 200).count(), 1);
    assert_eq!(kinds(&bench).await, all(), "what is absent is not deleted");
    assert!(bench.engine.verify().await.unwrap().ok);
}

#[tokio::test]
async fn a_run_that_breaks_off_goes_on_where_it_was_and_nothing_comes_twice() {
    let (bench, server, id) = connected().await;
    server.instead("&page=2", StatusCode::BAD_GATEWAY);
    bench.engine.run_connection(&id).await.unwrap();
    let connection = bench.engine.connections().await.unwrap().remove(0);
    assert_eq!(connection.fault.map(|fault| fault.code), Some("server_fault".to_owned()));
    assert_eq!(kinds(&bench).await, ["commit"; 3]);
    server.asked();
    // From disk: nothing but the cursor says where it was.
    let cursor = bench.engine.store().connection(&id).await.unwrap().unwrap().cursor.unwrap();
    assert!(cursor.contains("page=2"), "{cursor}");
    bench.clock.set(at(3_600));
    bench.engine.run_connection(&id).await.unwrap();
    let asked = server.asked();
    assert!(asked[0].1.contains("&page=2"), "{asked:?}");
    let first_pages = asked
        .iter()
        .filter(|(_, path)| path.contains("/search/commits") && path.contains("..") && !path.contains("&page="));
    assert_eq!(first_pages.count(), 0, "{asked:?}");
    assert_eq!(kinds(&bench).await, all());
    assert_eq!(bench.engine.store().records().await.unwrap().len(), all().len());
}

#[tokio::test]
async fn limits_are_kept_and_outlive_the_process() {
    let (bench, server, id) = connected().await;
    let limit = |wait: &str| (StatusCode::FORBIDDEN, [("retry-after", wait.to_owned())], "secondary rate limit");
    server.instead("/search/commits", limit("600"));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked().len(), 1);
    let next = bench.engine.store().next_due(CONNECTION_JOB).await.unwrap().unwrap();
    assert_eq!(next, at(600));
    // Called again by the person: the limit stands in the cursor.
    bench.clock.set(at(599));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(server.asked(), []);
    bench.clock.set(at(601));
    let spent = [("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", at(2_000).as_second().to_string())];
    server.instead("/search/commits", (StatusCode::FORBIDDEN, spent, "API rate limit exceeded"));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(bench.engine.store().next_due(CONNECTION_JOB).await.unwrap(), Some(at(2_000)));
    bench.clock.set(at(2_001));
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(kinds(&bench).await, all());
}

#[tokio::test]
async fn a_token_that_is_refused_waits_for_the_person_and_nothing_else_is_asked() {
    let (bench, server, id) = connected().await;
    server.instead("/search/commits", StatusCode::UNAUTHORIZED);
    bench.engine.run_connection(&id).await.unwrap();
    assert_eq!(bench.engine.connections().await.unwrap()[0].state, ConnectionState::NeedsYou);
    server.asked();
    bench.engine.run_connection(&id).await.unwrap();
    bench.engine.read_due_connections().await.unwrap();
    assert_eq!(server.asked(), []);
}

#[tokio::test]
async fn a_next_page_elsewhere_is_not_followed() {
    let (bench, server, id) = connected().await;
    let body = json!({"total_count": 9, "items": [commit(0)]}).to_string();
    let link = [("link", "<http://127.0.0.1:9/steal>; rel=\"next\"".to_owned())];
    server.instead("/search/commits", (StatusCode::OK, link, body));
    bench.engine.run_connection(&id).await.unwrap();
    assert!(bench.engine.connections().await.unwrap()[0].fault.is_none());
}
