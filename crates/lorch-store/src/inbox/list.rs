use lorch_model::{
    id::Id,
    inbox::{InboxCounts, InboxFilter, Kind, Native, Notice},
    page::Page,
};
use sqlx::{AssertSqlSafe, FromRow};

use super::{COLUMNS, Row};
use crate::{Result, Store, StoreError};

impl Store {
    /// A page of the Inbox.
    pub async fn inbox(&self, which: InboxFilter, after: Option<&str>, limit: u32) -> Result<Page<Notice>> {
        let (place, id) = cursor(after, which)?;
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(list_sql(which)))
            .bind(place)
            .bind(id)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        let full = rows.len() == limit as usize;
        let place = |row: &Row| match which {
            InboxFilter::Snoozed => row.snoozed.unwrap_or_default(),
            InboxFilter::Archived => row.archived.unwrap_or_default(),
            _ => row.at,
        };
        let next = rows.last().filter(|_| full).map(|row| format!("{}.{}", place(row), hex::encode(&row.id)));
        // A kind of another time is passed over.
        let known = rows.into_iter().filter(|row| Kind::from_word(&row.kind).is_some());
        Ok(Page { items: known.map(Row::into_notice).collect::<Result<_>>()?, next })
    }

    /// How much is there.
    pub async fn inbox_counts(&self, native: Native) -> Result<InboxCounts> {
        #[derive(FromRow)]
        struct Counts {
            unread: u32,
            needs_you: u32,
            reminders: u32,
            snoozed: u32,
        }
        let counts: Counts = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE read = 0) AS unread, count(*) FILTER (WHERE needs = 1) AS needs_you,
                 count(*) FILTER (WHERE read = 0 AND kind = 'reminder') AS reminders,
                 (SELECT count(*) FROM notices WHERE archived IS NULL AND snoozed IS NOT NULL) AS snoozed
             FROM notices INDEXED BY notices_open WHERE archived IS NULL AND snoozed IS NULL",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(InboxCounts {
            unread: counts.unread,
            needs_you: counts.needs_you,
            reminders: counts.reminders,
            people: 0,
            system: counts.unread.saturating_sub(counts.reminders),
            snoozed: counts.snoozed,
            native,
        })
    }
}

/// The statement of a page, over `?1` and `?2` (behind this place), `?3` (limit).
pub(crate) fn list_sql(which: InboxFilter) -> String {
    let (of, place, side, order) = match which {
        InboxFilter::Snoozed => ("archived IS NULL AND snoozed IS NOT NULL", "snoozed", ">", "ASC"),
        InboxFilter::Archived => ("archived IS NOT NULL", "archived", "<", "DESC"),
        _ => ("archived IS NULL AND snoozed IS NULL", "at", "<", "DESC"),
    };
    let more = match which {
        InboxFilter::NeedsYou => "AND needs = 1",
        InboxFilter::Reminders => "AND kind = 'reminder'",
        InboxFilter::People => "AND false",
        InboxFilter::System => "AND kind <> 'reminder'",
        InboxFilter::All | InboxFilter::Snoozed | InboxFilter::Archived => "",
    };
    format!(
        "SELECT {COLUMNS} FROM notices INDEXED BY notices_{place} WHERE {of} {more} AND ({place}, notices.id) {side} (?1, ?2)
         ORDER BY {place} {order}, notices.id {order} LIMIT ?3"
    )
}

fn cursor(after: Option<&str>, which: InboxFilter) -> Result<(i64, Vec<u8>)> {
    let Some(text) = after else {
        return Ok(match which {
            InboxFilter::Snoozed => (i64::MIN, Vec::new()),
            _ => (i64::MAX, vec![0xff; size_of::<Id>() + 1]),
        });
    };
    let parts = text.split_once('.').and_then(|(place, id)| Some((place.parse().ok()?, hex::decode(id).ok()?)));
    parts.ok_or(StoreError::UnknownCursor)
}
