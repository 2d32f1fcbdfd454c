//! The reader over HTTP.

pub(crate) mod articles;
pub(crate) mod feeds;
pub(crate) mod folders;
pub(crate) mod opml;
pub(crate) mod rules;
