//! What a profile says when it is asked.

use std::path::Path;

use serde_json::Value;

use crate::{
    Result,
    check::Database,
    feeds::{Feeds, ITEMS},
    ledger::Facts,
    letter::Letter,
};

/// Asks for everything that a ledger may hold.
pub(crate) fn observe(socket: &Path, database: &mut Database) -> Result<Facts> {
    let mut facts = Facts::new();
    for feed in items(socket, "/api/reader/feeds")? {
        let Some(number) = Feeds::number(text(&feed, "url")) else { continue };
        let mut say = |word, value: String| facts.insert((format!("feed {number}"), word), value);
        say("subscribed", "yes".into());
        say("title", text(&feed, "own_title").into());
        say("folder", text(&feed, "folder").into());
        let articles = feed["articles"].as_u64().unwrap_or(0) as usize;
        say("edition", if articles.is_multiple_of(ITEMS) { articles / ITEMS } else { usize::MAX }.to_string());
    }
    for article in articles(socket)? {
        for word in ["read", "starred"] {
            let value = if article[word] == true { "yes" } else { "" };
            facts.insert((format!("article {}", text(&article, "id")), word), value.into());
        }
    }
    let settings = ask(socket, "/api/settings")?;
    facts.insert(("settings".into(), "refresh_minutes"), settings["refresh_minutes"].to_string());
    facts.insert(("imports".into(), "count"), database.number("SELECT count(*) FROM imports")?.to_string());
    Ok(facts)
}

/// Every article, page by page.
pub(crate) fn articles(socket: &Path) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    let mut path = "/api/reader/articles?limit=200".to_owned();
    loop {
        let mut page = ask(socket, &path)?;
        if let Value::Array(items) = page["items"].take() {
            all.extend(items);
        }
        let Some(next) = page["next"].as_str() else { return Ok(all) };
        path = format!("/api/reader/articles?limit=200&after={next}");
    }
}

/// Asks for JSON.
pub(crate) fn ask(socket: &Path, path: &str) -> Result<Value> {
    let answer = Letter::get(path).send(socket)?;
    if answer.is_good() { Ok(answer.json()) } else { Err(format!("GET {path}: {}", answer.json()).into()) }
}

/// A field, empty when it is absent.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("")
}

fn items(socket: &Path, path: &str) -> Result<Vec<Value>> {
    match ask(socket, path)?["items"].take() {
        Value::Array(items) => Ok(items),
        other => Err(format!("GET {path}: no items but {other}").into()),
    }
}
