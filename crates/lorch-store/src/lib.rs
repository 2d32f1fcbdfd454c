//! The one place that speaks SQL.
//!
//! Read in this order: [`Store::open`], [`Write`] (one transaction and what it touched), [`changes`] (how a commit
//! is announced), then the rooms. [`machine`] is a file of its own: figures of this computer. Reads are methods of [`Store`], writes are methods of [`Write`].

pub mod aside;
mod asked;
pub mod backup;
mod bin;
mod bulk;
pub mod changes;
pub mod coding;
pub mod connections;
pub mod convert;
pub mod devices;
mod digest;
pub mod documents;
pub mod edits;
mod evidence;
mod exchange;
mod expiry;
pub mod export;
mod fault;
mod import;
pub mod inbox;
mod incarnation;
mod links;
pub mod listening;
mod log;
pub mod machine;
mod open;
pub mod planner;
#[cfg(test)]
mod plans;
mod proof;
mod purge;
pub mod reader;
mod rebuild;
mod records;
mod replies;
mod sample;
mod schema;
mod search;
mod settings;
mod sources;
mod statement;
pub mod timeline;
mod write;

pub use asked::{Came, Keyed, Told, asked_for};
pub use bin::BIN_JOB;
pub use evidence::Held;
pub use expiry::leave_out_expiring;
pub use incarnation::Claim;
pub use open::{APPLICATION, Store, StoreOptions, is_encrypted, look};
pub use records::LandedRecords;
pub use replies::Remembered;
pub use sources::{FailingFeed, Job, JobOutcome, JobState};
pub use write::Write;

use lorch_model::{Timestamp, trouble::Trouble};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something is wrong with the files.
    #[error(transparent)]
    Trouble(Box<Trouble>),
    /// SQLite refused.
    #[error("the profile's database refused: {0}")]
    Database(#[source] sqlx::Error),
    /// A migration failed.
    #[error("the profile's database could not be brought up to date: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The database holds something that Lorch never writes.
    #[error("the profile's database holds an unreadable {0}")]
    Unreadable(&'static str),
    /// A cursor that no page gave out.
    #[error("this page cursor is unknown")]
    UnknownCursor,
    /// An id prefix that several things share.
    #[error("this id prefix fits several things")]
    Ambiguous,
}

/// What most functions here return.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("value"))
}
