//! The plainest client: one connection, one request after the other.

use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Result;

/// A connection to one server.
pub(crate) struct Client {
    address: String,
    sender: SendRequest<Full<Bytes>>,
    token: Option<String>,
}

impl Client {
    /// Connects to `host:port`.
    pub async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { address: address.to_owned(), sender, token: None })
    }

    /// Signs in by the link that a listening Lorch printed.
    pub async fn sign_in(link: &str) -> Result<Self> {
        let rest = link.strip_prefix("http://").ok_or("no link")?;
        let (address, code) = rest.split_once("/#code=").ok_or("the link holds no code")?;
        let mut client = Self::connect(address).await?;
        let reply = client.send("POST", "/api/session", &format!("{{\"code\":\"{code}\"}}")).await?;
        let reply: serde_json::Value = serde_json::from_slice(&reply)?;
        client.token = reply["token"].as_str().map(str::to_owned);
        Ok(client)
    }

    pub async fn get(&mut self, path: &str) -> Result<Bytes> {
        self.send("GET", path, "").await
    }

    /// Sends JSON, or OPML where the body begins like it; whatever is no success is a fault.
    pub async fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Bytes> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.address);
        if !body.is_empty() {
            let kind = if body.starts_with('<') { "text/x-opml" } else { "application/json" };
            request = request.header("content-type", kind);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.sender.ready().await?;
        let reply = self.sender.send_request(request.body(Full::from(body.to_owned()))?).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await?.to_bytes();
        if status.is_success() {
            return Ok(body);
        }
        Err(format!("{method} {path}: {status}: {}", String::from_utf8_lossy(&body)).into())
    }
}

/// A header as text, empty when it is absent.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
