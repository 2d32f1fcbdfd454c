//! Plain data and pure rules that every floor of Lorch speaks: no async, no IO, no clock.
//!
//! Read in this order: [`id`] (what makes a thing the same thing everywhere), [`timeline`] (the index of
//! everything that happened), [`reader`] and [`planner`] (the first rooms), [`made`] (what a person makes), [`change`] (how a commit is
//! announced), [`problem`] (how a refusal is said), [`trouble`] (what can be wrong with a profile's files).

pub mod backup;
pub mod bin;
pub mod change;
pub mod clock;
pub mod coding;
pub mod connections;
pub mod devices;
pub mod exchange;
pub mod id;
pub mod inbox;
pub mod key;
pub mod links;
pub mod listening;
pub mod made;
pub mod page;
pub mod planner;
pub mod problem;
pub mod reader;
pub mod record;
pub mod sample;
pub mod search;
pub mod settings;
pub mod sources;
pub mod status;
pub mod system;
pub mod text;
pub mod timeline;
pub mod told;
pub mod trouble;
pub mod vault;

pub use jiff::Timestamp;
