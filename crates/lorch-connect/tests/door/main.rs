//! The door as a whole, against servers that are written here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bounds;
mod caching;
mod feeds;
mod inside;
mod pace;
mod packing;
mod proxies;
mod redirects;
mod secure;
mod server;
