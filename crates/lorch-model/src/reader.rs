//! The reader: feeds, their articles, and what a person does with them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

mod content;
mod fetch;
mod folder;
mod import;
mod rule;

pub use content::{Enclosure, Entry, FeedContent};
pub use fetch::{Fault, Fetch, FetchOutcome, RefreshReport};
pub use folder::{Folder, FolderEdit, Folders, NamedFolder, TOP, folder_path, parent_and_name};
pub use import::{ImportReport, ImportedKind, Outline, Refusal};
pub use rule::{KeptRule, Rule, RuleEdit, RuleFault};

/// A subscription together with how its feed is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Feed {
    /// Identity of the subscription, from the feed's first URL.
    #[schema(value_type = String)]
    pub id: Id,
    /// Where the feed is fetched now.
    pub url: String,
    /// What to show: the person's own title, else the feed's, else the URL.
    pub title: String,
    /// The title the person gave.
    pub own_title: Option<String>,
    /// The folder, `/` between levels; empty at the top.
    pub folder: String,
    /// The web page the feed belongs to.
    pub site: Option<String>,
    /// Language of the feed, BCP 47.
    pub language: Option<String>,
    /// When the person subscribed.
    #[schema(value_type = String, format = DateTime)]
    pub added: Timestamp,
    /// Articles kept.
    pub articles: u32,
    /// Articles not yet read.
    pub unread: u32,
    /// How fetching goes.
    pub health: Health,
    /// Last time the server was asked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked: Option<Timestamp>,
    /// Next time it will be asked; `null` when it is not asked any more.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_check: Option<Timestamp>,
    /// Date of the newest article.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest: Option<Timestamp>,
    /// The fault that stands, if one does.
    pub fault: Option<Fault>,
    /// Whether it belongs to the sample, and so is never asked.
    pub sample: bool,
}

/// How fetching a feed goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Not asked yet.
    Waiting,
    /// The last answer was good.
    Healthy,
    /// The last answer was a fault that may pass by itself; it will be asked again soon.
    Retrying,
    /// A fault that needs the person: it won't pass by itself, or it came three times in a row.
    Failing,
    /// The server said it is gone for good (410); it is not asked any more.
    Gone,
}

/// What a list shows of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ArticleSummary {
    /// Identity of the article.
    #[schema(value_type = String)]
    pub id: Id,
    /// The feed it came with.
    #[schema(value_type = String)]
    pub feed: Id,
    /// Title of that feed.
    pub feed_title: String,
    /// The headline; may be empty.
    pub title: String,
    /// One line of what it says, plain text.
    pub summary: String,
    /// Where the original is.
    pub link: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published, as far as the feed says, else when it was first seen.
    #[schema(value_type = String, format = DateTime)]
    pub published: Timestamp,
    /// Reading time in minutes, at 220 words a minute, at least 1.
    pub minutes: u32,
    /// Whether it was read.
    pub read: bool,
    /// Whether it was starred.
    pub starred: bool,
    /// Whether it was saved for later.
    pub saved: bool,
    /// Whether sound or another file comes with it.
    pub has_enclosure: bool,
}

/// An article with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Article {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: ArticleSummary,
    /// When it was last changed, if the feed says.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub updated: Option<Timestamp>,
    /// When Lorch first saw it.
    #[schema(value_type = String, format = DateTime)]
    pub seen: Timestamp,
    /// Categories the feed gave it.
    pub categories: Vec<String>,
    /// The text as safe HTML; empty when the feed gives none.
    pub html: String,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
    /// The text of the page it leads to; `null` until someone asks for it.
    pub full: Option<FullText>,
}

/// The text of the page that an article leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FullText {
    /// The text as safe HTML.
    pub html: String,
    /// Reading time in minutes.
    pub minutes: u32,
    /// When the page was fetched.
    #[schema(value_type = String, format = DateTime)]
    pub fetched: Timestamp,
}

/// A change to the marks of an article; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkEdit {
    /// Set or clear read.
    pub read: Option<bool>,
    /// Set or clear starred.
    pub starred: Option<bool>,
    /// Set or clear saved.
    pub saved: Option<bool>,
}

/// How many articles were marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Marked {
    /// Articles that were unread and are read now.
    pub marked: u64,
}

/// A subscription as its document says: what is the same on all of a person's devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Identity, from `first_url`.
    pub id: Id,
    /// The URL it was first subscribed with; names the account of its records for ever.
    pub first_url: String,
    /// Where the feed is fetched now.
    pub url: String,
    /// The person's own title.
    pub title: Option<String>,
    /// The folder by the path it had first, see [`NamedFolder::first`]; empty at the top.
    pub folder: String,
    /// When the person subscribed.
    pub added: Timestamp,
    /// When the person unsubscribed; `None` while subscribed.
    pub removed: Option<Timestamp>,
}

impl Subscription {
    /// The account key that names this feed in the ids of its records.
    pub fn account_key(&self) -> String {
        format!("feed:{}", self.first_url)
    }
}

/// A change to a subscription; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionEdit {
    /// The person's own title; an empty one goes back to the feed's.
    pub title: Option<String>,
    /// The folder, `/` between levels; empty for the top.
    pub folder: Option<String>,
    /// Where the feed is fetched from now on.
    pub url: Option<String>,
}

/// How many articles there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ArticleCounts {
    /// Not read.
    pub unread: u32,
    /// Starred.
    pub starred: u32,
    /// Saved for later.
    pub saved: u32,
}
