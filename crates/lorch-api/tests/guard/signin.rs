//! One-time links: printed at the start, asked for later, good once.

use lorch_api::{
    guard::Pace,
    serve::{self, ServeError},
};
use tokio::net::TcpListener;

use crate::served::{Served, refusal};

#[tokio::test]
async fn a_link_signs_one_browser_in() {
    let served = Served::new().await;
    let link = served.serving.first_link.expose().to_owned();
    assert!(link.starts_with(&format!("http://127.0.0.1:{}/#code=", served.port)), "{link}");
    assert_eq!(served.first_code().len(), 32, "128 bits");
    let answer = served.sign_in(&served.first_code()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(served.sign_in(&served.first_code()).await.said(), refusal(403, "link_spent"));
    assert_eq!(served.sign_in("").await.said(), refusal(403, "link_spent"));
}

#[tokio::test]
async fn a_new_link_comes_from_whoever_serves_the_profile() {
    let served = Served::new().await;
    let links = serve::link(&served.profile).await;
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].url.expose(), format!("http://127.0.0.1:{}/#code={}", served.port, links[0].code.expose()));
    assert_eq!(served.sign_in(links[0].code.expose()).await.status, 200);
    assert_eq!(served.sign_in(links[0].code.expose()).await.said(), refusal(403, "link_spent"));
    served.stop.send(()).unwrap();
    served.serving.done().await;
    assert!(serve::link(&served.profile).await.is_empty());
}

#[tokio::test]
async fn what_is_no_code_is_refused_before_it_counts() {
    let served = Served::new().await;
    let head = "POST /api/session HTTP/1.1\nHost: 127.0.0.1:PORT\nContent-Length: ";
    let (json, text) = ("\nContent-Type: application/json", "\nContent-Type: text/plain");
    let code = format!("{{\"code\":\"{}\"}}", served.first_code());
    let long = format!("{{\"code\":\"{}\"}}", "x".repeat(5000));
    for (kind, body) in [(json, ""), (json, "{}"), (json, "[1]"), (text, &code), ("", &code), (json, &long)] {
        let answer = served.raw_with(&format!("{head}{}{kind}", body.len()), body).await;
        assert_eq!(answer.said(), refusal(400, "body_invalid"), "{kind} {body}");
    }
    assert_eq!(served.sign_in(&served.first_code()).await.status, 200);
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let served = Served::new().await;
    for _ in 0..10 {
        assert_eq!(served.sign_in("guess").await.status, 403);
    }
    let answer = served.sign_in(&served.first_code()).await;
    assert_eq!(answer.said(), refusal(429, "too_many_requests"));
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((50..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn two_servers_of_one_profile_have_visitors_of_their_own() {
    let owner = Served::new().await;
    let remote = owner.beside().await;
    assert_eq!(serve::link(&owner.profile).await.len(), 2);
    assert_eq!(owner.sign_in(&remote.first_code()).await.said(), refusal(403, "link_spent"));
    let signed = format!("\nAuthorization: Bearer {}", remote.token().await);
    assert_eq!(remote.ask("GET", "/api/status", &signed).await.body, "reached");
    assert_eq!(owner.ask("GET", "/api/status", &signed).await.said(), refusal(401, "sign_in_needed"));
}

#[tokio::test]
async fn a_taken_port_and_a_public_address_are_explained() {
    let served = Served::new().await;
    let fault = serve::listen(served.port).await.unwrap_err().to_string();
    assert!(fault.contains(&format!("Port {} is taken", served.port)), "{fault}");
    let everywhere = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = serve::serve(served.face.clone(), everywhere, Pace::default(), std::future::pending()).await;
    assert!(matches!(refused, Err(ServeError::NotLoopback(_))));
}
