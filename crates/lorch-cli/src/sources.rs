//! Addresses the person allows.

use clap::Args;
use http::Method;
use lorch_model::sources::AllowedAddress;
use serde::Deserialize;
use serde_json::json;

use crate::{
    failure::Failure,
    out::{Column, Table, faint, plain, strong},
    run::Session,
};

/// Allow feeds to be fetched from an address of this machine or its network.
#[derive(Debug, Args)]
pub struct Allow {
    /// Host and port, for example 127.0.0.1:8080
    #[arg(value_name = "HOST:PORT", required_unless_present = "list")]
    address: Option<String>,
    /// List what is allowed
    #[arg(long, conflicts_with_all = ["address", "remove"])]
    list: bool,
    /// Take the allowance back
    #[arg(long)]
    remove: bool,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<AllowedAddress>,
}

const PATH: &str = "/api/sources/allowed";

impl Allow {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        let Session { call, out } = session;
        let Some(address) = self.address else { return list(session).await };
        let (allowed, verb): (Vec<AllowedAddress>, _) = if self.remove {
            let before = call.get::<Items>(PATH).await?.items;
            let escaped: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
            call.raw(Method::DELETE, &format!("{PATH}/{}", escaped.replace('+', "%20")), None).await?;
            let after = call.get::<Items>(PATH).await?.items;
            (before.into_iter().filter(|allowed| !after.contains(allowed)).collect(), "No longer allowed: ")
        } else {
            (vec![call.send(Method::POST, PATH, &json!({ "address": address })).await?], "Allowed ")
        };
        for allowed in &allowed {
            if out.json {
                out.object(allowed)?;
            } else {
                out.done(&[plain(verb), strong(&allowed.address)])?;
            }
        }
        Ok(())
    }
}

async fn list(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let allowed = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(allowed.iter().try_for_each(|allowed| out.object(allowed))?);
    }
    if allowed.is_empty() {
        out.note("Nothing on this machine or its network is allowed.");
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    for allowed in &allowed {
        table.row([plain(&allowed.address), faint(out.when(allowed.added))]);
    }
    Ok(out.table(&table)?)
}
