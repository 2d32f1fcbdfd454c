//! The connector of feeds: from a reply to a page, and once through the whole door.

use std::time::Duration;

use jiff::Timestamp;
use lorch_connect::http::{Bytes, Reply, ReplyHeaders};
use lorch_connect::reader::Feeds;
use lorch_connect::source::{Ask, Onward, Page, ReadError, Resume, Source, Validators};
use url::Url;

use crate::server::{Answer, Server, client, message};

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Garden</title><link>https://a.example/</link>
<description>d</description><ttl>120</ttl>
<item><guid isPermaLink="false">1</guid><title>First</title><link>/first</link></item></channel></rss>"#;

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn ask(etag: Option<&str>) -> Ask {
    let validators = Validators { etag: etag.map(str::to_owned), last_modified: None };
    Feeds.ask(&Resume { url: Url::parse("https://ann:pw@a.example/feed").unwrap(), validators })
}

fn reply(status: u16, headers: ReplyHeaders, body: &str) -> Reply {
    Reply {
        status,
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
        packed_bytes: body.len() as u64,
        final_url: Url::parse("https://ann:pw@a.example/feed").unwrap(),
        permanently_moved_to: None,
        took: Duration::ZERO,
    }
}

fn max_age(seconds: u32) -> ReplyHeaders {
    ReplyHeaders { cache_control: Some(format!("max-age={seconds}")), ..ReplyHeaders::default() }
}

#[test]
fn a_feed_brings_its_entries_and_what_to_keep() {
    let headers = ReplyHeaders { etag: Some("\"a\"".into()), last_modified: Some("yesterday".into()), ..max_age(600) };
    let moved = Url::parse("https://b.example/feed").unwrap();
    let reply = Reply { permanently_moved_to: Some(moved.clone()), ..reply(200, headers, RSS) };
    let Ok(Page::Fetched { content, onward }) = Feeds.read(&ask(None), &reply, now()) else { panic!("no feed") };
    assert_eq!((content.title.as_deref(), content.entries.len()), (Some("Garden"), 1));
    let link = content.entries[0].link.clone().unwrap_or_default();
    assert!(!link.contains("pw"), "the password of the feed is in the link of an article: {link}");
    assert_eq!(onward.validators.etag.as_deref(), Some("\"a\""));
    assert_eq!(onward.validators.last_modified.as_deref(), Some("yesterday"));
    assert_eq!(onward.moved_to, Some(moved));
    assert_eq!(onward.poll_after, Some(Duration::from_secs(120 * 60)), "the longer of ttl and max-age");
}

#[test]
fn the_wait_is_the_longest_wish_and_a_day_at_most() {
    let wait = |headers, body: &str| match Feeds.read(&ask(None), &reply(200, headers, body), now()) {
        Ok(Page::Fetched { onward, .. }) => onward.poll_after.map(|wait| wait.as_secs()),
        other => panic!("{other:?}"),
    };
    assert_eq!(wait(max_age(9000), RSS), Some(9000));
    assert_eq!(wait(max_age(900_000), RSS), Some(86_400));
    assert_eq!(wait(max_age(60), &RSS.replace("120", "99999")), Some(86_400));
    assert_eq!(wait(ReplyHeaders::default(), &RSS.replace("<ttl>120</ttl>", "")), None);
}

#[test]
fn an_unchanged_feed_keeps_what_the_answer_leaves_out() {
    let asked =
        Ask { validators: Validators { etag: Some("old".into()), last_modified: Some("then".into()) }, ..ask(None) };
    let headers = ReplyHeaders { etag: Some("new".into()), ..max_age(300) };
    let page = Feeds.read(&asked, &reply(304, headers, ""), now());
    let validators = Validators { etag: Some("new".into()), last_modified: Some("then".into()) };
    let onward = Onward { validators, moved_to: None, poll_after: Some(Duration::from_secs(300)) };
    assert_eq!(page, Ok(Page::Unchanged(onward)));
    let unasked = Feeds.read(&ask(None), &reply(304, ReplyHeaders::default(), ""), now());
    assert_eq!(unasked.unwrap_err().code(), "answer_unusable", "304 to a question without conditions");
}

#[test]
fn every_status_is_told_apart() {
    let headers = || ReplyHeaders { retry_after: Some("90".into()), ..ReplyHeaders::default() };
    for (status, code, wait) in [
        (302, "answer_unusable", None),
        (400, "forbidden_by_server", None),
        (401, "password_needed", None),
        (403, "forbidden_by_server", None),
        (404, "missing_at_server", None),
        (408, "server_fault", Some(90)),
        (429, "asked_too_often", Some(90)),
        (451, "forbidden_by_server", None),
        (500, "server_fault", Some(90)),
        (503, "server_fault", Some(90)),
        (999, "answer_unusable", None),
    ] {
        let error = Feeds.read(&ask(None), &reply(status, headers(), "<html>"), now()).unwrap_err();
        assert_eq!((error.code(), error.retry_after()), (code, wait.map(Duration::from_secs)), "{status}");
        assert!(error.hint().ends_with('.'), "{}", error.hint());
    }
    assert_eq!(Feeds.read(&ask(None), &reply(410, headers(), ""), now()), Ok(Page::Gone));
}

#[test]
fn what_is_no_feed_is_told_apart() {
    let read = |body: &str| Feeds.read(&ask(None), &reply(200, ReplyHeaders::default(), body), now()).unwrap_err();
    assert_eq!(read("").code(), "answer_empty");
    assert_eq!(read("hello").code(), "not_a_feed");
    let page = "<!doctype html><head><link rel=alternate type='application/rss+xml' href='/rss'></head><p>Hi";
    let alternates = vec!["https://a.example/rss".to_owned()];
    assert_eq!(read(page), ReadError::WebPage { alternates });
    assert!(read(page).hint().contains("https://a.example/rss"));
}

#[tokio::test]
async fn a_feed_travels_through_the_door() {
    let server = Server::start(|seen| match (seen.path(), seen.header("if-none-match")) {
        ("/old", _) => Answer::Say(message(301, &[("Location", "/new")], b"")),
        (_, Some("\"a\"")) => Answer::Say(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()),
        _ => Answer::Say(message(200, &[("ETag", "\"a\"")], RSS.as_bytes())),
    })
    .await;
    let client = client(&[&server]);
    let first = Feeds.ask(&Resume { url: server.url("/old"), validators: Validators::default() });
    let page = Feeds.read(&first, &client.send((&first).into()).await.unwrap(), now());
    let Ok(Page::Fetched { onward, .. }) = page else { panic!("{page:?}") };
    assert_eq!(onward.moved_to, Some(server.url("/new")));
    let again = Feeds.ask(&Resume { url: server.url("/new"), validators: onward.validators });
    let page = Feeds.read(&again, &client.send((&again).into()).await.unwrap(), now());
    assert!(matches!(page, Ok(Page::Unchanged(_))), "{page:?}");
    assert!(server.seen()[0].header("accept").unwrap().contains("application/feed+json"));
}
