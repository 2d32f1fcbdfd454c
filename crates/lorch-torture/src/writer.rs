//! Someone who writes: every deed changes something that nobody else changes.

use serde_json::json;

use crate::{
    dice::Dice,
    feeds::Feeds,
    ledger::{Deed, Fact, Ledger},
    letter::Letter,
};

/// What may be done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Gives a feed a title and a folder.
    Rename,
    /// Marks an article.
    Mark,
    /// Changes a setting.
    Set,
    /// Subscribes, or unsubscribes what was subscribed to before.
    Subscribe,
    /// Fetches a feed that has news.
    Refresh,
    /// Imports an OPML file.
    Import,
    /// Makes a backup.
    Backup,
}

/// A feed's file that nothing else is done with: its number is the writer's times this and more.
const OWN_NUMBERS: usize = 1_000_000;

/// A writer and what is its own.
pub(crate) struct Writer {
    dice: Dice,
    server: Feeds,
    number: usize,
    feeds: Vec<(usize, String)>,
    articles: Vec<String>,
    made: usize,
}

impl Writer {
    /// `feeds` by number and id, `articles` by id.
    pub fn new(number: usize, dice: Dice, server: Feeds, feeds: Vec<(usize, String)>, articles: Vec<String>) -> Self {
        Self { dice, server, number, feeds, articles, made: 0 }
    }

    /// The next deed, of one of these kinds.
    pub fn next(&mut self, kinds: &[Kind], ledger: &Ledger) -> Deed {
        self.made += 1;
        let kind = self.dice.pick(kinds).copied().unwrap_or(Kind::Mark);
        let (mut letter, effects) = match kind {
            // One setting and one count for all: the first writer's.
            Kind::Set | Kind::Import | Kind::Backup if self.number > 0 => self.mark(),
            Kind::Rename => self.rename(),
            Kind::Mark => self.mark(),
            Kind::Set => self.set(),
            Kind::Subscribe => self.subscribe(ledger),
            Kind::Refresh => self.refresh(),
            Kind::Import => self.import(ledger),
            Kind::Backup => (Letter::post("/api/backups", ""), Vec::new()),
        };
        letter.key = Some(self.dice.key());
        Deed { letter, effects }
    }

    fn rename(&mut self) -> (Letter, Vec<(Fact, String)>) {
        let Some((feed, id)) = self.dice.pick(&self.feeds).cloned() else { return self.mark() };
        let (title, folder) = (format!("Title {}", self.made), format!("Folder/{}", self.made % 7));
        let body = json!({ "title": title, "folder": folder });
        (
            patch(format!("/api/reader/feeds/{id}"), body),
            vec![((format!("feed {feed}"), "title"), title), ((format!("feed {feed}"), "folder"), folder)],
        )
    }

    fn mark(&mut self) -> (Letter, Vec<(Fact, String)>) {
        let (read, starred) = (self.dice.coin(), self.dice.coin());
        let id = self.dice.pick(&self.articles).cloned().unwrap_or_default();
        let yes = |value| if value { "yes".to_owned() } else { String::new() };
        let name = format!("article {id}");
        (
            patch(format!("/api/reader/articles/{id}"), json!({ "read": read, "starred": starred })),
            vec![((name.clone(), "read"), yes(read)), ((name, "starred"), yes(starred))],
        )
    }

    fn set(&mut self) -> (Letter, Vec<(Fact, String)>) {
        let minutes = 60 + self.dice.below(600);
        let body = json!({ "refresh_minutes": minutes });
        (patch("/api/settings".into(), body), vec![(("settings".into(), "refresh_minutes"), minutes.to_string())])
    }

    fn subscribe(&mut self, ledger: &Ledger) -> (Letter, Vec<(Fact, String)>) {
        let feed = self.number * OWN_NUMBERS + 1000 + self.dice.below(3) as usize;
        let fact = (format!("feed {feed}"), "subscribed");
        let url = self.server.url(feed);
        if ledger.value(&fact).is_empty() {
            let body = json!({ "url": url, "folder": "Some/times" });
            return (Letter::post("/api/reader/feeds", body.to_string()), vec![(fact, "yes".into())]);
        }
        let id = lorch_model::id::Id::of_subscription(&url);
        let letter = Letter { method: "DELETE", ..Letter::get(format!("/api/reader/feeds/{id}")) };
        (letter, vec![(fact, String::new())])
    }

    fn refresh(&mut self) -> (Letter, Vec<(Fact, String)>) {
        let Some((feed, id)) = self.dice.pick(&self.feeds).cloned() else { return self.mark() };
        let edition = self.server.publish(feed);
        let letter = Letter::post("/api/reader/refresh", json!({ "feeds": [id], "wait": true }).to_string());
        (letter, vec![((format!("feed {feed}"), "edition"), edition.to_string())])
    }

    fn import(&mut self, ledger: &Ledger) -> (Letter, Vec<(Fact, String)>) {
        let count = 1 + self.dice.below(8) as usize;
        // Done twice it would count twice.
        let imports = ("imports".to_owned(), "count");
        let number = ledger.value(&imports).parse().unwrap_or(0) + 1;
        let mut effects = vec![(imports, number.to_string())];
        let mut opml = "<opml version=\"2.0\"><body>".to_owned();
        for feed in (self.number * OWN_NUMBERS + 10_000 + self.made * 10..).take(count) {
            opml += &format!("<outline text=\"Came {feed}\" type=\"rss\" xmlUrl=\"{}\"/>", self.server.url(feed));
            effects.push(((format!("feed {feed}"), "subscribed"), "yes".into()));
            effects.push(((format!("feed {feed}"), "title"), format!("Came {feed}")));
        }
        (Letter::post("/api/reader/opml", opml + "</body></opml>"), effects)
    }
}

fn patch(path: String, body: serde_json::Value) -> Letter {
    Letter { method: "PATCH", path, key: None, body: body.to_string() }
}
