//! A server of feeds on this machine.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

/// Serves the fixtures, and a few answers that go wrong, for as long as the test runs.
pub struct Server {
    port: u16,
}

impl Server {
    pub fn begin() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || answer(&stream));
            }
        });
        Self { port }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }
}

fn answer(mut stream: &TcpStream) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).map(|line| line.to_lowercase()).collect();
    let known = headers.iter().any(|line| line.starts_with("if-none-match"));
    let good = headers.iter().any(|line| line == "authorization: bearer good-token");
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, kind, body) = match path {
        "/tides.xml" if known => ("304 Not Modified", "text/xml", ""),
        "/tides.xml" => ("200 OK", "application/rss+xml", include_str!("../fixtures/tides.xml")),
        "/evil.json" => ("200 OK", "application/feed+json", include_str!("../fixtures/evil.json")),
        "/page" => (
            "200 OK",
            "text/html",
            "<html><head><link rel=alternate type='application/rss+xml' href='/tides.xml'></head><body>Hello</body></html>",
        ),
        "/user" if good => ("200 OK", "application/json", r#"{"id": 583231, "login": "octo"}"#),
        "/user" => ("401 Unauthorized", "application/json", r#"{"message": "Bad credentials"}"#),
        "/bare" => ("200 OK", "text/html", "<html><body>No feed here</body></html>"),
        "/broken" => ("500 Internal Server Error", "text/plain", "oh"),
        "/gone" => ("410 Gone", "text/plain", ""),
        _ => ("404 Not Found", "text/plain", "nothing"),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\netag: \"1\"\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // A client that hangs up has what it wanted.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}
