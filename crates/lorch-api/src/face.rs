//! Who owns the profile: one process runs the engine, every other one talks to it, and none of the callers can tell.
//!
//! ```text
//!            lock free                        lock held by another
//!   open ───────────────► Owner(router)   open ───────────────► Remote(socket)
//!                            │  answers itself, listens              │  forwards, watches the owner
//!                            │  on the profile's socket              │
//!                            ▼ stop                                  ▼ the owner left: whoever gets the lock is Owner,
//!                         Stopped, lock free                           the others are Remote again
//! ```
//!
//! Read on in [`place`] (finding the owner or becoming it), [`remote`] (a request on its way), [`reign`] (the owner's
//! duties), [`connection`] and [`socket`] (HTTP over streams).

pub(crate) mod connection;
mod place;
mod reign;
mod remote;
mod replay;
pub(crate) mod socket;

use std::{
    convert::Infallible,
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, Response, header},
};
use futures::future::BoxFuture;
use lorch_engine::EngineError;
use lorch_host::{HostError, Profile, ProfileLock};
use lorch_model::{problem::Problem, trouble::Trouble};
use lorch_store::StoreError;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

use crate::problem;
use place::Place;
use reign::Reign;

/// How long what is under way may take after the end was announced.
pub(crate) const LAST_MOMENTS: Duration = Duration::from_secs(5);

/// How long a face means to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// One command: it asks the owner, and becomes the owner only when there is none.
    Brief,
    /// A window or a server: it watches the owner and takes over as soon as that one leaves.
    Long,
}

/// What a face is at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It runs the engine.
    Owner,
    /// It forwards to the owner.
    Remote,
}

/// What a new owner has started.
pub struct Owned {
    /// Every verb, unguarded: only this process and, over the socket, this user reach it.
    pub router: Router,
    /// Ends the engine and closes the store.
    pub stop: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
}

/// Why a profile could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the lock.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Another process holds the lock and doesn't answer.
    #[error("Another Lorch is starting or hanging{}. Try again in a moment; if it stays so, end that process.",
        pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Busy {
        /// The process that holds the lock, if it said so.
        pid: Option<u32>,
    },
    /// The socket for other windows and commands.
    #[error("Lorch can't listen on {}: {source}.", path.display())]
    Socket {
        /// The socket's path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something is wrong with the profile's files.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// The engine or the store didn't start.
    #[error("{0}")]
    Start(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The face was stopped meanwhile.
    #[error("Lorch is stopping.")]
    Stopped,
}

impl From<EngineError> for OpenError {
    fn from(fault: EngineError) -> Self {
        match fault {
            EngineError::Store(StoreError::Trouble(trouble)) => Self::Trouble(*trouble),
            fault => Self::Start(Box::new(fault)),
        }
    }
}

type Start = dyn Fn(ProfileLock) -> BoxFuture<'static, Result<Owned, OpenError>> + Send + Sync;

/// A profile that answers requests, wherever its owner runs. Clones are the same face.
#[derive(Clone)]
pub struct Face {
    inner: Arc<Inner>,
}

struct Inner {
    profile: Profile,
    start: Box<Start>,
    /// Where requests go, with a number that grows each time it changes.
    place: watch::Sender<(u64, Place)>,
    /// Held by whoever is about to change the place.
    settling: tokio::sync::Mutex<()>,
    reign: Mutex<Option<Reign>>,
    calls: TaskTracker,
    stopping: CancellationToken,
}

impl Face {
    /// Becomes the owner of the profile, or finds the one that is. `start` runs each time this process becomes owner.
    pub async fn open(
        profile: Profile,
        lifetime: Lifetime,
        start: impl Fn(ProfileLock) -> BoxFuture<'static, Result<Owned, OpenError>> + Send + Sync + 'static,
    ) -> Result<Self, OpenError> {
        profile.create()?;
        profile.create_runtime_dir()?;
        let inner = Arc::new(Inner {
            profile,
            start: Box::new(start),
            place: watch::Sender::new((0, Place::Nowhere)),
            settling: tokio::sync::Mutex::default(),
            reign: Mutex::default(),
            calls: TaskTracker::new(),
            stopping: CancellationToken::new(),
        });
        inner.settle(0).await?;
        if lifetime == Lifetime::Long {
            tokio::spawn(remote::watch(Arc::downgrade(&inner)));
        }
        Ok(Self { inner })
    }

    /// What this face is now. A remote may become the owner at any time; an owner stays one until it stops.
    pub fn role(&self) -> Role {
        match self.inner.now().1 {
            Place::Here(_) => Role::Owner,
            Place::There(_) | Place::Nowhere => Role::Remote,
        }
    }

    /// Waits until this face is the owner. Never returns when it is stopped before.
    pub async fn owner(&self) {
        let mut places = self.inner.place.subscribe();
        if places.wait_for(|(_, place)| matches!(place, Place::Here(_))).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The profile behind this face.
    pub fn profile(&self) -> &Profile {
        &self.inner.profile
    }

    /// Ends this face: no new requests, what is under way may finish, then the engine stops, and the lock goes last.
    pub async fn stop(&self) {
        self.inner.stopping.cancel();
        let _turn = self.inner.settling.lock().await;
        self.inner.place.send_modify(|(turn, place)| (*turn, *place) = (*turn + 1, Place::Nowhere));
        self.inner.calls.close();
        let reign = self.inner.reign().take();
        let quiet = tokio::time::timeout(LAST_MOMENTS, self.inner.calls.wait());
        match reign {
            Some(reign) => reign.end(quiet).await,
            None => drop(quiet.await),
        }
    }
}

impl Service<Request<Body>> for Face {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let inner = self.inner.clone();
        Box::pin(self.inner.calls.track_future(async move { Ok(inner.answer(request).await) }))
    }
}

impl Inner {
    async fn answer(self: Arc<Self>, request: Request<Body>) -> Response<Body> {
        let patience = connection::last_moments(&request);
        let answer = connection::unless(self.stopping.clone(), patience, remote::carry(&self, request)).await;
        // A held poll would keep the process from ending; whoever asked asks again elsewhere.
        answer.unwrap_or_else(|| owner_left("Lorch is stopping."))
    }

    fn now(&self) -> (u64, Place) {
        self.place.borrow().clone()
    }

    fn reign(&self) -> std::sync::MutexGuard<'_, Option<Reign>> {
        self.reign.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Dropped without being stopped: what listens for us must not outlive us.
        self.stopping.cancel();
    }
}

/// The answer when there was an owner and now there is none to answer.
fn owner_left(title: &str) -> Response<Body> {
    let problem = Problem::new(503, "owner_left", title).hint("Try again in a moment.");
    let mut response = problem::response(problem);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}
