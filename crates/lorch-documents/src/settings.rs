//! The one document of the settings that all of a person's devices share.

use lorch_model::{
    made::{Fields, Value},
    settings::SharedSettings,
};

use crate::{Change, DocumentError, fields};

/// Word of this kind in the log.
pub const KIND: &str = "settings";
/// Schema number of the documents made today.
pub const SCHEMA: u32 = 1;
/// Minutes between two polls of a feed.
pub const REFRESH_MINUTES: &str = "refresh_minutes";

/// The first change of the document: the same bytes on every device and at every time.
pub fn genesis() -> Result<Change, DocumentError> {
    fields::genesis(&[("schema", Value::Number(i64::from(SCHEMA))), ("id", KIND.into())])
}

/// The settings that the changes add up to. What no version of Lorch would set is left out.
pub fn project(bodies: &[Vec<u8>]) -> Result<SharedSettings, DocumentError> {
    let fields: Fields = fields::read(bodies)?;
    let minutes = match fields.get(REFRESH_MINUTES) {
        Some(Value::Number(minutes)) => u32::try_from(*minutes).ok(),
        _ => None,
    };
    Ok(SharedSettings { refresh_minutes: minutes.filter(|minutes| SharedSettings::MINUTES.contains(minutes)) })
}
