//! Chance that comes back with its seed.

use rand::{Rng, SeedableRng, rngs::StdRng};

/// Dice.
#[derive(Debug, Clone)]
pub(crate) struct Dice(StdRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Other dice that depend on these.
    pub fn fork(&mut self) -> Self {
        Self::new(self.0.random())
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.random_range(0..end)
    }

    pub fn coin(&mut self) -> bool {
        self.0.random()
    }

    /// One of these; `None` where there is none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.0.random_range(0..of.len())) }
    }

    /// 32 hex digits.
    pub fn key(&mut self) -> String {
        format!("{:032x}", self.0.random::<u128>())
    }
}
