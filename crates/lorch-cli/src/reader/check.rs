//! What Lorch reads from a feed, without a profile.

use std::path::Path;

use clap::Args;
use lorch_api::{
    core::{self, USER_AGENT},
    face::Lifetime,
};
use lorch_connect::{
    Allowed,
    http::{Client, ClientConfig},
    reader::Feeds,
    source::{Page, ReadError, Resume, Source, Validators},
};
use lorch_formats::reader::feed::{self, FeedError};
use lorch_host::Profile;
use lorch_model::{problem::Problem, reader::FeedContent, settings::Settings, sources::AllowedAddress};
use url::Url;

use super::{overview, which::Items};
use crate::{
    call::Call,
    failure::{Failure, sentence},
    input,
    out::Out,
};

/// Print what Lorch reads from a feed; nothing is kept.
#[derive(Debug, Args)]
pub struct Check {
    /// A file, an address, or `-` for stdin
    #[arg(value_name = "FILE|URL|-")]
    source: String,
    /// Where a file came from: relative links begin there
    #[arg(long, value_name = "URL")]
    base: Option<Url>,
    /// Allow this address of this machine or its network, this once
    #[arg(long, value_name = "HOST:PORT")]
    allow: Vec<String>,
}

impl Check {
    /// Does it. `profile` is only looked at for what the person allowed and set, if it is there.
    pub async fn run(self, out: &Out, profile: Option<Profile>) -> Result<(), Failure> {
        let content = match address(&self.source) {
            Some(url) => {
                let url = url?;
                out.patiently("fetching", async { fetch(url, self.client(profile).await?).await }).await?
            }
            None => self.file()?,
        };
        if out.json {
            return Ok(out.object(&content)?);
        }
        overview::print(out, &content)
    }

    fn file(&self) -> Result<FeedContent, Failure> {
        let bytes = input::read(Path::new(&self.source)).map_err(|failure| match failure {
            Failure::Problem(problem) if problem.code == "file_not_found" => {
                problem.hint("An address begins with http:// or https://.").into()
            }
            failure => failure,
        })?;
        let base = self.base.as_ref().map_or("about:blank", Url::as_str);
        feed::read(&bytes, None, base).map_err(|fault| no_feed(fault).into())
    }

    async fn client(&self, profile: Option<Profile>) -> Result<Client, Failure> {
        let mut allowed = Vec::new();
        for address in &self.allow {
            let normal = Allowed::normal(address);
            allowed.push(normal.map_err(|fault| {
                Problem::new(400, fault.code(), format!("`{address}` is not an address of the form host:port."))
                    .hint(fault.hint())
            })?);
        }
        let mut proxy = None;
        if let Some(profile) = profile.filter(|profile| profile.database().exists()) {
            // A profile that can't be opened knows nothing of this feed: the check goes on without.
            if let Ok((more, settings)) = known(profile).await {
                allowed.extend(more);
                proxy = Url::parse(&settings.proxy).ok();
            }
        }
        let config = ClientConfig { proxy, allowed: Allowed::new(allowed), ..ClientConfig::new(USER_AGENT) };
        Ok(Client::new(config)?)
    }
}

fn no_feed(fault: FeedError) -> Problem {
    let problem = |code, hint: &str| Problem::new(422, code, sentence(&fault.to_string())).hint(hint);
    match &fault {
        FeedError::Html { alternates } => match alternates.first() {
            Some(named) => problem("not_a_feed", &format!("The page names a feed at {named}.")),
            None => problem("not_a_feed", "It names no feed either."),
        },
        FeedError::NotAFeed => problem("not_a_feed", "Lorch reads RSS, Atom and JSON Feed."),
        FeedError::Empty => problem("file_empty", "Was it written to the end?"),
        FeedError::Broken { .. } => problem("feed_broken", "Was it written to the end?"),
    }
}

/// The address that was typed, unless it is a file.
fn address(typed: &str) -> Option<Result<Url, Failure>> {
    let rest = typed.strip_prefix("feed://").or_else(|| typed.strip_prefix("feed:"));
    let text = match rest {
        Some(rest) if !rest.contains("://") => format!("https://{rest}"),
        Some(rest) => rest.to_owned(),
        None if typed.contains("://") => typed.to_owned(),
        None => return None,
    };
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    Some(url.ok_or_else(|| {
        let problem = Problem::new(422, "address_invalid", format!("`{typed}` is not a web address."));
        problem.hint("Give an address that begins with http:// or https://, or a file.").into()
    }))
}

/// Asks the address; from a web page goes on to the first feed it names, as subscribing does.
async fn fetch(url: Url, client: Client) -> Result<FeedContent, Failure> {
    match ask(url, &client).await? {
        Err(ReadError::WebPage { alternates }) => {
            let named = alternates.first().and_then(|feed| Url::parse(feed).ok());
            match named {
                Some(feed) => Ok(ask(feed, &client).await??),
                None => Err(ReadError::WebPage { alternates }.into()),
            }
        }
        answer => Ok(answer?),
    }
}

async fn ask(url: Url, client: &Client) -> Result<Result<FeedContent, ReadError>, Failure> {
    let ask = Feeds.ask(&Resume { url, validators: Validators::default() });
    let reply = client.send((&ask).into()).await?;
    match Feeds.read(&ask, &reply, core::now()) {
        Ok(Page::Fetched { content, .. }) => Ok(Ok(*content)),
        Ok(Page::Gone) => Err(Problem::new(410, "feed_gone", "The server says this feed is gone for good.").into()),
        // Nothing was known before, so nothing can be unchanged.
        Ok(Page::Unchanged(_)) => Ok(Err(ReadError::OddStatus { status: reply.status })),
        Err(fault) => Ok(Err(fault)),
    }
}

async fn known(profile: Profile) -> Result<(Vec<String>, Settings), Failure> {
    let call = Call::open(profile, Lifetime::Brief).await?;
    let allowed = call.get::<Items<AllowedAddress>>("/api/sources/allowed").await;
    let settings = call.get("/api/settings").await;
    call.close().await;
    Ok((allowed?.items.into_iter().map(|allowed| allowed.address).collect(), settings?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_files_are_told_apart() {
        let url = |typed| address(typed).map(|url| url.map(String::from).map_err(|fault| fault.exit_code()));
        for file in ["feed.xml", "./a:b.xml", "-", "/tmp/x", "example.org", "C:feed"] {
            assert_eq!(url(file), None, "{file}");
        }
        for (typed, meant) in [
            ("https://a.example/x", "https://a.example/x"),
            ("feed:https://a.example/x", "https://a.example/x"),
            ("feed://a.example/x", "https://a.example/x"),
            ("feed:a.example", "https://a.example/"),
        ] {
            assert_eq!(url(typed), Some(Ok(meant.to_owned())), "{typed}");
        }
        for wrong in ["file:///etc/passwd", "javascript://x", "http://"] {
            assert_eq!(url(wrong), Some(Err(1)), "{wrong}");
        }
    }
}
