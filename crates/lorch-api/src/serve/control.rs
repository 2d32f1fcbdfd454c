//! New links from the process that listens: it answers `POST /links` on a socket of its own, for this user alone.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use axum::{
    Json, Router,
    body::Body,
    http::{Method, Request, StatusCode, Uri},
    routing::post,
};
use http_body_util::{BodyExt, Limited};
use lorch_host::Profile;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::ServeError;
use crate::{
    face::{connection, socket},
    session::{Secret, Sessions},
};

const LINKS: &str = "/links";
/// How long a listening process may take to answer; one that was stopped by a debugger never would.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than any answer needs.
const MOST: usize = 4096;

/// A link that signs one browser in, once.
#[derive(Debug, Clone)]
pub struct Link {
    /// What the page trades for a token.
    pub code: Secret,
    /// The whole address to open.
    pub url: Secret,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    code: String,
    url: String,
}

/// Asks every process that serves this profile for a new link. None serves it: the list is empty.
pub async fn link(profile: &Profile) -> Vec<Link> {
    let mut links = Vec::new();
    for path in sockets(profile) {
        match timeout(PATIENCE, ask(&path)).await {
            Ok(Some(link)) => links.push(link),
            Ok(None) | Err(_) => tracing::debug!(socket = %path.display(), "nobody answers"),
        }
    }
    links
}

/// A new link to the face at `address`.
pub(super) fn link_to(address: SocketAddr, sessions: &Sessions) -> Link {
    let code = sessions.new_link();
    // Behind the # it reaches no log and no server, only the page.
    let url = Secret::new(format!("http://{address}/#code={}", code.expose()));
    Link { code, url }
}

/// The socket for new links. Gone when dropped.
pub(super) struct Control {
    path: PathBuf,
    _leaving: DropGuard,
}

impl Control {
    pub(super) fn open(profile: &Profile, address: SocketAddr, sessions: Sessions) -> Result<Self, ServeError> {
        profile.create_runtime_dir()?;
        // The port is ours as long as we listen, so what lies under this name is nobody's any more.
        let path = profile.runtime_dir().join(format!("{}{}.sock", stem(profile), address.port()));
        let listener = socket::bind(&path)?;
        let router = Router::new().route(
            LINKS,
            post(async move || {
                let link = link_to(address, &sessions);
                let wire = Wire { code: link.code.expose().to_owned(), url: link.url.expose().to_owned() };
                (StatusCode::CREATED, Json(wire))
            }),
        );
        let leaving = CancellationToken::new();
        tokio::spawn(connection::answer(listener, router, leaving.clone()));
        Ok(Self { path, _leaving: leaving.drop_guard() })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn stem(profile: &Profile) -> String {
    format!("{}.serve-", profile.key())
}

fn sockets(profile: &Profile) -> Vec<PathBuf> {
    let stem = stem(profile);
    let ours = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(&stem) && name.ends_with(".sock"))
    };
    let folders = profile.runtime_dirs().into_iter().filter_map(|dir| fs::read_dir(dir).ok());
    let mut paths: Vec<PathBuf> = folders.flatten().filter_map(|entry| Some(entry.ok()?.path())).filter(ours).collect();
    paths.sort();
    paths
}

async fn ask(path: &Path) -> Option<Link> {
    let stream = socket::connect(path).await.ok()?;
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static(LINKS);
    let answer = socket::send(stream, request).await.ok()?;
    let body = Limited::new(answer.into_body(), MOST).collect().await.ok()?.to_bytes();
    let wire: Wire = serde_json::from_slice(&body).ok()?;
    Some(Link { code: Secret::new(wire.code), url: Secret::new(wire.url) })
}
