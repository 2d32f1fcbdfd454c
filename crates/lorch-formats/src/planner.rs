//! What the planner room reads and writes.

pub mod quick;
