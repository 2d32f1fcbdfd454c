//! Feeds: RSS, Atom, JSON Feed at any address.

use std::time::Duration;

use jiff::Timestamp;
use lorch_formats::reader::feed::{self, FeedError};
use url::Url;

use crate::http::{LONGEST_WAIT, fresh_for, retry_after};
use crate::source::{About, Ask, Onward, Page, ReadError, Reply, Resume, Source, Validators};

/// The connector of feeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Feeds;

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                      application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1";

impl Source for Feeds {
    fn about(&self) -> &'static About {
        &About { id: "feeds", title: "Feeds" }
    }

    fn ask(&self, resume: &Resume) -> Ask {
        Ask { url: resume.url.clone(), validators: resume.validators.clone(), accept: ACCEPT }
    }

    fn read(&self, ask: &Ask, reply: &Reply, now: Timestamp) -> Result<Page, ReadError> {
        let status = reply.status;
        let wait = || reply.headers.retry_after.as_deref().and_then(|value| retry_after(value, now));
        match status {
            200..=299 => fetched(reply, now),
            304 if ask.validators != Validators::default() => Ok(Page::Unchanged(unchanged(ask, reply, now))),
            401 => Err(ReadError::PasswordNeeded),
            404 => Err(ReadError::Missing),
            410 => Ok(Page::Gone),
            408 | 425 | 500..=599 => Err(ReadError::ServerFault { status, retry_after: wait() }),
            429 => Err(ReadError::TooOften { retry_after: wait() }),
            400..=499 => Err(ReadError::Forbidden { status }),
            _ => Err(ReadError::OddStatus { status }),
        }
    }
}

fn fetched(reply: &Reply, now: Timestamp) -> Result<Page, ReadError> {
    let base = without_credentials(&reply.final_url);
    let content = feed::read(&reply.body, reply.headers.content_type.as_deref(), base.as_str());
    let content = content.map_err(|error| match error {
        FeedError::Empty => ReadError::Empty,
        FeedError::Html { alternates } => ReadError::WebPage { alternates },
        FeedError::NotAFeed => ReadError::NotAFeed,
        FeedError::Broken { detail } => ReadError::Broken { detail },
    })?;
    let ttl = content.ttl_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
    let onward = Onward {
        validators: validators(reply),
        moved_to: reply.permanently_moved_to.clone(),
        poll_after: fresh_for(&reply.headers, now).max(ttl).map(|wait| wait.min(LONGEST_WAIT)),
    };
    Ok(Page::Fetched { content: Box::new(content), onward })
}

/// A 304 may bring new validators; what it leaves out stays.
fn unchanged(ask: &Ask, reply: &Reply, now: Timestamp) -> Onward {
    let (fresh, kept) = (validators(reply), &ask.validators);
    Onward {
        validators: Validators {
            etag: fresh.etag.or_else(|| kept.etag.clone()),
            last_modified: fresh.last_modified.or_else(|| kept.last_modified.clone()),
        },
        moved_to: reply.permanently_moved_to.clone(),
        poll_after: fresh_for(&reply.headers, now),
    }
}

fn validators(reply: &Reply) -> Validators {
    Validators { etag: reply.headers.etag.clone(), last_modified: reply.headers.last_modified.clone() }
}

/// A password in the feed's own address must not end up in the links of its articles.
fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Refused only for URLs without a host, and those have no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
