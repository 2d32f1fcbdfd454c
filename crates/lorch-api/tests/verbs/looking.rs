//! Looking around in what happened: counts, pages both ways, this day in former years, and search with its facets.

use axum::{Router, http::StatusCode, routing::get};
use serde_json::{Value, json};

use crate::Bench;

/// Title and time of what the feed brings, oldest first.
const TIDES: [(&str, &str); 6] = [
    ("Slack water", "Sun, 14 Nov 2021 09:00:00 GMT"),
    ("Neap tide", "Mon, 14 Nov 2022 07:00:00 GMT"),
    ("Storm tide", "Mon, 14 Nov 2022 23:30:00 GMT"),
    ("Spring tide", "Wed, 01 Nov 2023 12:00:00 GMT"),
    ("High tide", "Tue, 14 Nov 2023 08:00:00 GMT"),
    ("Low tide", "Tue, 14 Nov 2023 10:00:00 GMT"),
];

async fn bench() -> Bench {
    let item = |(title, at): &(&str, &str)| {
        format!(
            "<item><guid>{title}</guid><title>{title}</title><description>the sea</description><pubDate>{at}</pubDate></item>"
        )
    };
    let items: String = TIDES.iter().map(item).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>Tides</title>{items}</channel></rss>");
    let bench = Bench::serving(Router::new().route("/tides", get(async move || feed.clone()))).await;
    bench.subscribe("/tides").await;
    bench
}

async fn good(bench: &Bench, path: &str) -> Value {
    let (status, body) = bench.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|entry| entry["title"].as_str().unwrap()).collect()
}

/// What a count says: of which month or day, and how many.
fn counts(volume: &Value) -> Vec<(&str, u64)> {
    let items = volume["items"].as_array().unwrap().iter();
    items.map(|one| (one["at"].as_str().unwrap(), one["records"].as_u64().unwrap())).collect()
}

#[tokio::test]
async fn months_and_days_are_counted_in_the_zone_that_is_named() {
    let bench = bench().await;
    let months = good(&bench, "/api/timeline/volume?zone=UTC").await;
    assert_eq!(counts(&months), [("2021-11", 1), ("2022-11", 2), ("2023-11", 3)]);
    let days = |from: &str, to: &str, zone: &str| {
        format!("/api/timeline/volume?by=day&from={from}&to={to}&zone={zone}&room=reader&source=feeds")
    };
    let november = good(&bench, &days("2023-11-01", "2023-11-30", "UTC")).await;
    assert_eq!(counts(&november), [("2023-11-01", 1), ("2023-11-14", 2)]);
    assert_eq!(november["items"][1]["sums"][0]["unit"], "min");
    // Half past eleven at night in Greenwich is the next day in Berlin.
    let berlin = good(&bench, &days("2022-11-14", "2022-11-15", "Europe/Berlin")).await;
    assert_eq!(counts(&berlin), [("2022-11-14", 1), ("2022-11-15", 1)]);
    assert_eq!(counts(&good(&bench, "/api/timeline/volume?source=nobody").await), []);
    for (path, code) in [
        ("/api/timeline/volume?by=day", "days_missing"),
        ("/api/timeline/volume?by=day&from=2023-11-01", "days_missing"),
        ("/api/timeline/volume?zone=Nowhere", "zone_unknown"),
        ("/api/timeline/volume?by=week", "query_invalid"),
    ] {
        let (status, problem) = bench.get(path).await;
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{path}");
    }
}

#[tokio::test]
async fn the_timeline_is_paged_both_ways_from_any_moment() {
    let bench = bench().await;
    let middle = good(&bench, "/api/timeline?at=2023-11-01T12:00:00Z&limit=2").await;
    assert_eq!(titles(&middle), ["Spring tide", "Storm tide"]);
    let cursor = |page: &Value, way: &str| page[way].as_str().unwrap().to_owned();
    let below = good(&bench, &format!("/api/timeline?after={}&limit=3", cursor(&middle, "next"))).await;
    assert_eq!((titles(&below), &below["next"]), (vec!["Neap tide", "Slack water"], &Value::Null));
    let above = good(&bench, &format!("/api/timeline?before={}&limit=1", cursor(&middle, "prev"))).await;
    assert_eq!(titles(&above), ["High tide"], "the nearest above, not the newest of all");
    let newest = good(&bench, &format!("/api/timeline?before={}&limit=9", cursor(&above, "prev"))).await;
    assert_eq!((titles(&newest), &newest["prev"]), (vec!["Low tide"], &Value::Null));
    let back = good(&bench, &format!("/api/timeline?after={}&limit=1", cursor(&newest, "next"))).await;
    assert_eq!(titles(&back), titles(&above));
    assert_eq!(bench.get("/api/timeline?before=x").await.1["code"], "cursor_unknown");
}

#[tokio::test]
async fn this_day_of_a_former_year_is_counted_and_begins_at_its_end() {
    let bench = bench().await;
    let day = "/api/timeline/volume?by=day&from=2022-11-14&to=2022-11-14&zone=UTC";
    assert_eq!(counts(&good(&bench, day).await), [("2022-11-14", 2)]);
    let page = good(&bench, "/api/timeline?at=2022-11-14T23:59:59.999Z&limit=2").await;
    assert_eq!(titles(&page), ["Storm tide", "Neap tide"]);
    let none = "/api/timeline/volume?by=day&from=2020-11-14&to=2020-11-14&zone=UTC";
    assert_eq!(counts(&good(&bench, none).await), []);
}

#[tokio::test]
async fn search_is_narrowed_and_says_how_its_hits_divide() {
    let bench = bench().await;
    let found = good(&bench, "/api/search?q=tide&facets=true&zone=UTC").await;
    assert_eq!(titles(&found), ["Low tide", "High tide", "Spring tide", "Storm tide", "Neap tide"]);
    let share = |word: &str, n: u32| json!({ "word": word, "n": n });
    let facets = &found["facets"];
    assert_eq!((&facets["total"], &facets["more"]), (&json!(5), &json!(false)));
    assert_eq!(facets["year"], json!([share("2023", 3), share("2022", 2)]));
    assert_eq!((&facets["room"], &facets["source"]), (&json!([share("reader", 5)]), &json!([share("feeds", 5)])));
    // Each list counts what all filters but its own let through.
    let of_2022 = "/api/search?q=tide&facets=true&zone=UTC&room=reader&source=feeds&from=2022-01-01T00:00:00Z&to=2023-01-01T00:00:00Z";
    let narrowed = good(&bench, of_2022).await;
    assert_eq!(titles(&narrowed), ["Storm tide", "Neap tide"]);
    assert_eq!(narrowed["facets"]["year"], facets["year"]);
    assert_eq!(narrowed["facets"]["room"], json!([share("reader", 2)]));
    for other in ["source=nobody", "from=2024-01-01T00:00:00Z", "to=2021-01-01T00:00:00Z"] {
        assert!(titles(&good(&bench, &format!("/api/search?q=tide&{other}")).await).is_empty(), "{other}");
    }
    let first = good(&bench, "/api/search?q=tide&limit=3").await;
    assert_eq!(first["facets"], Value::Null, "nobody asked");
    let rest = good(&bench, &format!("/api/search?q=tide&limit=3&after={}", first["next"].as_str().unwrap())).await;
    assert_eq!(titles(&rest), ["Storm tide", "Neap tide"]);
    assert_eq!(bench.get("/api/search?q=tide&room=cellar").await.1["code"], "query_invalid");
}
