//! A service that a person has an account with: asked step by step, each step from where the last one ended.
//!
//! A feed is one address with one answer. An account is many addresses, pages and limits, so what to ask follows from
//! a cursor that is kept with the records of each answer. A run that broke off anywhere goes on at the same cursor.

use std::time::Duration;

use jiff::Timestamp;
use lorch_model::record::RecordDraft;
use url::Url;

use super::{About, Ask, ReadError, Reply};

/// One service with accounts. Pure: no connection, no clock.
pub trait Service: Sync {
    /// Its identity.
    fn about(&self) -> &'static About;
    /// The rest between two looks at an account where nothing is wrong.
    fn cadence(&self) -> Duration;
    /// What every request says besides.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// What to ask next, or until when there is nothing to ask.
    fn next(&self, account: &Account, cursor: &str, now: Timestamp) -> Next;
    /// Reads the reply to `ask`: what to keep in one go with the cursor behind it.
    fn read(
        &self,
        account: &Account,
        cursor: &str,
        ask: &Ask,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Step, ReadError>;
}

/// Whose account is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The remote identity: `github:583231`.
    pub key: String,
    /// The name the service calls it by.
    pub name: String,
    /// Where the service is.
    pub base: Url,
}

/// What a run does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Ask this.
    Ask(Box<Ask>),
    /// Nothing until then.
    Rest(Timestamp),
}

/// What a reply came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// What it holds.
    pub records: Vec<RecordDraft>,
    /// Where the run stands behind it.
    pub cursor: String,
    /// How many records there are to come in a first run, as far as the service says.
    pub total: Option<u32>,
    /// The service wants to be left alone until then.
    pub rest: Option<Timestamp>,
    /// This is still the first run: everything there is is being read.
    pub first: bool,
}

/// The address that `Link: rel=next` names, if it is of the origin that was asked: a token goes nowhere else.
pub(crate) fn next_page(reply: &Reply, base: &Url) -> Option<Url> {
    let links = reply.headers.link.iter().flat_map(|links| links.split(','));
    let next = links.filter_map(|link| {
        let (address, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = rest.split(';').any(|part| matches!(part.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then(|| reply.final_url.join(address).ok()).flatten()
    });
    next.filter(|next| next.origin() == base.origin()).last()
}

/// An address of the service: what its base says, and a path behind that.
pub(crate) fn at(base: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}{path}", base.as_str().trim_end_matches('/'))).ok()
}
