//! The walk of a request from hop to hop.

use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderMap, HeaderValue, Method, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use secrecy::ExposeSecret;
use tokio::time::{Instant, timeout};
use url::Url;

use super::body::{self, ACCEPT_ENCODING, Caps, Whole};
use super::connect::{Dialer, Sender};
use super::error::{ConfigError, SendError};
use super::headers::ReplyHeaders;
use super::origin::{Origin, basic_auth};
use super::pace::Pace;
use super::pool::{Connection, Pool};
use super::proxy::{PASSWORD_WANTED, Proxy};
use super::redirect::{is_permanent, is_redirect, next_hop};
use super::resolve::admit;
use super::tls::Tls;
use super::{ClientConfig, Reply, Request};
use crate::redact::redact;

/// Bytes of a redirect's own page that are read to keep its connection; more and it is closed.
const REDIRECT_PAGE: usize = 64 * 1024;

/// The one HTTP client of Lorch. Clones share connections, turns and rules.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: ClientConfig,
    user_agent: HeaderValue,
    dialer: Dialer,
    pool: Arc<Pool>,
    pace: Pace,
}

/// What one hop came to.
enum Hop {
    Arrived { status: u16, headers: HeaderMap, body: Whole },
    Onward { status: u16, location: Vec<u8> },
}

impl Client {
    /// A client. Cheap: nothing is read or opened before the first request.
    pub fn new(config: ClientConfig) -> Result<Self, ConfigError> {
        let user_agent = HeaderValue::from_str(&config.user_agent).map_err(|_| ConfigError::UserAgent)?;
        let proxy = config.proxy.as_ref().map(Proxy::new).transpose()?;
        let dialer = Dialer { tls: Tls::new(config.extra_roots.clone()), proxy };
        let pace = Pace::new(config.limits.overall, config.limits.per_host, config.limits.gap);
        Ok(Self(Arc::new(Inner { config, user_agent, dialer, pool: Arc::default(), pace })))
    }

    /// Sends a request and follows its redirects. Any status is an answer; only what is none is an error.
    pub async fn send(&self, request: Request) -> Result<Reply, SendError> {
        let shown = redact(&request.url);
        let outcome = self.0.walk(request).await;
        match &outcome {
            Ok(reply) => tracing::debug!(
                url = shown,
                status = reply.status,
                bytes = reply.packed_bytes,
                took_ms = reply.took.as_millis() as u64,
                "answered"
            ),
            Err(error) => tracing::debug!(url = shown, code = error.code(), %error, "not answered"),
        }
        outcome
    }
}

impl Inner {
    async fn walk(&self, request: Request) -> Result<Reply, SendError> {
        let mut url = request.url.clone();
        url.set_fragment(None);
        let mut visited = vec![url.clone()];
        let mut permanent = true;
        let mut took = Duration::ZERO;
        loop {
            let origin = Origin::of(&url)?;
            let turn = self.pace.turn(&origin.host.to_string()).await;
            let began = Instant::now();
            let hop = timeout(request.deadline.saturating_sub(took), self.hop(&url, &origin, &request)).await;
            took += began.elapsed();
            drop(turn);
            match hop.map_err(|_| SendError::Timeout { url: redact(&url), after: request.deadline })?? {
                Hop::Arrived { status, headers, body } => {
                    let moved = permanent && visited.len() > 1;
                    return Ok(Reply {
                        status,
                        headers: ReplyHeaders::of(&headers),
                        body: body.bytes,
                        packed_bytes: body.packed,
                        permanently_moved_to: moved.then(|| url.clone()),
                        final_url: url,
                        took,
                    });
                }
                Hop::Onward { status, location } => {
                    url = next_hop(&url, &location)?;
                    permanent &= is_permanent(status);
                    if visited.len() > self.config.limits.redirects || visited.contains(&url) {
                        return Err(SendError::TooManyRedirects { url: redact(&request.url) });
                    }
                    visited.push(url.clone());
                }
            }
        }
    }

    /// One request and its answer.
    async fn hop(&self, url: &Url, origin: &Origin, request: &Request) -> Result<Hop, SendError> {
        let secret = request.bearer.is_some() || request.post.is_some();
        if secret && !origin.tls && !self.config.allowed.contains(&origin.address()) {
            return Err(SendError::Unprotected { url: redact(url) });
        }
        let message = self.message(url, origin, request)?;
        let (connection, response) = self.ask(url, origin, message).await?;
        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        if let Some(proxy) = self.dialer.proxy.as_ref().filter(|_| status == 407) {
            return Err(SendError::Proxy { proxy: proxy.address(), reason: PASSWORD_WANTED.to_owned() });
        }
        if let Some(location) =
            head.headers.get(header::LOCATION).filter(|_| is_redirect(status) && request.post.is_none())
        {
            if Limited::new(body, REDIRECT_PAGE).collect().await.is_ok() {
                self.pool.put(connection);
            }
            return Ok(Hop::Onward { status, location: location.as_bytes().to_vec() });
        }
        let limits = &self.config.limits;
        let caps = Caps { bytes: request.body_cap, ratio: limits.inflate_ratio, floor: limits.inflate_floor };
        match body::read(&head.headers, body, caps, &redact(url)).await {
            Ok(body) => {
                self.pool.put(connection);
                Ok(Hop::Arrived { status, headers: head.headers, body })
            }
            // What matters of a failure is its status; that its page can't be read changes nothing.
            Err(_) if status >= 400 => Ok(Hop::Arrived { status, headers: head.headers, body: Whole::default() }),
            Err(error) => Err(error),
        }
    }

    /// Asks on a connection at rest, else on a new one.
    async fn ask(
        &self,
        url: &Url,
        origin: &Origin,
        message: hyper::Request<Full<Bytes>>,
    ) -> Result<(Connection, Response<Incoming>), SendError> {
        // What is posted may have been done although nobody said so: it gets no second chance, so it begins on a
        // connection that nobody is about to close.
        if message.method() == Method::GET
            && let Some(mut connection) = self.pool.take(origin, &self.config.allowed)
        {
            // The server may hang up at this very moment; then a new connection gets its chance.
            if let Ok(response) = ask_on(&mut connection.sender, message.clone()).await {
                return Ok((connection, response));
            }
        }
        let limit = self.config.limits.connect;
        let dialed = timeout(limit, async {
            let proxied = self.dialer.proxy.is_some();
            let admitted = admit(origin, &self.config.allowed, &*self.config.resolver, proxied).await?;
            Ok((self.dialer.dial(origin, &admitted).await?, admitted.by_allowance))
        });
        let (sender, by_allowance) = dialed.await.map_err(|_| SendError::Connect {
            address: origin.address(),
            reason: format!("no answer within {} seconds", limit.as_secs_f32()),
        })??;
        let mut connection = Connection::new(origin.clone(), sender, by_allowance);
        let answered = ask_on(&mut connection.sender, message).await;
        let response = answered.map_err(|error| match error.is_parse() {
            true => SendError::Protocol { url: redact(url), reason: error.to_string() },
            false => SendError::CutShort { url: redact(url) },
        })?;
        Ok((connection, response))
    }

    fn message(&self, url: &Url, origin: &Origin, request: &Request) -> Result<hyper::Request<Full<Bytes>>, SendError> {
        let bad = || SendError::BadUrl { url: redact(url) };
        let whole = self.dialer.proxy.as_ref().filter(|proxy| proxy.takes_whole_requests(origin));
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let target = if whole.is_some() { format!("http://{}{path}", origin.host_header()) } else { path.to_owned() };
        let mut message = hyper::Request::new(Full::default());
        if let Some(post) = &request.post {
            *message.method_mut() = Method::POST;
            *message.body_mut() = Full::new(Bytes::copy_from_slice(post.body.expose_secret()));
            message.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(post.media_type));
        }
        *message.uri_mut() = target.parse().map_err(|_| bad())?;
        let headers = message.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_str(&origin.host_header()).map_err(|_| bad())?);
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(ACCEPT_ENCODING));
        let given = [
            (header::ACCEPT, request.accept.as_deref().unwrap_or("*/*")),
            (header::IF_NONE_MATCH, request.etag.as_deref().unwrap_or_default()),
            (header::IF_MODIFIED_SINCE, request.last_modified.as_deref().unwrap_or_default()),
        ];
        for (name, value) in given {
            // A stored value that no header can carry is left out: the answer is then whole instead of 304.
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes())
                && !value.is_empty()
            {
                headers.insert(name, value);
            }
        }
        for (name, value) in &request.headers {
            headers.insert(*name, HeaderValue::from_str(value).map_err(|_| bad())?);
        }
        if let Some(authorization) = basic_auth(url) {
            headers.insert(header::AUTHORIZATION, authorization);
        }
        // A redirect to elsewhere doesn't take the token along.
        if let Some(bearer) = request.bearer.as_ref().filter(|_| Origin::of(&request.url).as_ref() == Ok(origin)) {
            let value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose_secret()));
            let mut value = value.map_err(|_| SendError::BadToken)?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        if let Some(authorization) = whole.and_then(|proxy| proxy.authorization.clone()) {
            headers.insert(header::PROXY_AUTHORIZATION, authorization);
        }
        Ok(message)
    }
}

async fn ask_on(sender: &mut Sender, message: hyper::Request<Full<Bytes>>) -> hyper::Result<Response<Incoming>> {
    sender.ready().await?;
    sender.send_request(message).await
}
