//! What a device holds of everything that a person can set, field by field.

use std::collections::BTreeMap;

use lorch_documents::{
    fields::{self, IDENTITY},
    history,
};
use lorch_model::{id::Id, made::Value};

use crate::{device::Device, world};

/// A thing by the kind and key of its row in the log.
pub type Thing = (String, Id);

/// The field of a purge: it ends what it has seen and what was built on that.
pub const PURGE: &str = "purge";
/// Whether a made thing lies in the bin.
pub const REMOVED: &str = fields::REMOVED;
/// Which life a record lives, and whether it has ended.
pub const LIFE: &str = "life";

/// A value, and those of other devices that were set at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub value: String,
    pub beside: Vec<String>,
}

pub type Shown = BTreeMap<(Thing, String), Held>;

/// The fields of every made thing, the marks that every Lorch knows, and which records live.
pub async fn shown(device: &Device) -> Shown {
    let mut shown = Shown::new();
    let mut hold = |thing: &Thing, field: &str, value: String, beside: Vec<String>| {
        shown.insert((thing.clone(), field.to_owned()), Held { value, beside });
    };
    let store = device.engine.store();
    // Those that were purged too: of them the log knows.
    let documents: Vec<(String, Id)> = store.snapshot().await.unwrap().documents().await.unwrap();
    let mut write = store.write().await.unwrap();
    let subscriptions = world::URLS.iter().map(|url| ("subscription".to_owned(), Id::of_subscription(url)));
    for thing in documents.into_iter().chain(subscriptions) {
        let id = thing.1;
        let purged = write.purged_hashes(&id).await.unwrap().len();
        hold(&thing, PURGE, purged.to_string(), vec![]);
        let bodies = write.document(&id).await.unwrap();
        if bodies.is_empty() {
            continue;
        }
        let held = fields::read(&bodies).unwrap();
        let conflicts = history::conflicts(&bodies).unwrap();
        hold(&thing, REMOVED, held.contains_key(REMOVED).to_string(), vec![]);
        for (field, value) in held {
            if matches!(value, Value::Time(_)) || IDENTITY.contains(&field.as_str()) {
                continue;
            }
            let beside = conflicts.iter().filter(|conflict| conflict.field == field);
            let beside = beside.flat_map(|conflict| conflict.values.iter().skip(1).map(said)).collect();
            hold(&thing, &field, said(&value), beside);
        }
    }
    drop(write);
    for (id, mark) in store.marks().await.unwrap() {
        if mark.mark != "saved" {
            hold(&(format!("mark:{}", mark.mark), id), &mark.mark, mark.value.to_string(), vec![]);
        }
    }
    for (id, record) in store.records().await.unwrap() {
        if !world::expires(&id) {
            // In an order of letters the end of a life comes after its beginning.
            let life = format!("{:03} {}", record.life, if record.removed { "ended" } else { "alive" });
            hold(&(format!("record:{}", record.kind), id), LIFE, life, vec![]);
        }
    }
    shown
}

fn said(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => other.kept(),
    }
}
