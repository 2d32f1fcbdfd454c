//! The document of a folder that was renamed or moved: what it is called and which folder it is in.

use lorch_model::{
    made::{Fields, Value},
    reader::NamedFolder,
};

use crate::{
    Change, DocumentError,
    fields::{self, text},
};

/// Word of this kind in the log.
pub const KIND: &str = "folder";
/// Schema number of the documents made today.
pub const SCHEMA: u32 = 1;
/// What it is called.
pub const NAME: &str = "name";
/// The folder it is in, by that one's first path.
pub const PARENT: &str = "parent";

/// The first change of the document of the folder `first`: the same bytes on every device and at every time.
pub fn genesis(first: &str) -> Result<Change, DocumentError> {
    fields::genesis(&[("schema", Value::Number(i64::from(SCHEMA))), ("first", first.into())])
}

/// The folder that the changes add up to, in whatever order they came.
pub fn project(bodies: &[Vec<u8>]) -> Result<NamedFolder, DocumentError> {
    let fields: Fields = fields::read(bodies)?;
    Ok(NamedFolder {
        first: text(&fields, "first").ok_or(DocumentError::Missing("first path"))?,
        name: text(&fields, NAME),
        parent: text(&fields, PARENT),
    })
}
