//! One request over the owner's socket. Either the whole answer arrives, or none did.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use serde_json::Value;

/// A held answer means that Lorch hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a request says.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub method: &'static str,
    pub path: String,
    /// The Idempotency-Key of a write.
    pub key: Option<String>,
    /// JSON, or OPML where it begins like it.
    pub body: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `null` where there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Letter {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), key: None, body: String::new() }
    }

    pub fn post(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self { method: "POST", path: path.into(), key: None, body: body.into() }
    }

    /// Sends it to whoever listens on `socket`.
    pub fn send(&self, socket: &Path) -> io::Result<Answer> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let Self { method, path, body, .. } = self;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: lorch\r\nconnection: close\r\ncontent-length: {}\r\n",
            body.len()
        );
        if let Some(key) = &self.key {
            head += &format!("idempotency-key: {key}\r\n");
        }
        if !body.is_empty() {
            let kind = if body.starts_with('<') { "text/x-opml" } else { "application/json" };
            head += &format!("content-type: {kind}\r\n");
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        whole(&bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

fn whole(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?.to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = bytes[end + 4..].to_vec();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    // Without a length there is no body, or it is not known whether all of it came.
    (length.unwrap_or(0) == body.len()).then_some(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_answer_is_none() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert!(whole(bytes).is_some_and(|answer| answer.is_good()));
        for end in 0..bytes.len() {
            assert!(whole(&bytes[..end]).is_none(), "{end}");
        }
    }
}
