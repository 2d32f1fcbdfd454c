//! What a rule found, in the form that an editor can jump to.

use std::fmt;

/// One place that breaks a rule.
#[derive(Clone, PartialEq, Eq)]
pub struct Breach {
    /// Path from the root of the repository.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub says: String,
}

impl Breach {
    /// A breach at a line of a file.
    pub fn at(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, says: says.into() }
    }
}

/// What a test returns.
pub type Verdict = Result<(), Breaches>;

/// All breaches of one rule; its `Debug` is what a failing test prints.
pub struct Breaches(Vec<Breach>);

/// Nothing found is a pass.
pub fn verdict(found: impl IntoIterator<Item = Breach>) -> Verdict {
    let found: Vec<Breach> = found.into_iter().collect();
    if found.is_empty() { Ok(()) } else { Err(Breaches(found)) }
}

impl fmt::Debug for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.says)
    }
}

impl fmt::Debug for Breaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|breach| write!(f, "\n  {breach:?}"))
    }
}
