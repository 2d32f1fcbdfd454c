//! GitHub: what an account did, from its events, its stars and the search over commits, pull requests and issues.
//!
//! Five streams, each with a cursor of its own. Searches give 1,000 results at most, so a first run asks for slices of
//! time that are halved until they fit, the newest first. Afterwards each stream asks the same address again and again
//! with the ETag of its answer, which costs nothing until something is new. Reviews and releases are in the events
//! alone, which reach back 300 events or 30 days.

mod cursor;
mod limits;
mod read;

use std::time::Duration;

use jiff::Timestamp;

use self::cursor::{Cursor, Stream};
use crate::source::{About, Account, Ask, Next, ReadError, Reply, Service, Step, Validators};

/// The connector of GitHub.
#[derive(Debug, Clone, Copy, Default)]
pub struct GitHub;

/// The rest between two looks.
const CADENCE: Duration = Duration::from_secs(15 * 60);
/// The plain word after it is for servers that only speak as GitHub does.
const ACCEPT: &str = "application/vnd.github+json, application/json;q=0.9";
/// Adds when a star was given; the second is its name of old.
const ACCEPT_STARS: &str = "application/vnd.github.star+json, application/vnd.github.v3.star+json;q=0.9";
/// Every later version has breaking changes.
const VERSION: &str = "2022-11-28";

impl Service for GitHub {
    fn about(&self) -> &'static About {
        &About { id: "github", title: "GitHub" }
    }

    fn cadence(&self) -> Duration {
        CADENCE
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("x-github-api-version", VERSION.to_owned())]
    }

    fn next(&self, account: &Account, cursor: &str, now: Timestamp) -> Next {
        let cursor = Cursor::read(cursor, now);
        if let Some(rest) = cursor.rest.filter(|rest| *rest > now) {
            return Next::Rest(rest);
        }
        let Some(stream) = cursor.due(now) else {
            return Next::Rest(cursor.next_due(now, CADENCE));
        };
        match cursor.address(stream, account) {
            Some((url, validators)) => Next::Ask(Box::new(Ask {
                url,
                validators,
                accept: if stream == Stream::Stars { ACCEPT_STARS } else { ACCEPT },
            })),
            None => Next::Rest(now.saturating_add(CADENCE).unwrap_or(now)),
        }
    }

    fn read(
        &self,
        account: &Account,
        cursor: &str,
        ask: &Ask,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Step, ReadError> {
        let mut cursor = Cursor::read(cursor, now);
        let stream = cursor.due(now).unwrap_or(Stream::Events);
        let records = match reply.status {
            200 => read::page(&mut cursor, stream, account, reply, now)?,
            304 if ask.validators != Validators::default() => {
                cursor.unchanged(stream, reply, now);
                Vec::new()
            }
            401 => return Err(ReadError::PasswordNeeded),
            403 | 429 => match limits::rest(reply, cursor.strikes, now) {
                Some(rest) => {
                    cursor.strikes = cursor.strikes.saturating_add(1);
                    cursor.rest = Some(rest);
                    let first = cursor.is_first();
                    return Ok(Step { cursor: cursor.write(), rest: Some(rest), first, ..Step::default() });
                }
                // A fine-grained token may not see this; the other streams go on.
                None if stream != Stream::Events => {
                    cursor.refused(stream, now);
                    Vec::new()
                }
                None => return Err(ReadError::Forbidden { status: reply.status }),
            },
            404 | 409 | 422 | 451 if stream != Stream::Events => {
                cursor.refused(stream, now);
                Vec::new()
            }
            404 => return Err(ReadError::Missing),
            status @ 500..=599 => return Err(ReadError::ServerFault { status, retry_after: limits::wait(reply, now) }),
            status => return Err(ReadError::OddStatus { status }),
        };
        cursor.strikes = 0;
        // What was answered may have been the last that was allowed for now.
        cursor.rest = limits::spent(reply, now);
        Ok(Step { records, total: cursor.total(), rest: cursor.rest, first: cursor.is_first(), cursor: cursor.write() })
    }
}
