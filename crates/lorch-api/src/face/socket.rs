//! Unix sockets between processes of one user.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::Path,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri, Version, header},
};
use hyper_util::rt::TokioIo;
use lorch_host::modes;
use tokio::net::{UnixListener, UnixStream, unix::UCred};

/// Headers that speak of one connection, not of the request.
const OF_ONE_CONNECTION: [HeaderName; 9] = [
    header::HOST,
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::EXPECT,
];

/// Listens on `path` for this user alone. What lay there is replaced: the caller holds the lock that makes it stale.
pub(crate) fn bind(path: &Path) -> io::Result<UnixListener> {
    match fs::remove_file(path) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(fault),
        _ => {}
    }
    // The folder is ours alone, so nobody slips in before the mode is set.
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(modes::FILE))?;
    Ok(listener)
}

/// Connects to a process of this user that listens on `path`.
pub(crate) async fn connect(path: &Path) -> io::Result<UnixStream> {
    let stream = UnixStream::connect(path).await?;
    if is_ours(stream.peer_cred()) { Ok(stream) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Was the other end opened by this user?
pub(crate) fn is_ours(peer: io::Result<UCred>) -> bool {
    peer.is_ok_and(|peer| peer.uid() == modes::own_uid())
}

/// Sends one request over its own connection. The body of the answer arrives as it is read.
pub(crate) async fn send(stream: UnixStream, request: Request<Body>) -> hyper::Result<Response<Body>> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the answer's body, or when whoever waits for it hangs up.
    tokio::spawn(connection);
    let answer = sender.send_request(for_socket(request)).await?;
    Ok(answer.map(Body::new))
}

fn for_socket(mut request: Request<Body>) -> Request<Body> {
    let target = request.uri().path_and_query().map_or_else(|| Uri::from_static("/"), |path| Uri::from(path.clone()));
    *request.uri_mut() = target;
    *request.version_mut() = Version::HTTP_11;
    strip(request.headers_mut());
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("lorch"));
    request
}

fn strip(headers: &mut HeaderMap) {
    for name in OF_ONE_CONNECTION {
        headers.remove(name);
    }
}
