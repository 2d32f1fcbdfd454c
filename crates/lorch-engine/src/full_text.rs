//! The full text of an article whose feed brings only its beginning, fetched when a person asks for it.

use lorch_connect::{
    http::{Reply, Request},
    source::ReadError,
};
use lorch_formats::reader::{html, page};
use lorch_model::{
    id::Id,
    reader::{Article, FullText},
};
use url::Url;

use crate::{Engine, EngineError, draft::minutes};

/// Bytes of the largest page.
const LARGEST: u64 = 4 << 20;

impl Engine {
    /// Fetches the page that an article leads to and keeps its text with the article. One fetched before is replaced.
    pub async fn fetch_full_text(&self, id: &Id) -> Result<Article, EngineError> {
        let article = self.store().article(id).await?.ok_or(EngineError::ArticleNotFound)?;
        if self.store().is_sample(id).await? {
            return Err(EngineError::SampleHasNoPage);
        }
        let link = article.summary.link.as_deref().and_then(|link| Url::parse(link).ok());
        let link = link.ok_or(EngineError::ArticleWithoutLink)?;
        let request = Request { accept: Some(ACCEPT.to_owned()), body_cap: LARGEST, ..Request::new(link) };
        let reply = self.client().send(request).await.map_err(EngineError::Send)?;
        refused(&reply).map_err(EngineError::Read)?;
        let read = tokio::task::spawn_blocking(move || {
            let html = page::full_text(&reply.body, reply.headers.content_type.as_deref(), &reply.final_url)?;
            Some((minutes(&html::text(&html)), html))
        });
        let (minutes, html) = read.await.ok().flatten().ok_or(EngineError::FullTextNotFound)?;
        let full = FullText { html, minutes, fetched: self.now() };
        let mut write = self.store().write().await?;
        if write.article_summary(id).await?.is_none() {
            return Err(EngineError::ArticleNotFound);
        }
        write.put_full_text(id, &full);
        write.commit().await?;
        // Its marks may have changed while the page was on its way.
        self.store().article(id).await?.ok_or(EngineError::ArticleNotFound)
    }
}

const ACCEPT: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

fn refused(reply: &Reply) -> Result<(), ReadError> {
    let status = reply.status;
    match status {
        200..=299 => Ok(()),
        401 => Err(ReadError::PasswordNeeded),
        404 | 410 => Err(ReadError::Missing),
        429 => Err(ReadError::TooOften { retry_after: None }),
        400..=499 => Err(ReadError::Forbidden { status }),
        500..=599 => Err(ReadError::ServerFault { status, retry_after: None }),
        _ => Err(ReadError::OddStatus { status }),
    }
}
