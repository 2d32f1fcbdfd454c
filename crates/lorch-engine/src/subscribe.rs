//! Subscribing by an address: a feed's own, or that of a page that names one.

use lorch_connect::{
    http::SendError,
    source::{ReadError, Validators},
};
use lorch_documents::subscription::Edit;
use lorch_model::{
    id::Id,
    made::Action,
    reader::{Feed, SubscriptionEdit, folder_path},
};
use lorch_store::{
    Told,
    reader::{FEED_JOB, FeedToFetch},
};
use url::Url;

use crate::{
    Engine, EngineError,
    address::feed_url,
    refresh::{Answer, Outcome},
};

/// What subscribing came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscribed {
    /// The feed.
    pub feed: Feed,
    /// Whether it was subscribed to before.
    pub existed: bool,
}

impl Engine {
    /// Subscribes to what lies at `typed`: the address is asked first, and a web page is searched for its feed.
    ///
    /// When the server can't be reached just now the subscription is kept, with the fault, and tried again later.
    pub async fn subscribe(&self, typed: &str, wish: SubscriptionEdit) -> Result<Subscribed, EngineError> {
        let url = feed_url(typed)?;
        if let Some(feed) = self.known(&url).await? {
            return self.subscribed_already(feed, wish).await;
        }
        let (url, outcome) = self.probe(url).await?;
        for place in [Some(url.clone()), outcome.moved_to()].into_iter().flatten() {
            if let Some(feed) = self.known(&place).await? {
                return self.subscribed_already(feed, wish).await;
            }
        }
        let id = Id::of_subscription(url.as_str());
        let interval = self.store().settings().await?.refresh_minutes;
        let mut write = self.store().write().await?;
        let folder = match wish.folder.as_deref().map(folder_path) {
            Some(path) => Some(write.first_of_folder(&path, &id).await?),
            None => None,
        };
        let edit = SubscriptionEdit {
            title: wish.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty()),
            folder,
            url: None,
        };
        let committed = self.apply(&mut write, &id, Some(url.as_str()), &Edit::Subscribe(edit)).await?;
        write.schedule(FEED_JOB, &id, Some(self.now())).await?;
        let feed = FeedToFetch { number: committed.number, ..asked(&url) };
        let fetched = self.fetched(&feed, outcome, interval);
        write.land(std::slice::from_ref(&fetched)).await?;
        let feed = write.feed(&id).await?.ok_or(EngineError::FeedNotFound)?;
        self.note_done(&mut write, Action::Subscribed, &id, &feed.title, &committed.steps).await?;
        write.tell(if committed.existed { Told::Changed } else { Told::Made }, &feed)?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(Subscribed { feed, existed: committed.existed })
    }

    /// Title and folder that were wished for hold for a feed that was here before as well.
    async fn subscribed_already(&self, feed: Feed, wish: SubscriptionEdit) -> Result<Subscribed, EngineError> {
        let feed = match (&wish.title, &wish.folder) {
            (None, None) => feed,
            _ => self.edit_subscription(&feed.id, SubscriptionEdit { url: None, ..wish }).await?,
        };
        Ok(Subscribed { feed, existed: true })
    }

    async fn known(&self, url: &Url) -> Result<Option<Feed>, EngineError> {
        if let Some(feed) = self.store().feed(&Id::of_subscription(url.as_str())).await? {
            return Ok(Some(feed));
        }
        Ok(self.store().feeds().await?.into_iter().find(|feed| feed.url == url.as_str()))
    }

    /// Asks the address; from a web page goes on to the first feed it names.
    async fn probe(&self, url: Url) -> Result<(Url, Outcome), EngineError> {
        let outcome = self.ask(&asked(&url)).await;
        let named = match &outcome.answer {
            Ok(Err(ReadError::WebPage { alternates })) => alternates.first().and_then(|feed| Url::parse(feed).ok()),
            _ => None,
        };
        let Some(feed) = named else { return settle(url, outcome) };
        let outcome = self.ask(&asked(&feed)).await;
        settle(feed, outcome)
    }
}

/// Keeps what may go better later, refuses what will not.
fn settle(url: Url, outcome: Outcome) -> Result<(Url, Outcome), EngineError> {
    match outcome.answer {
        Err(ref error @ (SendError::Connect { .. } | SendError::Resolve { .. } | SendError::Timeout { .. }))
            if error.may_pass() =>
        {
            Ok((url, outcome))
        }
        Err(error) => Err(EngineError::Send(error)),
        Ok(Err(ReadError::ServerFault { .. } | ReadError::TooOften { .. })) => Ok((url, outcome)),
        Ok(Err(error)) => Err(EngineError::Read(error)),
        Ok(Ok(Answer::Gone)) => Err(EngineError::Read(ReadError::Missing)),
        Ok(Ok(_)) => Ok((url, outcome)),
    }
}

fn asked(url: &Url) -> FeedToFetch {
    let Validators { etag, last_modified } = Validators::default();
    FeedToFetch {
        number: 0,
        id: Id::of_subscription(url.as_str()),
        first_url: url.to_string(),
        url: url.to_string(),
        etag,
        last_modified,
        body_hash: None,
        faults: 0,
    }
}
