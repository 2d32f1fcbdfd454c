//! Is the request meant for us? A page of evil.example whose name was rebound to 127.0.0.1 still says `evil.example`.

use axum::{
    extract::Request,
    http::{header, uri::Scheme},
};

use super::Refusal;

/// The names under which a face is reached, with the port that it listens on.
const NAMES: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// The `Host` of the request, if it is one of ours to the letter.
pub(super) fn check(request: &Request, port: u16) -> Result<&str, Refusal> {
    named(request).filter(|host| is_ours(host, port)).ok_or_else(|| {
        let hint = format!("Open http://127.0.0.1:{port}/ instead.");
        Refusal::new(421, "host_refused", "Lorch does not answer under this name.", &hint)
    })
}

fn named(request: &Request) -> Option<&str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    if hosts.next().is_some() {
        return None;
    }
    // A target in absolute form names the host once more: both must say the same.
    let target = request.uri();
    let authority = target.authority().is_none_or(|authority| authority.as_str() == host);
    let scheme = target.scheme().is_none_or(|scheme| *scheme == Scheme::HTTP);
    let relative_or_whole = target.authority().is_some() == target.scheme().is_some();
    (authority && scheme && relative_or_whole).then_some(host)
}

fn is_ours(host: &str, port: u16) -> bool {
    let bound = port.to_string();
    let name = host.rsplit_once(':').filter(|(_, port)| *port == bound).map(|(name, _)| name);
    name.is_some_and(|name| NAMES.contains(&name))
}
