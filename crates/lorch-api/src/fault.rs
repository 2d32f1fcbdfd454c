//! Faults on demand, in debug builds alone: how every state of every screen is shown to the end-to-end tests.
//!
//! `LORCH_FAULT=timeline:500,search:slow,articles:offline` names parts of addresses below `/api/` and what comes instead
//! of an answer: a status from 400 on, `slow` (the answer, late), `offline` (the connection breaks off). `LORCH_FAULT=@FILE`
//! reads the same from a file, anew for each request, so that a fault can end.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};
use lorch_model::problem::Problem;

use crate::problem;

/// How late an answer is that is `slow`: long enough to see what stands in its place.
const LATE: Duration = Duration::from_secs(3);

/// Which requests fail, and how.
#[derive(Debug, Clone)]
pub(crate) struct Faults(Arc<Said>);

#[derive(Debug)]
enum Said {
    Always(Vec<(String, Fault)>),
    File(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Status(StatusCode),
    Slow,
    Offline,
}

impl Faults {
    /// Those that the environment asks for.
    pub(crate) fn of_environment() -> Option<Self> {
        std::env::var("LORCH_FAULT").ok().filter(|said| !said.is_empty()).map(|said| Self::of(&said))
    }

    fn of(said: &str) -> Self {
        let said = match said.strip_prefix('@') {
            Some(file) => Said::File(file.to_owned()),
            None => Said::Always(read(said)),
        };
        Self(Arc::new(said))
    }

    fn hits(&self, path: &str) -> Option<Fault> {
        let now;
        let faults = match self.0.as_ref() {
            Said::Always(faults) => faults,
            Said::File(file) => {
                now = read(&std::fs::read_to_string(file).unwrap_or_default());
                &now
            }
        };
        let mut parts = path.strip_prefix("/api/")?.split('/');
        parts.find_map(|part| faults.iter().find(|(name, _)| name == part)).map(|(_, fault)| *fault)
    }
}

/// Fails those requests that are to fail.
pub(crate) async fn fail(State(faults): State<Faults>, request: Request, next: Next) -> Response {
    match faults.hits(request.uri().path()) {
        None => next.run(request).await,
        Some(Fault::Slow) => {
            tokio::time::sleep(LATE).await;
            next.run(request).await
        }
        Some(Fault::Status(status)) => {
            let problem = Problem::new(status.as_u16(), "asked_for", "This fault was asked for.");
            problem::response(problem.hint("It ends when LORCH_FAULT does not name it any more."))
        }
        Some(Fault::Offline) => {
            let broken = futures::stream::once(async { Err::<Vec<u8>, _>(io::Error::other("asked for")) });
            let mut response = Response::new(Body::from_stream(broken));
            response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
            response
        }
    }
}

/// What can't be read is left out: nothing fails by mistake.
fn read(said: &str) -> Vec<(String, Fault)> {
    let one = |said: &str| {
        let (name, fault) = said.trim().split_once(':')?;
        let fault = match fault {
            "slow" => Fault::Slow,
            "offline" => Fault::Offline,
            status => {
                Fault::Status(StatusCode::from_bytes(status.as_bytes()).ok().filter(|code| code.as_u16() >= 400)?)
            }
        };
        Some((name.to_owned(), fault))
    };
    said.split(',').filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use axum::{Router, body::to_bytes, middleware, routing::get};
    use tower::ServiceExt;

    use super::*;

    fn router(said: &str) -> Router {
        let router = Router::new().fallback(get(|| async { "well" }));
        router.layer(middleware::from_fn_with_state(Faults::of(said), fail))
    }

    async fn asked(router: Router, path: &str) -> Response {
        router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_named_fails_and_nothing_else() {
        let router = router("timeline:500, articles:404,bin:none,links:200");
        for (path, status) in [
            ("/api/timeline", 500),
            ("/api/reader/articles", 404),
            ("/api/reader/articles/3f", 404),
            ("/api/reader/feeds", 200),
            ("/api/bin", 200),
            ("/api/links", 200),
            ("/timeline", 200),
        ] {
            assert_eq!(asked(router.clone(), path).await.status(), status, "{path}");
        }
        let said = to_bytes(asked(router, "/api/timeline").await.into_body(), 9_999).await.unwrap();
        assert!(String::from_utf8_lossy(&said).contains("asked_for"), "{said:?}");
    }

    #[tokio::test]
    async fn an_answer_breaks_off() {
        let response = asked(router("search:offline"), "/api/search?words=a").await;
        to_bytes(response.into_body(), 9_999).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_comes_late() {
        let began = tokio::time::Instant::now();
        assert_eq!(asked(router("search:slow"), "/api/search").await.status(), 200);
        assert_eq!(began.elapsed().as_secs(), LATE.as_secs());
    }

    #[tokio::test]
    async fn a_file_is_read_anew_for_each_request() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let router = router(&format!("@{}", file.path().display()));
        assert_eq!(asked(router.clone(), "/api/bin").await.status(), 200);
        std::fs::write(file.path(), "bin:507\n").unwrap();
        assert_eq!(asked(router.clone(), "/api/bin").await.status(), 507);
        std::fs::write(file.path(), "").unwrap();
        assert_eq!(asked(router, "/api/bin").await.status(), 200);
    }
}
