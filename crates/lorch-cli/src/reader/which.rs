//! Which feed is meant: by its address, or by the first digits of its id.

use lorch_model::{problem::Problem, reader::Feed};
use serde::Deserialize;

use crate::{call::Call, failure::Failure};

/// Digits of an id that are enough.
const SHORTEST_PREFIX: usize = 4;

/// A list that has one page only.
#[derive(Deserialize)]
pub struct Items<T> {
    /// All of it.
    pub items: Vec<T>,
}

/// All feeds the person subscribes to.
pub async fn all(call: &Call) -> Result<Vec<Feed>, Failure> {
    Ok(call.get::<Items<Feed>>("/api/reader/feeds").await?.items)
}

/// The feed that is meant.
pub async fn feed(call: &Call, meant: &str) -> Result<Feed, Failure> {
    choose(all(call).await?, meant)
}

/// The id of the feed that is meant, for those who only want to name it.
pub async fn id(call: &Call, meant: Option<&str>) -> Result<Option<String>, Failure> {
    match meant {
        Some(meant) => Ok(Some(feed(call, meant).await?.id.to_string())),
        None => Ok(None),
    }
}

fn choose(feeds: Vec<Feed>, meant: &str) -> Result<Feed, Failure> {
    let digits = meant.len() >= SHORTEST_PREFIX && meant.bytes().all(|byte| byte.is_ascii_hexdigit());
    let prefix = meant.to_ascii_lowercase();
    let mut found = feeds.into_iter().filter(|feed| {
        let url = feed.url.as_str();
        let bare = url.trim_start_matches("https://").trim_start_matches("http://");
        url == meant || bare == meant || (digits && feed.id.to_string().starts_with(&prefix))
    });
    match (found.next(), found.next()) {
        (Some(feed), None) => Ok(feed),
        (None, _) => Err(Problem::new(404, "feed_not_found", format!("There is no feed `{meant}`."))
            .hint("`lorch feeds list` shows the feeds and their ids.")
            .into()),
        (Some(_), Some(_)) => {
            let problem = Problem::new(409, "id_ambiguous", format!("Several feeds have ids that begin with {meant}."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use lorch_model::{Timestamp, id::Id, reader::Health};

    use super::*;

    fn feeds() -> Vec<Feed> {
        let feed = |first: u8, second: u8, url: &str| Feed {
            id: Id([first, second, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
            url: url.into(),
            title: "A feed".into(),
            own_title: None,
            folder: String::new(),
            site: None,
            language: None,
            added: Timestamp::UNIX_EPOCH,
            articles: 0,
            unread: 0,
            health: Health::Waiting,
            checked: None,
            next_check: None,
            newest: None,
            fault: None,
            sample: false,
        };
        vec![
            feed(0xab, 0xcd, "https://a.example/feed"),
            feed(0xab, 0xce, "http://b.example/"),
            feed(1, 2, "https://c.example/"),
        ]
    }

    #[test]
    fn a_feed_is_named_by_address_or_enough_of_its_id() {
        for (meant, url) in [
            ("abcd", "https://a.example/feed"),
            ("ABCE0304", "http://b.example/"),
            ("http://b.example/", "http://b.example/"),
            ("a.example/feed", "https://a.example/feed"),
            ("01020304", "https://c.example/"),
        ] {
            assert_eq!(choose(feeds(), meant).unwrap().url, url, "{meant}");
        }
    }

    #[test]
    fn too_little_and_too_much_is_told_apart() {
        let code = |meant| choose(feeds(), meant).unwrap_err().exit_code();
        for (meant, exit) in [("abc", 3), ("", 3), ("ffff", 3), ("zzzz", 3), ("A feed", 3)] {
            assert_eq!(code(meant), exit, "{meant}");
        }
        let mut twins = feeds();
        twins[1].id = Id([0xab, 0xcd, 0xff, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        assert_eq!(choose(twins, "abcd").unwrap_err().exit_code(), 1);
    }
}
