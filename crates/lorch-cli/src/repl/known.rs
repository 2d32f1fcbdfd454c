//! What can be named in a command: feeds, articles, folders, notices.

use lorch_formats::text::strip_controls;
use lorch_model::{
    inbox::Notice,
    page::Page,
    reader::{ArticleSummary, Feed},
};
use serde::Deserialize;

use crate::{call::Call, out::short};

/// Something that has an id, and what a person calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As much of its id as is needed.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Feeds.
    pub feeds: Vec<Named>,
    /// The newest articles.
    pub articles: Vec<Named>,
    /// Folders.
    pub folders: Vec<String>,
    /// The newest notices.
    pub notices: Vec<Named>,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Feed>,
}

impl Known {
    /// Asks what there is. What is not answered is not offered.
    pub async fn ask(call: &Call) -> Self {
        let feeds = call.get::<Items>("/api/reader/feeds").await.map(|feeds| feeds.items).unwrap_or_default();
        let articles = call.get::<Page<ArticleSummary>>("/api/reader/articles?limit=50").await;
        let notices = call.get::<Page<Notice>>("/api/inbox?limit=50").await;
        let mut folders: Vec<String> = feeds.iter().map(|feed| feed.folder.clone()).collect();
        folders.sort();
        folders.dedup();
        // One that would steer the terminal can't be put into the line.
        folders.retain(|folder| !folder.is_empty() && strip_controls(folder) == *folder);
        Self {
            feeds: feeds.into_iter().map(|feed| Named { id: short(&feed.id), title: feed.title }).collect(),
            articles: articles
                .map(|page| page.items)
                .unwrap_or_default()
                .into_iter()
                .map(|article| Named { id: short(&article.id), title: article.title })
                .collect(),
            folders,
            notices: notices
                .map(|page| page.items)
                .unwrap_or_default()
                .into_iter()
                .map(|notice| Named { id: short(&notice.id), title: notice.title })
                .collect(),
        }
    }
}
