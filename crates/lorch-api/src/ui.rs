//! The built UI: embedded in release builds, read from disk in debug builds.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use lorch_model::problem::Problem;
use rust_embed::RustEmbed;

use crate::{problem, reply};

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Built;

/// Serves a file of the built UI; any other address is a screen, which the UI's own router finds.
pub(crate) async fn serve(request: Request) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    if !matches!(*method, Method::GET | Method::HEAD) {
        return problem::response(Problem::new(405, "method_not_allowed", "This address does not take this method."));
    }
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("assets/") {
        return file(headers, path, "public, max-age=31536000, immutable").unwrap_or_else(missing);
    }
    let named = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if named { file(headers, path, "no-cache").unwrap_or_else(missing) } else { screen(headers) }
}

fn screen(headers: &HeaderMap) -> Response {
    file(headers, "index.html", "no-cache").unwrap_or_else(|| {
        let text =
            "Lorch runs, but its pages are not built. Run `make run`, or `npm run build` in the project folder.\n";
        (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
    })
}

fn file(headers: &HeaderMap, path: &str, cache: &'static str) -> Option<Response> {
    let file = Built::get(path)?;
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    if reply::has(headers, &etag) {
        return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let named =
        [(header::CONTENT_TYPE, kind.to_string()), (header::CACHE_CONTROL, cache.to_owned()), (header::ETAG, etag)];
    Some((named, file.data.into_owned()).into_response())
}

fn missing() -> Response {
    problem::response(Problem::new(404, "not_found", "There is nothing at this address."))
}
