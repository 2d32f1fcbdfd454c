//! What was acknowledged: every value a person set, and what each device knew when it was set. No value may be gone
//! that no later edit replaced: later is who had seen it, whatever the clocks say.

use std::collections::{BTreeMap, BTreeSet};

use lorch_model::id::Id;

use crate::{
    device::Device,
    shown::{Held, LIFE, PURGE, REMOVED, Shown, Thing},
};

/// Which of the values, by number, a device knows of each thing; and what lies aside until an exchange ends.
#[derive(Clone, Default)]
pub struct Knowledge {
    pub of: BTreeMap<Thing, BTreeSet<usize>>,
    pub aside: BTreeMap<Id, BTreeMap<Thing, BTreeSet<usize>>>,
}

struct Value {
    field: String,
    value: String,
    /// What was known of the thing when it was set.
    seen: BTreeSet<usize>,
    /// How many edits of the thing led to this one, itself among them.
    depth: usize,
    /// Whether it has to be listed where another value shows: it was surely written.
    listed: bool,
}

#[derive(Default)]
pub struct Ledger {
    values: Vec<Value>,
}

impl Ledger {
    /// Notes what an edit on a device changed.
    pub fn note(&mut self, knows: &mut Knowledge, before: &Shown, after: &Shown) {
        for ((thing, field), held) in after {
            let was = before.get(&(thing.clone(), field.clone()));
            // What a purge took is not set to nothing by it, and a device that never purged has none.
            if was.is_some_and(|was| !replaced(was, held)) || (field == PURGE && held.value == "0") {
                continue;
            }
            self.set(knows, thing, field, held.value.clone(), true);
        }
        for (thing, field) in before.keys().filter(|key| !after.contains_key(*key)) {
            if after.contains_key(&(thing.clone(), REMOVED.to_owned())) {
                self.set(knows, thing, field, String::new(), true);
            }
        }
    }

    /// Notes that a field was set to a value.
    pub fn set(&mut self, knows: &mut Knowledge, thing: &Thing, field: &str, value: String, listed: bool) {
        let known = knows.of.entry(thing.clone()).or_default();
        let seen = known.clone();
        let depth = 1 + seen.iter().map(|value| self.values[*value].depth).max().unwrap_or(0);
        known.insert(self.values.len());
        self.values.push(Value { field: field.to_owned(), value, seen, depth, listed });
        self.bury(known);
    }

    /// Notes the lives of records that Lorch itself began when it was opened: what is starred is a record again.
    pub fn note_lives(&mut self, knows: &mut Knowledge, after: &Shown) {
        for ((thing, field), held) in after.iter().filter(|((_, field), _)| field == LIFE) {
            let known = knows.of.get(thing).into_iter().flatten();
            if known.map(|value| &self.values[*value]).all(|known| known.value != held.value) {
                self.set(knows, thing, field, held.value.clone(), true);
            }
        }
    }

    /// What is known of a thing goes over to whoever got it.
    pub fn learn(&self, knows: &mut Knowledge, thing: &Thing, news: &BTreeSet<usize>) {
        let known = knows.of.entry(thing.clone()).or_default();
        known.extend(news);
        self.bury(known);
    }

    /// Forgets what purges ended.
    fn bury(&self, known: &mut BTreeSet<usize>) {
        let purges = known.iter().filter(|value| self.values[**value].field == PURGE);
        let mut dead: BTreeSet<usize> = purges.flat_map(|purge| self.values[*purge].seen.clone()).collect();
        // A purge that was seen by a later one is still in force.
        dead.retain(|value| self.values[*value].field != PURGE);
        if dead.is_empty() {
            return;
        }
        // Numbers go up with time: one pass finds everything that was built on the dead.
        for value in known.iter() {
            let built = &self.values[*value];
            if built.field != PURGE && !built.seen.is_disjoint(&dead) {
                dead.insert(*value);
            }
        }
        known.retain(|value| !dead.contains(value));
    }

    /// Holds what a device shows against everything that was acknowledged and that some device still knows.
    pub fn check(&self, devices: &[Device], shown: &Shown) -> Result<(), String> {
        let mut all: BTreeMap<Thing, BTreeSet<usize>> = BTreeMap::new();
        for (thing, values) in devices.iter().flat_map(|device| &device.knows.of) {
            all.entry(thing.clone()).or_default().extend(values);
        }
        for (thing, mut values) in all {
            self.bury(&mut values);
            let mut fields: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for value in values {
                fields.entry(self.values[value].field.as_str()).or_default().push(value);
            }
            let purged = fields.remove(PURGE).is_some();
            let here = |field: &str| shown.get(&(thing.clone(), field.to_owned()));
            if purged && fields.is_empty() && here(REMOVED).is_some() {
                return Err(format!("{thing:?} was purged with everything that was built on it, but is still here"));
            }
            for (field, values) in fields {
                self.check_field(&thing, field, &values, here(field))?;
            }
        }
        Ok(())
    }

    fn check_field(&self, thing: &Thing, field: &str, values: &[usize], here: Option<&Held>) -> Result<(), String> {
        let standing = self.standing(thing, field, values);
        let shows = here.map_or("", |here| here.value.as_str());
        if !standing.iter().any(|value| self.values[*value].value == shows) {
            let standing: Vec<&str> = standing.iter().map(|value| self.values[*value].value.as_str()).collect();
            return Err(format!("{field} of {thing:?} is {shows:?}, but nothing replaced {standing:?}"));
        }
        if is_made(thing) && field != REMOVED {
            let listed = |value: &str| here.is_some_and(|here| here.beside.iter().any(|other| other == value));
            // That a field was emptied leaves nothing that could be listed.
            let mut others = standing.iter().map(|value| &self.values[*value]).filter(|other| !other.value.is_empty());
            if let Some(lost) = others.find(|other| other.listed && other.value != shows && !listed(&other.value)) {
                return Err(format!("{field} of {thing:?} lists {here:?}, but not {:?}", lost.value));
            }
        }
        Ok(())
    }

    /// Those of the values of a field of which one has to show.
    fn standing(&self, (kind, _): &Thing, field: &str, values: &[usize]) -> Vec<usize> {
        let most = |rank: fn(&Value) -> (usize, &str)| {
            let most = values.iter().map(|value| rank(&self.values[*value])).max();
            values.iter().copied().filter(|value| Some(rank(&self.values[*value])) == most).collect()
        };
        if field == LIFE {
            // The latest life counts, and its end more than its beginning, whoever knew of what.
            return most(|value| (0, &value.value));
        }
        if kind.starts_with("mark:") {
            // The one that went through the most edits, whatever the clocks say.
            return most(|value| (value.depth, ""));
        }
        let replaced: BTreeSet<usize> = values.iter().flat_map(|value| self.values[*value].seen.clone()).collect();
        values.iter().copied().filter(|value| !replaced.contains(value)).collect()
    }
}

/// Whether an edit put a value there: another one shows, or this one alone where several stood.
fn replaced(was: &Held, is: &Held) -> bool {
    was.value != is.value || (is.beside.is_empty() && !was.beside.is_empty())
}

fn is_made((kind, _): &Thing) -> bool {
    !kind.contains(':')
}
