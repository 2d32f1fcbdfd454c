//! Documents made to hurt: each is read in bounded time, on an ordinary stack, without a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use lorch_formats::reader::feed::{self, FeedError};
use lorch_formats::reader::{html, opml};
use url::Url;

/// Far above what any of them takes, far below what a quadratic reading would.
const LIMIT: Duration = Duration::from_secs(10);

/// Time of this thread, so that a busy machine does not count; where it is not told, time of the wall.
fn clock(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanos = told.ok().and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn within_limit<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let wall = Instant::now();
    let start = clock(wall);
    let outcome = work();
    let took = clock(wall).saturating_sub(start);
    assert!(took < LIMIT, "{name} took {took:?}");
    outcome
}

fn rss(inside: &str) -> String {
    format!("<rss version='2.0'><channel><title>t</title>{inside}</channel></rss>")
}

#[test]
fn html_bombs_become_text() {
    let base = Url::parse("https://example.org/").unwrap();
    let fonts: String = (0..5_000).map(|size| format!("<font size={size}>")).collect();
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=x")).collect();
    let bombs = [
        ("open divs", "<div>".repeat(200_000)),
        ("open spans", "<span>".repeat(200_000)),
        ("open lists", "<ul><li>".repeat(100_000)),
        ("open tables", "<table><tr><td>".repeat(50_000)),
        ("wrong ends", "<div><table><td></div>".repeat(50_000)),
        ("wrong inline ends", "<span><div></span>".repeat(50_000)),
        ("ends of others", "<div></x>".repeat(100_000)),
        ("odd elements", "<x-y>".repeat(200_000)),
        ("svg", "<svg>".repeat(100_000)),
        ("math", "<math><mtext>".repeat(100_000)),
        ("templates", "<template>".repeat(100_000)),
        ("reopened fonts", format!("{fonts}{}", "<p>x".repeat(5_000))),
        ("reopened bold", format!("{}{}", "<b>".repeat(20_000), "<p>x".repeat(20_000))),
        ("attributes", format!("<p{attributes}>words</p>")),
        ("open tags", "<a ".repeat(100_000)),
        ("open quotes", "<a \"".repeat(100_000)),
        ("odd quotes", "<a \">".repeat(100_000)),
        ("comments", "<!--".repeat(100_000)),
        ("ampersands", "&".repeat(200_000)),
        ("angles", "<".repeat(100_000)),
        ("media", "<audio>".repeat(100_000)),
        ("closed media", format!("{}{}", "<video>".repeat(300), "</video>".repeat(300))),
        ("paragraphs", "<p>words".repeat(40_000)),
        ("links", "<a href=x>".repeat(30_000)),
        ("headings", "<h1>x</h2>".repeat(20_000)),
        ("selects", "<select><option>".repeat(50_000)),
        ("forms", "<form><button>".repeat(50_000)),
    ];
    for (name, bomb) in bombs {
        let cleaned = within_limit(name, || html::clean(&bomb, &base));
        assert!(!cleaned.contains("<font"), "{name}");
        within_limit(name, || html::text(&bomb));
        within_limit(name, || html::clean(&cleaned, &base));
    }
}

#[test]
fn feed_bombs_are_read_as_far_as_they_go() {
    let item = "<item><title>before</title></item>";
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let declarations: String = (0..100_000).map(|number| format!(" xmlns:n{number}='u'")).collect();
    let bombs = [
        ("deep", rss(&format!("{item}{}", "<a>".repeat(1_000_000)))),
        ("deep categories", rss(&format!("{item}{}", "<itunes:category text='a'>".repeat(100_000)))),
        ("deep entry", rss(&format!("{item}<item>{}", "<description>".repeat(100_000)))),
        ("deep channels", format!("<rss><channel>{item}{}", "<channel>".repeat(100_000))),
        ("wrong ends", rss(&format!("{item}{}{}", "<a>".repeat(200), "</b>".repeat(500_000)))),
        ("declarations", format!("<rss{declarations}><channel>{item}{}</channel></rss>", "<n5:a/>".repeat(50_000))),
        ("laughs", format!("{laughs}{}", rss(&item.replace("before", "before&b;&c;")))),
        ("open literal", rss(&format!("{item}<item><title><![CDATA[{}", "x".repeat(1_000_000)))),
        ("items in items", format!("<rss><channel>{item}{}", "<item>".repeat(200_000))),
    ];
    for (name, bomb) in bombs {
        let read = within_limit(name, || feed::read(bomb.as_bytes(), None, "https://example.org/")).unwrap();
        let title = read.entries[0].title.as_deref().unwrap();
        assert!(title.starts_with("before") && !title.contains("ha") && !title.contains("root:"), "{name}: {title}");
    }
    let json = format!("{}1{}", "{\"a\":[".repeat(100_000), "]}".repeat(100_000));
    let read = within_limit("deep json", || feed::read(json.as_bytes(), None, "https://example.org/"));
    assert!(matches!(read, Err(FeedError::Broken { .. })), "{read:?}");
}

#[test]
fn opml_bombs_are_read_as_far_as_they_go() {
    let outline = "<outline text='x' xmlUrl='https://example.org/feed'/>";
    for (name, bomb) in [
        ("deep", format!("<opml>{outline}{}", "<outline text='a'>".repeat(500_000))),
        ("deep full", format!("<opml>{}", format!("<outline text='a'>{outline}").repeat(20_000))),
        ("open quotes", format!("<opml>{outline}{}", "<outline text=\"".repeat(300_000))),
    ] {
        let read = within_limit(name, || opml::read(bomb.as_bytes())).unwrap();
        assert_eq!(read.outlines.len(), 1, "{name}");
        let date = jiff::Timestamp::UNIX_EPOCH;
        within_limit(name, || opml::write("t", Some(date), &read.outlines));
    }
}
