//! The owner's duties: answer the other faces on the socket, and leave in order.

use std::{fs, future::Future, path::PathBuf};

use axum::{http::StatusCode, routing::get};
use lorch_host::ProfileLock;
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{LAST_MOMENTS, OpenError, Owned, connection, socket};

/// Asked by those who want to know whether the owner is awake.
pub(super) const HERE: &str = "/.owner-here";
/// Asked by those who want to know when the owner leaves: answered when it does.
pub(super) const LEFT: &str = "/.owner-left";

/// One process's time as owner of the profile.
pub(super) struct Reign {
    stop: Option<Box<dyn FnOnce() -> futures::future::BoxFuture<'static, ()> + Send>>,
    listening: JoinHandle<()>,
    leaving: CancellationToken,
    socket: PathBuf,
    /// Last, so that nobody else is owner while anything of ours is left.
    _lock: ProfileLock,
}

impl Reign {
    pub(super) async fn begin(
        owned: Owned,
        lock: ProfileLock,
        path: PathBuf,
        leaving: CancellationToken,
    ) -> Result<Self, OpenError> {
        let listener = match socket::bind(&path) {
            Ok(listener) => listener,
            Err(source) => {
                (owned.stop)().await;
                return Err(OpenError::Socket { path, source });
            }
        };
        let left = leaving.clone();
        let router = owned.router.route(HERE, get(StatusCode::NO_CONTENT)).route(
            LEFT,
            get(async move || {
                left.cancelled().await;
                StatusCode::NO_CONTENT
            }),
        );
        let listening = tokio::spawn(connection::answer(listener, router, leaving.clone()));
        Ok(Self { stop: Some(owned.stop), listening, leaving, socket: path, _lock: lock })
    }

    /// Leaves: nobody new is let in, what is under way may finish, the engine stops, the lock is free.
    pub(super) async fn end(mut self, own_calls: impl Future) {
        // Whoever comes from here on finds no socket and waits for the lock.
        let _ = fs::remove_file(&self.socket);
        self.leaving.cancel();
        let others = timeout(LAST_MOMENTS, &mut self.listening);
        let (_, _) = tokio::join!(others, own_calls);
        if let Some(stop) = self.stop.take() {
            stop().await;
        }
    }
}

impl Drop for Reign {
    fn drop(&mut self) {
        self.leaving.cancel();
        self.listening.abort();
        let _ = fs::remove_file(&self.socket);
    }
}
