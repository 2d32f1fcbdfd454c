//! Other pages are refused, be it by script, form, image or link.

use crate::served::{Served, refusal};

#[tokio::test]
async fn our_own_page_and_programs_are_answered() {
    let served = Served::new().await;
    let near = [
        "",
        "\nOrigin: http://127.0.0.1:PORT",
        "\nSec-Fetch-Site: same-origin",
        "\nSec-Fetch-Site: none\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document",
        "\nOrigin: http://127.0.0.1:PORT\nSec-Fetch-Site: same-origin\nSec-Fetch-Mode: cors",
    ];
    for more in near {
        assert_eq!(served.ask("GET", "/", more).await.status, 200, "{more}");
    }
}

#[tokio::test]
async fn other_pages_are_refused_even_with_a_token() {
    let served = Served::new().await;
    let token = served.token().await;
    let foreign = [
        "\nOrigin: http://evil.example",
        "\nOrigin: null",
        "\nOrigin: ",
        "\nOrigin: https://127.0.0.1:PORT",
        "\nOrigin: http://127.0.0.1",
        "\nOrigin: http://127.0.0.1:1",
        "\nOrigin: http://localhost:PORT",
        "\nOrigin: http://127.0.0.1:PORT/",
        "\nOrigin: HTTP://127.0.0.1:PORT",
        "\nOrigin: http://127.0.0.1:PORT.evil.example",
        "\nOrigin: http://127.0.0.1:PORT http://evil.example",
        "\nOrigin: http://127.0.0.1:PORT\nOrigin: http://evil.example",
        "\nOrigin: lorch://localhost",
        "\nSec-Fetch-Site: cross-site",
        "\nSec-Fetch-Site: same-site",
        "\nSec-Fetch-Site: Same-Origin",
        "\nSec-Fetch-Site: ",
        "\nSec-Fetch-Site: same-origin\nSec-Fetch-Site: cross-site",
        "\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\nSec-Fetch-User: ?1",
        "\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: image",
        "\nOrigin: http://127.0.0.1:PORT\nSec-Fetch-Site: cross-site",
    ];
    for more in foreign {
        for (method, path) in [("GET", "/"), ("GET", "/api/status"), ("POST", "/api/session"), ("GET", "/health")] {
            let more = format!("{more}\nAuthorization: Bearer {token}\nContent-Length: 0");
            let answer = served.ask(method, path, &more).await;
            assert_eq!(answer.said(), refusal(403, "origin_refused"), "{method} {path} {more}");
        }
    }
}

#[tokio::test]
async fn no_preflight_is_granted() {
    let served = Served::new().await;
    let asks = "\nAccess-Control-Request-Method: PATCH\nAccess-Control-Request-Headers: authorization";
    for (origin, said) in [
        ("\nOrigin: http://evil.example", refusal(403, "origin_refused")),
        ("\nOrigin: http://127.0.0.1:PORT", refusal(405, "method_not_allowed")),
        ("", refusal(405, "method_not_allowed")),
    ] {
        let answer = served.ask("OPTIONS", "/api/status", &format!("{origin}{asks}")).await;
        assert_eq!(answer.said(), said, "{origin}");
        assert!(!answer.head.contains("access-control-"), "{}", answer.head);
    }
}
