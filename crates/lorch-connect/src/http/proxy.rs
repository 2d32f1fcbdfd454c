//! The proxy of the person's choice.
//!
//! What a proxy may reach is for its owner to say; what Lorch asks of it is checked as ever: address literals,
//! names that mean the inside, and whatever this machine finds under a name. The rest of the risk differs by kind:
//! - `socks5` gets the checked address itself, so nothing is resolved again.
//! - `http` and `socks5h` get the name and resolve it again. Over https the certificate still has to fit the name.
//!   Over plain http a name that answers differently to the proxy is the proxy's to refuse.

use std::io;
use std::net::{IpAddr, SocketAddr};

use ::http::HeaderValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::{Host, Url};

use super::error::ConfigError;
use super::origin::{Origin, basic_auth, percent_decoded};
use crate::allowed::host_port;
use crate::redact::redact;

/// Longest answer to CONNECT that is read.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Why a proxy answers 407.
pub(super) const PASSWORD_WANTED: &str = "it wants a user name and password";

/// A proxy.
#[derive(Debug, Clone)]
pub(super) struct Proxy {
    kind: Kind,
    host: Host<String>,
    port: u16,
    /// For `http`.
    pub authorization: Option<HeaderValue>,
    /// For SOCKS.
    login: Option<(Vec<u8>, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Http,
    Socks5 { by_name: bool },
}

impl Proxy {
    pub fn new(url: &Url) -> Result<Self, ConfigError> {
        let (kind, usual_port) = match url.scheme() {
            "http" => (Kind::Http, 80),
            "socks5" => (Kind::Socks5 { by_name: false }, 1080),
            "socks5h" => (Kind::Socks5 { by_name: true }, 1080),
            _ => return Err(ConfigError::Proxy { proxy: redact(url) }),
        };
        let host = match url.host().map(|host| host.to_owned()) {
            // Only http URLs have their literals read; for the others the text has to be looked at here.
            Some(Host::Domain(name)) => Host::parse(&name).ok(),
            host => host,
        };
        let host = host.ok_or_else(|| ConfigError::Proxy { proxy: redact(url) })?;
        let login = (!url.username().is_empty())
            .then(|| (percent_decoded(url.username()), percent_decoded(url.password().unwrap_or_default())));
        let port = url.port().unwrap_or(usual_port);
        Ok(Self { kind, host, port, authorization: basic_auth(url), login })
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        host_port(&self.host, self.port)
    }

    /// Whether a request to `origin` is handed to the proxy whole, with its full address in the request line.
    pub fn takes_whole_requests(&self, origin: &Origin) -> bool {
        self.kind == Kind::Http && !origin.tls
    }

    /// A stream to the origin through the proxy; to the proxy itself where it takes whole requests.
    pub async fn open(&self, origin: &Origin, addresses: &[SocketAddr]) -> io::Result<TcpStream> {
        let mut stream = match &self.host {
            Host::Domain(name) => TcpStream::connect((name.as_str(), self.port)).await?,
            Host::Ipv4(ip) => TcpStream::connect((*ip, self.port)).await?,
            Host::Ipv6(ip) => TcpStream::connect((*ip, self.port)).await?,
        };
        stream.set_nodelay(true)?;
        match self.kind {
            Kind::Http if self.takes_whole_requests(origin) => {}
            Kind::Http => self.tunnel(&mut stream, origin).await?,
            Kind::Socks5 { by_name } => {
                let checked = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
                self.socks(&mut stream, origin, checked.filter(|_| !by_name)).await?;
            }
        }
        Ok(stream)
    }

    async fn tunnel(&self, stream: &mut TcpStream, origin: &Origin) -> io::Result<()> {
        let address = origin.address();
        let mut request = format!("CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n").into_bytes();
        if let Some(authorization) = &self.authorization {
            request.extend_from_slice(b"Proxy-Authorization: ");
            request.extend_from_slice(authorization.as_bytes());
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        stream.write_all(&request).await?;
        let mut answer = Vec::new();
        // Byte by byte: what follows the answer belongs to the handshake and must stay unread.
        while !answer.ends_with(b"\r\n\r\n") {
            if answer.len() == LONGEST_ANSWER {
                return Err(io::Error::other("it answered too much"));
            }
            answer.push(stream.read_u8().await?);
        }
        let status: Vec<u8> = answer.split(|byte| *byte == b' ').nth(1).unwrap_or_default().to_vec();
        match status.as_slice() {
            [b'2', _, _] => Ok(()),
            b"407" => Err(io::Error::other(PASSWORD_WANTED)),
            status => Err(io::Error::other(format!("it answered {}", String::from_utf8_lossy(status)))),
        }
    }

    /// RFC 1928, with the login of RFC 1929.
    async fn socks(&self, stream: &mut TcpStream, origin: &Origin, checked: Option<&SocketAddr>) -> io::Result<()> {
        let method = if self.login.is_some() { 2 } else { 0 };
        stream.write_all(&[5, 1, method]).await?;
        let mut chosen = [0; 2];
        stream.read_exact(&mut chosen).await?;
        if chosen != [5, method] {
            return Err(io::Error::other("it does not take this way to sign in"));
        }
        if let Some((user, password)) = &self.login {
            let lengths = (u8::try_from(user.len()), u8::try_from(password.len()));
            let (Ok(user_length), Ok(password_length)) = lengths else {
                return Err(io::Error::other("user name or password is too long"));
            };
            let login = [&[1, user_length], user.as_slice(), &[password_length], password].concat();
            stream.write_all(&login).await?;
            let mut verdict = [0; 2];
            stream.read_exact(&mut verdict).await?;
            if verdict[1] != 0 {
                return Err(io::Error::other("it refused user name or password"));
            }
        }
        let mut request = vec![5, 1, 0];
        let host = checked.map_or_else(|| origin.host.clone(), |address| ip_host(address.ip()));
        match host {
            Host::Ipv4(ip) => request.extend([&[1][..], &ip.octets()].concat()),
            Host::Ipv6(ip) => request.extend([&[4][..], &ip.octets()].concat()),
            Host::Domain(name) => {
                let length = u8::try_from(name.len()).map_err(|_| io::Error::other("the name is too long"))?;
                request.extend([&[3, length][..], name.as_bytes()].concat());
            }
        }
        request.extend(origin.port.to_be_bytes());
        stream.write_all(&request).await?;
        let mut head = [0; 4];
        stream.read_exact(&mut head).await?;
        if head[1] != 0 {
            return Err(io::Error::other(format!("it answered {}", head[1])));
        }
        let rest = match head[3] {
            1 => 4,
            4 => 16,
            _ => usize::from(stream.read_u8().await?),
        };
        let mut bound = vec![0; rest + 2];
        stream.read_exact(&mut bound).await?;
        Ok(())
    }
}

fn ip_host(ip: IpAddr) -> Host<String> {
    match ip {
        IpAddr::V4(ip) => Host::Ipv4(ip),
        IpAddr::V6(ip) => Host::Ipv6(ip),
    }
}
