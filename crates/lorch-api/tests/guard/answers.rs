//! What every answer carries, and how many there are.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::served::{Served, refusal, slow};

#[tokio::test]
async fn every_answer_tells_the_browser_what_not_to_do() {
    let served = Served::new().await;
    for (path, host) in [("/", "127.0.0.1:PORT"), ("/api/status", "127.0.0.1:PORT"), ("/", "evil.example")] {
        let answer = served.raw(&format!("GET {path} HTTP/1.1\nHost: {host}")).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-hashes'"),
            "{policy}"
        );
        assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "deny"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(!answer.head.contains("access-control-"));
        assert_eq!(answer.header("cache-control"), path.starts_with("/api").then_some("no-store"));
    }
    let docs = served.ask("GET", "/api/docs/", "").await;
    assert!(docs.header("content-security-policy").unwrap().contains("style-src 'self' 'unsafe-inline'"));
}

#[tokio::test]
async fn a_request_keeps_its_id_and_gets_one_when_it_has_none() {
    let served = Served::new().await;
    let answer = served.ask("GET", "/", "\nX-Request-Id: my-id.7").await;
    assert_eq!(answer.header("x-request-id"), Some("my-id.7"));
    for bad in
        ["", "\nX-Request-Id: two words", "\nX-Request-Id: \u{1b}[31m", &format!("\nX-Request-Id: {}", "x".repeat(65))]
    {
        let answer = served.ask("GET", "/", bad).await;
        if answer.status == 400 {
            continue; // not even a header
        }
        let id = answer.header("x-request-id").unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
}

#[tokio::test]
async fn too_many_are_told_when_to_come_back() {
    let served = Served::at_pace(slow(1, 3)).await;
    for _ in 0..3 {
        assert_eq!(served.ask("GET", "/", "").await.status, 200);
    }
    assert_eq!(served.raw("GET / HTTP/1.1\nHost: evil.example").await.status, 421, "others don't use our share up");
    let answer = served.ask("GET", "/", "").await;
    assert_eq!(answer.said(), refusal(429, "too_many_requests"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn shutting_down_does_not_wait_for_held_polls_and_idle_browsers() {
    let served = Served::new().await;
    let token = served.token().await;
    let mut idle = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    let mut poll = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    let port = served.port;
    let head = format!("GET /api/held HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n");
    poll.write_all(head.as_bytes()).await.unwrap();
    served.stop.send(()).unwrap();
    let begun = std::time::Instant::now();
    served.serving.done().await;
    assert!(begun.elapsed().as_secs() < 3, "{:?}", begun.elapsed());
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
