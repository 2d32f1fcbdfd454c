//! What the reader room reads and writes.

pub mod feed;
pub mod html;
pub mod opml;
pub mod page;
