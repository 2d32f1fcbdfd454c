//! A feed server whose answers a test sets, and an engine on a clock that stands still.
#![allow(clippy::unwrap_used, missing_docs, dead_code)]

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, ManualClock};
use lorch_model::{Timestamp, exchange::Landing};

#[derive(Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub etag: Option<String>,
    pub headers: Vec<(String, String)>,
}

#[derive(Clone)]
pub struct FeedServer {
    pub address: SocketAddr,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl FeedServer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), answers: Arc::default(), asked: Arc::default() };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn set(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.into(), answer);
    }

    /// Serves a feed of `titles`, newest last, with an ETag of its own.
    pub fn feed(&self, path: &str, titles: &[&str]) {
        let body = rss(path, titles);
        let etag = format!("\"{}\"", blake3::hash(body.as_bytes()).to_hex());
        self.set(path, Answer { status: 200, body, etag: Some(etag), headers: vec![] });
    }

    /// Paths asked for since the last call, a `!` where a validator came along.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn answer(State(server): State<FeedServer>, uri: Uri, headers: HeaderMap) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    server.asked.lock().unwrap().push(format!("{}{}", uri.path(), if known.is_some() { "!" } else { "" }));
    let Some(answer) = server.answers.lock().unwrap().get(uri.path()).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if known.is_some() && known == answer.etag.as_deref() && answer.status == 200 {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = (StatusCode::from_u16(answer.status).unwrap(), answer.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, "application/rss+xml".parse().unwrap());
    for (name, value) in answer.headers.into_iter().chain(answer.etag.map(|etag| ("etag".to_owned(), etag))) {
        headers.insert(header::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
    }
    response
}

pub fn rss(name: &str, titles: &[&str]) -> String {
    let items: String = titles
        .iter()
        .enumerate()
        .map(|(n, title)| {
            format!(
                "<item><guid>{title}</guid><title>{title}</title><description>About {title}</description>\
                 <pubDate>Sat, 21 Nov 2020 10:{n:02}:00 GMT</pubDate></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Feed {name}</title><link>http://a.example/</link>{items}</channel></rss>"
    )
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub struct Bench {
    pub folder: tempfile::TempDir,
    pub clock: ManualClock,
    pub server: FeedServer,
    pub engine: Engine,
    number: u8,
}

impl Bench {
    pub async fn new() -> Self {
        Self::seeded(1).await
    }

    /// One of several devices.
    pub async fn seeded(number: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::new(at(0));
        let server = FeedServer::start().await;
        let engine = open(&folder, &clock, number).await;
        engine.allow_address(&server.address.to_string()).await.unwrap();
        Self { folder, clock, server, engine, number }
    }

    /// The engine as it is after the process ended and another began.
    pub async fn reopened(&mut self) {
        self.engine.stop().await;
        self.engine = open(&self.folder, &self.clock, self.number).await;
    }

    /// As [`Bench::reopened`], with other luck: an incarnation that begins now is not one that began before.
    pub async fn reseeded(&mut self, number: u8) {
        self.engine = open(&self.folder, &self.clock, number).await;
    }

    pub async fn titles(&self) -> Vec<String> {
        let page = self.engine.store().articles(&Default::default(), None, 200).await.unwrap();
        page.items.into_iter().map(|article| article.title).collect()
    }
}

/// Takes everything that `from` has, in parts.
pub async fn pull(to: &Bench, from: &Bench, part: usize, most: usize) -> Option<Landing> {
    let (peer, theirs) = (from.engine.store().origin(), from.engine.store().vector().await.unwrap());
    for _ in 0..most {
        let ask = to.engine.begin_exchange(&peer, &theirs).await.unwrap()?;
        let batch = from.engine.store().batch(&ask, part).await.unwrap();
        match to.engine.land_batch(&peer, &batch).await.unwrap() {
            Landing::More => {}
            landing => return Some(landing),
        }
    }
    None
}

/// Takes everything that `from` has, to the end.
pub async fn whole(to: &Bench, from: &Bench) {
    assert_eq!(pull(to, from, 100, 100).await, Some(Landing::Whole));
}

async fn open(folder: &tempfile::TempDir, clock: &ManualClock, number: u8) -> Engine {
    Engine::open(EngineConfig {
        database: folder.path().join("lorch.db"),
        state: folder.path().join("state"),
        machine: "test".into(),
        version: "0".into(),
        clock: Arc::new(clock.clone()),
        seed: [number; 32],
        client: ClientConfig::new("Lorch/test"),
    })
    .await
    .unwrap()
}
