//! Nothing that strangers write leads Lorch to this machine or its network.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use lorch_connect::http::{Client, ClientConfig, Limits, Resolve, Resolved};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

use crate::server::{Answer, Server, client, config, message, request};

/// A public address where nothing answers (a sink of RFC 7535).
const PUBLIC: &str = "192.175.48.1";

/// Counts who knocks at 127.0.0.1.
struct Canary {
    port: u16,
    knocks: mpsc::UnboundedReceiver<u16>,
}

impl Canary {
    async fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, knocks) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((_, from)) = listener.accept().await {
                sender.send(from.port()).unwrap();
            }
        });
        Self { port, knocks }
    }

    /// Whoever came before would be first in the queue: so the first must be the test itself.
    async fn untouched(mut self) -> bool {
        let own = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        self.knocks.recv().await == Some(own.local_addr().unwrap().port())
    }
}

/// Gives the listed answers one after the other, then the last one for ever.
struct Turning {
    answers: Vec<&'static str>,
    asked: AtomicUsize,
}

impl Turning {
    fn between(answers: &[&'static str]) -> Arc<Self> {
        Arc::new(Self { answers: answers.to_vec(), asked: AtomicUsize::new(0) })
    }
}

impl Resolve for Turning {
    fn resolve(&self, _: &str) -> BoxFuture<'static, Resolved> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let ips: Vec<IpAddr> = self.answers[at].split(' ').map(|ip| ip.parse().unwrap()).collect();
        async move { Ok(ips) }.boxed()
    }
}

fn forms(port: u16) -> Vec<String> {
    let hosts = [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "127.255.255.254",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0x0.0x0.0x1",
        "0X7F.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0177.0.0.01",
        "00000177.0.0.1",
        "0",
        "0.0.0.0",
        "0x0",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "LocalHost.",
        "sub.localhost",
        "ｌｏｃａｌｈｏｓｔ",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "①②⑦.⓪.⓪.①",
        "１２７.０.０.１",
        "127。0。0。1",
        "127．0．0．1",
        "%31%32%37.0.0.1",
        "127.0.0.%31",
        "%6cocalhost",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000::0001]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::127.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "user@127.0.0.1",
        "user:pw@127.0.0.1",
        "example.com@127.0.0.1",
        "example.com%40@127.0.0.1",
        "example.com:80@127.0.0.1",
        "127.0.0.1\t",
        "\t127.0.0.1",
        "12\n7.0.0.1",
        "localtest.example",
        "rebind.example",
    ];
    let mut forms: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{port}/feed.xml")).collect();
    forms.extend(hosts.iter().map(|host| format!("https://{host}:{port}/")));
    forms.extend([
        format!("HTTP:127.0.0.1:{port}"),
        format!("http:/127.0.0.1:{port}/"),
        format!("http:////127.0.0.1:{port}/"),
        format!("http:\\\\127.0.0.1:{port}\\feed"),
        format!("http://example.com\\@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}#@example.com/"),
        format!("http://127.0.0.1:{port}?@example.com/"),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/_GET"),
        format!("ws://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
    ]);
    forms
}

/// Refused, or no web address at all.
fn is_refusal(code: &str) -> bool {
    matches!(code, "address_refused" | "address_invalid" | "redirect_invalid")
}

#[tokio::test]
async fn no_form_of_a_local_address_reaches_the_canary() {
    let canary = Canary::set().await;
    let resolver = Turning::between(&["127.0.0.1"]);
    let client = Client::new(ClientConfig { resolver, ..ClientConfig::new("Lorch") }).unwrap();
    let forms = forms(canary.port);
    assert!(forms.len() >= 40);
    for form in forms {
        // What is no URL for the parser gets no further than that.
        let Ok(url) = Url::parse(&form) else { continue };
        let code = client.send(request(url)).await.map_or_else(|error| error.code(), |_| "reached");
        assert!(is_refusal(code), "{form:?}: {code}");
    }
    assert!(canary.untouched().await);
}

#[tokio::test]
async fn no_redirect_leads_to_the_canary() {
    let canary = Canary::set().await;
    let targets = forms(canary.port);
    let count = targets.len();
    let server = Server::start(move |seen| {
        // `http:/host` is relative to a page of the same scheme, so such a redirect only comes back here.
        let Ok(at) = seen.path()[1..].parse::<usize>() else { return Answer::Say(message(404, &[], b"")) };
        let target = &targets[at];
        // Only what fits into a header.
        let target: String = target.chars().filter(|c| !c.is_control()).collect();
        Answer::Say(message(302, &[("Location", &target)], b""))
    })
    .await;
    let resolver = Turning::between(&["127.0.0.1"]);
    let client = Client::new(ClientConfig { resolver, ..config(&[&server]) }).unwrap();
    for at in 0..count {
        let outcome = client.send(request(server.url(&format!("/{at}")))).await;
        let stayed = outcome
            .as_ref()
            .is_ok_and(|reply| reply.status == 404 && reply.final_url.port() == Some(server.address.port()));
        let code = outcome.map_or_else(|error| error.code(), |_| "reached");
        assert!(stayed || is_refusal(code), "{}: {code}", forms(canary.port)[at]);
    }
    assert!(server.seen().len() >= count);
    assert!(canary.untouched().await);
}

#[tokio::test]
async fn a_name_that_turns_from_public_to_private_gains_nothing() {
    let canary = Canary::set().await;
    let resolver = Turning::between(&[PUBLIC, "127.0.0.1"]);
    let limits = Limits { connect: Duration::from_millis(100), ..Limits::default() };
    let config = ClientConfig { resolver: resolver.clone(), limits, ..ClientConfig::new("Lorch") };
    let client = Client::new(config).unwrap();
    let url = Url::parse(&format!("http://rebind.example:{}/", canary.port)).unwrap();
    let first = client.send(request(url.clone())).await.unwrap_err();
    assert_eq!(first.code(), "connection_failed");
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1, "between check and connection the name was asked again");
    let second = client.send(request(url)).await.unwrap_err();
    assert_eq!(second.code(), "address_refused");
    assert!(canary.untouched().await);
}

#[tokio::test]
async fn of_a_mixed_answer_only_the_public_address_is_tried() {
    let canary = Canary::set().await;
    let resolver = Turning::between(&["127.0.0.1 ::1 192.175.48.1 ::ffff:127.0.0.1"]);
    let limits = Limits { connect: Duration::from_millis(100), ..Limits::default() };
    let client = Client::new(ClientConfig { resolver, limits, ..ClientConfig::new("Lorch") }).unwrap();
    let url = Url::parse(&format!("http://mixed.example:{}/", canary.port)).unwrap();
    assert_eq!(client.send(request(url)).await.unwrap_err().code(), "connection_failed");
    assert!(canary.untouched().await);
}

#[tokio::test]
async fn a_refusal_names_what_to_allow() {
    let canary = Canary::set().await;
    let client = Client::new(ClientConfig::new("Lorch")).unwrap();
    let url = Url::parse(&format!("http://u:p@0177.0.0.1:{}/?token=abc", canary.port)).unwrap();
    let error = client.send(request(url)).await.unwrap_err();
    let address = format!("127.0.0.1:{}", canary.port);
    assert_eq!(error.to_string(), format!("{address} is on this computer or its network, and was not allowed"));
    assert!(error.hint().contains(&format!("lorch allow {address}")), "{}", error.hint());
    assert!(!error.may_pass());
}

#[tokio::test]
async fn an_allowance_opens_its_port_and_closes_it_again() {
    let server = Server::saying(message(200, &[], b"here")).await;
    let config = config(&[]);
    let allowed = config.allowed.clone();
    let client_of_both = client(&[&server]);
    let client = Client::new(config).unwrap();
    let code = async |url: Url| client.send(request(url)).await.map_or_else(|error| error.code(), |_| "reached");
    assert_eq!(code(server.url("/")).await, "address_refused");
    allowed.replace([server.address.to_string()]);
    assert_eq!(code(server.url("/")).await, "reached");
    let by_name = Url::parse(&format!("http://localhost:{}/", server.address.port())).unwrap();
    assert_eq!(code(by_name).await, "address_refused", "another name of the same place");
    allowed.replace::<&str>([]);
    assert_eq!(code(server.url("/")).await, "address_refused", "an open connection must not outlive its permission");
    assert_eq!(client_of_both.send(request(server.url("/"))).await.unwrap().status, 200);
}

#[tokio::test]
async fn an_allowed_name_is_reached_where_it_lies() {
    let server = Server::saying(message(200, &[], b"here")).await;
    let config = config(&[]);
    config.allowed.replace([format!("nas.example:{}", server.address.port())]);
    let resolver = Turning::between(&["127.0.0.1"]);
    let client = Client::new(ClientConfig { resolver, ..config }).unwrap();
    let url = Url::parse(&format!("http://nas.example:{}/", server.address.port())).unwrap();
    assert_eq!(client.send(request(url)).await.unwrap().status, 200);
    assert_eq!(server.seen()[0].header("host"), Some(format!("nas.example:{}", server.address.port()).as_str()));
}
