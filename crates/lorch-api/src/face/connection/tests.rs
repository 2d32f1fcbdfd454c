use axum::{http::StatusCode, routing::post};

use super::*;

/// The announcement of the end and a request cross each other, in every order that chance brings.
#[tokio::test]
async fn whoever_came_in_time_is_answered() {
    for _ in 0..40 {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("socket");
        let listener = socket::bind(&path).unwrap();
        let mut asked = Vec::new();
        for _ in 0..3 {
            let stream = socket::connect(&path).await.unwrap();
            let request = Request::post("/write").body(Body::empty()).unwrap();
            asked.push(tokio::spawn(socket::send(stream, request)));
        }
        tokio::task::yield_now().await; // the requests are on their way before anyone is let in
        let leaving = CancellationToken::new();
        leaving.cancel();
        answer(listener, Router::new().route("/write", post(StatusCode::OK)), leaving).await;
        for answer in asked {
            assert_eq!(answer.await.unwrap().unwrap().status(), StatusCode::OK);
        }
    }
}
