//! The house rules as tests. Nothing depends on this crate; `cargo test -p lorch-tidy` reads the whole repository.
//!
//! Each file in `tests/` is one rule: a function over a path and its text, a test that holds it against the
//! repository, and a test that shows it failing on a bad example. This library only reads files and reports.

mod breach;
mod rooms;
mod tree;

pub use breach::{Breach, Verdict, verdict};
pub use rooms::{GROUND, ROOMS, is_ground, is_room};
pub use tree::{File, files, line_at, paths};
