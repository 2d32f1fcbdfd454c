//! A profile in a folder of its own, and owners that say who they are.

use std::{future::Future, path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::DefaultBodyLimit,
    http::{Request, StatusCode},
    routing::{get, post},
};
use futures::{FutureExt, future::BoxFuture};
use http_body_util::BodyExt;
use lorch_api::face::{Face, Lifetime, OpenError, Owned};
use lorch_host::{Profile, ProfileLock};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// Far more than anything takes; reached only by what hangs.
const TOO_LONG: Duration = Duration::from_secs(20);

pub struct House {
    pub profile: Profile,
    _root: TempDir,
}

impl House {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        Self { profile: profile_in(root.path()), _root: root }
    }

    pub async fn open(&self, name: &str, lifetime: Lifetime) -> Face {
        self.open_with(lifetime, router(name)).await
    }

    pub async fn open_with(&self, lifetime: Lifetime, router: Router) -> Face {
        Face::open(self.profile.clone(), lifetime, starts(router)).await.unwrap()
    }
}

/// The profile below `root`, with its sockets beside it.
pub fn profile_in(root: &Path) -> Profile {
    let runtime = root.join("run");
    lorch_host::modes::private_folder(&runtime).unwrap();
    let env = |name: &str| (name == "XDG_RUNTIME_DIR").then(|| runtime.clone().into_os_string());
    Profile::resolve(Some(root.join("profile")), &env).unwrap()
}

pub fn starts(router: Router) -> impl Fn(ProfileLock) -> BoxFuture<'static, Result<Owned, OpenError>> + Send + Sync {
    move |_lock| {
        let router = router.clone();
        async move { Ok(Owned { router, stop: Box::new(|| async {}.boxed()) }) }.boxed()
    }
}

/// Says who answers, and gives back what it is sent.
pub fn router(name: &str) -> Router {
    let name = name.to_owned();
    Router::new()
        .route("/who", get(async move || name.clone()))
        .route("/echo", post(async |body: Bytes| body))
        .layer(DefaultBodyLimit::disable())
}

/// A route at which callers are held: one permit of `arrived` for each that came, one of `go` lets one answer.
pub fn held(name: &str) -> (Router, Arc<Semaphore>, Arc<Semaphore>) {
    let (arrived, go) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let said = name.to_owned();
    let hold = {
        let (arrived, go) = (arrived.clone(), go.clone());
        async move || {
            arrived.add_permits(1);
            go.acquire().await.unwrap().forget();
            said
        }
    };
    let router = router(name).route("/held", get(hold.clone()).post(hold));
    (router, arrived, go)
}

pub fn request(method: &str, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

pub async fn send(face: &Face, request: Request<Body>) -> (StatusCode, String) {
    let answer = face.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// Who answers this face?
pub async fn who(face: &Face) -> String {
    let (status, body) = in_time(send(face, request("GET", "/who"))).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

pub async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(TOO_LONG, what).await.expect("this took too long")
}
