//! A real provider of sign-ins in a process of its own, and a browser that goes where it is sent.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

pub struct Provider {
    child: Child,
    pub address: String,
}

/// A page, as far as it matters.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

impl Provider {
    /// `None` where Node or the package is missing; the tests' packages bring both along.
    pub fn begin() -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signin/provider.mjs");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        if !root.join("node_modules/oauth2-mock-server").exists() {
            eprintln!("SKIPPED: oauth2-mock-server is needed (scripts/npm-packages.sh)");
            return None;
        }
        let mut child = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Some(Self { child, address: format!("127.0.0.1:{}", port.trim()) })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets what it does from now on.
    pub fn set(&self, what: Value) {
        say(&self.address, &self.address, "PUT", "/control", &what.to_string());
    }

    /// The grants it was asked for so far.
    pub fn asked(&self, grant: &str) -> usize {
        let state: Value =
            serde_json::from_str(&say(&self.address, &self.address, "GET", "/control", "").text).unwrap();
        state["asked"].as_array().unwrap().iter().filter(|asked| **asked == *grant).count()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Goes to an address as a browser would, without following where it leads.
pub fn visit(url: &str) -> Page {
    let (address, path) = split(url);
    say(&address, &address, "GET", &path, "")
}

/// As [`visit`], under another name in the `Host` header.
pub fn visit_as(url: &str, host: &str) -> Page {
    let (address, path) = split(url);
    say(&address, host, "GET", &path, "")
}

/// Whether anybody listens there.
pub fn listens(url: &str) -> bool {
    TcpStream::connect(split(url).0).is_ok()
}

fn split(url: &str) -> (String, String) {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    (address.to_owned(), format!("/{path}"))
}

fn say(address: &str, host: &str, method: &str, path: &str, body: &str) -> Page {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, text) = text.split_once("\r\n\r\n").unwrap();
    let location =
        head.lines().find_map(|line| line.to_lowercase().starts_with("location: ").then(|| line[10..].to_owned()));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    // Node may send the body in chunks: the state is one object.
    let text = match (text.find('{'), text.rfind('}')) {
        (Some(from), Some(to)) => text[from..=to].to_owned(),
        _ => text.to_owned(),
    };
    Page { status, location, text }
}
