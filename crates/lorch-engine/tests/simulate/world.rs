//! What there is outside of the devices: three feeds, and an export of what may be kept only for a time.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use lorch_model::{Timestamp, id::Id, record::RecordDraft, timeline::TimelineKey};
use lorch_store::reader::ArticleDraft;

pub const URLS: [&str; 3] = ["https://a.example/", "https://b.example/", "https://c.example/"];
/// Articles of a feed. The last two were published at the same time and would have the same place on the timeline.
pub const ARTICLES: u8 = 5;
/// Articles of the export, by a number behind those of the feed.
pub const EXPIRING: std::ops::Range<u8> = ARTICLES..ARTICLES + 3;
/// When the devices' clocks stand at 0 years, seconds since 1970.
const MIDDLE: i64 = 1_700_000_000;
const YEAR: i64 = 31_557_600;

/// So many years from the middle.
pub fn at(years: i64) -> Timestamp {
    Timestamp::from_second(MIDDLE + years * YEAR).unwrap()
}

/// An article of a feed, or of the export: the same on every device.
pub fn article(url: &str, n: u8) -> Id {
    Id::of_record(&format!("feed:{url}"), &external_id(url, n))
}

/// Whether this is an article of the export.
pub fn expires(id: &Id) -> bool {
    static IDS: OnceLock<HashSet<Id>> = OnceLock::new();
    IDS.get_or_init(|| URLS.iter().flat_map(|url| EXPIRING.map(|n| article(url, n))).collect()).contains(id)
}

/// An article as its feed gives it; a later edition says something else, some of them without a later time.
pub fn draft(url: &str, n: u8, edition: u8) -> ArticleDraft {
    let minute = i64::from(n.min(ARTICLES - 2)) + i64::from(edition / 2);
    ArticleDraft {
        id: article(url, n),
        external_id: external_id(url, n),
        title: format!("{url} {n} edition {edition}"),
        summary: String::new(),
        link: None,
        author: None,
        published: Timestamp::from_second(1_600_000_000 + minute).unwrap(),
        updated: Timestamp::from_second(1_600_000_000 + i64::from(edition / 2)).ok().filter(|_| n.is_multiple_of(2)),
        minutes: 1,
        hash: [n + 10 * edition; 16],
        html: String::new(),
        text: format!("words{edition}"),
        categories: vec![],
        enclosures: vec![],
    }
}

/// An article as a file holds it. What is of the export has to go at a time of its own, whoever brings it.
pub fn record(url: &str, n: u8, edition: u8) -> RecordDraft {
    let expires = EXPIRING.contains(&n).then(|| at(i64::from(article(url, n).0[0] % 16) - 8));
    draft(url, n, edition).into_record(format!("feed:{url}"), expires).unwrap()
}

fn external_id(url: &str, n: u8) -> String {
    match n {
        3 => tied(url).0,
        4 => tied(url).1,
        n => n.to_string(),
    }
}

/// Two articles of a feed whose place inside their millisecond is the same.
fn tied(url: &str) -> (String, String) {
    static TIED: OnceLock<HashMap<&str, (String, String)>> = OnceLock::new();
    let find = |url: &'static str| {
        let mut seen: HashMap<u32, u32> = HashMap::new();
        let two = (100_u32..).find_map(|number| {
            let id = Id::of_record(&format!("feed:{url}"), &number.to_string());
            Some((seen.insert(TimelineKey::tie_of(&id), number)?.to_string(), number.to_string()))
        });
        (url, two.unwrap())
    };
    TIED.get_or_init(|| URLS.map(find).into()).get(url).cloned().unwrap()
}
