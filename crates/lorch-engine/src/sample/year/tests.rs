#![allow(clippy::unwrap_used)]

use lorch_formats::reader::html;
use url::Url;

use super::*;

fn now() -> Timestamp {
    "2026-11-21T17:30:00Z".parse().unwrap()
}

fn entries() -> Vec<Entry> {
    year(1, now()).into_iter().flat_map(|feed| feed.content.entries).collect()
}

#[test]
fn it_is_a_year_that_ends_now() {
    let dates: Vec<Timestamp> = entries().iter().filter_map(|entry| entry.published).collect();
    let (first, last) = (dates.iter().min().unwrap(), dates.iter().max().unwrap());
    assert!(*last <= now() && now().duration_since(*last).as_hours() < 1, "{last}");
    assert!((360..=365).contains(&(now().duration_since(*first).as_hours() / 24)), "{first}");
    assert!((1_400..1_700).contains(&dates.len()), "{} articles", dates.len());
}

#[test]
fn it_ends_now_at_every_hour_of_the_day() {
    for hour in [0, 12, 23] {
        for minute in [0, 59] {
            let now: Timestamp = format!("2026-03-01T{hour:02}:{minute:02}:30Z").parse().unwrap();
            let newest = year(7, now).iter().filter_map(|feed| feed.content.entries.first()?.published).max().unwrap();
            assert!(newest <= now && now.duration_since(newest).as_hours() < 1, "{newest} of {now}");
        }
    }
}

#[test]
fn every_place_in_braces_is_filled() {
    for entry in entries() {
        let title = entry.title.unwrap();
        assert!(!title.is_empty() && !title.contains(['{', '}', '|', '#']), "{title}");
        let html = entry.content.unwrap();
        assert!(html.starts_with("<p>") && !html.contains(" | ") && !html.contains("<p></p>"), "{html}");
        let code_aside = html.split("<pre>").next().unwrap();
        assert!(!code_aside.contains(['{', '}']), "{html}");
    }
}

#[test]
fn what_it_says_is_what_cleaning_leaves_of_it() {
    let base = Url::parse("https://a.example/").unwrap();
    for entry in entries().iter().step_by(7) {
        let html = entry.content.as_ref().unwrap();
        assert_eq!(&html::clean(html, &base), html);
    }
}

#[test]
fn hardly_a_title_comes_twice_in_a_feed() {
    for feed in year(1, now()) {
        let titles: HashSet<_> = feed.content.entries.iter().map(|entry| &entry.title).collect();
        let (all, each) = (feed.content.entries.len(), titles.len());
        assert!(each * 20 >= all * 19, "{}: {each} titles of {all} articles", feed.url);
        let ids: HashSet<_> = feed.content.entries.iter().map(|entry| &entry.id).collect();
        assert_eq!(ids.len(), all);
    }
}

#[test]
fn most_is_read_on_weekends_less_and_nothing_before_it_came() {
    let (mut came, mut read) = ([0; 2], [0; 2]);
    for feed in year(1, now()) {
        for entry in &feed.content.entries {
            let published = entry.published.unwrap();
            let weekend = usize::from(weekday(published.as_millisecond().div_euclid(MS_A_DAY)) > 4);
            came[weekend] += 1;
            for (_, mark, at) in feed.marks.iter().filter(|(id, ..)| *id == entry.id) {
                assert!(*at >= published && *at <= now(), "{at}");
                read[weekend] += usize::from(*mark == "read");
            }
        }
    }
    let share = |day: usize| read[day] * 100 / came[day];
    assert!((60..90).contains(&share(0)), "{} % on working days", share(0));
    assert!((40..share(0)).contains(&share(1)), "{} % on weekends", share(1));
}

#[test]
fn texts_are_short_and_long() {
    let words = |entry: &Entry| html::text(entry.content.as_ref().unwrap()).split_whitespace().count();
    let counts: Vec<usize> = entries().iter().map(words).collect();
    assert!(counts.iter().filter(|count| **count < 150).count() > 300);
    assert!(counts.iter().filter(|count| **count > 600).count() > 50);
}

#[test]
fn addresses_are_reserved_ones() {
    for feed in year(1, now()) {
        let said = format!("{} {:?}", feed.url, feed.content);
        for url in said.split(['"', ' ', '<']).filter(|word| word.starts_with("http")) {
            let host = Url::parse(url).unwrap().host_str().unwrap().to_owned();
            assert!(host.ends_with(".example"), "{url}");
        }
    }
}
