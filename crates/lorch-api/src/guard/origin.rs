//! Does the request come from our own page, from a person who typed the address, or from a program? Never from a page
//! of somebody else, be it by a link, a form, an image or a script.

use axum::{
    extract::Request,
    http::{HeaderName, Method, header},
};

use super::Refusal;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks what the browser says about where the request comes from. `host` is the name that was asked for.
pub(super) fn check(request: &Request, host: &str) -> Result<(), Refusal> {
    let own = format!("http://{host}");
    let origins = request.headers().get_all(header::ORIGIN).iter();
    let sites = request.headers().get_all(FETCH_SITE).iter();
    let from_us = origins.map(|origin| origin.as_bytes()).all(|origin| origin == own.as_bytes());
    let near = sites.map(|site| site.as_bytes()).all(|site| site == b"same-origin" || site == b"none");
    if !from_us || !near {
        let hint = "Open Lorch by typing its address, or by the link that `lorch serve` prints.";
        return Err(Refusal::new(403, "origin_refused", "Lorch does not answer to other pages.", hint));
    }
    // A preflight asks on behalf of another origin, and there is none that we allow anything.
    let odd = [Method::OPTIONS, Method::TRACE, Method::CONNECT].contains(request.method());
    if odd {
        let hint = "The verbs of Lorch are listed at /api/docs.";
        return Err(Refusal::new(405, "method_not_allowed", "Lorch does not take this method.", hint));
    }
    Ok(())
}
