//! A web server that says exactly what a test tells it to, byte for byte.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use lorch_connect::Allowed;
use lorch_connect::http::{Client, ClientConfig, Request};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use url::Url;

/// What to do with a request.
pub enum Answer {
    /// Write this and wait for the next request.
    Say(Vec<u8>),
    /// Write this and hang up.
    SayAndLeave(Vec<u8>),
    /// Write this and never anything again.
    SayAndStall(Vec<u8>),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub line: String,
    headers: Vec<(String, String)>,
}

impl Seen {
    pub fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

type Handler = dyn Fn(&Seen) -> Answer + Send + Sync;

/// What happened at a server.
#[derive(Default)]
pub struct Record {
    pub seen: Mutex<Vec<Seen>>,
    pub connections: AtomicUsize,
    at_work: AtomicUsize,
    pub busiest: AtomicUsize,
}

pub struct Server {
    pub address: SocketAddr,
    pub record: Arc<Record>,
}

impl Server {
    pub async fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let record = Arc::new(Record::default());
        let (handler, kept): (Arc<Handler>, _) = (Arc::new(handler), record.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, handler.clone(), kept.clone()));
            }
        });
        Self { address, record }
    }

    /// A server that gives the same answer to everything.
    pub async fn saying(answer: Vec<u8>) -> Self {
        Self::start(move |_| Answer::Say(answer.clone())).await
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.record.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.record.connections.load(Ordering::SeqCst)
    }
}

/// Speaks HTTP on a stream until the answer is to stop.
pub async fn talk<S: AsyncRead + AsyncWrite>(stream: S, handler: Arc<Handler>, record: Arc<Record>) {
    record.connections.fetch_add(1, Ordering::SeqCst);
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = BufReader::new(Box::pin(reader)).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let now = record.at_work.fetch_add(1, Ordering::SeqCst) + 1;
        record.busiest.fetch_max(now, Ordering::SeqCst);
        let mut seen = Seen { line, headers: Vec::new() };
        while let Some((name, value)) = lines.next_line().await.unwrap().unwrap().split_once(": ") {
            seen.headers.push((name.to_owned(), value.to_owned()));
        }
        record.seen.lock().unwrap().push(seen.clone());
        tokio::task::yield_now().await;
        let answer = handler(&seen);
        record.at_work.fetch_sub(1, Ordering::SeqCst);
        match answer {
            Answer::Say(bytes) => drop(writer.write_all(&bytes).await),
            Answer::SayAndLeave(bytes) => {
                drop(writer.write_all(&bytes).await);
                drop(writer.shutdown().await);
                return;
            }
            Answer::SayAndStall(bytes) => {
                drop(writer.write_all(&bytes).await);
                std::future::pending::<()>().await;
            }
        }
    }
}

/// A whole message with its length.
pub fn message(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Because\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// The head of a message that ends when the server hangs up.
pub fn endless(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\nConnection: close\r\n".to_vec();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// How a client for these servers is made.
pub fn config(servers: &[&Server]) -> ClientConfig {
    let allowed = Allowed::new(servers.iter().map(|server| server.address.to_string()));
    ClientConfig { allowed, ..ClientConfig::new("Lorch/test") }
}

/// A client that may reach these servers.
pub fn client(servers: &[&Server]) -> Client {
    Client::new(config(servers)).unwrap()
}

/// A request with a deadline that a test can wait for.
pub fn request(url: Url) -> Request {
    Request { deadline: std::time::Duration::from_secs(20), ..Request::new(url) }
}
