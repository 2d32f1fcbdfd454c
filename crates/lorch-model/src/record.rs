//! Records: what was fetched or imported, as the person's devices share it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// Kind of the records that are articles.
pub const ARTICLE: &str = "article";
/// Kind of the records that say whether two things are the same.
pub const LINK: &str = "link";
/// Kind of the records that are plays: what was listened to.
pub const PLAY: &str = "play";

/// A record as it is kept and travels: its whole content, and what decides which of two wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The remote identity it belongs to: `feed:<first URL>`.
    pub account: String,
    /// Its identity there.
    pub external_id: String,
    /// Word of its kind.
    pub kind: String,
    /// Schema number of the body.
    pub schema: u32,
    /// How often it was made anew after it had been removed.
    pub life: i64,
    /// A tombstone: the content is gone.
    pub removed: bool,
    /// Update time of the source, ms since 1970.
    pub version: i64,
    /// Hash of the content.
    pub hash: [u8; 16],
    /// Who wrote it down.
    pub origin: Id,
    /// When it must go.
    pub expires: Option<Timestamp>,
    /// The content, JSON.
    pub body: String,
}

/// A record as its source gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDraft {
    /// The remote identity it belongs to.
    pub account: String,
    /// Its identity there.
    pub external_id: String,
    /// Word of its kind.
    pub kind: String,
    /// Schema number of the body.
    pub schema: u32,
    /// Update time of the source, ms since 1970.
    pub version: i64,
    /// Hash of the content.
    pub hash: [u8; 16],
    /// When it must go.
    pub expires: Option<Timestamp>,
    /// The content, JSON.
    pub body: String,
}

impl Record {
    /// Whether this one replaces `other`: a total order, the same on every device.
    ///
    /// A removal beats every content of the same life, so what lies on a device that was away can't bring it back;
    /// making it anew begins another life.
    pub fn wins_over(&self, other: &Self) -> bool {
        self.rank() > other.rank()
    }

    /// What is left when the record is removed.
    #[must_use]
    pub fn tombstone(&self, origin: Id) -> Self {
        Self {
            account: String::new(),
            external_id: String::new(),
            kind: self.kind.clone(),
            schema: self.schema,
            life: self.life,
            removed: true,
            version: 0,
            hash: [0; 16],
            origin,
            expires: None,
            body: String::new(),
        }
    }

    fn rank(&self) -> (i64, bool, i64, [u8; 16], Id) {
        (self.life, self.removed, self.version, self.hash, self.origin)
    }
}

impl RecordDraft {
    /// What a service said of one thing: the content is told apart by a hash of `body`.
    pub fn said(account: &str, external_id: String, kind: &str, schema: u32, at: Timestamp, body: String) -> Self {
        let mut hash = [0; 16];
        hash.copy_from_slice(&blake3::hash(body.as_bytes()).as_bytes()[..16]);
        Self {
            account: account.to_owned(),
            external_id,
            kind: kind.to_owned(),
            schema,
            version: at.as_millisecond(),
            hash,
            expires: None,
            body,
        }
    }

    /// Identity, from account key and external id.
    pub fn id(&self) -> Id {
        Id::of_record(&self.account, &self.external_id)
    }

    /// The record that this draft becomes beside `here`, or `None` when it says nothing new.
    ///
    /// The source's time goes first. Where a source changes something without giving a later time, what it says now
    /// still replaces what it said before.
    pub fn beside(self, here: Option<&Record>, origin: Id) -> Option<Record> {
        let (life, version) = match here {
            None => (0, self.version),
            Some(here) if here.removed => (here.life + 1, self.version),
            Some(here) if here.hash == self.hash || self.version < here.version => return None,
            Some(here) => (here.life, self.version.max(here.version + 1)),
        };
        Some(Record {
            account: self.account,
            external_id: self.external_id,
            kind: self.kind,
            schema: self.schema,
            life,
            removed: false,
            version,
            hash: self.hash,
            origin,
            expires: self.expires,
            body: self.body,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(version: i64, content: u8) -> RecordDraft {
        RecordDraft {
            account: "feed:x".into(),
            external_id: "1".into(),
            kind: ARTICLE.into(),
            schema: 1,
            version,
            hash: [content; 16],
            expires: None,
            body: content.to_string(),
        }
    }

    fn record() -> impl Strategy<Value = Record> {
        (0_i64..2, any::<bool>(), 0_i64..3, 0_u8..3, 0_u8..3).prop_filter_map(
            "a record",
            |(life, removed, version, content, origin)| {
                let record = Record { life, ..draft(version, content).beside(None, Id([origin; 16]))? };
                Some(if removed { record.tombstone(record.origin) } else { record })
            },
        )
    }

    fn merged(records: &[Record]) -> Option<Record> {
        records.iter().cloned().reduce(|kept, next| if next.wins_over(&kept) { next } else { kept })
    }

    proptest! {
        #[test]
        fn records_merge_by_a_total_order(mut records in prop::collection::vec(record(), 1..6)) {
            let forwards = merged(&records);
            records.reverse();
            prop_assert_eq!(merged(&records), forwards);
        }

        #[test]
        fn a_removed_record_stays_removed_until_it_is_made_anew(record in record(), version in 0_i64..9) {
            let gone = record.tombstone(record.origin);
            let old = Record { version, removed: false, ..record.clone() };
            prop_assert!(!old.wins_over(&gone));
            let anew = draft(version, 1).beside(Some(&gone), Id([9; 16]));
            prop_assert!(anew.is_some_and(|anew| anew.wins_over(&gone)));
        }
    }

    #[test]
    fn a_draft_replaces_what_its_source_said_before() {
        let here = draft(5, 1).beside(None, Id([1; 16])).unwrap();
        for (version, content, kept) in [(5, 1, None), (9, 1, None), (4, 2, None), (5, 2, Some(6)), (9, 2, Some(9))] {
            let next = draft(version, content).beside(Some(&here), Id([0; 16]));
            assert_eq!(next.as_ref().map(|next| next.version), kept, "{version} {content}");
            assert!(next.is_none_or(|next| next.wins_over(&here)));
        }
    }
}
