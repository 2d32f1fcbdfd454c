//! Accounts of services.

mod list;
mod signin;

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::{
    connections::{Connection, Service},
    problem::Problem,
};
use serde::Deserialize;
use serde_json::json;

pub use signin::Connect;

use crate::{
    call::{Call, query},
    failure::Failure,
    out::{plain, strong},
    run::Session,
};

/// List the accounts you connected, pause them or take them away.
#[derive(Debug, Args)]
pub struct Connections {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the accounts and how they do
    List,
    /// List the services that can be connected
    Services,
    /// Leave an account alone until it is resumed
    Pause {
        /// Name or id of the connection
        #[arg(value_name = "CONNECTION")]
        which: String,
    },
    /// Go on with an account that was paused
    Resume {
        /// Name or id of the connection
        #[arg(value_name = "CONNECTION")]
        which: String,
    },
    /// Ask an account for news now
    Fetch {
        /// Name or id of the connection
        #[arg(value_name = "CONNECTION")]
        which: String,
    },
    /// Take an account away, and its token out of the vault
    Remove {
        /// Name or id of the connection
        #[arg(value_name = "CONNECTION")]
        which: String,
        /// Remove what it brought too, here and on your other devices
        #[arg(long)]
        erase: bool,
    },
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

const PATH: &str = "/api/sources/connections";

impl Connections {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        let (connection, done): (Connection, &str) = match self.what.unwrap_or(What::List) {
            What::List => return list::connections(out, &all(call).await?),
            What::Services => {
                return list::services(out, &call.get::<Items<Service>>("/api/sources/services").await?.items);
            }
            What::Pause { which } => (paused(call, &which, true).await?, "Paused "),
            What::Resume { which } => (paused(call, &which, false).await?, "Resumed "),
            What::Fetch { which } => {
                let found = find(call, &which).await?;
                (call.send(Method::POST, &format!("{PATH}/{}/fetch", found.id), &json!({})).await?, "Asking ")
            }
            What::Remove { which, erase } => {
                let found = find(call, &which).await?;
                let path = query(&format!("{PATH}/{}", found.id), &[("data", erase.then(|| "erase".to_owned()))]);
                call.raw(Method::DELETE, &path, None).await?;
                (found, if erase { "Removed, with all it brought, " } else { "Removed " })
            }
        };
        if out.json {
            return Ok(out.object(&connection)?);
        }
        Ok(out.done(&[plain(done), strong(&connection.name)])?)
    }
}

async fn paused(call: &Call, which: &str, paused: bool) -> Result<Connection, Failure> {
    let found = find(call, which).await?;
    call.send(Method::PATCH, &format!("{PATH}/{}", found.id), &json!({ "paused": paused })).await
}

async fn all(call: &Call) -> Result<Vec<Connection>, Failure> {
    Ok(call.get::<Items<Connection>>(PATH).await?.items)
}

/// The connection that is meant: by its name, its account, or how its id begins.
pub(super) async fn find(call: &Call, meant: &str) -> Result<Connection, Failure> {
    let all = all(call).await?;
    let named = |connection: &&Connection| [&connection.name, &connection.account].contains(&&meant.to_owned());
    let begins = |connection: &&Connection| {
        meant.len() >= 4 && connection.id.to_string().starts_with(&meant.to_ascii_lowercase())
    };
    let mut found = all.iter().filter(named).collect::<Vec<_>>();
    if found.is_empty() {
        found = all.iter().filter(begins).collect();
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Problem::new(404, "connection_not_found", format!("There is no connection `{meant}`."))
            .hint("`lorch connections` shows them.")
            .into()),
        _ => Err(Problem::new(409, "id_ambiguous", format!("Several connections are called {meant}."))
            .hint("Give the id, or its first digits.")
            .into()),
    }
}
