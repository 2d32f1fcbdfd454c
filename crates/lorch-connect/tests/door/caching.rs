//! Validators, and what is read from an answer.

use std::sync::atomic::{AtomicUsize, Ordering};

use lorch_connect::http::Request;

use crate::server::{Answer, Server, client, message, request};

#[tokio::test]
async fn validators_go_back_byte_for_byte_and_304_is_an_answer() {
    let server = Server::start(|seen| match seen.header("if-none-match") {
        Some(_) => Answer::Say(b"HTTP/1.1 304 Not Modified\r\nETag: W/\"two\"\r\n\r\n".to_vec()),
        None => Answer::Say(message(
            200,
            &[
                ("ETag", "unquoted -é-"),
                ("Last-Modified", "Sat, 7 Nov 2026 1:02:03 +0000"),
                ("Content-Type", "application/rss+xml"),
                ("Cache-Control", "public"),
                ("Cache-Control", "max-age=60"),
                ("Expires", "0"),
                ("Retry-After", "7"),
                ("Date", "Sat, 21 Nov 2026 12:00:00 GMT"),
                ("Link", "<https://hub.example/>; rel=\"hub\""),
            ],
            b"<rss/>",
        )),
    })
    .await;
    let client = client(&[&server]);
    let first = client.send(request(server.url("/feed?a=%20b"))).await.unwrap();
    assert_eq!((first.status, &first.body[..], first.packed_bytes), (200, &b"<rss/>"[..], 6));
    assert_eq!(first.headers.content_type.as_deref(), Some("application/rss+xml"));
    assert_eq!(first.headers.cache_control.as_deref(), Some("public, max-age=60"));
    assert_eq!(first.headers.expires.as_deref(), Some("0"));
    assert_eq!(first.headers.retry_after.as_deref(), Some("7"));
    assert_eq!(first.headers.date.as_deref(), Some("Sat, 21 Nov 2026 12:00:00 GMT"));
    assert_eq!(first.headers.link, ["<https://hub.example/>; rel=\"hub\""]);
    assert_eq!((first.permanently_moved_to, first.final_url), (None, server.url("/feed?a=%20b")));

    let (etag, last_modified) = (first.headers.etag, first.headers.last_modified);
    let second = client.send(Request { etag, last_modified, ..request(server.url("/feed?a=%20b")) }).await.unwrap();
    assert_eq!((second.status, second.body.len()), (304, 0));
    assert_eq!(second.headers.etag.as_deref(), Some("W/\"two\""));

    let seen = server.seen();
    assert_eq!(seen[0].line, "GET /feed?a=%20b HTTP/1.1");
    assert_eq!(seen[0].header("host"), Some(server.address.to_string().as_str()));
    assert_eq!(seen[0].header("user-agent"), Some("Lorch/test"));
    assert_eq!(seen[0].header("accept"), Some("*/*"));
    assert_eq!((seen[0].header("if-none-match"), seen[0].header("if-modified-since")), (None, None));
    assert_eq!(seen[1].header("if-none-match"), Some("unquoted -é-"));
    assert_eq!(seen[1].header("if-modified-since"), Some("Sat, 7 Nov 2026 1:02:03 +0000"));
    assert_eq!(server.connections(), 1, "the connection was not used again");
}

#[tokio::test]
async fn a_kept_value_that_no_header_can_carry_is_left_out() {
    let server = Server::saying(message(200, &[], b"x")).await;
    let etag = Some("a\r\nX-Evil: 1".to_owned());
    client(&[&server]).send(Request { etag, ..request(server.url("/")) }).await.unwrap();
    assert_eq!(server.seen()[0].header("if-none-match"), None);
    assert_eq!(server.seen()[0].header("x-evil"), None);
}

#[tokio::test]
async fn a_server_that_hangs_up_between_two_requests_is_asked_anew() {
    let server = Server::start(|_| Answer::SayAndLeave(message(200, &[], b"x"))).await;
    let client = client(&[&server]);
    for _ in 0..20 {
        assert_eq!(client.send(request(server.url("/"))).await.unwrap().status, 200);
    }
    assert_eq!(server.seen().len(), 20);
}

#[tokio::test]
async fn a_server_that_hangs_up_on_the_second_question_is_asked_it_again() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        1 => Answer::SayAndLeave(Vec::new()),
        _ => Answer::Say(message(200, &[], b"x")),
    })
    .await;
    let client = client(&[&server]);
    for _ in 0..2 {
        assert_eq!(client.send(request(server.url("/"))).await.unwrap().status, 200);
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 2));
}

#[tokio::test]
async fn a_page_of_a_failure_that_is_unreadable_does_not_hide_the_failure() {
    let server = Server::saying(message(503, &[("Content-Encoding", "gzip"), ("Retry-After", "5")], b"plain")).await;
    let reply = client(&[&server]).send(request(server.url("/"))).await.unwrap();
    assert_eq!((reply.status, reply.headers.retry_after.as_deref()), (503, Some("5")));
}
