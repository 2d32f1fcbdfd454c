//! Whom a hop talks to: scheme, host and port.

use ::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use url::{Host, Url};

use super::error::SendError;
use crate::allowed::host_port;
use crate::redact::redact;

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// Whether it is https.
    pub tls: bool,
    /// The host; literals in whatever form are addresses here already.
    pub host: Host<String>,
    /// The port.
    pub port: u16,
}

impl Origin {
    /// The origin of a URL; only http and https have one here.
    pub fn of(url: &Url) -> Result<Self, SendError> {
        let bad = || SendError::BadUrl { url: redact(url) };
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(bad()),
        };
        let host = url.host().ok_or_else(bad)?.to_owned();
        let port = url.port_or_known_default().filter(|port| *port != 0).ok_or_else(bad)?;
        Ok(Self { tls, host, port })
    }

    /// `host:port`, IPv6 in brackets.
    pub fn address(&self) -> String {
        host_port(&self.host, self.port)
    }

    /// The `Host` header: the port only where it is not the scheme's own.
    pub fn host_header(&self) -> String {
        let own = if self.tls { 443 } else { 80 };
        if self.port == own { self.host.to_string() } else { self.address() }
    }
}

/// Basic authentication for the user name and password in a URL.
pub(super) fn basic_auth(url: &Url) -> Option<HeaderValue> {
    let password = url.password().unwrap_or_default();
    if url.username().is_empty() && password.is_empty() {
        return None;
    }
    let pair = [&*percent_decoded(url.username()), b":", &*percent_decoded(password)].concat();
    let mut value = HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

pub(super) fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_decoded_before_they_are_sent() {
        let auth = |url: &str| basic_auth(&Url::parse(url).unwrap()).map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(auth("http://ann:p%40w%zz@a.example/").as_deref(), Some("Basic YW5uOnBAdyV6eg=="));
        assert_eq!(auth("http://a.example/"), None);
    }

    #[test]
    fn the_host_header_names_only_unusual_ports() {
        let header = |url: &str| Origin::of(&Url::parse(url).unwrap()).unwrap().host_header();
        assert_eq!(header("https://A.example:443/x"), "a.example");
        assert_eq!(header("http://a.example:443/x"), "a.example:443");
        assert_eq!(header("http://[::1]:8080/"), "[::1]:8080");
    }

    #[test]
    fn other_schemes_and_port_zero_are_no_web_addresses() {
        for url in ["ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "data:,x", "http://a.example:0/"] {
            assert_eq!(Origin::of(&Url::parse(url).unwrap()).unwrap_err().code(), "address_invalid", "{url}");
        }
    }
}
