//! What is the person's needs a token, in the one place where tokens may be.

use crate::served::{Served, refusal};

#[tokio::test]
async fn a_token_opens_the_api_and_goes_no_further() {
    let served = Served::new().await;
    let token = served.token().await;
    for scheme in ["Bearer", "bearer"] {
        let answer = served.ask("GET", "/api/status", &format!("\nAuthorization: {scheme} {token}")).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "reached"));
    }
    assert_eq!(served.ask("GET", "/metrics", &format!("\nAuthorization: Bearer {token}")).await.status, 200);
}

#[tokio::test]
async fn other_forms_of_a_token_open_nothing() {
    let served = Served::new().await;
    let token = served.token().await;
    let forms = [
        String::new(),
        "\nAuthorization: ".to_owned(),
        "\nAuthorization: Bearer".to_owned(),
        "\nAuthorization: Bearer ".to_owned(),
        format!("\nAuthorization: {token}"),
        format!("\nAuthorization: Basic {token}"),
        format!("\nAuthorization: Bearer  {token}"),
        format!("\nAuthorization: Bearer {token}x"),
        format!("\nAuthorization: Bearer {}", &token[1..]),
        format!("\nAuthorization: Bearer {}", token.to_uppercase()),
        format!("\nAuthorization: Bearer {token}, Bearer {token}"),
        format!("\nAuthorization: Bearer {token}\nAuthorization: Bearer {token}"),
        format!("\nCookie: token={token}; session={token}"),
        format!("\nX-Token: {token}"),
    ];
    for more in forms {
        for path in ["/api/status".to_owned(), "/metrics".to_owned(), format!("/api/status?token={token}")] {
            let answer = served.ask("GET", &path, &more).await;
            assert_eq!(answer.said(), refusal(401, "sign_in_needed"), "{path} {more}");
            assert_eq!(answer.header("www-authenticate"), Some("bearer realm=\"lorch\""));
        }
    }
}

#[tokio::test]
async fn what_tells_nothing_about_the_person_is_open() {
    let served = Served::new().await;
    for path in ["/", "/reader", "/assets/index.js", "/health", "/api/openapi.json", "/api/docs", "/api/docs/index.css"]
    {
        assert_eq!(served.ask("GET", path, "").await.status, 200, "{path}");
    }
    for path in ["//api/status", "/%61pi/status", "/API/status", "/api/docs/../status", "/api/docs/%2e%2e/status"] {
        assert_eq!(served.ask("GET", path, "").await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn what_only_window_and_terminal_may_is_refused_with_a_token_too() {
    let served = Served::new().await;
    let token = served.token().await;
    for path in ["/api/session/links", "/api/desktop/open", "/api/desktop", "/api/session/links/", "/api//desktop/open"]
    {
        let answer = served.ask("POST", path, &format!("\nAuthorization: Bearer {token}\nContent-Length: 0")).await;
        assert_eq!(answer.said(), refusal(403, "not_here"), "{path}");
        assert_eq!(served.ask("POST", path, "\nContent-Length: 0").await.status, 401, "{path}");
    }
}
