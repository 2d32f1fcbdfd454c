//! Redirects, hop by hop.

use crate::server::{Answer, Server, client, message, request};

fn to(status: u16, location: &str) -> Answer {
    Answer::Say(message(status, &[("Location", location)], b"<p>over there</p>"))
}

#[tokio::test]
async fn a_move_is_remembered_only_when_every_hop_is_permanent() {
    let server = Server::start(|seen| match seen.path() {
        "/a" => to(301, "b/../c"),
        "/c" => to(308, "?d"),
        "/found" | "/c?found" => to(302, "/end"),
        "/then-found" => to(301, "/c?found"),
        "/found-first" => to(307, "/then-end"),
        "/then-end" => to(301, "/end"),
        "/see" => to(303, "/end"),
        _ => Answer::Say(message(200, &[], b"here")),
    })
    .await;
    let client = client(&[&server]);
    for (from, end, moved) in [
        ("/a", "/c?d", true),
        ("/found", "/end", false),
        ("/then-found", "/end", false),
        ("/found-first", "/end", false),
        ("/see", "/end", false),
        ("/then-end#part", "/end", true),
        ("/end", "/end", false),
    ] {
        let reply = client.send(request(server.url(from))).await.unwrap();
        assert_eq!((&reply.body[..], &reply.final_url), (&b"here"[..], &server.url(end)), "{from}");
        assert_eq!(reply.permanently_moved_to, moved.then(|| server.url(end)), "{from}");
    }
    assert_eq!(server.connections(), 1, "redirects at one server need one connection");
}

#[tokio::test]
async fn ten_redirects_are_followed_and_no_more() {
    let server = Server::start(|seen| {
        let left: u32 = seen.path()[1..].parse().unwrap();
        if left == 0 { Answer::Say(message(200, &[], b"here")) } else { to(302, &format!("/{}", left - 1)) }
    })
    .await;
    let client = client(&[&server]);
    assert_eq!(client.send(request(server.url("/10"))).await.unwrap().status, 200);
    assert_eq!(server.seen().len(), 11);
    assert_eq!(client.send(request(server.url("/11"))).await.unwrap_err().code(), "too_many_redirects");
    assert_eq!(server.seen().len(), 22);
}

#[tokio::test]
async fn a_loop_is_noticed_at_once() {
    let server = Server::start(|seen| to(302, if seen.path() == "/a" { "/b" } else { "/a" })).await;
    let error = client(&[&server]).send(request(server.url("/a"))).await.unwrap_err();
    assert_eq!((error.code(), server.seen().len()), ("too_many_redirects", 2));
}

#[tokio::test]
async fn a_password_is_sent_to_its_origin_only() {
    let other = Server::saying(message(200, &[], b"here")).await;
    let onward = other.url("/end").to_string();
    let first = Server::start(move |seen| match seen.path() {
        "/a" => to(301, "/b"),
        _ => to(301, &onward),
    })
    .await;
    let mut url = first.url("/a");
    url.set_username("ann").unwrap();
    url.set_password(Some("p%40w")).unwrap();
    let reply = client(&[&first, &other]).send(request(url)).await.unwrap();
    assert_eq!(reply.permanently_moved_to, Some(other.url("/end")));
    let sent: Vec<_> = first.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    let basic = Some("Basic YW5uOnBAdw==".to_owned());
    assert_eq!(sent, [basic.clone(), basic]);
    assert_eq!(other.seen()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_redirect_to_nowhere() {
    let server = Server::start(|seen| match seen.path() {
        "/none" => Answer::Say(message(302, &[], b"")),
        "/file" => to(302, "file:///etc/passwd"),
        _ => to(302, "http://[broken/"),
    })
    .await;
    let client = client(&[&server]);
    assert_eq!(client.send(request(server.url("/none"))).await.unwrap().status, 302);
    assert_eq!(client.send(request(server.url("/file"))).await.unwrap_err().code(), "redirect_invalid");
    assert_eq!(client.send(request(server.url("/broken"))).await.unwrap_err().code(), "redirect_invalid");
}
