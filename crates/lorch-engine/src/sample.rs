//! The sample: a made-up year that shows what Lorch does with one's own. It lands as what is fetched and made lands,
//! but stays on this device, is asked of nobody, and goes as a whole.

mod coding;
mod dice;
mod listening;
mod plans;
mod stories;
mod year;

use jiff::{SignedDuration, tz::TimeZone};
use lorch_documents::{planner, rule, subscription};
use lorch_model::{
    Timestamp,
    id::Id,
    inbox::{self, NoticeEdit, reminder_id},
    made::{Fields, Value},
    planner::reminders_between,
    reader::{FetchOutcome, MarkEdit, SubscriptionEdit},
    record::RecordDraft,
    sample::Sample,
};
use lorch_store::{
    JobOutcome, StoreError, Told, Write,
    inbox::NewNotice,
    reader::{Fetched, FetchedContent},
};

use self::{
    plans::SamplePlan,
    year::{SampleFeed, SampleRule},
};
use crate::{Engine, EngineError, draft, remind::needs};

/// How far back the sample's reminders are told.
const LAST: SignedDuration = SignedDuration::from_hours(40 * 24);
/// So many of them are in the Inbox, and so many of these not seen yet.
const TOLD: usize = 6;
const UNSEEN: usize = 2;

impl Engine {
    /// Whether the sample is here, and how much of it.
    pub async fn sample(&self) -> Result<Sample, EngineError> {
        Ok(self.store().sample().await?)
    }

    /// Adds the sample, in one transaction: the year before now that follows from `seed`. Where it is here already,
    /// nothing changes. A feed that the person has of their own is left out.
    pub async fn add_sample(&self, seed: u64) -> Result<Sample, EngineError> {
        let now = self.now();
        let told = tokio::task::spawn_blocking(move || Life::told(seed, now));
        let mut life = told.await.map_err(|_| StoreError::Unreadable("sample"))?;
        let mut write = self.store().write().await?;
        if !write.sample().await?.present {
            let ids: Vec<Id> = life.feeds.iter().map(|feed| feed.id).collect();
            let own = write.documents_here(&ids).await?;
            life.feeds.retain(|feed| !own.contains_key(&feed.id));
            self.land_sample(&mut write, life, now).await?;
        }
        let sample = write.sample().await?;
        write.tell(Told::Changed, &sample)?;
        write.commit().await?;
        Ok(sample)
    }

    /// Removes the sample and everything that was said of it, in one transaction, as if it had never been here.
    pub async fn remove_sample(&self) -> Result<Sample, EngineError> {
        let mut write = self.store().write().await?;
        write.remove_sample().await?;
        let sample = write.sample().await?;
        write.tell(Told::Changed, &sample)?;
        write.commit().await?;
        Ok(sample)
    }

    async fn land_sample(&self, write: &mut Write, life: Life, now: Timestamp) -> Result<(), EngineError> {
        // First of all, so that nothing of it is ever taken for the person's.
        let articles = life.feeds.iter().flat_map(|feed| feed.content.articles.iter().map(|article| article.id));
        let ids = life.feeds.iter().map(|feed| feed.id);
        let made = life.rules.iter().map(|rule| rule.id).chain(life.plans.iter().map(|plan| plan.id));
        let records = life.records.iter().map(RecordDraft::id);
        let things: Vec<Id> = articles.chain(ids.clone()).chain(made).chain(records).collect();
        write.note_sample(&things).await?;
        let folders = write.folders().await?;
        for feed in &life.feeds {
            let folder = Some(folders.first_of(&feed.told.folder));
            self.make_subscription(write, feed, SubscriptionEdit { folder, ..SubscriptionEdit::default() }).await?;
        }
        for rule in life.rules {
            self.make_rule(write, rule).await?;
        }
        write.pass(now).await?;
        let plans: Vec<Id> = life.plans.iter().map(|plan| plan.id).collect();
        for plan in life.plans {
            self.make_activity(write, plan).await?;
        }
        self.tell_sample(write, &plans, now).await?;
        let marks = life.feeds.iter().flat_map(Ready::marks);
        let (read, kept): (Vec<_>, Vec<_>) = marks.partition(|(_, mark, _)| *mark == "read");
        // Those that come before what they mark cost one row each.
        write.mark_sample_read(&read.into_iter().map(|(id, _, at)| (id, at)).collect::<Vec<_>>()).await?;
        let here = write.subscriptions_here(&ids.collect::<Vec<_>>()).await?;
        let fetched = |feed: Ready| {
            let number = here.get(&feed.id)?.number;
            Some(feed.fetched(number, now))
        };
        write.land(&life.feeds.into_iter().filter_map(fetched).collect::<Vec<_>>()).await?;
        write.land_records(None, life.records, now).await?;
        for (id, mark, at) in kept {
            let edit = match mark {
                "starred" => MarkEdit { starred: Some(true), ..MarkEdit::default() },
                _ => MarkEdit { saved: Some(true), ..MarkEdit::default() },
            };
            write.set_marks(&id, edit, at).await?;
        }
        write.show_sample().await?;
        Ok(())
    }

    /// Puts the latest reminders of the sample into the Inbox, as if it had been told of them. None goes out.
    async fn tell_sample(&self, write: &mut Write, plans: &[Id], now: Timestamp) -> Result<(), EngineError> {
        let since = now.saturating_sub(LAST).unwrap_or(now);
        let mut told = Vec::new();
        for id in plans {
            let Some((kept, _)) = write.activity(id).await? else { continue };
            told.extend(reminders_between(&kept, since, now).into_iter().map(|one| (*id, one)));
        }
        told.sort_by_key(|(id, one)| (std::cmp::Reverse(one.due), *id));
        told.truncate(TOLD);
        let ids: Vec<Id> = told.iter().map(|(id, one)| reminder_id(id, one.occurrence, one.due)).collect();
        write.note_sample(&ids).await?;
        for (place, (activity, one)) in told.into_iter().enumerate() {
            let new = NewNotice {
                id: reminder_id(&activity, one.occurrence, one.due),
                kind: inbox::Kind::Reminder,
                thing: Some(activity),
                occurrence: one.occurrence,
                due: Some(one.due),
                title: one.plan.title.clone(),
                said: inbox::Said::of_plan(&one.plan, false, 0),
                needs_you: needs(&one.plan),
                goes_out: false,
            };
            write.notify(&new, one.due).await?;
            if place >= UNSEEN {
                write.edit_notice(&new.id, NoticeEdit { read: Some(true), archived: None }, now);
            }
        }
        Ok(())
    }

    async fn make_subscription(
        &self,
        write: &mut Write,
        feed: &Ready,
        wish: SubscriptionEdit,
    ) -> Result<(), EngineError> {
        let genesis = subscription::genesis(&feed.told.url)?;
        let edit = subscription::Edit::Subscribe(wish);
        let (bodies, _) = self
            .keep_document(write, subscription::KIND, &feed.id, Some(genesis), |bodies, actor| {
                subscription::edit(bodies, actor, feed.told.since, &edit)
            })
            .await?;
        self.project(write, subscription::KIND, &bodies).await
    }

    async fn make_activity(&self, write: &mut Write, made: SamplePlan) -> Result<(), EngineError> {
        let SamplePlan { id, at, plan, repeat, done, skipped } = made;
        let done = done.into_iter().map(|(day, at)| (format!("on:{day}:done"), Value::Time(at)));
        let skipped = skipped.into_iter().flat_map(planner::skipped).filter_map(|(field, value)| Some((field, value?)));
        let said: Fields = done.chain(skipped).collect();
        let wishes = planner::added(&plan, repeat.as_ref(), said);
        let genesis = planner::genesis(&id)?;
        let (bodies, _) = self
            .keep_document(write, planner::KIND, &id, Some(genesis), |bodies, actor| {
                planner::put(bodies, actor, at, wishes, true)
            })
            .await?;
        self.project(write, planner::KIND, &bodies).await
    }

    async fn make_rule(&self, write: &mut Write, SampleRule { id, at, edit }: SampleRule) -> Result<(), EngineError> {
        let edit = rule::Edit::Add(edit);
        let (bodies, _) = self
            .keep_document(write, rule::KIND, &id, Some(rule::genesis(&id)?), |bodies, actor| {
                rule::edit(bodies, actor, at, &edit)
            })
            .await?;
        self.project(write, rule::KIND, &bodies).await
    }
}

/// The sample, ready to land.
struct Life {
    feeds: Vec<Ready>,
    rules: Vec<SampleRule>,
    plans: Vec<SamplePlan>,
    /// Of the rooms that services fill.
    records: Vec<RecordDraft>,
}

struct Ready {
    id: Id,
    account: String,
    told: SampleFeed,
    content: FetchedContent,
}

impl Life {
    fn told(seed: u64, now: Timestamp) -> Self {
        let ready = |mut told: SampleFeed| {
            let account = format!("feed:{}", told.url);
            let content = draft::content(&account, std::mem::take(&mut told.content), Vec::new(), now);
            Ready { id: Id::of_subscription(&told.url), account, told, content }
        };
        Self {
            feeds: year::year(seed, now).into_iter().map(ready).collect(),
            rules: year::rules(seed, now),
            plans: plans::plans(seed, now, &TimeZone::system()),
            records: [coding::coding(seed, now), listening::listening(seed, now)].concat(),
        }
    }
}

impl Ready {
    fn marks(&self) -> impl Iterator<Item = (Id, &'static str, Timestamp)> {
        self.told.marks.iter().map(|(entry, mark, at)| (Id::of_record(&self.account, entry), *mark, *at))
    }

    /// What a fetch would have brought. None is due again, ever.
    fn fetched(self, number: i64, now: Timestamp) -> Fetched {
        Fetched {
            number,
            id: self.id,
            outcome: FetchOutcome::Fetched,
            job: JobOutcome { ran: now, due: None, fault: None },
            bytes: self.content.articles.iter().map(|article| article.html.len() as u64).sum(),
            took_ms: 0,
            etag: None,
            last_modified: None,
            content: Some(self.content),
        }
    }
}
