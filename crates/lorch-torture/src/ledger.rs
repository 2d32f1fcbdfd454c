//! What was acknowledged, and what may be there or not.

use std::collections::{BTreeMap, BTreeSet};

use crate::letter::Letter;

/// A thing and a word of it: `("feed 3", "title")`.
pub(crate) type Fact = (String, &'static str);

/// What a profile says. What is not there is empty.
pub(crate) type Facts = BTreeMap<Fact, String>;

/// A write and what it makes true, all of it or nothing.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    pub letter: Letter,
    pub effects: Vec<(Fact, String)>,
}

/// What the profile has to say. Every fact is written by one writer, one deed after the other.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    facts: Facts,
    doubts: Vec<Deed>,
    pub acknowledged: usize,
}

impl Ledger {
    /// What was last acknowledged of a fact.
    pub fn value(&self, fact: &Fact) -> &str {
        self.facts.get(fact).map_or("", String::as_str)
    }

    /// Everything that was acknowledged.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The profile is as it was once.
    pub fn go_back(&mut self, facts: Facts) {
        self.facts = facts;
    }

    /// The deed was acknowledged.
    pub fn acknowledge(&mut self, deed: &Deed) {
        self.acknowledged += 1;
        self.facts.extend(deed.effects.iter().cloned());
    }

    /// No answer came.
    pub fn doubt(&mut self, deed: Deed) {
        self.doubts.push(deed);
    }

    /// The deeds without an answer; none is left.
    pub fn take_doubts(&mut self) -> Vec<Deed> {
        std::mem::take(&mut self.doubts)
    }

    /// Takes deeds without an answer for done or not done, as a profile says.
    pub fn settle(&mut self, seen: &Facts) {
        for deed in self.take_doubts() {
            if deed.effects.iter().all(|(fact, value)| seen.get(fact).map_or("", String::as_str) == value) {
                self.facts.extend(deed.effects);
            }
        }
    }

    /// Compares with what a profile says. Returns how many deeds without an answer were done.
    pub fn check(&self, seen: &Facts) -> Result<usize, String> {
        let say = |fact: &Fact| seen.get(fact).map_or("", String::as_str);
        let mut open = BTreeSet::new();
        let mut done = 0;
        for deed in &self.doubts {
            let telling = deed.effects.iter().filter(|(fact, value)| self.value(fact) != value);
            let there: Vec<bool> = telling.map(|(fact, value)| say(fact) == value).collect();
            if there.contains(&true) && there.contains(&false) {
                return Err(format!("a write was done by half: {:?}", deed.effects));
            }
            done += usize::from(there.contains(&true));
            open.extend(deed.effects.iter().filter(|(fact, value)| say(fact) == value).map(|(fact, _)| fact));
        }
        for (fact, value) in self.facts.iter().filter(|(fact, _)| !open.contains(fact)) {
            if say(fact) != value {
                return Err(format!("{} of {} was acknowledged as `{value}` and is `{}`", fact.1, fact.0, say(fact)));
            }
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(effects: &[(&'static str, &str)]) -> Deed {
        let effects = effects.iter().map(|(word, value)| (("feed 1".into(), *word), (*value).to_owned())).collect();
        Deed { letter: Letter::get("/"), effects }
    }

    fn says(facts: &[(&'static str, &str)]) -> Facts {
        deed(facts).effects.into_iter().collect()
    }

    #[test]
    fn acknowledged_stays_and_unacknowledged_is_whole() {
        let mut ledger = Ledger::default();
        ledger.acknowledge(&deed(&[("title", "a"), ("folder", "x")]));
        assert_eq!(ledger.check(&says(&[("title", "a"), ("folder", "x")])), Ok(0));
        assert!(ledger.check(&says(&[("title", "a")])).is_err(), "a fact is gone");
        ledger.doubt(deed(&[("title", "b"), ("folder", "y")]));
        assert_eq!(ledger.check(&says(&[("title", "a"), ("folder", "x")])), Ok(0));
        assert_eq!(ledger.check(&says(&[("title", "b"), ("folder", "y")])), Ok(1));
        assert!(ledger.check(&says(&[("title", "b"), ("folder", "x")])).is_err(), "half of it");
        assert!(ledger.check(&says(&[("title", "c"), ("folder", "x")])).is_err(), "neither");
    }
}
