//! Connectors of coding.

mod github;

pub use github::GitHub;
