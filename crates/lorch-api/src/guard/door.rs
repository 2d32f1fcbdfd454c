//! Which routes need a token, and is the right one there?

use std::path::Path;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
};

use super::Refusal;
use crate::{scrape, session::Sessions};

/// What a route asks of those who come over the network.
#[derive(Debug, PartialEq, Eq)]
enum Door {
    /// Nothing: the page itself, and what tells nothing about the person.
    Open,
    /// A token.
    Token,
    /// A token, or the one that is made for nothing else.
    Metrics,
    /// For the window and the terminal only.
    NotHere,
}

pub(super) fn check(request: &Request, sessions: &Sessions, scrapers: Option<&Path>) -> Result<(), Refusal> {
    let door = door(request.method(), request.uri().path());
    if door == Door::Open {
        return Ok(());
    }
    let scrapes = |token: &str| door == Door::Metrics && scrapers.is_some_and(|file| scrape::knows(file, token));
    if !bearer(request.headers()).is_some_and(|token| sessions.knows(token) || scrapes(token)) {
        let hint = "`lorch serve --link` prints a link that signs you in.";
        let refusal = Refusal::new(401, "sign_in_needed", "Sign in first.", hint);
        return Err(refusal.with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"lorch\"")));
    }
    if door == Door::NotHere {
        let hint = "Do this in the window or in the terminal.";
        return Err(Refusal::new(403, "not_here", "This is not possible from the browser.", hint));
    }
    Ok(())
}

fn door(method: &Method, path: &str) -> Door {
    let reads = *method == Method::GET || *method == Method::HEAD;
    match path {
        "/health" | "/api/openapi.json" | "/api/docs" if reads => return Door::Open,
        "/api/session" if *method == Method::POST => return Door::Open,
        "/metrics" if reads => return Door::Metrics,
        _ => {}
    }
    // However the path is written, what could mean a guarded route is guarded.
    let plain = plain(path);
    let below = |room: &str| plain.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below("/api/session/links") || below("/api/desktop") || below("/api/files") {
        return Door::NotHere;
    }
    let page_of_docs = reads && path.starts_with("/api/docs/") && !plain.contains("/.");
    let guarded = below("/api") || below("/metrics") || !reads;
    if guarded && !page_of_docs { Door::Token } else { Door::Open }
}

/// The path in its plainest writing: percent signs resolved, small letters, one slash where there are several.
fn plain(path: &str) -> String {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        let pair = after.get(..2).filter(|_| *byte == b'%').and_then(|pair| hex::decode(pair).ok());
        let (byte, after) = match pair.as_deref() {
            Some(&[resolved]) => (resolved, &after[2..]),
            _ => (*byte, after),
        };
        let byte = if byte == b'\\' { b'/' } else { byte.to_ascii_lowercase() };
        if !(byte == b'/' && decoded.last() == Some(&b'/')) {
            decoded.push(byte);
        }
        rest = after;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The token in the one place where it may be: an address or a cookie would be sent and kept by others.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (values.next().is_none() && scheme.eq_ignore_ascii_case("bearer")).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_and_what_is_not() {
        let table = [
            ("GET", "/", Door::Open),
            ("GET", "/reader/feeds", Door::Open),
            ("HEAD", "/assets/index.js", Door::Open),
            ("GET", "/apiary", Door::Open),
            ("GET", "/health", Door::Open),
            ("POST", "/api/session", Door::Open),
            ("GET", "/api/openapi.json", Door::Open),
            ("GET", "/api/docs", Door::Open),
            ("GET", "/api/docs/swagger-ui.css", Door::Open),
            ("POST", "/", Door::Token),
            ("POST", "/health", Door::Token),
            ("GET", "/api/session", Door::Token),
            ("GET", "/api", Door::Token),
            ("GET", "/api/", Door::Token),
            ("GET", "/api/status", Door::Token),
            ("GET", "//api/status", Door::Token),
            ("GET", "/%61pi/status", Door::Token),
            ("GET", "/api%2fstatus", Door::Token),
            ("GET", "/API/status", Door::Token),
            ("GET", "/api\\status", Door::Token),
            ("GET", "/api/docs/../status", Door::Token),
            ("GET", "/api/docs/%2e%2e/status", Door::Token),
            ("DELETE", "/api/docs/x", Door::Token),
            ("GET", "/api/openapi.json/", Door::Token),
            ("GET", "/metrics", Door::Metrics),
            ("HEAD", "/metrics", Door::Metrics),
            ("POST", "/metrics", Door::Token),
            ("GET", "/metrics/../api/status", Door::Token),
            ("GET", "/metrics/", Door::Token),
            ("POST", "/api/session/links", Door::NotHere),
            ("POST", "/api//session/links/", Door::NotHere),
            ("POST", "/api/desktop/open", Door::NotHere),
            ("GET", "/api/desktop", Door::NotHere),
            ("POST", "/api/files/restore", Door::NotHere),
        ];
        for (method, path, expected) in table {
            assert_eq!(door(&method.parse().unwrap(), path), expected, "{method} {path}");
        }
    }
}
