//! The committed OpenAPI document is the one the router has.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_committed_document_is_not_stale() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let document = lorch_api::openapi();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == document,
        "stale: run `UPDATE_OPENAPI=1 cargo test -p lorch-api --test openapi`, then `npm run api`"
    );
}
