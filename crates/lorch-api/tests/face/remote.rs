//! What travels over the socket arrives as it was sent.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
    routing::get,
};
use futures::future::join_all;
use lorch_api::face::Lifetime;
use tokio::sync::{Notify, Semaphore};

use crate::house::{House, held, in_time, request, router, send, who};

#[tokio::test]
async fn a_large_body_arrives_whole() {
    let house = House::new();
    let _owner = house.open("owner", Lifetime::Brief).await;
    let remote = house.open("remote", Lifetime::Brief).await;
    let body = "0123456789".repeat(500_000);
    for key in [None, Some("k1")] {
        let mut request = Request::post("/echo").body(Body::from(body.clone())).unwrap();
        key.map(|key| request.headers_mut().insert("idempotency-key", key.parse().unwrap()));
        let (status, back) = in_time(send(&remote, request)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(back == body);
    }
}

#[tokio::test]
async fn headers_and_query_travel_but_not_those_of_one_connection() {
    let echo = async |headers: HeaderMap, uri: axum::http::Uri| {
        let names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
        format!("{uri} {} {}", headers["host"].to_str().unwrap(), names.join(","))
    };
    let house = House::new();
    let _owner = house.open_with(Lifetime::Brief, Router::new().route("/seen", get(echo))).await;
    let remote = house.open("remote", Lifetime::Brief).await;
    let request = Request::get("lorch://localhost/seen?a=b%20c")
        .header("if-none-match", "\"7\"")
        .header("connection", "keep-alive")
        .header("host", "127.0.0.1:4747")
        .body(Body::empty())
        .unwrap();
    assert_eq!(in_time(send(&remote, request)).await.1, "/seen?a=b%20c lorch if-none-match,host");
}

#[tokio::test]
async fn twenty_held_polls_are_in_nobodys_way() {
    let house = House::new();
    let (router, arrived, go) = held("owner");
    let _owner = house.open_with(Lifetime::Brief, router).await;
    let remote = house.open("remote", Lifetime::Brief).await;
    let polls: Vec<_> = (0..20)
        .map(|_| {
            let remote = remote.clone();
            tokio::spawn(async move { send(&remote, request("GET", "/held")).await.0 })
        })
        .collect();
    in_time(arrived.acquire_many(20)).await.unwrap().forget();
    assert_eq!(who(&remote).await, "owner");
    go.add_permits(20);
    assert!(join_all(polls).await.into_iter().all(|status| status.unwrap() == StatusCode::OK));
}

#[tokio::test]
async fn a_caller_that_hangs_up_frees_the_owner() {
    struct Told(Arc<Notify>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let (arrived, freed) = (Arc::new(Semaphore::new(0)), Arc::new(Notify::new()));
    let hold = {
        let (arrived, freed) = (arrived.clone(), freed.clone());
        async move || {
            let _told = Told(freed);
            arrived.add_permits(1);
            std::future::pending::<()>().await;
        }
    };
    let house = House::new();
    let _owner = house.open_with(Lifetime::Brief, router("owner").route("/held", get(hold))).await;
    let remote = house.open("remote", Lifetime::Brief).await;
    let poll = tokio::spawn(async move { send(&remote, request("GET", "/held")).await });
    in_time(arrived.acquire()).await.unwrap().forget();
    poll.abort();
    in_time(freed.notified()).await;
}

#[tokio::test]
async fn a_request_that_breaks_the_owner_is_not_sent_for_ever() {
    let house = House::new();
    let breaks = router("owner").route(
        "/breaks",
        get(async || {
            if true {
                panic!("as planned")
            }
        }),
    );
    let _owner = house.open_with(Lifetime::Brief, breaks).await;
    let remote = house.open("remote", Lifetime::Brief).await;
    let (status, body) = in_time(send(&remote, request("GET", "/breaks"))).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("owner_left"), "{body}");
    assert_eq!(who(&remote).await, "owner");
}
