//! Connectors of listening.

mod spotify;

pub use spotify::Spotify;
