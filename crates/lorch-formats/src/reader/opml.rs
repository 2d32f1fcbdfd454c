//! OPML: subscriptions from and to other readers.

use jiff::Timestamp;
use lorch_model::reader::Outline;
use lorch_model::reader::Refusal;
use thiserror::Error;

mod read;
mod write;

pub use read::read;
pub use write::write;

/// A list of subscriptions as read from a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opml {
    /// Title of the list.
    pub title: Option<String>,
    /// Its subscriptions in its order, each address once.
    pub outlines: Vec<Outline>,
    /// What could not be taken.
    pub refused: Vec<Refusal>,
}

/// Why a file was not read as OPML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OpmlError {
    /// No outline and no opml element is in it.
    #[error("this is not an OPML file")]
    NotOpml,
}

/// RFC 822, as OPML asks.
fn rfc822(date: Timestamp) -> String {
    date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
