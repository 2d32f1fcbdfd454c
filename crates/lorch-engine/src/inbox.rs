//! What a person does with the Inbox, and what Lorch puts there of feeds, accounts and imports.

use std::time::Duration;

use lorch_model::{
    Timestamp,
    connections::{ConnectionState, LASTING},
    id::Id,
    inbox::{InboxCounts, InboxFilter, Kind, Notice, NoticeEdit, NoticeMuting, Said, notice_id},
    made::{Action, Value},
};
use lorch_store::{
    Told, Write,
    edits::{NOTICE, NewEdit, Step, Way},
    inbox::NewNotice,
    reader::Fetched,
};

use crate::{Engine, EngineError, edits::ends};

/// The furthest that something is put off.
const FURTHEST: Duration = Duration::from_secs(366 * 24 * 3600);
/// So many feeds that fail are told one by one; of more it is said how many there are.
const ONE_BY_ONE: u32 = 5;
/// An import that took this long is told outside of Lorch as well: nobody watched it to its end.
const LONG: Duration = Duration::from_secs(10);
/// The field of a step that cleared a notice.
const ARCHIVED: &str = "archived";

impl Engine {
    /// How much is in the Inbox.
    pub async fn inbox_counts(&self) -> Result<InboxCounts, EngineError> {
        Ok(self.store().inbox_counts(self.native().await?).await?)
    }

    /// Marks a notice as seen or not, clears it or brings it back.
    pub async fn edit_notice(&self, id: &Id, edit: NoticeEdit) -> Result<Notice, EngineError> {
        let mut write = self.store().write().await?;
        let before = write.notice(id).await?.ok_or(EngineError::NoticeNotFound)?;
        write.edit_notice(id, edit, self.now());
        let archived = edit.archived.filter(|archived| *archived != before.archived.is_some());
        if let Some(archived) = archived {
            let action = if archived { Action::NoticeArchived } else { Action::NoticeUnarchived };
            let edit = NewEdit { at: self.now(), action, kind: NOTICE, thing: Some(*id), title: &before.title };
            write.note_edit(&edit, &[cleared(*id, archived)]).await?;
        }
        self.tell_notice(write, id).await
    }

    /// Clears these, or what was seen and waits for nobody. Returns how many.
    pub async fn archive_notices(&self, ids: Option<&[Id]>) -> Result<u64, EngineError> {
        let mut write = self.store().write().await?;
        let gone = write.archive_notices(ids, self.now()).await?;
        let steps: Vec<Step> = gone.iter().map(|(id, _)| cleared(*id, true)).collect();
        let (thing, title) = match gone.as_slice() {
            [(id, title)] => (Some(*id), title.as_str()),
            _ => (None, ""),
        };
        let edit = NewEdit { at: self.now(), action: Action::NoticeArchived, kind: NOTICE, thing, title };
        write.note_edit(&edit, &steps).await?;
        self.tell_count(write, gone.len() as u64).await
    }

    /// Marks as seen what a filter shows, from the notice `up_to` upwards. Returns how many.
    pub async fn read_notices(&self, which: InboxFilter, up_to: Option<&Id>) -> Result<u64, EngineError> {
        let mut write = self.store().write().await?;
        let read = write.read_notices(which, up_to).await?;
        self.tell_count(write, read).await
    }

    /// Lets a notice come back at `until`; without that at once.
    pub async fn snooze_notice(&self, id: &Id, until: Option<Timestamp>) -> Result<Notice, EngineError> {
        let now = self.now();
        let furthest = now.saturating_add(FURTHEST).unwrap_or(Timestamp::MAX);
        if until.is_some_and(|until| until <= now || until > furthest) {
            return Err(EngineError::SnoozeInvalid);
        }
        let mut write = self.store().write().await?;
        write.notice(id).await?.ok_or(EngineError::NoticeNotFound)?;
        write.snooze_notice(id, until, now);
        self.tell_notice(write, id).await
    }

    /// Says that what a reminder is of is done.
    pub async fn finish_notice(&self, id: &Id) -> Result<Notice, EngineError> {
        let mut write = self.store().write().await?;
        let notice = write.notice(id).await?.ok_or(EngineError::NoticeNotFound)?;
        let activity = notice.thing.filter(|_| notice.kind == Kind::Reminder).ok_or(EngineError::NothingToFinish)?;
        self.say_done(&mut write, &activity, notice.occurrence, true).await?;
        write.edit_notice(id, NoticeEdit { read: Some(true), archived: None }, self.now());
        let told = self.tell_notice(write, id).await?;
        self.0.wake.notify_one();
        Ok(told)
    }

    /// Every kind, and whether it is muted.
    pub async fn notice_kinds(&self) -> Result<Vec<NoticeMuting>, EngineError> {
        let muted = self.store().muted().await?;
        let muting = |kind: Kind| NoticeMuting { kind, group: kind.group(), muted: muted.contains(&kind) };
        Ok(Kind::ALL.map(muting).to_vec())
    }

    /// Mutes a kind, or not.
    pub async fn mute_notices(&self, kind: Kind, muted: bool) -> Result<NoticeMuting, EngineError> {
        let mut write = self.store().write().await?;
        write.mute(kind, muted);
        let told = NoticeMuting { kind, group: kind.group(), muted };
        write.tell(Told::Changed, &told)?;
        write.commit().await?;
        Ok(told)
    }

    /// Clears again, or brings back, what an edit cleared. Returns the steps that were taken.
    pub(crate) async fn notice_back(
        &self,
        write: &mut Write,
        steps: &[Step],
        way: Way,
    ) -> Result<Vec<Step>, EngineError> {
        let mut written = Vec::new();
        for step in steps.iter().filter(|step| step.field == ARCHIVED) {
            let (holds, wanted) = ends(step, way);
            let Some(notice) = write.notice(&step.thing).await? else { continue };
            if let Some(Value::Flag(archived)) = wanted
                && holds == Some(Value::Flag(notice.archived.is_some()))
            {
                let edit = NoticeEdit { read: None, archived: Some(archived) };
                write.edit_notice(&step.thing, edit, self.now());
                written.push(step.clone());
            }
        }
        Ok(written)
    }

    /// Tells of feeds that can't be fetched again and again, once for each trouble, and settles what was told of those
    /// that were fetched.
    pub(crate) async fn tell_faults(&self, write: &mut Write, fetches: &[Fetched]) -> Result<(), EngineError> {
        let ids = |bad: bool| -> Vec<Id> {
            fetches.iter().filter(|one| one.job.fault.is_some() == bad).map(|one| one.id).collect()
        };
        let (good, bad) = (ids(false), ids(true));
        if !good.is_empty() {
            write.settle_notices(Kind::FeedFailing, &good).await?;
        }
        let failing = if bad.is_empty() { Vec::new() } else { write.failing_feeds(&bad).await? };
        if failing.is_empty() {
            return Ok(());
        }
        let (all, first) = write.all_failing_feeds().await?;
        let new = |id, thing, title: &str, said| NewNotice {
            id,
            kind: Kind::FeedFailing,
            thing,
            occurrence: None,
            due: None,
            title: title.to_owned(),
            said,
            needs_you: thing.is_some(),
            goes_out: true,
        };
        if all > ONE_BY_ONE {
            let said = Said { count: Some(all), ..Said::default() };
            let id = notice_id(Kind::FeedFailing, "several", first);
            write.notify(&new(id, None, "", said), self.now()).await?;
            return Ok(());
        }
        for feed in failing {
            let id = notice_id(Kind::FeedFailing, &feed.id.to_string(), feed.since);
            let said = Said { code: Some(feed.code), count: Some(1), ..Said::default() };
            write.notify(&new(id, Some(feed.id), &feed.title, said), self.now()).await?;
        }
        Ok(())
    }

    /// Tells that an account brings nothing until the person signs in again: once, until they have. It is asked before the
    /// fault is noted.
    pub(crate) async fn tell_refusal(&self, write: &mut Write, id: &Id, code: &str) -> Result<(), EngineError> {
        if !LASTING.contains(&code) {
            return Ok(());
        }
        let connection = write.connection(id).await?;
        let Some(connection) = connection.filter(|one| one.state != ConnectionState::NeedsYou) else { return Ok(()) };
        let service = self.services().into_iter().find(|service| service.id == connection.service);
        let service = service.map_or(connection.service, |service| service.title);
        let now = self.now();
        let new = NewNotice {
            id: notice_id(Kind::ConnectionNeedsYou, &id.to_string(), now),
            kind: Kind::ConnectionNeedsYou,
            thing: Some(*id),
            occurrence: None,
            due: None,
            title: format!("{} · {service}", connection.name),
            said: Said { code: Some(code.to_owned()), ..Said::default() },
            needs_you: true,
            goes_out: true,
        };
        write.notify(&new, now).await?;
        Ok(())
    }

    /// Tells that an import is done.
    pub(crate) async fn tell_import(
        &self,
        write: &mut Write,
        (kind, run): (&str, i64),
        count: u32,
        began: Timestamp,
    ) -> Result<(), EngineError> {
        let now = self.now();
        let took = Duration::try_from(now.duration_since(began)).unwrap_or_default();
        let new = NewNotice {
            id: notice_id(Kind::ImportFinished, &run.to_string(), now),
            kind: Kind::ImportFinished,
            thing: None,
            occurrence: None,
            due: None,
            title: kind.to_owned(),
            said: Said { count: Some(count), import: Some(run.to_string()), ..Said::default() },
            needs_you: false,
            goes_out: took >= LONG,
        };
        write.notify(&new, now).await?;
        Ok(())
    }

    async fn tell_notice(&self, mut write: Write, id: &Id) -> Result<Notice, EngineError> {
        let notice = write.notice(id).await?.ok_or(EngineError::NoticeNotFound)?;
        write.tell(Told::Changed, &notice)?;
        write.commit().await?;
        Ok(notice)
    }

    async fn tell_count(&self, mut write: Write, count: u64) -> Result<u64, EngineError> {
        write.tell(Told::Changed, &serde_json::json!({ "count": count }))?;
        write.commit().await?;
        Ok(count)
    }
}

/// The step that clears a notice, or brings it back.
fn cleared(id: Id, archived: bool) -> Step {
    Step {
        target: NOTICE.to_owned(),
        thing: id,
        field: ARCHIVED.to_owned(),
        before: Some(Value::Flag(!archived)),
        after: Some(Value::Flag(archived)),
    }
}
