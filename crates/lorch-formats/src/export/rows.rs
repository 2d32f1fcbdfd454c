//! What the files of an export hold, one row a thing. Each row carries everything that devices tell each other of the
//! thing, so that importing it is the same as meeting the device it came from; what is there for readers alone is
//! said so.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lorch_model::{
    exchange::{Content, Item, Mark, RECORD, Raw},
    id::Id,
    made::Fields,
    record::Record,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::written::{bytes, hash, hashes, text};

/// More edits, lives and milliseconds than there will ever be; past it the counting up of a number would end.
const MOST: i64 = 1 << 52;

/// Where in the log of which origin a thing stands. A `seq` of 0: nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The origin.
    pub origin: Id,
    /// The place.
    #[serde(with = "text")]
    pub seq: i64,
}

/// A row of `marks.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRow {
    /// What is marked.
    pub thing: Id,
    /// The mark: `read`, `starred`, `saved`.
    pub mark: String,
    /// Set or cleared.
    pub value: bool,
    /// When.
    pub clock: Timestamp,
    /// How many edits it went through.
    pub counter: i64,
    /// Who set it.
    pub origin: Id,
    /// Schema number.
    pub schema: u32,
    /// Its place in the log.
    pub place: Place,
}

/// A row of `documents.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Identity.
    pub id: Id,
    /// Kind: `subscription`, `settings`.
    pub kind: String,
    /// Schema number.
    pub schema: u32,
    /// What it holds now; for readers, an import goes by the changes.
    #[serde(default, skip_deserializing)]
    pub fields: Fields,
    /// How it came to be: automerge changes, by hash.
    pub changes: Vec<ChangeRow>,
    /// Hashes of changes that were deleted for good.
    #[serde(with = "hashes")]
    pub purged: Vec<[u8; 32]>,
    /// Its place in the log.
    pub place: Place,
}

/// A change of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Hash, from automerge.
    #[serde(with = "hash")]
    pub hash: [u8; 32],
    /// The change in automerge's own encoding, Base64.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
}

/// A row of `articles.json`, `links.json` and `records.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Identity.
    pub id: Id,
    /// Kind: `article`, `link`.
    pub kind: String,
    /// Marks that are set; for readers, an import goes by `marks.json`.
    #[serde(default, skip_deserializing)]
    pub marks: Vec<String>,
    /// What it says. `null` for what was removed, and where only `raw` tells it exactly.
    pub content: Option<Value>,
    /// What it says, letter by letter, where it is not written as `content` would be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Where it came from: `feed:<first URL>`.
    pub account: String,
    /// Its identity there.
    pub external_id: String,
    /// Schema number of the content.
    pub schema: u32,
    /// How often it was made anew after it had been removed.
    pub life: i64,
    /// Whether it was removed: nothing but this row is left then.
    pub removed: bool,
    /// Update time of the source, ms since 1970.
    pub version: i64,
    /// Hash of the content.
    #[serde(with = "hash")]
    pub hash: [u8; 16],
    /// Who wrote it down.
    pub origin: Id,
    /// Its place in the log.
    pub place: Place,
}

/// A row of `unknown.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownRow {
    /// Identity.
    pub key: Id,
    /// Kind, as it stands in the log.
    pub kind: String,
    /// Schema number.
    pub schema: u32,
    /// How it merges.
    pub class: String,
    /// What it says, as it came.
    pub body: String,
    /// Its place in the log.
    pub place: Place,
}

/// A row of `feeds.json`; for readers. An import takes from it what only the feed itself said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// Identity of the subscription.
    pub id: Id,
    /// Whether the person subscribes to it; the others lie in the bin, or an article of theirs was kept.
    pub subscribed: bool,
    /// Where it is fetched.
    pub url: String,
    /// Where it was found first.
    pub first_url: String,
    /// What the person calls it.
    pub title: Option<String>,
    /// What it calls itself.
    pub feed_title: Option<String>,
    /// Folder, `/` between levels.
    pub folder: String,
    /// Its web page.
    pub site: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// When it was subscribed to.
    pub added: Timestamp,
    /// When it was put into the bin.
    pub removed: Option<Timestamp>,
}

/// A row of `imports.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    /// Its number where it was done.
    #[serde(with = "text")]
    pub run: i64,
    /// What was imported: `opml`.
    pub kind: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Things that were new.
    pub added: u32,
    /// Things that were there.
    pub existing: u32,
    /// Things that were refused.
    pub refused: u32,
    /// When it was undone.
    pub undone: Option<Timestamp>,
    /// What it holds.
    pub holds: Vec<HeldRow>,
}

/// A thing that an import holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRow {
    /// The thing.
    pub thing: Id,
    /// Whether it was there because of this import.
    pub made: bool,
    /// Changes that its document had then.
    pub changes: i64,
}

/// `settings.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsFile {
    /// Those that all of a person's devices share; for readers, an import goes by `documents.json`.
    #[serde(default, skip_deserializing)]
    pub shared: BTreeMap<String, Value>,
    /// Those of the machine.
    pub this_machine: ThisMachine,
    /// Addresses of the machine's own network that feeds may be fetched from.
    pub allowed_addresses: Vec<AllowedRow>,
}

/// Settings of the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThisMachine {
    /// Its proxy, without name and password; `null` where none was ever set.
    pub proxy: Option<String>,
}

/// An address that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedRow {
    /// `host:port`
    pub address: String,
    /// Since when.
    pub added: Timestamp,
}

impl MarkRow {
    /// The row of a mark.
    pub fn of(item: &Item, mark: &Mark) -> Self {
        Self {
            thing: item.key,
            mark: mark.mark.clone(),
            value: mark.value,
            clock: mark.clock,
            counter: mark.counter,
            origin: mark.origin,
            schema: item.schema,
            place: Place::of(item),
        }
    }

    /// What another device would say.
    pub fn into_item(self) -> Result<Item, String> {
        bounded("counter", self.counter)?;
        let Self { mark, value, counter, clock, origin, .. } = self;
        self.place.item(self.thing, self.schema, Content::Mark(Mark { mark, value, counter, clock, origin }))
    }
}

impl DocumentRow {
    /// The row of a document, `fields` being what it holds.
    pub fn of(item: &Item, kind: &str, changes: Vec<([u8; 32], Vec<u8>)>, purged: &[[u8; 32]], fields: Fields) -> Self {
        Self {
            id: item.key,
            kind: kind.to_owned(),
            schema: item.schema,
            fields,
            changes: changes.into_iter().map(|(hash, body)| ChangeRow { hash, body }).collect(),
            purged: purged.to_vec(),
            place: Place::of(item),
        }
    }

    /// What another device would say.
    pub fn into_item(self) -> Result<Item, String> {
        if self.kind.is_empty() || self.kind.contains(':') {
            return Err(format!("`{}` is not the kind of a document", self.kind));
        }
        let changes = self.changes.into_iter().map(|change| (change.hash, change.body)).collect();
        let content = Content::Document { kind: self.kind, changes, purged: self.purged };
        self.place.item(self.id, self.schema, content)
    }
}

impl RecordRow {
    /// The row of a record.
    pub fn of(item: &Item, record: Record, marks: Vec<String>) -> Self {
        // Whoever reads it sees its fields, unless writing them again would change a letter.
        let content = serde_json::from_str::<Value>(&record.body)
            .ok()
            .filter(|value| !record.removed && serde_json::to_string(value).is_ok_and(|again| again == record.body));
        Self {
            id: item.key,
            kind: record.kind,
            marks,
            raw: (content.is_none() && !record.body.is_empty()).then_some(record.body),
            content,
            account: record.account,
            external_id: record.external_id,
            schema: record.schema,
            life: record.life,
            removed: record.removed,
            version: record.version,
            hash: record.hash,
            origin: record.origin,
            place: Place::of(item),
        }
    }

    /// What another device would say.
    pub fn into_item(self) -> Result<Item, String> {
        bounded("life", self.life)?;
        bounded("version", self.version.saturating_abs())?;
        if !self.removed && Id::of_record(&self.account, &self.external_id) != self.id {
            return Err(format!("{} is not the id of its content", self.id));
        }
        let body = match (self.raw, self.content) {
            (Some(raw), _) => raw,
            (None, Some(content)) => serde_json::to_string(&content).map_err(|fault| fault.to_string())?,
            (None, None) => String::new(),
        };
        let record = Record {
            account: self.account,
            external_id: self.external_id,
            kind: self.kind,
            schema: self.schema,
            life: self.life,
            removed: self.removed,
            version: self.version,
            hash: self.hash,
            origin: self.origin,
            expires: None,
            body,
        };
        self.place.item(self.id, self.schema, Content::Record(record))
    }
}

impl UnknownRow {
    /// The row of what could not be read.
    pub fn of(item: &Item, raw: &Raw) -> Self {
        Self {
            key: item.key,
            kind: raw.kind.clone(),
            schema: item.schema,
            class: raw.class.clone(),
            body: raw.body.clone(),
            place: Place::of(item),
        }
    }

    /// What another device would say; by now it may be read.
    pub fn into_item(self) -> Result<Item, String> {
        let raw = Raw { class: self.class, kind: self.kind, body: self.body };
        let content = Content::Other(raw.clone()).read();
        // Bounds hold for what is read; what is not is kept as it came.
        let sound = match &content {
            Content::Mark(mark) => bounded("counter", mark.counter).is_ok(),
            Content::Record(record) => {
                bounded("life", record.life).is_ok()
                    && bounded("version", record.version.saturating_abs()).is_ok()
                    && raw.kind == format!("{RECORD}{}", record.kind)
            }
            _ => true,
        };
        self.place.item(self.key, self.schema, if sound { content } else { Content::Other(raw) })
    }
}

impl Place {
    fn of(item: &Item) -> Self {
        Self { origin: item.origin, seq: item.seq }
    }

    fn item(self, key: Id, schema: u32, content: Content) -> Result<Item, String> {
        bounded("place", self.seq)?;
        Ok(Item { origin: self.origin, seq: self.seq, key, schema, content })
    }
}

fn bounded(what: &str, number: i64) -> Result<(), String> {
    if (0..=MOST).contains(&number) { Ok(()) } else { Err(format!("a {what} of {number}")) }
}
