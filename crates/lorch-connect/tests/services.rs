//! Services with accounts, on replies as they come.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use jiff::Timestamp;
use lorch_connect::{
    coding::GitHub,
    http::{Bytes, Reply, ReplyHeaders},
    listening::Spotify,
    source::{Account, Next, ReadError, Service},
};
use lorch_model::listening::Heard;

const PLAYED: &str = include_str!("fixtures/listening/recently-played.json");

fn now() -> Timestamp {
    "2026-11-21T17:30:00Z".parse().unwrap()
}

fn account(key: &str, base: &str) -> Account {
    Account { key: key.into(), name: "octo".into(), base: base.parse().unwrap() }
}

fn spotify() -> Account {
    account("spotify:me", "https://api.spotify.com/v1/")
}

fn reply(status: u16, body: &str, headers: ReplyHeaders) -> Reply {
    Reply {
        status,
        headers,
        body: Bytes::from(body.to_owned()),
        packed_bytes: 0,
        final_url: "https://api.spotify.com/v1/me".parse().unwrap(),
        permanently_moved_to: None,
        took: Duration::ZERO,
    }
}

fn asked(service: &dyn Service, account: &Account, cursor: &str, now: Timestamp) -> Result<String, Timestamp> {
    match service.next(account, cursor, now) {
        Next::Ask(ask) => Ok(ask.url.to_string()),
        Next::Rest(until) => Err(until),
    }
}

fn read(
    status: u16,
    body: &str,
    headers: ReplyHeaders,
    cursor: &str,
) -> Result<lorch_connect::source::Step, ReadError> {
    let Next::Ask(ask) = Spotify.next(&spotify(), cursor, now()) else { return Err(ReadError::Empty) };
    Spotify.read(&spotify(), cursor, &ask, &reply(status, body, headers), now())
}

#[test]
fn plays_are_read_and_what_is_no_play_is_passed_over() {
    assert_eq!(
        asked(&Spotify, &spotify(), "", now()).unwrap(),
        "https://api.spotify.com/v1/me/player/recently-played?limit=50"
    );
    let step = read(200, PLAYED, ReplyHeaders::default(), "").unwrap();
    let heard: Vec<Heard> = step.records.iter().map(|record| serde_json::from_str(&record.body).unwrap()).collect();
    assert_eq!(heard.len(), 2);
    assert_eq!((heard[0].track.as_str(), heard[0].artists.len(), heard[0].ms), ("Slack Water", 2, 214_000));
    assert_eq!(heard[0].started, "2026-11-21T17:16:57.482Z".parse().unwrap());
    assert_eq!((heard[1].artists.len(), heard[1].album.clone()), (0, None));
    let played: Timestamp = "2026-11-21T17:20:31.482Z".parse().unwrap();
    assert_eq!(step.records[0].external_id, format!("{}:4trackOne", played.as_millisecond()));
    assert!(step.records[1].external_id.ends_with(":spotify:local:Maro+Field::Copper+Roof:187"));
    // The next page is elsewhere: a token goes nowhere else. Then it rests less than 25 minutes, and asks behind what it has.
    let until = asked(&Spotify, &spotify(), &step.cursor, now()).unwrap_err();
    assert!(until > now() && until <= now() + Duration::from_secs(25 * 60));
    let later = asked(&Spotify, &spotify(), &step.cursor, until).unwrap();
    assert!(later.ends_with(&format!("&after={}", played.as_millisecond())), "{later}");
}

#[test]
fn the_next_page_of_the_same_place_is_followed_word_for_word() {
    let next = "https://api.spotify.com/v1/me/player/recently-played?before=17&limit=50";
    let page = PLAYED.replace("https://elsewhere.example/v1/me/player/recently-played?before=1", next);
    let step = read(200, &page, ReplyHeaders::default(), "").unwrap();
    assert_eq!(asked(&Spotify, &spotify(), &step.cursor, now()).unwrap(), next);
    let end = read(200, r#"{"items": [], "next": null}"#, ReplyHeaders::default(), &step.cursor).unwrap();
    assert!(asked(&Spotify, &spotify(), &end.cursor, now()).is_err(), "it ends");
}

#[test]
fn a_rest_of_hours_is_kept_and_silence_is_no_fault() {
    let headers = ReplyHeaders { retry_after: Some("30000".into()), ..ReplyHeaders::default() };
    let step = read(429, "", headers, "").unwrap();
    assert_eq!(step.rest, Some(now() + Duration::from_secs(30_000)));
    let before = now() + Duration::from_secs(29_999);
    assert_eq!(asked(&Spotify, &spotify(), &step.cursor, before), Err(step.rest.unwrap()));
    assert!(asked(&Spotify, &spotify(), &step.cursor, step.rest.unwrap()).is_ok());
    let silent = read(204, "", ReplyHeaders::default(), "").unwrap();
    assert_eq!(silent.records, []);
    assert!(asked(&Spotify, &spotify(), &silent.cursor, now()).is_err());
    assert_eq!(read(401, "", ReplyHeaders::default(), ""), Err(ReadError::PasswordNeeded));
    assert_eq!(read(403, "", ReplyHeaders::default(), ""), Err(ReadError::Forbidden { status: 403 }));
    assert!(read(200, "<html>", ReplyHeaders::default(), "").is_err());
}

#[test]
fn a_cursor_of_another_version_begins_anew() {
    for service in [&GitHub as &dyn Service, &Spotify] {
        for cursor in ["", "{", "[]", "{\"after\": \"words\"}", "{\"streams\": 5}"] {
            assert!(asked(service, &spotify(), cursor, now()).is_ok(), "{cursor}");
        }
    }
}

#[test]
fn a_search_that_finds_too_much_is_asked_again_in_halves() {
    let octo = account("github:1", "https://api.github.com/");
    let mut cursor = String::new();
    let mut asked = Vec::new();
    for _ in 0..4 {
        let Next::Ask(ask) = GitHub.next(&octo, &cursor, now()) else { break };
        asked.push(ask.url.to_string());
        let many = reply(200, r#"{"total_count": 1001, "items": [{}]}"#, ReplyHeaders::default());
        let step = GitHub.read(&octo, &cursor, &ask, &many, now()).unwrap();
        assert_eq!((step.records.len(), step.total), (0, Some(1001)));
        cursor = step.cursor;
    }
    assert!(asked[0].contains("author-date:2005-01-01..2026-11-21"), "{asked:?}");
    assert!(asked[1].contains("..2026-11-21") && asked[2].contains("..2026-11-21"), "the newest first: {asked:?}");
    assert_eq!(asked.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}
