//! Feeds and articles.

mod article;
mod articles;
mod check;
mod feeds;
mod folders;
mod opml;
mod overview;
mod refresh;
mod rules;
mod which;

pub use article::{Read, Save, Star};
pub use articles::Articles;
pub use feeds::Feeds;
pub use folders::Folders;
pub use refresh::Refresh;
pub use rules::Rules;
