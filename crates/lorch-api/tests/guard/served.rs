//! A face that listens on a real port, and requests that are written byte by byte.

use std::{num::NonZeroU32, path::Path, sync::Arc};

use axum::{Router, http::HeaderMap, routing::get};
use futures::FutureExt;
use lorch_api::{
    face::{Face, Lifetime, Owned},
    guard::Pace,
    serve::{self, Serving},
};
use lorch_host::Profile;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
};

pub struct Served {
    pub face: Face,
    pub port: u16,
    pub profile: Profile,
    pub serving: Serving,
    pub stop: oneshot::Sender<()>,
    root: Arc<TempDir>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Served {
    pub async fn new() -> Self {
        Self::at_pace(Pace::default()).await
    }

    pub async fn at_pace(pace: Pace) -> Self {
        let root = Arc::new(tempfile::tempdir().unwrap());
        Self::on(root, pace).await
    }

    /// Another one that serves the same profile.
    pub async fn beside(&self) -> Self {
        Self::on(self.root.clone(), Pace::default()).await
    }

    async fn on(root: Arc<TempDir>, pace: Pace) -> Self {
        let profile = profile_in(root.path());
        let start = |_| async { Ok(Owned { router: behind(), stop: Box::new(|| async {}.boxed()) }) }.boxed();
        let face = Face::open(profile.clone(), Lifetime::Long, start).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let listener = serve::listen(0).await.unwrap();
        let shutdown = async { drop(stopped.await) };
        let serving = serve::serve(face.clone(), listener, pace, shutdown).await.unwrap();
        Self { face, port: serving.address.port(), profile, serving, stop, root }
    }

    /// Sends the head as it is, with `PORT` filled in and an end added, and reads until the other side closes.
    pub async fn raw(&self, head: &str) -> Answer {
        self.raw_with(head, "").await
    }

    pub async fn raw_with(&self, head: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let head = head.replace("PORT", &self.port.to_string()).replace('\n', "\r\n");
        stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n{body}").as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// A request as a program makes it, with more header lines.
    pub async fn ask(&self, method: &str, path: &str, more: &str) -> Answer {
        self.raw(&format!("{method} {path} HTTP/1.1\nHost: 127.0.0.1:PORT{more}")).await
    }

    pub async fn sign_in(&self, code: &str) -> Answer {
        let body = format!("{{\"code\":\"{code}\"}}");
        let head = format!(
            "POST /api/session HTTP/1.1\nHost: 127.0.0.1:PORT\nContent-Type: application/json\nContent-Length: {}",
            body.len()
        );
        self.raw_with(&head, &body).await
    }

    /// The code in the link that was printed at the start.
    pub fn first_code(&self) -> String {
        self.serving.first_link.expose().split_once("/#code=").unwrap().1.to_owned()
    }

    pub async fn token(&self) -> String {
        let answer = self.sign_in(&self.first_code()).await;
        answer.json()["token"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Status and, for a refusal, its code.
    pub fn said(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

pub fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

pub fn slow(per_second: u32, burst: u32) -> Pace {
    Pace { per_second: NonZeroU32::new(per_second).unwrap(), burst: NonZeroU32::new(burst).unwrap() }
}

fn profile_in(root: &Path) -> Profile {
    let runtime = root.join("run");
    lorch_host::modes::private_folder(&runtime).unwrap();
    let env = |name: &str| (name == "XDG_RUNTIME_DIR").then(|| runtime.clone().into_os_string());
    Profile::resolve(Some(root.join("profile")), &env).unwrap()
}

/// Stands for the whole router: it answers everything, and says what reached it.
fn behind() -> Router {
    Router::new().route("/api/held", get(async || std::future::pending::<()>().await)).fallback(
        async |headers: HeaderMap| if headers.contains_key("authorization") { "with token" } else { "reached" },
    )
}
