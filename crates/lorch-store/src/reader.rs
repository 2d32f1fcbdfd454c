//! Subscriptions, their feeds, articles and marks.

mod articles;
mod feeds;
mod land;
mod marks;

pub use articles::ArticleFilter;
pub use feeds::FeedToFetch;
pub use land::{ArticleDraft, Fetched, FetchedContent, Landed};

/// Word of the jobs that fetch feeds.
pub const FEED_JOB: &str = "feed";
