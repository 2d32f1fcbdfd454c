//! Room `system`: figures of this computer as few bytes, and as text that Prometheus reads.

mod bytes;
pub mod columns;
pub mod exposition;
mod grain;
pub mod snapshots;

pub use grain::Grain;

/// Why bytes are no block of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// They were written by a newer Lorch, or by nobody.
    #[error("these are not figures that this Lorch knows")]
    Foreign,
    /// They break off, or say what can't be.
    #[error("these figures are damaged")]
    Damaged,
}
