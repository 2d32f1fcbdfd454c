//! Subscriptions, their feeds, articles and marks.

mod articles;
mod feeds;
mod folders;
mod full_text;
mod insert;
mod kept;
mod land;
mod marks;
mod place;
mod put;
mod rules;

pub use articles::ArticleFilter;
pub use feeds::FeedToFetch;
pub(crate) use kept::is_known;
pub use land::{ArticleDraft, Fetched, FetchedContent, Landed};
pub use marks::SetMarks;
#[cfg(test)]
pub(crate) use marks::show_sql;
#[cfg(test)]
pub(crate) use put::settle_sql;
pub use put::{Here, SubscriptionToEdit};

/// Word of the jobs that fetch feeds.
pub const FEED_JOB: &str = "feed";
