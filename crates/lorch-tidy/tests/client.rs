//! The TypeScript client was made from the API document that lies beside the router.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, verdict};
use serde_json::Value;

const DOCUMENT: &str = "crates/lorch-api/openapi.json";
const CLIENT: &str = "ui/src/lib/api/schema.d.ts";

#[test]
fn the_client_knows_all_that_the_document_names() -> Verdict {
    let Some(document) = text_of(DOCUMENT) else { return Ok(()) };
    let client = text_of(CLIENT).unwrap_or_default();
    verdict(missing(&serde_json::from_str(&document).unwrap(), &client))
}

#[test]
fn npm_can_tell_whether_the_client_is_stale() -> Verdict {
    let Some(package) = text_of("package.json") else { return Ok(()) };
    verdict(without_check(&serde_json::from_str(&package).unwrap()))
}

#[test]
fn a_path_or_type_that_the_client_lacks_is_found() {
    let document = serde_json::json!({
        "paths": { "/api/status": {}, "/api/reader/feeds": {} },
        "components": { "schemas": { "Status": {}, "Feed": {} } }
    });
    let client = "export interface paths { \"/api/status\": {} }\ncomponents: { schemas: { Status: {};";
    let says: Vec<String> = missing(&document, client).into_iter().map(|breach| breach.says).collect();
    assert_eq!(says.len(), 2);
    assert!(says[0].contains("/api/reader/feeds") && says[1].contains("Feed"), "{says:?}");
    assert!(without_check(&serde_json::json!({ "scripts": { "test": "vitest" } })).is_some());
}

fn missing(document: &Value, client: &str) -> Vec<Breach> {
    let names = |value: &Value| value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let paths: Vec<String> = names(&document["paths"]);
    let types: Vec<String> = names(&document["components"]["schemas"]);
    let paths = paths.into_iter().filter(|path| !client.contains(&format!("\"{path}\":")));
    let types = types.into_iter().filter(|name| !client.contains(&format!(" {name}:")));
    let stale = |name| Breach::at(CLIENT, 1, format!("`{name}` of {DOCUMENT} is missing: run `npm run api`"));
    paths.chain(types).map(stale).collect()
}

fn without_check(package: &Value) -> Option<Breach> {
    let says = "the script `api:check` is missing: it makes the client anew and compares";
    package["scripts"]["api:check"].is_null().then(|| Breach::at("package.json", 1, says))
}

fn text_of(path: &str) -> Option<String> {
    files(|found| found == path).unwrap().pop().map(|file| file.text)
}
