//! One exchange with a server, with every bound it keeps.
//!
//! [`Client::send`] walks from hop to hop. On each hop it waits for its turn at the host (`pace`), checks where
//! the host lies (`resolve`), takes an open connection or makes one to exactly the addresses that were checked
//! (`pool`, `connect`), and reads the answer under its caps (`body`). A redirect is only another hop
//! (`redirect`), so nothing is checked less on the way.

mod body;
mod client;
mod connect;
mod error;
mod freshness;
mod headers;
mod origin;
mod pace;
mod pool;
mod proxy;
mod redirect;
mod resolve;
mod tls;

use std::sync::Arc;
use std::time::Duration;

pub use client::Client;
pub use error::{ConfigError, SendError};
pub use freshness::{LONGEST_WAIT, fresh_for, retry_after};
pub use headers::ReplyHeaders;
pub use hyper::body::Bytes;
pub use resolve::{Resolve, Resolved, SystemResolver};
pub use rustls::pki_types::CertificateDer;
use secrecy::{SecretSlice, SecretString};
use url::Url;

use crate::allowed::Allowed;

/// How a client is made.
#[derive(Clone)]
pub struct ClientConfig {
    /// What Lorch calls itself to servers.
    pub user_agent: String,
    /// Proxy that every request goes through: `http://`, `socks5://` or `socks5h://`. The proxy variables of the
    /// environment are never looked at.
    pub proxy: Option<Url>,
    /// Addresses the person allowed although they are not public.
    pub allowed: Allowed,
    /// Bounds of every exchange.
    pub limits: Limits,
    /// How names become addresses.
    pub resolver: Arc<dyn Resolve>,
    /// Certificates to trust besides the system's.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

impl ClientConfig {
    /// A client with no proxy, nothing allowed, the usual bounds, and the system's resolver and certificates.
    pub fn new(user_agent: impl Into<String>) -> Self {
        Self {
            user_agent: user_agent.into(),
            proxy: None,
            allowed: Allowed::default(),
            limits: Limits::default(),
            resolver: Arc::new(SystemResolver),
            extra_roots: Vec::new(),
        }
    }
}

/// Bounds of every exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name lookup, connection and TLS together.
    pub connect: Duration,
    /// Exchanges at a time in all.
    pub overall: usize,
    /// Exchanges at a time with one host.
    pub per_host: usize,
    /// Rest between two exchanges with one host.
    pub gap: Duration,
    /// Redirects followed.
    pub redirects: usize,
    /// Times a body may grow when it is unpacked.
    pub inflate_ratio: u64,
    /// Unpacked bytes below which `inflate_ratio` is not looked at: a small page of blanks is no attack.
    pub inflate_floor: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            overall: 8,
            per_host: 1,
            gap: Duration::ZERO,
            redirects: 10,
            inflate_ratio: 100,
            inflate_floor: 1024 * 1024,
        }
    }
}

/// What to ask for: a GET, unless it has something to post.
#[derive(Debug, Clone)]
pub struct Request {
    /// The address. A user name and password in it become basic authentication at that origin only.
    pub url: Url,
    /// ETag of the last answer, sent back byte for byte.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer, sent back byte for byte.
    pub last_modified: Option<String>,
    /// Media types wanted.
    pub accept: Option<String>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// Sent as `Authorization: Bearer` to the origin of `url` and nowhere else, never over a plain connection to an address
    /// that the person did not allow.
    pub bearer: Option<SecretString>,
    /// What to post. It is sent once, and goes along with no redirect.
    pub post: Option<Post>,
    /// For the whole exchange with its redirects; waiting for a turn at the host does not count.
    pub deadline: Duration,
    /// Most bytes of the body, unpacked.
    pub body_cap: u64,
}

impl Request {
    /// A plain request: 30 seconds, 16 MiB.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            etag: None,
            last_modified: None,
            accept: None,
            headers: Vec::new(),
            bearer: None,
            post: None,
            deadline: Duration::from_secs(30),
            body_cap: 16 * 1024 * 1024,
        }
    }
}

/// What to post; it may hold secrets.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub body: SecretSlice<u8>,
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// The headers that matter here.
    pub headers: ReplyHeaders,
    /// The body, unpacked.
    pub body: Bytes,
    /// Bytes of the body as they came over the wire.
    pub packed_bytes: u64,
    /// Where the answer came from, after redirects.
    pub final_url: Url,
    /// The new address, when every redirect on the way was permanent.
    pub permanently_moved_to: Option<Url>,
    /// How long it took, without waiting for a turn.
    pub took: Duration,
}
