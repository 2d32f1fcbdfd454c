//! What holds for the documents of every kind: a flat map of fields, read and edited field by field.

use automerge::{AutoCommit, ChangeHash, ROOT, ReadDoc, ScalarValue, iter::MapRangeItem, transaction::Transactable};
use lorch_model::{
    Timestamp,
    id::Id,
    made::{FieldEdit, Fields, Value},
};

use crate::{Change, DocumentError, Made, actor, commit, load, recent};

/// The field of every kind that holds when the thing was put into the bin.
pub const REMOVED: &str = "removed";

/// Fields that say which document this is: never edited, never shown as a change.
pub const IDENTITY: [&str; 4] = ["schema", "first_url", "first", "id"];

/// What a field should hold; `None` for nothing.
pub type Wish = (String, Option<Value>);

/// What the changes add up to, in whatever order they came.
pub fn read(bodies: &[Vec<u8>]) -> Result<Fields, DocumentError> {
    Ok(held(&load(bodies)?, None))
}

/// The change that makes the document hold what is wished, or `None` when it holds all of it already.
///
/// A field that holds two values at once is settled by wishing for one of them.
pub fn put(
    bodies: &[Vec<u8>],
    origin: &Id,
    at: Timestamp,
    wishes: impl IntoIterator<Item = Wish>,
) -> Result<Option<Made>, DocumentError> {
    Opened::open(bodies)?.put(origin, at, wishes)
}

/// A document that was read and may be edited.
pub(crate) struct Opened {
    /// All its changes, in the order they were read.
    pub(crate) bodies: Vec<Vec<u8>>,
    pub(crate) document: AutoCommit,
    /// What it holds.
    pub(crate) fields: Fields,
}

impl Opened {
    pub(crate) fn open(bodies: &[Vec<u8>]) -> Result<Self, DocumentError> {
        let document = recent::open(bodies)?;
        Ok(Self { fields: held(&document, None), document, bodies: bodies.to_vec() })
    }

    /// As [`put`].
    pub(crate) fn put(
        self,
        origin: &Id,
        at: Timestamp,
        wishes: impl IntoIterator<Item = Wish>,
    ) -> Result<Option<Made>, DocumentError> {
        let Self { mut bodies, mut document, mut fields } = self;
        document.set_actor(actor(origin));
        let mut edits = Vec::new();
        for (field, to) in wishes {
            let from = fields.get(&field).cloned();
            if IDENTITY.contains(&field.as_str()) || (same(&from, &to) && document.get_all(ROOT, &field)?.len() < 2) {
                continue;
            }
            match &to {
                Some(value) => {
                    document.put(ROOT, &field, scalar(value))?;
                    fields.insert(field.clone(), value.clone());
                }
                None if from.is_some() => {
                    document.delete(ROOT, field.as_str())?;
                    fields.remove(&field);
                }
                None => {}
            }
            edits.push(FieldEdit { field, from, to });
        }
        let change = commit(&mut document, at);
        bodies.extend(change.as_ref().map(|change| change.body.clone()));
        recent::keep(bodies, document);
        Ok(change.map(|change| Made { change, edits, fields }))
    }
}

/// The first change of a document that two devices may begin apart: the same bytes everywhere and at every time.
pub(crate) fn genesis(fields: &[(&str, Value)]) -> Result<Change, DocumentError> {
    let mut document = AutoCommit::new().with_actor(actor(&Id([0; 16])));
    for (field, value) in fields {
        document.put(ROOT, *field, scalar(value))?;
    }
    commit(&mut document, Timestamp::UNIX_EPOCH).ok_or(DocumentError::Missing("genesis"))
}

/// What a document holds, or held when its heads were these.
pub(crate) fn held(document: &AutoCommit, heads: Option<&[ChangeHash]>) -> Fields {
    let all = match heads {
        Some(heads) => document.map_range_at(ROOT, .., heads),
        None => document.map_range(ROOT, ..),
    };
    let plain = |item: MapRangeItem<'_>| Some((item.key.into_owned(), plain(item.value.into_value().as_scalar()?)?));
    all.filter_map(plain).collect()
}

/// A value as plain data; `None` for a kind of value that Lorch never writes.
pub(crate) fn plain(value: &ScalarValue) -> Option<Value> {
    match value {
        ScalarValue::Str(text) => Some(Value::Text(text.to_string())),
        ScalarValue::Int(number) => Some(Value::Number(*number)),
        ScalarValue::Boolean(flag) => Some(Value::Flag(*flag)),
        ScalarValue::Timestamp(ms) => Timestamp::from_millisecond(*ms).ok().map(Value::Time),
        _ => None,
    }
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Flag(flag) => ScalarValue::Boolean(*flag),
        Value::Number(number) => ScalarValue::Int(*number),
        Value::Text(text) => ScalarValue::Str(text.as_str().into()),
        Value::Time(time) => ScalarValue::Timestamp(time.as_millisecond()),
    }
}

/// No words and nothing at all are the same.
fn same(from: &Option<Value>, to: &Option<Value>) -> bool {
    let said = |value: &Option<Value>| value.clone().filter(|value| *value != Value::Text(String::new()));
    said(from) == said(to)
}

pub(crate) fn text(fields: &Fields, name: &str) -> Option<String> {
    match fields.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

pub(crate) fn time(fields: &Fields, name: &str) -> Option<Timestamp> {
    match fields.get(name) {
        Some(Value::Time(time)) => Some(*time),
        _ => None,
    }
}

/// A wish for what is given; nothing is wished where nothing is.
pub(crate) fn wish(field: &str, value: Option<impl Into<Value>>) -> Option<Wish> {
    value.map(|value| (field.to_owned(), Some(value.into())))
}
