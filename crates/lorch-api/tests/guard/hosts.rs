//! A name that isn't ours is refused on every route, however it is written.

use crate::served::{Served, refusal};

#[tokio::test]
async fn our_names_are_answered() {
    let served = Served::new().await;
    for host in ["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"] {
        for target in ["/".to_owned(), format!("http://{host}/")] {
            let answer = served.raw(&format!("GET {target} HTTP/1.1\nHost: {host}")).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, "reached"), "{host} {target}");
        }
    }
    assert_eq!(served.raw("GET / HTTP/1.0\nHost: 127.0.0.1:PORT").await.status, 200);
}

#[tokio::test]
async fn every_other_name_is_refused_on_every_kind_of_route() {
    let served = Served::new().await;
    let token = served.token().await;
    let other = served.port.wrapping_add(1).to_string();
    let hosts = [
        "evil.example".to_owned(),
        "evil.example:PORT".to_owned(),
        "127.0.0.1".to_owned(),
        "127.0.0.1:".to_owned(),
        format!("127.0.0.1:{other}"),
        "127.0.0.1:0PORT".to_owned(),
        "127.0.0.1:+PORT".to_owned(),
        "127.0.0.1.:PORT".to_owned(),
        "localhost".to_owned(),
        "localhost.:PORT".to_owned(),
        "LOCALHOST:PORT".to_owned(),
        "sub.localhost:PORT".to_owned(),
        "localhost.evil.example:PORT".to_owned(),
        "evil@127.0.0.1:PORT".to_owned(),
        "127.0.0.1:PORT@evil.example".to_owned(),
        "127.0.0.1:PORT, evil.example".to_owned(),
        "127.1:PORT".to_owned(),
        "127.0.0.2:PORT".to_owned(),
        "2130706433:PORT".to_owned(),
        "0x7f000001:PORT".to_owned(),
        "0.0.0.0:PORT".to_owned(),
        "::1:PORT".to_owned(),
        "[0:0:0:0:0:0:0:1]:PORT".to_owned(),
        "[::ffff:127.0.0.1]:PORT".to_owned(),
        "[::]:PORT".to_owned(),
        "http://127.0.0.1:PORT".to_owned(),
        "127.0.0.1:PORT/".to_owned(),
        String::new(),
    ];
    assert!(hosts.len() >= 20);
    for host in &hosts {
        for path in ["/", "/assets/index.js", "/health", "/metrics", "/api/status", "/api/docs", "/nowhere"] {
            let head = format!("GET {path} HTTP/1.1\nHost: {host}\nAuthorization: Bearer {token}");
            assert_eq!(served.raw(&head).await.said(), refusal(421, "host_refused"), "{host} {path}");
        }
        let head = format!("POST /api/session HTTP/1.1\nHost: {host}\nContent-Length: 0");
        assert_eq!(served.raw(&head).await.said(), refusal(421, "host_refused"), "{host}");
    }
}

#[tokio::test]
async fn a_missing_a_doubled_and_a_contradicting_name_are_refused() {
    let served = Served::new().await;
    let heads = [
        "GET / HTTP/1.1\nAccept: */*",
        "GET / HTTP/1.0\nAccept: */*",
        "GET / HTTP/1.1\nHost: 127.0.0.1:PORT\nHost: evil.example",
        "GET / HTTP/1.1\nHost: evil.example\nHost: 127.0.0.1:PORT",
        "GET / HTTP/1.1\nHost: 127.0.0.1:PORT\nHost: 127.0.0.1:PORT",
        "GET http://evil.example/ HTTP/1.1\nHost: 127.0.0.1:PORT",
        "GET http://127.0.0.1:PORT/ HTTP/1.1\nHost: localhost:PORT",
        "GET http://evil@127.0.0.1:PORT/ HTTP/1.1\nHost: 127.0.0.1:PORT",
        "GET https://127.0.0.1:PORT/ HTTP/1.1\nHost: 127.0.0.1:PORT",
        "GET http://127.0.0.1:PORT/ HTTP/1.1\nAccept: */*",
        "CONNECT 127.0.0.1:PORT HTTP/1.1\nHost: 127.0.0.1:PORT",
    ];
    for head in heads {
        assert_eq!(served.raw(head).await.said(), refusal(421, "host_refused"), "{head}");
    }
}

#[tokio::test]
async fn every_verb_of_the_document_is_behind_the_guard() {
    let served = Served::new().await;
    let token = served.token().await;
    let document: serde_json::Value = serde_json::from_str(&lorch_api::openapi()).unwrap();
    let mut verbs = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|method| *method != "parameters") {
            let (method, path) = (method.to_uppercase(), path.replace(['{', '}'], ""));
            let ask = async |host: &str, more: &str| {
                let head = format!("{method} {path} HTTP/1.1\nHost: {host}:PORT{more}\nContent-Length: 0");
                served.raw(&head).await.said()
            };
            let signed = format!("\nAuthorization: Bearer {token}");
            assert_eq!(ask("evil.example", &signed).await, refusal(421, "host_refused"), "{method} {path}");
            let crossed = format!("{signed}\nOrigin: http://evil.example");
            assert_eq!(ask("localhost", &crossed).await, refusal(403, "origin_refused"), "{method} {path}");
            let open = path == "/health" || (path == "/api/session" && method == "POST");
            for more in ["", "\nAuthorization: Bearer wrong"].into_iter().filter(|_| !open) {
                assert_eq!(ask("localhost", more).await, refusal(401, "sign_in_needed"), "{method} {path}");
            }
            verbs += 1;
        }
    }
    assert!(verbs > 15, "the document lists {verbs} verbs");
}
