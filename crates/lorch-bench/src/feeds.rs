//! Feeds as they are met: RSS and Atom with links, pictures and tracking, the same ones in every run.

mod text;

use std::{net::Ipv4Addr, sync::Arc};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::body::Bytes;
use tokio::net::TcpListener;

use crate::{Result, http1::header, process};

/// Loopback addresses that the feeds are spread over, as feeds are over hosts.
const HOSTS: u8 = 8;

/// Serves `count` feeds of `items` entries until it is let go of. Prints where: `127.0.0.1:1,127.0.0.2:2`.
pub(crate) async fn serve(count: usize, items: usize) -> Result<()> {
    let feeds: Arc<[Bytes]> = (0..count).map(|feed| Bytes::from(text::feed(feed, items))).collect();
    let router = Router::new().route("/feed/{number}", get(feed)).with_state(feeds);
    let mut origins = Vec::new();
    for host in 1..=HOSTS {
        let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, host), 0)).await?;
        origins.push(listener.local_addr()?.to_string());
        let router = router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    println!("{}", origins.join(","));
    tokio::task::spawn_blocking(process::until_let_go).await?;
    Ok(())
}

/// Addresses of `count` feeds at `origins`, host after host.
pub(crate) fn addresses(origins: &str, count: usize) -> Vec<String> {
    let origins: Vec<&str> = origins.split(',').collect();
    (0..count).map(|feed| format!("http://{}/feed/{feed}", origins[feed % origins.len()])).collect()
}

/// These feeds as an OPML file.
pub(crate) fn opml(origins: &str, count: usize) -> String {
    let outline = |(feed, address): (usize, &String)| {
        format!("<outline type=\"rss\" text=\"Feed {feed}\" xmlUrl=\"{address}\"/>\n")
    };
    let outlines: String = addresses(origins, count).iter().enumerate().map(outline).collect();
    format!("<opml version=\"2.0\"><head><title>Feeds</title></head><body>\n{outlines}</body></opml>")
}

async fn feed(State(feeds): State<Arc<[Bytes]>>, Path(number): Path<usize>, headers: HeaderMap) -> Response {
    let Some(body) = feeds.get(number) else { return StatusCode::NOT_FOUND.into_response() };
    let etag = format!("\"feed-{number}\"");
    if header(&headers, "if-none-match") == etag {
        return (StatusCode::NOT_MODIFIED, [("etag", etag)]).into_response();
    }
    let kind = if number % 2 == 0 { "application/rss+xml; charset=utf-8" } else { "application/atom+xml" };
    ([("etag", etag), ("content-type", kind.to_owned())], body.clone()).into_response()
}
