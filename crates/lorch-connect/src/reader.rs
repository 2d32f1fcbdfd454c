//! Connectors of the reader.

mod feeds;

pub use feeds::Feeds;
