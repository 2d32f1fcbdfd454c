//! The place on this computer where the browser leads back to. It is there for one answer and gone with it.

use std::{
    convert::Infallible,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::http::{Method, StatusCode, header};
use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
};
use url::Url;

use super::{
    SignInError,
    browser::{Attempt, Grant},
    services::CALLBACK,
};

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// Connections at a time: a browser opens a few beforehand.
const MOST: usize = 16;

/// A place that listens on 127.0.0.1.
pub struct Redirect {
    listener: TcpListener,
    url: Url,
}

/// What came, and whoever waits for it.
type Waiting = Mutex<Option<oneshot::Sender<(Attempt, Result<Grant, SignInError>)>>>;

struct Desk {
    host: String,
    attempt: Mutex<Option<Attempt>>,
    waiting: Waiting,
}

impl Redirect {
    /// Listens on this port; on any that is free for 0.
    pub async fn listen(port: u16) -> Result<Self, SignInError> {
        let taken = |_| SignInError::PortTaken { port };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let url = Url::parse(&format!("http://127.0.0.1:{port}{CALLBACK}"));
        Ok(Self { listener, url: url.map_err(|_| SignInError::PortTaken { port })? })
    }

    /// The address that the service is told to lead back to.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Waits for the answer to `attempt`. The first request that claims to be it decides, also if it is wrong: then whoever
    /// sent it knew that somebody waits here.
    pub async fn answer(self, attempt: Attempt) -> (Attempt, Result<Grant, SignInError>) {
        let (tell, mut told) = oneshot::channel();
        let desk = Arc::new(Desk {
            host: self.url[url::Position::BeforeHost..url::Position::AfterPort].to_owned(),
            attempt: Mutex::new(Some(attempt)),
            waiting: Mutex::new(Some(tell)),
        });
        let places = Arc::new(Semaphore::new(MOST));
        loop {
            tokio::select! {
                Ok(answered) = &mut told => return answered,
                Ok((stream, _)) = self.listener.accept() => {
                    let Ok(place) = places.clone().try_acquire_owned() else { continue };
                    let desk = desk.clone();
                    // Outlives this: who asked gets a page, also when the listener is gone.
                    tokio::spawn(async move {
                        serve(stream, desk).await;
                        drop(place);
                    });
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) {
    let service = service_fn(move |request| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(desk.answer(&request)) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(false).max_buf_size(64 * 1024);
    // Who hangs up gets no answer.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

impl Desk {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        // A page elsewhere whose name leads here by a trick of its name server has another one.
        if host != Some(self.host.as_str()) || hosts.next().is_some() {
            return page(StatusCode::MISDIRECTED_REQUEST, "This is not the address of Lorch.");
        }
        if request.uri().path() != CALLBACK {
            return page(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        if request.method() != Method::GET {
            return page(StatusCode::METHOD_NOT_ALLOWED, "There is nothing to do here.");
        }
        let over = || page(StatusCode::GONE, "This sign-in is over. You can close this page.");
        let mut held = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(attempt) = held.as_ref() else { return over() };
        let Some(read) = attempt.read(request.uri().query().unwrap_or_default()) else {
            return page(StatusCode::BAD_REQUEST, "Lorch waits here for the answer of a service.");
        };
        let Some(attempt) = held.take() else { return over() };
        let well = read.is_ok();
        if let Some(tell) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = tell.send((attempt, read)); // it was cancelled meanwhile
        }
        match well {
            true => page(StatusCode::OK, "You can close this page and go back to Lorch."),
            false => {
                page(StatusCode::BAD_REQUEST, "Lorch did not take this answer. It says why. You can close this page.")
            }
        }
    }
}

/// A page of one sentence, which holds nothing of what was asked.
fn page(status: StatusCode, says: &'static str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Lorch</title><p>{says}</p></html>\n"
    );
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}
