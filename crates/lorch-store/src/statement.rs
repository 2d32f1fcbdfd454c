//! Statements that wait: each way to the database's thread and back costs more than most statements, so those that
//! answer nothing go together with the next question, or with the commit.

use std::{borrow::Cow, fmt::Write as _};

use lorch_model::id::Id;
use sqlx::{Arguments as _, sqlite::SqliteArguments};

use crate::Result;

/// A value that a statement is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One statement with its arguments, for `?` in their order or for `?1`, `?2` by number; a statement uses one of both.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    sql: Cow<'static, str>,
    arguments: Vec<Argument>,
}

/// A statement, its arguments still to be bound.
pub(crate) fn statement(sql: impl Into<Cow<'static, str>>) -> Statement {
    Statement { sql: sql.into(), arguments: Vec::new() }
}

impl Statement {
    pub(crate) fn bind(mut self, argument: impl Into<Argument>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// The arguments alone.
    pub(crate) fn into_arguments(self) -> Vec<Argument> {
        self.arguments
    }
}

/// Statements as one text with the arguments it takes, one by one.
///
/// Several statements in one text share their arguments, and a number counts from the first of all of them. So each
/// `?1` becomes a `?` with a copy of its argument.
pub(crate) fn joined(statements: Vec<Statement>) -> Result<(String, SqliteArguments)> {
    let mut sql = String::new();
    let mut all = Vec::new();
    for statement in statements {
        if !sql.is_empty() {
            sql.push_str(";\n");
        }
        let mut parts = statement.sql.split('?');
        sql.push_str(parts.next().unwrap_or_default());
        let mut in_order = statement.arguments.iter();
        for part in parts {
            let words = part.trim_start_matches(|character: char| character.is_ascii_digit());
            let number = &part[..part.len() - words.len()];
            let argument = match number.parse::<usize>() {
                Ok(number) => statement.arguments.get(number.wrapping_sub(1)),
                Err(_) => in_order.next(),
            };
            all.push(argument.cloned().unwrap_or(Argument::Null));
            let _ = write!(sql, "?{words}");
        }
    }
    Ok((sql, encoded(all)?))
}

/// Arguments as the driver takes them.
pub(crate) fn encoded(arguments: Vec<Argument>) -> Result<SqliteArguments> {
    let mut encoded = SqliteArguments::default();
    for argument in arguments {
        let added = match argument {
            Argument::Null => encoded.add(None::<i64>),
            Argument::Integer(number) => encoded.add(number),
            Argument::Real(number) => encoded.add(number),
            Argument::Text(text) => encoded.add(text),
            Argument::Blob(bytes) => encoded.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(encoded)
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Argument {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<u16> for Argument {
    fn from(number: u16) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for Argument {
    fn from(flag: bool) -> Self {
        Self::Integer(flag.into())
    }
}

impl From<f64> for Argument {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Argument {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_owned())
    }
}

impl From<Vec<u8>> for Argument {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl From<&Id> for Argument {
    fn from(id: &Id) -> Self {
        Self::Blob(id.0.to_vec())
    }
}

impl<T: Into<Argument>> From<Option<T>> for Argument {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn numbers_become_copies_in_the_order_they_are_used() {
        let first = statement("UPDATE a SET b = ?2 WHERE c = ?1 OR d = ?2").bind(1).bind("two");
        let second = statement("INSERT INTO e VALUES (?, ?)").bind(3).bind(None::<i64>);
        let (sql, arguments) = joined(vec![first, second]).unwrap();
        assert_eq!(sql, "UPDATE a SET b = ? WHERE c = ? OR d = ?;\nINSERT INTO e VALUES (?, ?)");
        assert_eq!(arguments.len(), 5);
    }
}
