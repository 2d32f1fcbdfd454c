//! Other devices of the person.

use clap::Subcommand;
use http::Method;
use lorch_model::{devices::HeldExchange, problem::Problem};
use serde::Deserialize;

use crate::{
    call::Call,
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, short, strong},
    run::Session,
};

/// Answer what another device would remove here.
#[derive(Debug, Subcommand)]
pub enum Devices {
    /// List what other devices would remove here and you have not answered yet
    Held,
    /// Allow a device to remove it
    Accept {
        /// Id of the device, or its first digits
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Keep everything, here and on the device that removed it
    Refuse {
        /// Id of the device, or its first digits
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Deserialize)]
struct Items {
    items: Vec<HeldExchange>,
}

const PATH: &str = "/api/devices/held";

impl Devices {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let (id, verb, done) = match self {
            Self::Held => return list(call, out).await,
            Self::Accept { id } => (id, "accept", "Removed "),
            Self::Refuse { id } => (id, "refuse", "Kept "),
        };
        let held = find(call, &id).await?;
        call.raw(Method::POST, &format!("{PATH}/{}/{verb}", held.peer), None).await?;
        if out.json {
            return Ok(out.object(&held)?);
        }
        Ok(out.done(&[plain(done), strong(count(held.things, "thing"))])?)
    }
}

async fn list(call: &Call, out: &Out) -> Result<(), Failure> {
    let items = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(items.iter().try_for_each(|item| out.object(item))?);
    }
    if items.is_empty() {
        out.note("No device waits for your answer.");
    }
    let mut table =
        Table::new(&[("device", Column::Whole), ("would remove", Column::Whole), ("for example", Column::Rest)]);
    for held in &items {
        let kinds: Vec<String> = held.kinds.iter().map(|kind| count(kind.things, &kind.kind)).collect();
        table.row([faint(short(&held.peer)), strong(kinds.join(", ")), plain(held.titles.join(", "))]);
    }
    Ok(out.table(&table)?)
}

async fn find(call: &Call, meant: &str) -> Result<HeldExchange, Failure> {
    let prefix = meant.to_ascii_lowercase();
    let items = call.get::<Items>(PATH).await?.items;
    let mut found = items.into_iter().filter(|held| !prefix.is_empty() && held.peer.to_string().starts_with(&prefix));
    match (found.next(), found.next()) {
        (Some(held), None) => Ok(held),
        (None, _) => Err(Problem::new(409, "nothing_held", format!("No device `{meant}` waits for your answer."))
            .hint("`lorch devices held` shows what waits.")
            .into()),
        (Some(_), Some(_)) => {
            let problem =
                Problem::new(409, "id_ambiguous", format!("Several devices have ids that begin with {meant}."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}
