use std::collections::{BTreeMap, BTreeSet};

use lorch_model::{id::Id, reader::ImportedKind};

/// What an import came to so far.
#[derive(Default)]
pub(super) struct Tally {
    /// New and there, by kind.
    kinds: BTreeMap<String, (u32, u32)>,
    /// What the run holds, and whether it is here because of it.
    pub(super) held: Vec<(Id, bool)>,
    /// Feeds that are subscribed to because of it.
    pub(super) subscribed: Vec<Id>,
    /// Records that had been removed here and came back.
    pub(super) revived: BTreeSet<Id>,
}

impl Tally {
    /// Counts a thing.
    pub(super) fn count(&mut self, kind: &str, new: bool) {
        let (added, existing) = self.kinds.entry(kind.to_owned()).or_default();
        *(if new { added } else { existing }) += 1;
    }

    /// Notes that the run holds a thing.
    pub(super) fn hold(&mut self, thing: Id, made: bool) {
        self.held.push((thing, made));
    }

    /// Whether anything is otherwise than before.
    pub(super) fn changed(&self) -> bool {
        self.added() > 0
    }

    pub(super) fn added(&self) -> u32 {
        self.kinds.values().map(|(added, _)| *added).fold(0, u32::saturating_add)
    }

    pub(super) fn existing(&self) -> u32 {
        self.kinds.values().map(|(_, existing)| *existing).fold(0, u32::saturating_add)
    }

    pub(super) fn existing_of(&self, kind: &str) -> u32 {
        self.kinds.get(kind).map_or(0, |(_, existing)| *existing)
    }

    pub(super) fn kinds(self) -> Vec<ImportedKind> {
        let kind = |(kind, (added, existing))| ImportedKind { kind, added, existing };
        self.kinds.into_iter().map(kind).collect()
    }
}
