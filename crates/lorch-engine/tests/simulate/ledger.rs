//! What was acknowledged: every value a person set, and what each device knew when it was set. No value may be gone
//! that no later edit replaced: later is who had seen it, whatever the clocks say.

use std::collections::{BTreeMap, BTreeSet};

use lorch_documents::subscription;
use lorch_model::id::Id;

use crate::device::Device;

/// A thing by the kind and key of its row in the log.
pub type Thing = (String, Id);

/// Which of the values, by number, a device knows of each thing; and what lies aside until an exchange ends.
#[derive(Clone, Default)]
pub struct Knowledge {
    pub of: BTreeMap<Thing, BTreeSet<usize>>,
    pub aside: BTreeMap<Id, BTreeMap<Thing, BTreeSet<usize>>>,
}

struct Value {
    thing: Thing,
    field: &'static str,
    value: String,
    /// What was known of the thing when it was set.
    seen: BTreeSet<usize>,
}

/// The field of a purge: it ends what it has seen and what was built on that.
const PURGE: &str = "purge";

#[derive(Default)]
pub struct Ledger {
    values: Vec<Value>,
}

/// What a device holds, field by field.
pub type Fields = BTreeMap<(Thing, &'static str), String>;

/// Title, folder and removal of each subscription, and the marks that every Lorch knows.
pub async fn fields(device: &Device, urls: &[&str]) -> Fields {
    let mut fields = Fields::new();
    let store = device.engine.store();
    let mut write = store.write().await.unwrap();
    for url in urls {
        let id = Id::of_subscription(url);
        let bodies = write.document(&id).await.unwrap();
        let purged = write.purged_hashes(&id).await.unwrap().len();
        let thing = (subscription::KIND.to_owned(), id);
        fields.insert((thing.clone(), PURGE), purged.to_string());
        if let Ok(held) = subscription::project(&bodies) {
            fields.insert((thing.clone(), "title"), held.title.unwrap_or_default());
            fields.insert((thing.clone(), "folder"), held.folder);
            fields.insert((thing, "removed"), held.removed.is_some().to_string());
        }
    }
    drop(write);
    for (id, mark) in store.marks().await.unwrap() {
        let field = match mark.mark.as_str() {
            "read" => "read",
            "starred" => "starred",
            _ => continue,
        };
        fields.insert(((format!("mark:{}", mark.mark), id), field), mark.value.to_string());
    }
    fields
}

impl Ledger {
    /// Notes what an edit on a device changed.
    pub fn note(&mut self, knows: &mut Knowledge, before: &Fields, after: &Fields) {
        for ((thing, field), value) in after {
            if before.get(&(thing.clone(), *field)) == Some(value) {
                continue;
            }
            // What a purge took is not set to nothing by it, and a device that never purged has none.
            if *field == PURGE && value == "0" {
                continue;
            }
            self.set(knows, thing, field, value.clone());
        }
    }

    /// Notes that a field was set to a value.
    pub fn set(&mut self, knows: &mut Knowledge, thing: &Thing, field: &'static str, value: String) {
        let known = knows.of.entry(thing.clone()).or_default();
        let seen = known.clone();
        known.insert(self.values.len());
        self.values.push(Value { thing: thing.clone(), field, value, seen });
        self.bury(known);
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
    pub fn check(&self, devices: &[Device], shown: &Fields) -> Result<(), String> {
        let mut all: BTreeMap<Thing, BTreeSet<usize>> = BTreeMap::new();
        for (thing, values) in devices.iter().flat_map(|device| &device.knows.of) {
            all.entry(thing.clone()).or_default().extend(values);
        }
        for (thing, mut values) in all {
            self.bury(&mut values);
            let fields: BTreeSet<&'static str> = values.iter().map(|value| self.values[*value].field).collect();
            for field in fields.into_iter().filter(|field| *field != PURGE) {
                let of_field: Vec<&Value> =
                    values.iter().map(|value| &self.values[*value]).filter(|value| value.field == field).collect();
                let replaced: BTreeSet<usize> = of_field.iter().flat_map(|value| value.seen.clone()).collect();
                let standing: BTreeSet<&str> = values
                    .iter()
                    .filter(|value| self.values[**value].field == field && !replaced.contains(value))
                    .map(|value| self.values[*value].value.as_str())
                    .collect();
                let here = shown.get(&(thing.clone(), field)).map(String::as_str);
                if !here.is_some_and(|here| standing.contains(here)) {
                    return Err(format!("{field} of {thing:?} is {here:?}, but nothing replaced {standing:?}"));
                }
                debug_assert!(of_field.iter().all(|value| value.thing == thing));
            }
        }
        Ok(())
    }
}
