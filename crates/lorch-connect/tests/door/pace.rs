//! Turns and connections.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::join_all;
use lorch_connect::http::Request;

use crate::server::{Answer, Server, client, message, request};

#[tokio::test]
async fn a_host_is_asked_one_thing_at_a_time_on_one_connection() {
    let server = Server::saying(message(200, &[], b"here")).await;
    let client = client(&[&server]);
    let ask = |n| {
        let (client, url) = (client.clone(), server.url(&format!("/{n}")));
        tokio::spawn(async move { client.send(request(url)).await.unwrap().status })
    };
    let replies = join_all((0..50).map(ask)).await;
    assert!(replies.into_iter().all(|status| status.unwrap() == 200));
    assert_eq!(server.record.busiest.load(Ordering::SeqCst), 1);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn waiting_for_a_turn_does_not_use_up_the_deadline() {
    let server = Server::start(|seen| match seen.path() {
        "/stall" => Answer::SayAndStall(Vec::new()),
        _ => Answer::Say(message(200, &[], b"here")),
    })
    .await;
    let client = client(&[&server]);
    let deadline = Duration::from_millis(300);
    let stall = || client.send(Request { deadline, ..Request::new(server.url("/stall")) });
    let fine = client.send(Request { deadline, ..Request::new(server.url("/fine")) });
    let (first, second, third) = futures::join!(stall(), stall(), fine);
    assert_eq!((first.unwrap_err().code(), second.unwrap_err().code()), ("timed_out", "timed_out"));
    let third = third.unwrap();
    assert!(third.took < deadline, "{:?}", third.took);
}

#[tokio::test]
async fn a_request_that_is_given_up_leaves_nothing_behind() {
    let server = Server::start(|seen| match seen.path() {
        "/stall" => Answer::SayAndStall(Vec::new()),
        _ => Answer::Say(message(200, &[], b"here")),
    })
    .await;
    let client = client(&[&server]);
    tokio::select! {
        _ = client.send(request(server.url("/stall"))) => panic!("it answered"),
        () = async { while server.seen().is_empty() { tokio::task::yield_now().await } } => {}
    }
    assert_eq!(client.send(request(server.url("/"))).await.unwrap().status, 200);
}

/// `cargo test --release -p lorch-connect --test door -- --ignored --nocapture five_hundred`
#[tokio::test]
#[ignore = "a figure to look at, not a rule"]
async fn five_hundred_unchanged_feeds_cost() {
    let mut servers = Vec::new();
    for _ in 0..4 {
        servers.push(Server::saying(b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n".to_vec()).await);
    }
    let client = client(&servers.iter().collect::<Vec<_>>());
    let before = cpu_ticks();
    let asks = (0..500).map(|n| {
        let etag = Some("\"a\"".to_owned());
        client.send(Request { etag, ..request(servers[n % 4].url(&format!("/{n}"))) })
    });
    assert!(join_all(asks).await.iter().all(|reply| reply.as_ref().is_ok_and(|reply| reply.status == 304)));
    println!("{} hundredths of a CPU second, with the server", cpu_ticks() - before);
}

fn cpu_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}
