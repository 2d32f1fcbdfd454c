//! Rules for new articles.

use clap::{ArgGroup, Args, Subcommand};
use http::Method;
use lorch_model::{
    problem::Problem,
    reader::{Feed, Rule, RuleEdit},
};

use super::which::{self, Items};
use crate::{
    call::Call,
    failure::Failure,
    out::{Column, Out, Span, Table, faint, plain, strong, tail},
    run::Session,
};

/// Mark new articles by rules of yours.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// List the rules
    List,
    /// Make a rule; it holds for articles that come from now on
    Add(Wish),
    /// Change a rule
    Change {
        /// Name of the rule, or digits of its id
        #[arg(value_name = "RULE")]
        rule: String,
        #[command(flatten)]
        wish: Wish,
    },
    /// Remove a rule; what it did stays
    Remove {
        /// Name of the rule, or digits of its id
        #[arg(value_name = "RULE")]
        rule: String,
    },
}

/// What a rule says.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("wish").required(true).multiple(true)
    .args(["name", "words", "feed", "folder", "read", "no_read", "star", "no_star", "on", "off"])))]
pub struct Wish {
    /// What to call it
    #[arg(long)]
    name: Option<String>,
    /// Words that must all occur in title or text; a comma between alternatives; empty for every article
    #[arg(long)]
    words: Option<String>,
    /// Only articles of this feed, by id or address; empty for all
    #[arg(long, value_name = "FEED")]
    feed: Option<String>,
    /// Only articles of feeds in this folder; empty for all
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Mark them as read
    #[arg(long, overrides_with = "no_read")]
    read: bool,
    /// Don't mark them as read
    #[arg(long)]
    no_read: bool,
    /// Star them
    #[arg(long, overrides_with = "no_star")]
    star: bool,
    /// Don't star them
    #[arg(long)]
    no_star: bool,
    /// Put it in force
    #[arg(long, overrides_with = "off")]
    on: bool,
    /// Keep it, but not in force
    #[arg(long)]
    off: bool,
}

const PATH: &str = "/api/reader/rules";

impl Rules {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        match self {
            Self::List => list(session).await,
            Self::Add(wish) => {
                let rule = call.send(Method::POST, PATH, &wish.into_edit(call).await?).await?;
                show(out, "Added ", &rule)
            }
            Self::Change { rule, wish } => {
                let path = format!("{PATH}/{}", find(call, &rule).await?.id);
                let rule = call.send(Method::PATCH, &path, &wish.into_edit(call).await?).await?;
                show(out, "Now ", &rule)
            }
            Self::Remove { rule } => {
                let rule = find(call, &rule).await?;
                call.raw(Method::DELETE, &format!("{PATH}/{}", rule.id), None).await?;
                show(out, "Removed ", &rule)
            }
        }
    }
}

impl Wish {
    async fn into_edit(self, call: &Call) -> Result<RuleEdit, Failure> {
        let feed = match self.feed.as_deref() {
            Some("") => Some(String::new()),
            meant => which::id(call, meant).await?,
        };
        let said = |yes: bool, no: bool| (yes || no).then_some(yes);
        Ok(RuleEdit {
            name: self.name,
            feed,
            folder: self.folder,
            words: self.words,
            read: said(self.read, self.no_read),
            starred: said(self.star, self.no_star),
            enabled: said(self.on, self.off),
        })
    }
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let rules = call.get::<Items<Rule>>(PATH).await?.items;
    if out.json {
        return Ok(rules.iter().try_for_each(|rule| out.object(rule))?);
    }
    if rules.is_empty() {
        out.note("No rules yet. `lorch rules add --words WORDS --star` stars what says them.");
    }
    let feeds = which::all(call).await?;
    let mut table = Table::new(&[
        ("id", Column::Whole),
        ("rule", Column::Most(32)),
        ("does", Column::Whole),
        ("where", Column::Most(32)),
        ("words", Column::Rest),
    ]);
    for rule in &rules {
        let place = [feed_title(rule, &feeds), rule.folder.clone()];
        let place: Vec<String> = place.into_iter().flatten().collect();
        table.row([faint(tail(&rule.id)), strong(&rule.name), does(rule), plain(place.join(", ")), plain(&rule.words)]);
    }
    Ok(out.table(&table)?)
}

fn feed_title(rule: &Rule, feeds: &[Feed]) -> Option<String> {
    let id = rule.feed?;
    let title = feeds.iter().find(|feed| feed.id == id).map(|feed| feed.title.clone());
    Some(title.unwrap_or_else(|| "a feed that is gone".to_owned()))
}

fn does(rule: &Rule) -> Span {
    match (rule.enabled, rule.read, rule.starred) {
        (false, ..) => faint("off"),
        (_, true, true) => plain("read, star"),
        (_, true, false) => plain("read"),
        (_, false, _) => plain("star"),
    }
}

fn show(out: &Out, verb: &str, rule: &Rule) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(rule)?);
    }
    Ok(out.done(&[plain(verb), strong(&rule.name), faint(format!("  {}  ", tail(&rule.id))), does(rule)])?)
}

async fn find(call: &Call, meant: &str) -> Result<Rule, Failure> {
    let digits = meant.to_ascii_lowercase();
    let rules = call.get::<Items<Rule>>(PATH).await?.items;
    let is_meant = |rule: &Rule| {
        let id = rule.id.to_string();
        rule.name == meant || (!digits.is_empty() && (id.starts_with(&digits) || id.ends_with(&digits)))
    };
    let mut found = rules.into_iter().filter(is_meant);
    match (found.next(), found.next()) {
        (Some(rule), None) => Ok(rule),
        (None, _) => Err(Problem::new(404, "rule_not_found", format!("There is no rule `{meant}`."))
            .hint("`lorch rules list` shows the rules and their ids.")
            .into()),
        (Some(_), Some(_)) => {
            let problem = Problem::new(409, "id_ambiguous", format!("Several rules fit `{meant}`."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}
