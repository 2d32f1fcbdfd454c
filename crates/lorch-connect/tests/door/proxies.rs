//! The proxy of the person's choice.

use std::net::SocketAddr;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use lorch_connect::http::{Client, ClientConfig, Resolve, Resolved};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::server::{Server, message, request};

/// A resolver that knows these, and nothing else.
struct Knows(&'static str, &'static str);

impl Resolve for Knows {
    fn resolve(&self, name: &str) -> BoxFuture<'static, Resolved> {
        let found = if name == self.0 { vec![self.1.parse().unwrap()] } else { Vec::new() };
        async move { Ok(found) }.boxed()
    }
}

fn through(proxy: &str, resolver: Knows) -> Client {
    let proxy = Some(Url::parse(proxy).unwrap());
    Client::new(ClientConfig { proxy, resolver: Arc::new(resolver), ..ClientConfig::new("Lorch") }).unwrap()
}

async fn code(client: &Client, url: &str) -> &'static str {
    client.send(request(Url::parse(url).unwrap())).await.map_or_else(|error| error.code(), |_| "reached")
}

#[tokio::test]
async fn an_http_proxy_gets_the_whole_address_and_its_own_password() {
    let proxy = Server::saying(message(200, &[], b"here")).await;
    let client = through(&format!("http://ann:pw@{}", proxy.address), Knows("a.example", "1.1.1.1"));
    assert_eq!(code(&client, "http://a.example/feed?x=1").await, "reached");
    assert_eq!(code(&client, "http://only-the-proxy-knows.example:81/").await, "reached");
    let seen = proxy.seen();
    assert_eq!(seen[0].line, "GET http://a.example/feed?x=1 HTTP/1.1");
    assert_eq!(seen[0].header("host"), Some("a.example"));
    assert_eq!(seen[0].header("proxy-authorization"), Some("Basic YW5uOnB3"));
    assert_eq!(seen[1].line, "GET http://only-the-proxy-knows.example:81/ HTTP/1.1");
}

#[tokio::test]
async fn a_proxy_is_not_led_inside() {
    let proxy = Server::saying(message(200, &[], b"here")).await;
    for scheme in ["http", "socks5", "socks5h"] {
        let client = through(&format!("{scheme}://{}", proxy.address), Knows("inside.example", "10.0.0.1"));
        for url in ["http://inside.example/", "https://inside.example/", "http://127.1/", "https://[::1]/", "http://a/"]
        {
            assert_eq!(code(&client, url).await, "address_refused", "{scheme} {url}");
        }
    }
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named() {
    let proxy = Server::saying(message(407, &[], b"")).await;
    let client = through(&format!("http://{}", proxy.address), Knows("a.example", "1.1.1.1"));
    for url in ["https://a.example/", "http://a.example/"] {
        let error = client.send(request(Url::parse(url).unwrap())).await.unwrap_err();
        let reason = "it wants a user name and password";
        assert_eq!(error.to_string(), format!("the proxy {} did not connect: {reason}", proxy.address));
        assert_eq!(error.code(), "proxy_failed");
    }
    assert_eq!(proxy.seen()[0].line, "CONNECT a.example:443 HTTP/1.1");
}

#[tokio::test]
async fn the_proxy_variables_of_the_environment_are_ignored() {
    let proxy = Server::saying(message(502, &[], b"")).await;
    let mut other_run = tokio::process::Command::new(std::env::current_exe().unwrap());
    other_run.args(["--exact", "caching::validators_go_back_byte_for_byte_and_304_is_an_answer"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        other_run.env(name, format!("http://{}", proxy.address));
    }
    let output = other_run.env_remove("NO_PROXY").env_remove("no_proxy").output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn what_can_be_no_proxy_is_refused() {
    for proxy in ["ftp://a:1", "https://u:p@a:1", "socks4://a:1", "data:,x"] {
        let proxy = Some(Url::parse(proxy).unwrap());
        let error = Client::new(ClientConfig { proxy, ..ClientConfig::new("Lorch") }).err().unwrap();
        assert_eq!(error.code(), "proxy_invalid");
        assert!(!error.to_string().contains("u:p"));
    }
}

/// A SOCKS server that answers one request itself; gives what it was asked for.
async fn socks() -> (SocketAddr, tokio::task::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 3];
        stream.read_exact(&mut hello).await.unwrap();
        assert_eq!(hello, [5, 1, 2]);
        stream.write_all(&[5, 2]).await.unwrap();
        let mut login = [0; 8];
        stream.read_exact(&mut login).await.unwrap();
        assert_eq!(&login, b"\x01\x03ann\x02pw");
        stream.write_all(&[1, 0]).await.unwrap();
        let mut asked = vec![0; 4];
        stream.read_exact(&mut asked).await.unwrap();
        let rest = if asked[3] == 1 { 4 } else { usize::from(stream.read_u8().await.unwrap()) };
        let mut target = vec![0; rest + 2];
        stream.read_exact(&mut target).await.unwrap();
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
        stream.write_all(&message(200, &[], b"here")).await.unwrap();
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest).await);
        [asked, target].concat()
    });
    (address, asked)
}

#[tokio::test]
async fn socks5_gets_the_checked_address_and_socks5h_the_name() {
    for (scheme, expected) in [
        ("socks5", &b"\x05\x01\x00\x01\x01\x01\x01\x01\x00\x50"[..]),
        ("socks5h", b"\x05\x01\x00\x03a.example\x00\x50"),
    ] {
        let (address, asked) = socks().await;
        let client = through(&format!("{scheme}://ann:pw@{address}"), Knows("a.example", "1.1.1.1"));
        assert_eq!(code(&client, "http://a.example/").await, "reached");
        drop(client);
        assert_eq!(asked.await.unwrap(), expected);
    }
}
