//! Everything a person made and owns, as open files in one zip or one folder.
//!
//! Read in this order: [`rows`] (what the files hold), [`manifest`] (what tells a whole export from another file),
//! [`pack`] (writing), [`unpack`] (reading what nobody trusts yet), [`page`] and [`words`] (what people read).

pub mod manifest;
pub mod pack;
pub mod page;
pub mod rows;
pub mod unpack;
mod words;
mod written;

pub use words::README_TEXT;

/// What is in the export, for people.
pub const README: &str = "README.txt";
/// Subscriptions, for every reader.
pub const OPML: &str = "feeds.opml";
/// Subscriptions with what is known of their feeds: [`rows::FeedRow`].
pub const FEEDS: &str = "feeds.json";
/// Articles that were starred or saved once: [`rows::RecordRow`].
pub const ARTICLES: &str = "articles.json";
/// Those starred or saved now, to be read in a browser.
pub const ARTICLES_PAGE: &str = "articles.html";
/// What was said of things that are the same: [`rows::RecordRow`].
pub const LINKS: &str = "links.json";
/// Records of every other kind: [`rows::RecordRow`].
pub const RECORDS: &str = "records.json";
/// Read, starred, saved: [`rows::MarkRow`].
pub const MARKS: &str = "marks.json";
/// Made things with their history: [`rows::DocumentRow`].
pub const DOCUMENTS: &str = "documents.json";
/// Settings: [`rows::SettingsFile`].
pub const SETTINGS: &str = "settings.json";
/// Imports and what each of them holds: [`rows::RunRow`].
pub const IMPORTS: &str = "imports.json";
/// What came from a newer Lorch and could not be read: [`rows::UnknownRow`].
pub const UNKNOWN: &str = "unknown.json";
/// The list of all of this: [`manifest::Manifest`].
pub const MANIFEST: &str = "manifest.json";

/// The files that every export has, beside its manifest.
pub const FILES: [&str; 12] =
    [README, OPML, FEEDS, ARTICLES, ARTICLES_PAGE, LINKS, RECORDS, MARKS, DOCUMENTS, SETTINGS, IMPORTS, UNKNOWN];

/// Why a file can't be taken for an export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// It is something else.
    #[error("this is not an export of Lorch")]
    Foreign,
    /// The zip, or a file in it, can't be read to its end.
    #[error("the file is cut short or damaged: {0}")]
    Damaged(String),
    /// A file is missing.
    #[error("{0} is missing from the export")]
    Incomplete(String),
    /// A file holds something else than was exported.
    #[error("{0} was changed after it was exported")]
    Changed(String),
    /// A later Lorch made it.
    #[error("this export was made by a newer Lorch ({by}, format {version})")]
    Newer {
        /// What made it.
        by: String,
        /// Version of its format.
        version: u32,
    },
    /// It would fill the memory or the disk.
    #[error("the file holds {0}, which no export does")]
    TooMuch(String),
    /// A name in it leads elsewhere.
    #[error("the file names `{0}`, which leads out of its folder")]
    Outside(String),
    /// What a file says makes no sense.
    #[error("{file} holds something that can't be read: {why}")]
    Unreadable {
        /// Which.
        file: String,
        /// What is wrong.
        why: String,
    },
}

/// What a file given for import looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A zip.
    Zip,
    /// Markup, so it may be OPML.
    Markup,
    /// A database: a backup or a profile.
    Database,
    /// None of these.
    Foreign,
}

/// What a file is, by how it begins.
pub fn form(head: &[u8]) -> Form {
    const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Form::Zip
    } else if head.starts_with(b"SQLite format 3\0") {
        Form::Database
    } else if head.trim_ascii_start().starts_with(b"<") || MARKS.iter().any(|mark| head.starts_with(mark)) {
        Form::Markup
    } else {
        Form::Foreign
    }
}

/// Whether a name stays in the folder it is put into, on every system.
pub fn stays_inside(name: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    !name.contains(['\\', ':', '\0']) && name.split('/').all(plain)
}
