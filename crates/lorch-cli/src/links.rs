//! Which things are the same.

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::{links::Link, problem::Problem};
use serde::Deserialize;
use serde_json::json;

use crate::{
    failure::Failure,
    out::{Column, Out, Table, faint, plain, short, strong},
    run::Session,
};

/// Say which things are the same, and which are not.
#[derive(Debug, Subcommand)]
pub enum Links {
    /// List what was said
    List,
    /// Say that two things are the same, or that they are not
    Add(Add),
    /// Take back what was said
    Remove {
        /// Id of the link, or its first digits
        #[arg(value_name = "LINK")]
        id: String,
    },
}

/// Say it of two things.
#[derive(Debug, Args)]
pub struct Add {
    /// Id of one of them
    a: String,
    /// Id of the other
    b: String,
    /// They are not the same
    #[arg(long)]
    not: bool,
    /// Why
    #[arg(long, value_name = "WORDS", default_value = "")]
    reason: String,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Link>,
}

const PATH: &str = "/api/links";

impl Links {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        match self {
            Self::List => list(session).await,
            Self::Add(Add { a, b, not, reason }) => {
                let body = json!({ "a": a, "b": b, "same": !not, "reason": reason });
                let link: Link = call.send(Method::POST, PATH, &body).await?;
                show(out, "", &link)
            }
            Self::Remove { id } => {
                let prefix = id.to_ascii_lowercase();
                let links = call.get::<Items>(PATH).await?.items;
                let mut found = links.into_iter().filter(|link| link.id.to_string().starts_with(&prefix));
                let (Some(link), None) = (found.next().filter(|_| !prefix.is_empty()), found.next()) else {
                    let problem = Problem::new(404, "link_not_found", format!("There is no one link `{id}`."));
                    return Err(problem.hint("`lorch links list` shows them.").into());
                };
                call.raw(Method::DELETE, &format!("{PATH}/{}", link.id), None).await?;
                show(out, "Taken back: ", &link)
            }
        }
    }
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let links = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(links.iter().try_for_each(|link| out.object(link))?);
    }
    if links.is_empty() {
        out.note("Nothing was said of any two things.");
    }
    let mut table = Table::new(&[
        ("id", Column::Whole),
        ("one", Column::Whole),
        ("", Column::Whole),
        ("other", Column::Whole),
        ("why", Column::Rest),
    ]);
    for link in &links {
        table.row([
            faint(short(&link.id)),
            plain(short(&link.a)),
            strong(says(link)),
            plain(short(&link.b)),
            plain(&link.reason),
        ]);
    }
    Ok(out.table(&table)?)
}

fn show(out: &Out, verb: &str, link: &Link) -> Result<(), Failure> {
    if out.json {
        return Ok(out.object(link)?);
    }
    let pair = format!("{} {} {}", short(&link.a), says(link), short(&link.b));
    Ok(out.done(&[plain(verb), strong(pair), faint(format!("  {}", short(&link.id)))])?)
}

fn says(link: &Link) -> &'static str {
    if link.same { "is the same as" } else { "is not" }
}
