//! The verbs: one router with its OpenAPI document, guards, and the built UI; and the faces that carry it.
//!
//! Read in this order: [`router`] (every verb), then any one verb, for example `reader/articles`.

mod backups;
mod bin;
mod changes;
mod coding;
pub mod core;
pub mod desktop;
mod devices;
mod edits;
mod export;
pub mod extract;
pub mod face;
#[cfg(debug_assertions)]
mod fault;
pub mod guard;
pub mod guide;
mod health;
mod idempotency;
mod inbox;
mod links;
mod listening;
mod metrics;
mod planner;
pub mod problem;
pub mod profile;
pub mod profile_key;
mod reader;
pub mod rekey;
mod reply;
mod router;
mod sample;
pub mod scrape;
mod search;
pub mod serve;
pub mod session;
mod settings;
mod signin;
mod sources;
mod status;
mod system;
mod timeline;
mod trouble;
mod ui;
mod vault;
mod zone;

pub use router::{openapi, router, window};
