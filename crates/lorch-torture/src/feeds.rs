//! A server of feeds on this machine. Feed `N` lies at `/feed/N` and says more with every edition.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crate::Result;

/// Articles of one edition.
pub(crate) const ITEMS: usize = 5;

/// Serves for as long as the program runs.
#[derive(Clone)]
pub(crate) struct Feeds {
    port: u16,
    editions: Arc<Mutex<HashMap<usize, usize>>>,
}

impl Feeds {
    pub fn begin() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let feeds = Self { port: listener.local_addr()?.port(), editions: Arc::default() };
        let server = feeds.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                thread::spawn(move || server.answer(&stream));
            }
        });
        Ok(feeds)
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn url(&self, feed: usize) -> String {
        format!("http://{}/feed/{feed}", self.address())
    }

    /// The number of the feed at `url`.
    pub fn number(url: &str) -> Option<usize> {
        url.rsplit_once("/feed/")?.1.parse().ok()
    }

    /// The next edition of a feed comes out. Returns its number; the first is 1.
    pub fn publish(&self, feed: usize) -> usize {
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        let edition = editions.entry(feed).or_insert(1);
        *edition += 1;
        *edition
    }

    fn edition(&self, feed: usize) -> usize {
        *self.editions.lock().unwrap_or_else(PoisonError::into_inner).entry(feed).or_insert(1)
    }

    fn answer(&self, mut stream: &TcpStream) {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let Some(request) = lines.next() else { return };
        lines.take_while(|line| !line.is_empty()).for_each(drop);
        let feed = request.split(' ').nth(1).and_then(Self::number).unwrap_or(0);
        let body = text(feed, self.edition(feed));
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        // Who was killed does not listen any more.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    }
}

fn text(feed: usize, edition: usize) -> String {
    let items: String = (0..edition * ITEMS)
        .map(|item| {
            let minutes = item + feed * 7;
            format!(
                "<item><guid isPermaLink=\"false\">{feed}-{item}</guid><title>Item {item} of {feed}</title>
                 <link>https://feed{feed}.example/{item}</link>
                 <pubDate>{:02} Jan 2026 {:02}:{:02}:00 GMT</pubDate>
                 <description>&lt;p&gt;The lamp at the pier of feed {feed} burned {item} nights.&lt;/p&gt;</description></item>",
                1 + minutes / 1440 % 28,
                minutes / 60 % 24,
                minutes % 60
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {feed}</title>
         <link>https://feed{feed}.example/</link><description>x</description>{items}</channel></rss>"
    )
}
