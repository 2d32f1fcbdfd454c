//! What the file of a backup is called: `2026-11-21T12-47-33.120Z.daily.7.db`. The name alone says when, why, and with
//! which schema.

use std::{fmt, path::Path, str::FromStr};

use lorch_model::{Timestamp, backup::BackupKind};

/// The name of a backup's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// When it was made, in whole milliseconds.
    pub at: Timestamp,
    /// Why it was made.
    pub kind: BackupKind,
    /// Number of the last migration in it.
    pub schema: i64,
    /// Whether it was read through and found whole.
    pub proved: bool,
}

/// The text is not the name of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the name of a backup")]
pub struct NotAName;

impl Name {
    /// The first name from `now` on that no file in `folder` has.
    pub(super) fn free(folder: &Path, now: Timestamp, kind: BackupKind, schema: i64) -> Self {
        let mut name = Self { at: whole(now), kind, schema, proved: true };
        while folder.join(name.to_string()).exists() {
            name.at = Timestamp::from_millisecond(name.at.as_millisecond() + 1).unwrap_or(name.at);
        }
        name
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.strftime("%Y-%m-%dT%H-%M-%S%.3f");
        let proved = if self.proved { "" } else { ".unproved" };
        write!(f, "{at}Z.{}.{}{proved}.db", self.kind, self.schema)
    }
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let stem = text.strip_suffix(".db").ok_or(NotAName)?;
        let (stem, proved) = match stem.strip_suffix(".unproved") {
            Some(stem) => (stem, false),
            None => (stem, true),
        };
        let (at, rest) = stem.split_once("Z.").ok_or(NotAName)?;
        let (kind, schema) = rest.split_once('.').ok_or(NotAName)?;
        let (day, time) = at.split_once('T').ok_or(NotAName)?;
        let at: Timestamp = format!("{day}T{}Z", time.replace('-', ":")).parse().map_err(|_| NotAName)?;
        let kind = BackupKind::ALL.into_iter().find(|known| known.word() == kind).ok_or(NotAName)?;
        let name = Self { at, kind, schema: schema.parse().map_err(|_| NotAName)?, proved };
        // One backup has one name: what reads the same but is written otherwise is not ours.
        if name.to_string() == text { Ok(name) } else { Err(NotAName) }
    }
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_name_says_everything_and_nothing_else_is_a_name() {
        for text in ["2026-11-21T12-47-33.120Z.daily.7.db", "1969-01-01T00-00-00.000Z.before_restore.12.unproved.db"] {
            assert_eq!(text.parse::<Name>().unwrap().to_string(), text);
        }
        for text in [
            "",
            ".making.daily",
            "2026-11-21T12-47-33.120Z.daily.7",
            "2026-11-21T12-47-33.120Z.hourly.7.db",
            "2026-11-21T12-47-33.120Z.daily.07.db",
            "../2026-11-21T12-47-33.120Z.daily.7.db",
            "2026-11-21T12-47-33.120Z.daily.7.db-wal",
            "2026-13-21T12-47-33.120Z.daily.7.db",
        ] {
            assert_eq!(text.parse::<Name>(), Err(NotAName), "{text}");
        }
    }
}
