//! The full text of an article, whose page may take its time.

use std::sync::Arc;

use axum::{
    Router,
    http::{StatusCode, header},
    routing::get,
};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::Bench;

#[tokio::test]
async fn a_mark_that_is_set_while_the_page_is_on_its_way_stays() {
    let paragraph =
        "<p>The tide comes in twice a day, and whoever lives by it keeps its hours and not those of the clock.</p>";
    let page = format!("<html><body><article><h1>Tide</h1>{}</article></body></html>", paragraph.repeat(12));
    let feed = "<rss version=\"2.0\"><channel><title>Short</title><item><guid>1</guid><title>Tide</title>\
                <link>/page</link><description>The beginning.</description></item></channel></rss>";
    // The server says when it is asked, and answers when it is told to.
    let (asked, answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (at_door, told) = (asked.clone(), answer.clone());
    let served = Router::new().route("/short", get(async move || feed)).route(
        "/page",
        get(async move || {
            at_door.add_permits(1);
            told.acquire().await.unwrap().forget();
            ([(header::CONTENT_TYPE, "text/html")], page.clone())
        }),
    );
    let bench = Bench::serving(served).await;
    bench.subscribe("/short").await;
    let list = bench.get("/api/reader/articles").await.1;
    let path = format!("/api/reader/articles/{}", list["items"][0]["id"].as_str().unwrap());
    let fetch = format!("{path}/full-text");
    let (fetched, ()) = tokio::join!(bench.post(&fetch, json!({})), async {
        asked.acquire().await.unwrap().forget();
        let (status, _) = bench.patch(&path, json!({ "starred": true, "read": true })).await;
        assert_eq!(status, StatusCode::OK);
        answer.add_permits(1);
    });
    assert_eq!(fetched.0, StatusCode::OK, "{}", fetched.1);
    let now = bench.get(&path).await.1;
    for article in [&fetched.1, &now] {
        assert_eq!((&article["starred"], &article["read"]), (&json!(true), &json!(true)), "{article}");
        assert!(article["full"]["html"].as_str().unwrap().contains("keeps its hours"), "{article}");
    }
}
