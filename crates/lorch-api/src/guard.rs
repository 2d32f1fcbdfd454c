//! What stands in front of the router on the face that listens: any program of this machine can connect there, and any
//! page in the browser can try.
//!
//! In this order, on every route: is the request meant for us ([`host`]), does it come from our own page ([`origin`]),
//! is it one too many ([`pace`]), does it carry a token where one is needed ([`door`]).

mod door;
mod headers;
mod host;
mod origin;
mod pace;

use std::{path::PathBuf, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use lorch_model::problem::Problem;

use crate::{problem, session::Sessions};

pub use headers::headers;
pub use pace::Pace;
pub(crate) use pace::retry_after;

/// The guard of one listening face. Use with `axum::middleware::from_fn_with_state(guard, guard::check)`.
#[derive(Clone)]
pub struct Guard {
    port: u16,
    sessions: Sessions,
    pacer: Arc<pace::Pacer>,
    /// Where the hash of the token for metrics is kept, if one may be.
    scrapers: Option<PathBuf>,
}

impl Guard {
    /// The guard of a face that listens on `port` of the loopback interface.
    pub fn new(port: u16, sessions: Sessions, pace: Pace) -> Self {
        Self { port, sessions, pacer: Arc::new(pace::Pacer::new(pace)), scrapers: None }
    }

    /// Lets programs read `/metrics` by the token whose hash is kept in `file`.
    #[must_use]
    pub fn with_scrapers(self, file: PathBuf) -> Self {
        Self { scrapers: Some(file), ..self }
    }

    fn admit(&self, request: &Request) -> Result<(), Refusal> {
        let host = host::check(request, self.port)?;
        origin::check(request, host)?;
        self.pacer.check()?;
        door::check(request, &self.sessions, self.scrapers.as_deref())
    }
}

/// Lets a request through, without its token, or answers why not.
pub async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    match guard.admit(&request) {
        Ok(()) => {
            request.headers_mut().remove(header::AUTHORIZATION); // it has done its work
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// A refused request: what to say, and at most one header with it.
struct Refusal {
    problem: Box<Problem>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    fn new(status: u16, code: &str, title: &str, hint: &str) -> Self {
        Self { problem: Box::new(Problem::new(status, code, title).hint(hint)), header: None }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    fn into_response(self) -> Response {
        let mut response = problem::response(*self.problem);
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
