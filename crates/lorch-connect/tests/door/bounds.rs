//! Deadlines, broken answers, and what is no answer.

use std::time::Duration;

use lorch_connect::Allowed;
use lorch_connect::http::{Client, ClientConfig, Request};
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Answer, Server, client, endless, request};

const SHORT: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_server_that_stalls_meets_the_deadline() {
    let stalls: [&[u8]; 3] = [b"", b"HTTP/1.1 200 OK\r\nConte", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>"];
    for stall in stalls {
        let server = Server::start(|_| Answer::SayAndStall(stall.to_vec())).await;
        let slow = Request { deadline: SHORT, ..Request::new(server.url("/feed?token=abc")) };
        let error = client(&[&server]).send(slow).await.unwrap_err();
        assert_eq!(error.code(), "timed_out");
        assert!(error.to_string().contains("token=***") && !error.to_string().contains("abc"), "{error}");
    }
}

#[tokio::test]
async fn redirects_share_one_deadline() {
    let server = Server::start(|seen| match seen.path() {
        "/b" => Answer::SayAndStall(Vec::new()),
        _ => Answer::Say(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n".to_vec()),
    })
    .await;
    let slow = Request { deadline: SHORT, ..Request::new(server.url("/a")) };
    assert_eq!(client(&[&server]).send(slow).await.unwrap_err().code(), "timed_out");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let beginnings: [&[u8]; 5] = [
        b"",
        b"HTTP/1.1 200 OK\r\nConte",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n<rss>",
    ];
    for beginning in beginnings {
        let server = Server::start(|_| Answer::SayAndLeave(beginning.to_vec())).await;
        let error = client(&[&server]).send(request(server.url("/"))).await.unwrap_err();
        assert_eq!(error.code(), "answer_cut_short", "{}", String::from_utf8_lossy(beginning));
    }
    let whole = [endless(&[]), b"<rss/>".to_vec()].concat();
    let server = Server::start(move |_| Answer::SayAndLeave(whole.clone())).await;
    let reply = client(&[&server]).send(request(server.url("/"))).await.unwrap();
    assert_eq!(&reply.body[..], b"<rss/>", "an answer may end by hanging up when it announced no length");
}

#[tokio::test]
async fn what_is_not_http_is_said_to_be_so() {
    let answers = [
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
        b"220 mail.example ESMTP\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n".to_vec(),
        [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'a'; 1024 * 1024], b"\r\n\r\n".to_vec()].concat(),
    ];
    for answer in answers {
        let shown = String::from_utf8_lossy(&answer[..20]).into_owned();
        let server = Server::start(move |_| Answer::SayAndLeave(answer.clone())).await;
        let error = client(&[&server]).send(request(server.url("/"))).await.unwrap_err();
        assert_eq!(error.code(), "answer_invalid", "{shown}");
    }
}

#[tokio::test]
async fn a_port_where_nothing_listens() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let allowed = Allowed::new([&address]);
    let client = Client::new(ClientConfig { allowed, ..ClientConfig::new("Lorch") }).unwrap();
    let error = client.send(request(Url::parse(&format!("http://{address}/")).unwrap())).await.unwrap_err();
    assert_eq!(error.to_string(), format!("{address} could not be reached: nothing listens there"));
    assert_eq!(error.code(), "connection_failed");
    assert!(error.may_pass());
}
