//! This machine: paths, locks, file modes
