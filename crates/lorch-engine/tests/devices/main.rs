//! Two devices with endpoints of their own: they meet, keep in step, and take nothing from who is not let in.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod device;
mod hostile;
mod meeting;
mod step;
mod wire;
