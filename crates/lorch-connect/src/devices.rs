//! The wire between a person's devices: what they say to each other, in which form, and the sockets it goes through.
//!
//! Read in this order: [`frame`] (messages on a stream, with every bound it keeps), [`message`] (what is said),
//! [`ticket`] and [`code`] (how two devices meet), [`link`] (the endpoint: who calls, who is let in), `nearby` (who is in
//! the network around). All but the last two is over any stream, so that a test can put a wire of its own in between.
//! Without the feature `devices` there is no link.

pub mod code;
pub mod frame;
#[cfg(feature = "devices")]
pub mod link;
#[cfg(not(feature = "devices"))]
#[path = "devices/absent.rs"]
pub mod link;
pub mod message;
#[cfg(feature = "devices")]
mod nearby;
mod terms;
pub mod ticket;
