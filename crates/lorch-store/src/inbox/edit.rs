//! What becomes of notices.

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    inbox::{InboxFilter, Kind, NoticeEdit},
};
use sqlx::AssertSqlSafe;

use super::date;
use crate::{Result, StoreError, Write, json, statement::statement};

/// A reminder that somebody may still do something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The notice.
    pub id: Id,
    /// InboxFilter one of what repeats.
    pub occurrence: Option<jiff::civil::Date>,
    /// When it was due.
    pub due: Timestamp,
    /// What it is called.
    pub title: String,
    /// Something is still to be done about it.
    pub needs_you: bool,
    /// It was not seen, or comes back.
    pub waits: bool,
}

impl Write {
    /// Marks a notice as seen or not, clears it or brings it back.
    pub fn edit_notice(&mut self, id: &Id, edit: NoticeEdit, now: Timestamp) {
        if let Some(read) = edit.read {
            self.later(statement("UPDATE notices SET read = ?2 WHERE id = ?1").bind(id).bind(read));
        }
        match edit.archived {
            Some(true) => {
                self.later(
                    statement(
                        "UPDATE notices SET archived = coalesce(archived, ?2), read = 1, snoozed = NULL WHERE id = ?1",
                    )
                    .bind(id)
                    .bind(now.as_millisecond()),
                );
                self.withhold(id);
            }
            Some(false) => self.later(statement("UPDATE notices SET archived = NULL WHERE id = ?1").bind(id)),
            None => {}
        }
        self.touch(Topic::Inbox);
    }

    /// Lets a notice come back at `until`; at once where there is no such time.
    pub fn snooze_notice(&mut self, id: &Id, until: Option<Timestamp>, now: Timestamp) {
        match until {
            Some(until) => {
                self.later(
                    statement("UPDATE notices SET snoozed = ?2, read = 1, archived = NULL WHERE id = ?1")
                        .bind(id)
                        .bind(until.as_millisecond()),
                );
                self.withhold(id);
            }
            None => self.later(
                statement("UPDATE notices SET snoozed = NULL, at = ?2 WHERE id = ?1 AND snoozed IS NOT NULL")
                    .bind(id)
                    .bind(now.as_millisecond()),
            ),
        }
        self.touch(Topic::Inbox);
    }

    /// Clears those of these notices that are there. Without ids: what was seen and waits for nobody. Returns which, with
    /// their titles.
    pub async fn archive_notices(&mut self, ids: Option<&[Id]>, now: Timestamp) -> Result<Vec<(Id, String)>> {
        let question = match ids {
            Some(ids) => statement(
                "UPDATE notices SET archived = ?1, read = 1, snoozed = NULL WHERE archived IS NULL
                     AND id IN (SELECT unhex(json_each.value) FROM json_each(?2)) RETURNING id, title",
            )
            .bind(now.as_millisecond())
            .bind(json(ids)?),
            None => statement(
                "UPDATE notices SET archived = ? WHERE archived IS NULL AND snoozed IS NULL AND read = 1 AND needs = 0
                 RETURNING id, title",
            )
            .bind(now.as_millisecond()),
        };
        let rows: Vec<(Vec<u8>, String)> = self.ask(question).await?;
        let cleared: Vec<(Id, String)> =
            rows.into_iter().filter_map(|(id, title)| Some((Id::from_slice(&id)?, title))).collect();
        for (id, _) in &cleared {
            self.withhold(id);
        }
        if !cleared.is_empty() {
            self.touch(Topic::Inbox);
        }
        Ok(cleared)
    }

    /// Marks as seen what a filter shows, from the notice `up_to` upwards where one is named. Returns how many.
    pub async fn read_notices(&mut self, which: InboxFilter, up_to: Option<&Id>) -> Result<u64> {
        let of = match which {
            InboxFilter::NeedsYou => "needs = 1",
            InboxFilter::Reminders => "kind = 'reminder'",
            InboxFilter::System => "kind <> 'reminder'",
            InboxFilter::All => "true",
            InboxFilter::People | InboxFilter::Snoozed | InboxFilter::Archived => return Ok(0),
        };
        let sql = format!(
            "UPDATE notices SET read = 1 WHERE archived IS NULL AND snoozed IS NULL AND read = 0 AND {of}
                 AND (at, id) >= (coalesce((SELECT at FROM notices WHERE id = ?1), -9223372036854775808),
                     coalesce(?1, x''))"
        );
        let read = sqlx::query(AssertSqlSafe(sql))
            .bind(up_to.map(|id| id.0.to_vec()))
            .execute(self.conn().await?)
            .await?
            .rows_affected();
        if read > 0 {
            self.touch(Topic::Inbox);
        }
        Ok(read)
    }

    /// Reminders of an activity that were not cleared.
    pub async fn standing_reminders(&mut self, activity: &Id) -> Result<Vec<Standing>> {
        type Row = (Vec<u8>, Option<i64>, i64, String, bool, bool);
        let rows: Vec<Row> = self
            .ask(
                statement(
                    "SELECT id, occurrence, due, title, needs, read = 0 OR snoozed IS NOT NULL FROM notices
                     WHERE thing = ? AND kind = 'reminder' AND archived IS NULL AND due IS NOT NULL",
                )
                .bind(activity),
            )
            .await?;
        let standing = |(id, occurrence, due, title, needs_you, waits): Row| {
            let id = Id::from_slice(&id).ok_or(StoreError::Unreadable("notice"))?;
            Ok(Standing { id, occurrence: occurrence.map(date), due: crate::time(due), title, needs_you, waits })
        };
        rows.into_iter().map(standing).collect()
    }

    /// A reminder stands: what it is of is called this, and needs somebody or not. Or there is nothing more to do about
    /// it: it goes out no more, nor comes back.
    pub fn stand_reminder(&mut self, id: &Id, stands: Option<(&str, bool)>) {
        match stands {
            Some((title, needs)) => self.later(
                statement("UPDATE notices SET needs = ?3, title = ?2 WHERE id = ?1").bind(id).bind(title).bind(needs),
            ),
            None => {
                self.later(statement("UPDATE notices SET needs = 0, read = 1, snoozed = NULL WHERE id = ?").bind(id));
                self.withhold(id);
            }
        }
        self.touch(Topic::Inbox);
    }

    /// There is nothing more to do about what was told of this kind of these things.
    pub async fn settle_notices(&mut self, kind: Kind, things: &[Id]) -> Result<()> {
        let settled: Vec<(Vec<u8>,)> = self
            .ask(
                statement(
                    "UPDATE notices SET needs = 0, read = 1, snoozed = NULL WHERE id IN (
                         SELECT told.id FROM json_each(?2) CROSS JOIN notices AS told
                             ON told.thing = unhex(json_each.value)
                         WHERE told.kind = ?1 AND told.needs = 1 AND told.archived IS NULL) RETURNING id",
                )
                .bind(kind.word())
                .bind(json(things)?),
            )
            .await?;
        for (id,) in &settled {
            self.touch(Topic::Inbox);
            if let Some(id) = Id::from_slice(id) {
                self.withhold(&id);
            }
        }
        Ok(())
    }

    /// Mutes a kind, or not.
    pub fn mute(&mut self, kind: Kind, muted: bool) {
        let sql = match muted {
            true => "INSERT INTO muted (kind) VALUES (?) ON CONFLICT DO NOTHING",
            false => "DELETE FROM muted WHERE kind = ?",
        };
        self.later(statement(sql).bind(kind.word()));
        self.touch(Topic::Inbox);
    }
}
