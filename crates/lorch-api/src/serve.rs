//! The browser's face: a listener on the loopback interface, with the guard in front and one-time links to sign in by.
//!
//! Whoever listens checks its own visitors: the links and tokens belong to this process, be it owner or remote.

mod control;
mod log;
mod signin;

use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
};

use axum::{Router, middleware, routing::post};
use futures::FutureExt;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    face::{Face, connection},
    guard::{self, Guard, Pace},
    scrape,
    session::{Secret, Sessions},
};

pub use control::{Link, link};

/// Why a face could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Beyond this machine everyone could try.
    #[error("Lorch listens on this machine only: {0} is not a loopback address.")]
    NotLoopback(SocketAddr),
    /// The port is not free.
    #[error("Port {0} is taken by another program. Choose another one, or 0 for any that is free.")]
    Taken(u16),
    /// The listener or the socket for new links.
    #[error("Lorch can't listen: {0}.")]
    Listen(#[from] io::Error),
    /// The folder of sockets.
    #[error(transparent)]
    Host(#[from] lorch_host::HostError),
}

/// A face that is being served.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// The link that signs the first browser in.
    pub first_link: Secret,
    done: JoinHandle<()>,
}

impl Serving {
    /// Waits until it was shut down and the last answer is on its way.
    pub async fn done(self) {
        if let Err(fault) = self.done.await {
            tracing::error!(%fault, "serving broke off");
        }
    }
}

/// Listens on `port` of the loopback interface; 0 takes any that is free.
pub async fn listen(port: u16) -> Result<TcpListener, ServeError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|fault| match fault.kind() {
        io::ErrorKind::AddrInUse => ServeError::Taken(port),
        _ => ServeError::Listen(fault),
    })
}

/// Serves the face to browsers and programs of this machine until `shutdown`.
pub async fn serve(
    face: Face,
    listener: TcpListener,
    pace: Pace,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Serving, ServeError> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let sessions = Sessions::default();
    let first_link = control::link_to(address, &sessions).url;
    let control = control::Control::open(face.profile(), address, sessions.clone())?;
    let router = guarded(face, address.port(), sessions, pace);
    let leaving = CancellationToken::new();
    let answering = tokio::spawn(connection::answer(listener, router, leaving.clone()));
    let done = tokio::spawn(async move {
        let mut answering = answering.fuse();
        tokio::select! {
            () = shutdown => {}
            _ = &mut answering => return,
        }
        drop(control);
        leaving.cancel();
        let _ = answering.await;
    });
    Ok(Serving { address, first_link, done })
}

/// The face behind its guard, as it stands on a listener bound to `port`.
pub fn guarded(face: Face, port: u16, sessions: Sessions, pace: Pace) -> Router {
    let guard = Guard::new(port, sessions.clone(), pace).with_scrapers(scrape::place(face.profile()));
    Router::new()
        .route("/api/session", post(signin::sign_in).fallback_service(face.clone()))
        .with_state(sessions)
        .fallback_service(face)
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .layer(middleware::from_fn(guard::headers))
        .layer(middleware::from_fn(log::log))
}
