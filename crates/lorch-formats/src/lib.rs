//! Bytes to records, pure: no IO, no clock, no async, and no panic on any input.
//!
//! [`reader::feed`] reads RSS, Atom and JSON Feed, [`reader::html`] makes foreign HTML safe, [`reader::opml`]
//! carries subscriptions in and out, [`system`] figures of this computer, [`export`] everything a person has, [`planner::quick`] a line that says
//! what is planned, [`text`] makes foreign text safe for a terminal.

mod charset;
mod entities;
pub mod export;
pub mod markdown;
mod markup;
pub mod planner;
pub mod reader;
pub mod system;
pub mod text;
