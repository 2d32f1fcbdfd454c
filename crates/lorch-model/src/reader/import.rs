//! Subscriptions out of an OPML file.

use serde::{Deserialize, Serialize};

/// A subscription as an outline of an OPML file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Outline {
    /// Address of the feed.
    pub url: String,
    /// Title given to it; may be empty.
    pub title: String,
    /// Folder, `/` between levels; empty at the top.
    pub folder: String,
    /// Address of the web page.
    pub site: Option<String>,
}

/// What an import did, or would do when it is a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportReport {
    /// Number of the run; `null` for a preview.
    pub run: Option<String>,
    /// Subscriptions that are new.
    pub added: Vec<Outline>,
    /// Subscriptions that were there already.
    pub existing: u32,
    /// Lines that could not be taken, each with the reason.
    pub refused: Vec<Refusal>,
    /// Everything that the file holds, by kind.
    pub kinds: Vec<ImportedKind>,
}

/// What an import did with the things of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportedKind {
    /// Word of the kind: `subscription`, `article`, `mark`, `link`, `address`.
    pub kind: String,
    /// Those that are new, or say something new.
    pub added: u32,
    /// Those that were there already.
    pub existing: u32,
}

/// A line of a file that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Refusal {
    /// What stood there.
    pub text: String,
    /// Why it was refused.
    pub reason: String,
}
