//! Identity: what makes a thing the same thing on every device and after every rebuild.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Length of every id in bytes.
pub const ID_BYTES: usize = 16;

/// Identity of a record, a document or an origin: 16 bytes, written as 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub [u8; ID_BYTES]);

impl Id {
    /// Id of a record: the first 16 bytes of BLAKE3 over account key and external id.
    ///
    /// The account key names the remote identity (`github:583231`, `feed:<first URL>`), never a local number,
    /// so the same record has the same id on two devices. The parts are length-prefixed: ("a", "bc") and
    /// ("ab", "c") differ.
    pub fn of_record(account_key: &str, external_id: &str) -> Self {
        Self::of_parts(&[account_key, external_id])
    }

    /// Id of a subscription document, the same on every device that subscribes to `first_url`,
    /// and kept when the feed moves later.
    pub fn of_subscription(first_url: &str) -> Self {
        Self::of_parts(&["subscription", first_url])
    }

    /// Id of the folder whose first path is `first`, the same on every device that files something there.
    pub fn of_folder(first: &str) -> Self {
        Self::of_parts(&["folder", first])
    }

    /// Id of something made at `at` that nobody else can make too: a UUIDv7 with these random bytes.
    pub fn made(at: jiff::Timestamp, random: [u8; 10]) -> Self {
        let mut id = [0; ID_BYTES];
        id[..6].copy_from_slice(&u64::try_from(at.as_millisecond()).unwrap_or_default().to_be_bytes()[2..]);
        id[6..].copy_from_slice(&random);
        id[6] = (id[6] & 0x0f) | 0x70;
        id[8] = (id[8] & 0x3f) | 0x80;
        Self(id)
    }

    /// When something was made that has an id of [`Id::made`]; of other ids it says nothing.
    pub fn made_at(&self) -> jiff::Timestamp {
        let mut ms = [0; 8];
        ms[2..].copy_from_slice(&self.0[..6]);
        jiff::Timestamp::from_millisecond(i64::from_be_bytes(ms)).unwrap_or_default()
    }

    pub(crate) fn of_parts(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..ID_BYTES]);
        Self(id)
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads an id back from stored bytes; `None` unless there are exactly 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

/// The text is not 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 32 hex digits")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut id = [0; ID_BYTES];
        hex::decode_to_slice(text, &mut id).map_err(|_| NotAnId)?;
        Ok(Self(id))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_id_forever() {
        // These bytes are in people's databases: if this fails, the rule of identity was changed.
        assert_eq!(Id::of_record("feed:https://a.example/feed", "1").to_string(), "c84c38d58494efe23869735a5da94194");
        assert_eq!(Id::of_subscription("https://a.example/feed").to_string(), "1b02d5a709de19a41691d3beb68a1016");
        assert_eq!(Id::of_folder("Craft/Wood").to_string(), "119693d30f69efe92e92921a2b38c3a8");
    }

    #[test]
    fn what_is_made_later_has_a_higher_id() {
        let at = |ms| jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
        assert_eq!(Id::made(at(0x0190_0000_0001), [0xff; 10]).to_string(), "0190000000017fffbfffffffffffffff");
        assert!(Id::made(at(1), [0xff; 10]) < Id::made(at(2), [0; 10]));
        assert_eq!(Id::made(at(0x0190_0000_0001), [7; 10]).made_at(), at(0x0190_0000_0001));
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Id::of_record("a", "bc"), Id::of_record("ab", "c"));
    }

    #[test]
    fn text_round_trips_and_wrong_text_is_refused() {
        let id = Id::of_record("a", "b");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("zz".parse::<Id>(), Err(NotAnId));
    }
}
