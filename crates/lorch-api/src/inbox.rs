//! The Inbox over HTTP.

pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod notice;
