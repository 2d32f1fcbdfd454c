//! Room `system`: this computer, as figures over time.
//!
//! Read in this order: [`sample`] (what the sensors say at one moment), [`fold`] (two of those become values),
//! [`series`] (what the values are called), [`rollup`] (minutes and hours), [`chart`] (what fits on a screen),
//! [`view`] (how it is all answered).

pub mod chart;
pub mod fold;
pub mod processes;
pub mod rollup;
pub mod sample;
pub mod series;
pub mod view;

/// Milliseconds between samples while somebody looks.
pub const LIVE_MS: i64 = 1_000;
/// Milliseconds between samples else.
pub const CALM_MS: i64 = 10_000;
/// Milliseconds between looks at the processes while somebody looks.
pub const LIVE_PROCESSES_MS: i64 = 5_000;
/// Milliseconds after which nothing was known in between: the machine slept, or Lorch didn't run.
pub const GAP_MS: i64 = 25_000;
