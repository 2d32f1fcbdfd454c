//! Made things: what a document holds, what an edit does to it, and how that is told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

mod edit;

pub use edit::{Action, Edit};

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words.
    Text(String),
    /// A moment. Read back from JSON it is a text, for nothing there tells the two apart.
    Time(Timestamp),
}

/// What a document holds, by the names of its fields.
pub type Fields = BTreeMap<String, Value>;

/// What an edit did to one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// Its name.
    pub field: String,
    /// What it held; `None` when it was not there.
    pub from: Option<Value>,
    /// What it holds; `None` when it is not there any more.
    pub to: Option<Value>,
}

/// A state that a made thing was in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct State {
    /// The change that brought it about, 64 hex digits.
    pub change: String,
    /// When, as far as that device knew.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Whether it was brought about on this device.
    pub here: bool,
    /// What was changed.
    pub fields: Vec<FieldChange>,
}

/// What a change did to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// What it held; `null` when it was not there.
    #[schema(value_type = Option<Sent>)]
    pub from: Option<Value>,
    /// What it holds then; `null` when it is not there any more.
    #[schema(value_type = Option<Sent>)]
    pub to: Option<Value>,
}

/// A field that two devices gave different values at the same time. The first value is the one that shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Conflict {
    /// Its name.
    pub field: String,
    /// The values, the one that shows first.
    #[schema(value_type = Vec<Sent>)]
    pub values: Vec<Value>,
}

/// A value as JSON has it: a moment is a text there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = FieldValue)]
pub enum Sent {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words, or a moment.
    Text(String),
}

/// Everything that can be told of how a made thing came to be as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct History {
    /// Its states, newest first.
    pub items: Vec<State>,
    /// Fields that hold more than one value.
    pub conflicts: Vec<Conflict>,
}

impl Value {
    /// The value in one line of text, to be kept; [`Value::from_kept`] reads it back.
    pub fn kept(&self) -> String {
        match self {
            Self::Flag(flag) => format!("f{}", u8::from(*flag)),
            Self::Number(number) => format!("n{number}"),
            Self::Text(text) => format!("t{text}"),
            Self::Time(time) => format!("m{}", time.as_millisecond()),
        }
    }

    /// Reads back what [`Value::kept`] wrote; `None` when it is something else.
    pub fn from_kept(kept: &str) -> Option<Self> {
        let rest = kept.get(1..)?;
        match kept.as_bytes().first()? {
            b'f' => Some(Self::Flag(rest == "1")),
            b'n' => rest.parse().ok().map(Self::Number),
            b't' => Some(Self::Text(rest.to_owned())),
            b'm' => Timestamp::from_millisecond(rest.parse().ok()?).ok().map(Self::Time),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<FieldEdit> for FieldChange {
    fn from(edit: FieldEdit) -> Self {
        Self { field: edit.field, from: edit.from, to: edit.to }
    }
}

/// Id of the one document that holds the shared settings.
pub fn settings_id() -> Id {
    Id::of_parts(&["settings"])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<bool>().prop_map(Value::Flag),
            any::<i64>().prop_map(Value::Number),
            ".*".prop_map(Value::Text),
            (-9_000_000_000_000_i64..9_000_000_000_000)
                .prop_filter_map("a time", |ms| Timestamp::from_millisecond(ms).ok().map(Value::Time)),
        ]
    }

    proptest! {
        #[test]
        fn a_kept_value_is_read_back(value in value()) {
            prop_assert_eq!(Value::from_kept(&value.kept()), Some(value));
        }

        #[test]
        fn what_was_never_kept_is_no_panic(text in ".*") {
            let _ = Value::from_kept(&text);
        }
    }
}
