//! Opening a connection to addresses that were checked.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::error::SendError;
use super::origin::Origin;
use super::proxy::Proxy;
use super::resolve::Admitted;
use super::tls::Tls;

/// Head start of an address before the next one is tried beside it (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);

/// Most bytes a head of an answer may have.
const LARGEST_HEAD: usize = 256 * 1024;

/// What takes requests on one connection.
pub(super) type Sender = SendRequest<Full<Bytes>>;

/// Bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl Stream for TcpStream {}

/// Opens connections.
pub(super) struct Dialer {
    pub tls: Tls,
    pub proxy: Option<Proxy>,
}

impl Dialer {
    /// A connection to `origin` that is ready for requests.
    pub async fn dial(&self, origin: &Origin, admitted: &Admitted) -> Result<Sender, SendError> {
        let plain = match &self.proxy {
            Some(proxy) => proxy
                .open(origin, &admitted.addresses)
                .await
                .map_err(|error| SendError::Proxy { proxy: proxy.address(), reason: plain_reason(&error) }),
            None => open_any(&admitted.addresses)
                .await
                .map_err(|error| SendError::Connect { address: origin.address(), reason: plain_reason(&error) }),
        }?;
        let stream: Box<dyn Stream> = if origin.tls {
            let secured = self.tls.secure(&origin.host, plain).await;
            Box::new(secured.map_err(|reason| SendError::Tls { host: origin.host.to_string(), reason })?)
        } else {
            Box::new(plain)
        };
        let shaken = http1::Builder::new()
            .max_buf_size(LARGEST_HEAD)
            .ignore_invalid_headers_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .handshake(TokioIo::new(stream))
            .await;
        let (sender, connection) =
            shaken.map_err(|error| SendError::Connect { address: origin.address(), reason: error.to_string() })?;
        // Ends by itself when the sender is dropped or the server hangs up; its error reaches the request too.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }
}

/// Connects to the first address that answers; each next one starts a moment later, or at once when one failed.
async fn open_any(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut waiting = addresses.iter();
    let mut trying = FuturesUnordered::new();
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    if let Some(first) = waiting.next() {
        trying.push(TcpStream::connect(*first));
    }
    while !trying.is_empty() {
        tokio::select! {
            Some(outcome) = trying.next() => match outcome {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            },
            () = sleep(HEAD_START), if waiting.len() > 0 => {}
        }
        trying.extend(waiting.next().map(|address| TcpStream::connect(*address)));
    }
    Err(last)
}

/// What went wrong, without the number that the system adds.
fn plain_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
        io::ErrorKind::TimedOut => "no answer".to_owned(),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => "there is no way to it".to_owned(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => "it hung up".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn an_address_that_fails_does_not_hide_the_next() {
        let dead = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let alive = listener.local_addr().unwrap();
        assert_eq!(open_any(&[dead, alive]).await.unwrap().peer_addr().unwrap(), alive);
        assert_eq!(open_any(&[alive, dead]).await.unwrap().peer_addr().unwrap(), alive);
        assert_eq!(open_any(&[dead, dead]).await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        assert!(open_any(&[]).await.is_err());
    }
}
