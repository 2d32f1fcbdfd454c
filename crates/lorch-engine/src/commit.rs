//! A person's edit: heads read, edit, change, projected row and announcement in one transaction.

use lorch_documents::subscription::{self, Edit};
use lorch_model::{
    id::Id,
    reader::{ArticleSummary, Feed, MarkEdit, SubscriptionEdit},
};
use lorch_store::{
    Write,
    reader::{ArticleFilter, FEED_JOB},
};

use crate::{Engine, EngineError, address::feed_url};

/// What an edit of a subscription came to.
pub(crate) struct Committed {
    pub number: i64,
    pub existed: bool,
}

impl Engine {
    /// Changes title, folder or URL of a subscription.
    pub async fn edit_subscription(&self, id: &Id, mut edit: SubscriptionEdit) -> Result<Feed, EngineError> {
        edit.folder = edit.folder.as_deref().map(folder);
        edit.title = edit.title.map(|title| title.trim().to_owned());
        edit.url = edit.url.as_deref().map(feed_url).transpose()?.map(String::from);
        let moved = edit.url.is_some();
        let mut write = self.subscribed(id).await?;
        self.apply(&mut write, id, None, &Edit::Change(edit)).await?;
        if moved {
            write.forget_validators(id).await?;
            write.schedule(FEED_JOB, id, Some(self.now())).await?;
        }
        write.commit().await?;
        if moved {
            self.0.wake.notify_one();
        }
        self.feed(id).await
    }

    /// Unsubscribes. The articles go into the bin, starred ones stay; subscribing again brings all of them back.
    pub async fn unsubscribe(&self, id: &Id) -> Result<(), EngineError> {
        let mut write = self.subscribed(id).await?;
        self.apply(&mut write, id, None, &Edit::Unsubscribe).await?;
        write.schedule(FEED_JOB, id, None).await?;
        Ok(write.commit().await?)
    }

    /// Sets marks of an article.
    pub async fn mark_article(&self, id: &Id, edit: MarkEdit) -> Result<ArticleSummary, EngineError> {
        let mut write = self.store().write().await?;
        if !write.mark_article(id, edit, self.now()).await? {
            return Err(EngineError::ArticleNotFound);
        }
        write.commit().await?;
        self.store().article(id).await?.map(|article| article.summary).ok_or(EngineError::ArticleNotFound)
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
        write.commit().await?;
        Ok(marked)
    }

    /// One feed the person subscribes to.
    pub async fn feed(&self, id: &Id) -> Result<Feed, EngineError> {
        self.store().feed(id).await?.ok_or(EngineError::FeedNotFound)
    }

    /// Applies an edit to the document of `id`, which begins with `first_url` when it is new here.
    pub(crate) async fn apply(
        &self,
        write: &mut Write,
        id: &Id,
        first_url: Option<&str>,
        edit: &Edit,
    ) -> Result<Committed, EngineError> {
        let mut bodies = write.document(id).await?;
        if let (true, Some(first_url)) = (bodies.is_empty(), first_url) {
            let genesis = subscription::genesis(first_url)?;
            keep(write, id, &genesis).await?;
            bodies.push(genesis.body);
        }
        if let Some(change) = subscription::edit(&bodies, &self.store().origin(), self.now(), edit)? {
            keep(write, id, &change).await?;
            write.log_document(id, subscription::KIND, subscription::SCHEMA).await?;
            bodies.push(change.body);
        }
        let subscription = subscription::project(&bodies)?;
        let (number, existed) = write.put_subscription(&subscription).await?;
        Ok(Committed { number, existed })
    }

    /// Begins a write about a feed that the person subscribes to.
    async fn subscribed(&self, id: &Id) -> Result<Write, EngineError> {
        let write = self.store().write().await?;
        self.feed(id).await?;
        Ok(write)
    }
}

/// A folder as it is kept: no empty levels, no blanks around the names.
pub(crate) fn folder(typed: &str) -> String {
    let levels: Vec<&str> = typed.split('/').map(str::trim).filter(|level| !level.is_empty()).collect();
    levels.join("/")
}

async fn keep(write: &mut Write, id: &Id, change: &lorch_documents::Change) -> Result<(), EngineError> {
    write.keep_change(id, subscription::KIND, subscription::SCHEMA, &change.hash, &change.body).await?;
    Ok(())
}
