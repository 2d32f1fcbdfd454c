//! Feeds and articles.

mod article;
mod articles;
mod check;
mod feeds;
mod opml;
mod overview;
mod refresh;
mod which;

pub use article::{Read, Save, Star};
pub use articles::Articles;
pub use feeds::Feeds;
pub use refresh::Refresh;
