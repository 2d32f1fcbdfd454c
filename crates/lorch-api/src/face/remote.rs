//! A request on its way to the owner, whoever that is by the time it arrives.

use std::{
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderValue, Request, Response, Uri, header},
};
use futures::FutureExt;
use lorch_model::problem::Problem;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

use super::{
    Inner, OpenError, owner_left,
    place::Place,
    reign::{HERE, LEFT},
    replay::Letter,
    socket,
};
use crate::problem;

/// How often one request may be lost on the way. More means that the request itself breaks the owner.
const MOST_LOSSES: u32 = 3;
const SHORT_WATCH: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Brings a request to where it is answered, and through a change of owner if there is one meanwhile.
pub(super) async fn carry(inner: &Arc<Inner>, request: Request<Body>) -> Response<Body> {
    let (turn, place) = inner.now();
    let path = match place {
        Place::Here(router) => return router.oneshot(request).map(|Ok(answer)| answer).await,
        Place::Nowhere => return owner_left("Lorch is stopping."),
        Place::There(path) => path,
    };
    match Letter::write(request).await {
        Ok(letter) => deliver(inner, letter, turn, &path).await,
        Err(fault) => problem::response(
            Problem::new(400, "body_unreadable", "The body of the request did not arrive.").detail(fault.to_string()),
        ),
    }
}

async fn deliver(inner: &Arc<Inner>, mut letter: Letter, mut turn: u64, path: &Path) -> Response<Body> {
    let mut path = path.to_owned();
    let mut losses = 0;
    loop {
        if let Ok(stream) = socket::connect(&path).await {
            let (request, copy) = letter.post();
            let fault = match socket::send(stream, request).await {
                Ok(answer) => return answer,
                Err(fault) => fault,
            };
            losses += 1;
            tracing::debug!(%fault, losses, "a request was lost on its way to the owner");
            match copy.filter(|_| losses < MOST_LOSSES) {
                Some(copy) => letter = copy,
                None => return owner_left("The Lorch that ran the profile left before it answered."),
            }
        }
        if let Err(fault) = inner.settle(turn).await {
            return not_settled(&fault);
        }
        match inner.now() {
            (_, Place::Here(router)) => return router.oneshot(letter.post().0).map(|Ok(answer)| answer).await,
            (_, Place::Nowhere) => return owner_left("Lorch is stopping."),
            (newer, Place::There(there)) => (turn, path) = (newer, there),
        }
    }
}

/// Watches the owner for as long as there is one that isn't us, and settles anew each time it leaves.
pub(super) async fn watch(inner: Weak<Inner>) {
    let mut pause = Duration::ZERO;
    loop {
        let Some((turn, path, stopping)) = inner.upgrade().and_then(|inner| match inner.now() {
            (turn, Place::There(path)) => Some((turn, path, inner.stopping.clone())),
            _ => None,
        }) else {
            return;
        };
        let since = Instant::now();
        tokio::select! {
            () = left(&path) => {}
            () = stopping.cancelled() => return,
        }
        // An owner that drops us at once would keep us busy for nothing.
        pause = if since.elapsed() > SHORT_WATCH { Duration::ZERO } else { pause };
        sleep(pause).await;
        pause = (pause * 2).clamp(Duration::from_millis(10), LONGEST_PAUSE);
        let Some(inner) = inner.upgrade() else { return };
        if let Err(fault) = inner.settle(turn).await {
            tracing::warn!(%fault, "the profile has no owner");
        }
    }
}

/// Does an owner answer on `path`? One that hangs lets us connect, and never answers.
pub(super) async fn awake(path: &Path) -> bool {
    ask(path, HERE).await.is_some()
}

/// Returns when the owner that answers on `path` leaves, is killed, or is not there at all.
async fn left(path: &Path) {
    drop(ask(path, LEFT).await);
}

async fn ask(path: &Path, what: &'static str) -> Option<Response<Body>> {
    let stream = socket::connect(path).await.ok()?;
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static(what);
    socket::send(stream, request).await.ok()
}

fn not_settled(fault: &OpenError) -> Response<Body> {
    let code = match fault {
        OpenError::Busy { .. } => "owner_starting",
        OpenError::Stopped => return owner_left("Lorch is stopping."),
        OpenError::Trouble(trouble) => return problem::response(trouble.problem()),
        OpenError::Host(_) | OpenError::Socket { .. } | OpenError::Start(_) => "profile_closed",
    };
    let mut response = problem::response(Problem::new(503, code, fault.to_string()));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}
