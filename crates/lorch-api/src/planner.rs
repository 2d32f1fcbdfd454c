//! The planner over HTTP.

pub(crate) mod activities;
pub(crate) mod occurrences;
pub(crate) mod quick;
