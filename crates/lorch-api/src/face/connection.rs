//! HTTP over one stream, and over all that a listener accepts, until it is time to leave.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use futures::FutureExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{LAST_MOMENTS, socket};

/// How long a read may go on after the end was announced. Whoever asked can ask again; a write finishes.
const LAST_READS: Duration = Duration::from_millis(200);
/// How long a connection that has said nothing yet may take to say it.
const LAST_WORDS: Duration = Duration::from_millis(100);
/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many are served at a time. The engine needs file descriptors too.
const MOST_CONNECTIONS: usize = 400;
/// The most that the head of a request may hold.
const MOST_HEAD: usize = 64 * 1024;

/// What accepts connections.
pub(crate) trait Accept: Send + 'static {
    /// One accepted connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The next connection; `None` for one that is refused.
    fn next(&self) -> impl Future<Output = io::Result<Option<Self::Stream>>> + Send;
}

impl Accept for UnixListener {
    type Stream = UnixStream;

    async fn next(&self) -> io::Result<Option<UnixStream>> {
        let (stream, _) = self.accept().await?;
        Ok(socket::is_ours(stream.peer_cred()).then_some(stream))
    }
}

impl Accept for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<Option<TcpStream>> {
        let (stream, _) = self.accept().await?;
        let _ = stream.set_nodelay(true); // only slower without
        Ok(Some(stream))
    }
}

/// Answers on every connection until `leaving`; then lets in nobody new and returns when the last one is done.
/// Dropped before, it breaks all of them off.
pub(crate) async fn answer<A: Accept>(listener: A, router: Router, leaving: CancellationToken) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = accept(&listener, &room) => match accepted {
                Ok(Some((stream, place))) => {
                    let attended = attend(stream, router.clone(), leaving.clone());
                    connections.spawn(attended.map(|()| drop(place)));
                }
                Ok(None) => {}
                Err(fault) => {
                    // Out of file descriptors, most likely: those who are served give some back.
                    tracing::warn!(%fault, "a connection was not accepted");
                    sleep(LAST_WORDS).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = leaving.cancelled() => break,
        }
    }
    while let Some(Ok(stream)) = listener.next().now_or_never() {
        // It had come in time.
        stream.map(|stream| connections.spawn(attend(stream, router.clone(), leaving.clone())));
    }
    drop(listener);
    let _ = timeout(LAST_MOMENTS, connections.join_all()).await;
}

async fn accept<A: Accept>(
    listener: &A,
    room: &Arc<Semaphore>,
) -> io::Result<Option<(A::Stream, OwnedSemaphorePermit)>> {
    let Ok(place) = room.clone().acquire_owned().await else { return Ok(None) };
    Ok(listener.next().await?.map(|stream| (stream, place)))
}

async fn attend(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router, leaving: CancellationToken) {
    let spoken = Arc::new(AtomicBool::new(false));
    let service = service_fn({
        let (spoken, leaving) = (spoken.clone(), leaving.clone());
        move |request: Request<Incoming>| {
            spoken.store(true, Ordering::Relaxed);
            let patience = last_moments(&request);
            let answer = router.clone().oneshot(request.map(Body::new)).map(|Ok(answer)| answer);
            let answer = unless(leaving.clone(), patience, answer);
            async move { answer.await.ok_or(Left) }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(MOST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = leaving.cancelled() => {}
    }
    if !spoken.load(Ordering::Relaxed) && timeout(LAST_WORDS, connection.as_mut()).await.is_ok() {
        return;
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// Breaks the connection off: the other end asks again elsewhere.
#[derive(Debug, thiserror::Error)]
#[error("the owner left before the answer was there")]
struct Left;

/// Does this request only read? Then it can be broken off and asked again.
pub(super) fn reads<B>(request: &Request<B>) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// How long this request may go on after the end was announced.
pub(super) fn last_moments<B>(request: &Request<B>) -> Duration {
    if reads(request) { LAST_READS } else { LAST_MOMENTS }
}

/// The answer, unless it takes longer than `patience` after `leaving`.
pub(super) async fn unless<T>(
    leaving: CancellationToken,
    patience: Duration,
    answer: impl Future<Output = T>,
) -> Option<T> {
    let over = async {
        leaving.cancelled().await;
        sleep(patience).await;
    };
    tokio::select! {
        biased;
        answer = answer => Some(answer),
        () = over => None,
    }
}

#[cfg(test)]
#[path = "connection/tests.rs"]
mod tests;
