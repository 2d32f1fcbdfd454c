//! What a person does with a subscription and with articles.

use lorch_documents::subscription::{self, Edit};
use lorch_model::{
    id::Id,
    made::Action,
    reader::{ArticleSummary, Feed, MarkEdit, Marked, SubscriptionEdit, folder_path},
};
use lorch_store::{
    Told, Write,
    edits::{NewEdit, Step},
    reader::{ArticleFilter, SubscriptionToEdit},
};

use crate::{Engine, EngineError, address::feed_url};

impl Engine {
    /// Changes title, folder or URL of a subscription.
    pub async fn edit_subscription(&self, id: &Id, mut edit: SubscriptionEdit) -> Result<Feed, EngineError> {
        edit.title = edit.title.map(|title| title.trim().to_owned());
        edit.url = edit.url.as_deref().map(feed_url).transpose()?.map(String::from);
        let moved = edit.url.is_some();
        let (mut write, kept) = self.subscribed(id).await?;
        if let Some(path) = edit.folder.as_deref().map(folder_path) {
            edit.folder = Some(write.first_of_folder(&path, id).await?);
        }
        let committed = self.apply_to(&mut write, id, kept, None, &Edit::Change(edit)).await?;
        let feed = write.feed(id).await?.ok_or(EngineError::FeedNotFound)?;
        self.note_done(&mut write, action(&committed.steps), id, &feed.title, &committed.steps).await?;
        write.tell(Told::Changed, &feed)?;
        write.commit().await?;
        if moved {
            self.0.wake.notify_one();
        }
        Ok(feed)
    }

    /// Unsubscribes. The articles go into the bin, starred ones stay; subscribing again brings all of them back.
    pub async fn unsubscribe(&self, id: &Id) -> Result<(), EngineError> {
        let (mut write, kept) = self.subscribed(id).await?;
        let feed = write.feed(id).await?.ok_or(EngineError::FeedNotFound)?;
        let committed = self.apply_to(&mut write, id, kept, None, &Edit::Unsubscribe).await?;
        self.note_done(&mut write, Action::Unsubscribed, id, &feed.title, &committed.steps).await?;
        write.tell(Told::Done, &())?;
        Ok(write.commit().await?)
    }

    /// Sets marks of an article.
    pub async fn mark_article(&self, id: &Id, edit: MarkEdit) -> Result<ArticleSummary, EngineError> {
        let mut write = self.store().write().await?;
        if !write.mark_article(id, edit, self.now()).await? {
            return Err(EngineError::ArticleNotFound);
        }
        let article = write.article_summary(id).await?.ok_or(EngineError::ArticleNotFound)?;
        write.tell(Told::Changed, &article)?;
        write.commit().await?;
        Ok(article)
    }

    /// Marks as read what `filter` shows unread, down from the article `up_to` when given. Returns how many.
    pub async fn mark_all_read(&self, filter: &ArticleFilter, up_to: Option<&Id>) -> Result<u64, EngineError> {
        if let Some(feed) = &filter.feed {
            self.feed(feed).await?;
        }
        if let Some(id) = up_to {
            self.store().article(id).await?.ok_or(EngineError::ArticleNotFound)?;
        }
        let mut write = self.store().write().await?;
        let marked = write.mark_all_read(filter, up_to, self.now()).await?;
        write.tell(Told::Changed, &Marked { marked })?;
        write.commit().await?;
        Ok(marked)
    }

    /// One feed the person subscribes to.
    pub async fn feed(&self, id: &Id) -> Result<Feed, EngineError> {
        self.store().feed(id).await?.ok_or(EngineError::FeedNotFound)
    }

    /// Notes what a person did to a subscription.
    pub(crate) async fn note_done(
        &self,
        write: &mut Write,
        action: Action,
        id: &Id,
        title: &str,
        steps: &[Step],
    ) -> Result<(), EngineError> {
        let edit = NewEdit { at: self.now(), action, kind: subscription::KIND, thing: Some(*id), title };
        write.note_edit(&edit, steps).await?;
        Ok(())
    }

    /// Begins a write about a feed that the person subscribes to.
    async fn subscribed(&self, id: &Id) -> Result<(Write, SubscriptionToEdit), EngineError> {
        let mut write = self.store().write().await?;
        let kept = write.subscription_to_edit(id).await?;
        let subscribed = kept.here.as_ref().is_some_and(|here| here.subscribed);
        if subscribed { Ok((write, kept)) } else { Err(EngineError::FeedNotFound) }
    }
}

/// What a person did, going by the fields.
fn action(steps: &[Step]) -> Action {
    let touched = |field: &str| steps.iter().any(|step| step.field == field);
    match () {
        () if touched("title") => Action::Renamed,
        () if touched("folder") => Action::Filed,
        () => Action::Moved,
    }
}
