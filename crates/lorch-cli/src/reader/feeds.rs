//! Subscriptions.

use clap::{ArgGroup, Args, Subcommand};
use http::{Method, StatusCode};
use lorch_model::reader::{Feed, Health, SubscriptionEdit};
use serde_json::json;

use super::{check::Check, opml, which};
use crate::{
    call,
    failure::Failure,
    out::{Column, Out, Span, Table, bad, count, faint, plain, short, strong},
    run::Session,
};

/// Subscribe to feeds and look after them.
#[derive(Debug, Subcommand)]
pub enum Feeds {
    /// Subscribe to a feed, or to the feed of a web page
    Add(Add),
    /// List the feeds and how they do
    List,
    /// Print what Lorch reads from a feed; nothing is kept
    Check(Check),
    /// Subscribe to all feeds in an OPML file
    Import(opml::Import),
    /// Write all subscriptions as an OPML file
    Export(opml::Export),
    /// Unsubscribe; starred articles stay
    Remove {
        /// Id or address of the feed
        #[arg(value_name = "FEED")]
        feed: String,
    },
    /// Change title, folder or address of a feed
    Edit(Edit),
}

/// Subscribe.
#[derive(Debug, Args)]
pub struct Add {
    /// Address of the feed, or of a web page that names one
    url: String,
    /// Folder to file it in, `/` between levels
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// A title of your own
    #[arg(long)]
    title: Option<String>,
}

/// Change a subscription.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true).args(["title", "folder", "url"])))]
pub struct Edit {
    /// Id or address of the feed
    #[arg(value_name = "FEED")]
    feed: String,
    /// A title of your own; empty for the feed's
    #[arg(long)]
    title: Option<String>,
    /// Folder to file it in, `/` between levels; empty for none
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Where the feed is fetched from now on
    #[arg(long)]
    url: Option<String>,
}

impl Feeds {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(wish) => add(session, wish).await,
            Self::List => list(session).await,
            Self::Check(check) => check.run(session.out, Some(session.call.face().profile().clone())).await,
            Self::Import(import) => import.run(session).await,
            Self::Export(export) => export.run(session).await,
            Self::Remove { feed } => remove(session, &feed).await,
            Self::Edit(wish) => edit(session, wish).await,
        }
    }
}

async fn add(Session { call, out }: &Session<'_>, wish: Add) -> Result<(), Failure> {
    let mut body = json!({ "url": wish.url });
    if let Some(folder) = wish.folder {
        body["folder"] = folder.into();
    }
    if let Some(title) = wish.title {
        body["title"] = title.into();
    }
    let asked = call.raw(Method::POST, "/api/reader/feeds", Some(call::json(&body)));
    let answer = out.patiently("fetching", asked).await?;
    let feed: Feed = answer.read()?;
    if out.json {
        return Ok(out.object(&feed)?);
    }
    let verb = if answer.status == StatusCode::OK { "Already there: " } else { "Added " };
    out.done(&naming(verb, &feed, &count(feed.articles, "article")))?;
    if let Some(fault) = &feed.fault {
        out.note(&format!("It could not be fetched yet: {}. It will be asked again later.", fault.title));
    }
    Ok(())
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let feeds = which::all(call).await?;
    if out.json {
        return Ok(feeds.iter().try_for_each(|feed| out.object(feed))?);
    }
    if feeds.is_empty() {
        out.note("No feeds yet. `lorch feeds add URL` subscribes to one, `lorch feeds import FILE` to many.");
    }
    let mut table = Table::new(&[
        ("id", Column::Whole),
        ("unread", Column::Number),
        ("feed", Column::Most(40)),
        ("folder", Column::Most(24)),
        ("checked", Column::Whole),
        ("health", Column::Rest),
    ]);
    for feed in &feeds {
        let unread = feed.unread.to_string();
        table.row([
            faint(short(&feed.id)),
            if feed.unread > 0 { strong(unread) } else { faint(unread) },
            plain(&feed.title),
            plain(&feed.folder),
            plain(out.when_or(feed.checked, "never")),
            health(feed),
        ]);
    }
    Ok(out.table(&table)?)
}

async fn remove(Session { call, out }: &Session<'_>, meant: &str) -> Result<(), Failure> {
    let feed = which::feed(call, meant).await?;
    call.raw(Method::DELETE, &format!("/api/reader/feeds/{}", feed.id), None).await?;
    show(out, &feed, "Removed ", "starred articles stay")
}

async fn edit(Session { call, out }: &Session<'_>, wish: Edit) -> Result<(), Failure> {
    let feed = which::feed(call, &wish.feed).await?;
    let edit = SubscriptionEdit { title: wish.title, folder: wish.folder, url: wish.url };
    let feed: Feed = call.send(Method::PATCH, &format!("/api/reader/feeds/{}", feed.id), &edit).await?;
    let place = if feed.folder.is_empty() { feed.url.clone() } else { format!("{}  {}", feed.folder, feed.url) };
    show(out, &feed, "Now ", &place)
}

fn show(out: &Out, feed: &Feed, verb: &str, rest: &str) -> Result<(), Failure> {
    Ok(if out.json { out.object(feed) } else { out.done(&naming(verb, feed, rest)) }?)
}

fn naming(verb: &str, feed: &Feed, rest: &str) -> [Span; 4] {
    [plain(verb), strong(&feed.title), faint(format!("  {}  ", short(&feed.id))), plain(rest)]
}

/// How fetching a feed goes, in words.
pub(super) fn health(feed: &Feed) -> Span {
    match (feed.health, &feed.fault) {
        (Health::Failing | Health::Retrying | Health::Gone, Some(fault)) => bad(&fault.title),
        (Health::Failing | Health::Retrying, None) => bad("failing"),
        (Health::Gone, None) => bad("gone"),
        (Health::Waiting, _) => faint("waiting"),
        (Health::Healthy, _) => faint("ok"),
    }
}
