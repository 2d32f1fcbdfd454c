//! The one door to the network: nothing else in Lorch opens a connection to the outside.
//!
//! Read in this order: [`address`] (which addresses may be reached at all), [`allowed`] (what the person
//! permitted beyond that), [`http`] (one exchange, with every bound it keeps), [`source`] (what a connector
//! is), [`reader`] (the first connector: feeds), [`signin`] (how a person opens an account to Lorch), [`devices`] (the wire
//! between a person's devices).
//!
//! Deadlines are given to this crate and the time of day is a parameter; when to ask, how often to try again
//! and what to keep is decided elsewhere.

pub mod address;
pub mod allowed;
pub mod coding;
pub mod devices;
pub mod http;
pub mod listening;
pub mod reader;
pub mod redact;
pub mod signin;
pub mod source;

pub use allowed::Allowed;
pub use redact::redact;
